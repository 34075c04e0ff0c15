#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Profiles with a wearer who moves between two good poses, on a bus of their own.

The simulated wearer sits upright for a minute, then leans for five; the lean is taught as the
good pose "standing".  Time runs 20 times as fast.  Environment: as rig.py.
"""
import json
import os
import signal

from rig import check, run, stop, wait

STANDING = 'standing: { poses = [ "standing" ]; posture: { slouch_deg = 14; }; };'
MEETING = 'meeting: { posture: { slouch_deg = 9.5; }; alert: { levels_s = [ 6 ]; }; };'
ROUND = 120  # seconds a test waits for the wearer to come round; one round takes 18


def config(rig, *profiles):
    return rig.write("plumbd.conf", "alert: { levels_s = [ 5 ]; repeat_s = 0; };\n"
                     "profiles:\n{\n%s\n};\n" % "\n".join(profiles))


def begin(rig, *profiles):
    return rig.plumbd("--config", config(rig, *profiles), "--source", "sim:slouch",
                      "--speed", "20")


def leans(rig):
    flexion = rig.status()["flexion_cdeg"]
    return flexion is not None and flexion > 1500


def teach_both(rig):
    """Upright while it lasts, then standing, which is where the script stays longest."""
    rig.learn("upright", 3)
    wait(lambda: leans(rig), "the lean", ROUND)
    done = rig.ctl("learn", "standing", "--good", "--seconds", "3")
    check(done.returncode == 0, done.stderr)


def in_force(rig):
    s = rig.status()
    return s["profile"], s["profile_choice"]


def wait_for(rig, profile, choice):
    wait(lambda: in_force(rig) == (profile, choice), "profile %s, %s" % (profile, choice), ROUND)


def choose(rig, name):
    done = rig.ctl("profile", name)
    check(done.returncode == 0, done.stderr)
    return done.stdout


def pose(rig):
    return rig.status()["pose"]


def the_pose_that_is_held_brings_its_profile_and_takes_it_back(rig):
    begin(rig, STANDING, MEETING)
    teach_both(rig)
    monitor = rig.monitor()
    wait_for(rig, "standing", "auto")
    wait_for(rig, "", "auto")
    wait_for(rig, "standing", "auto")
    told = [(e["before"], e["now"]) for e in monitor.events("profile")]
    check(told[-2:] == [("standing", ""), ("", "standing")], "told %s" % told)
    check("rofile" not in rig.log(), "the journal is for choices by hand: " + rig.log())


def a_profile_chosen_by_hand_wins_until_auto(rig):
    begin(rig, STANDING, MEETING)
    teach_both(rig)
    wait_for(rig, "standing", "auto")
    choose(rig, "meeting")
    check(in_force(rig) == ("meeting", "meeting"), "not in force: %s" % (in_force(rig),))
    monitor = rig.monitor()
    wait(lambda: pose(rig) == "upright", "upright", ROUND)
    wait(lambda: pose(rig) == "standing", "standing", ROUND)
    wait(lambda: pose(rig) == "upright", "upright again", ROUND)
    check(in_force(rig) == ("meeting", "meeting"), "a pose won: %s" % (in_force(rig),))
    check(not monitor.events("profile"), "told %s" % monitor.events("profile"))
    choose(rig, "auto")
    check(in_force(rig)[1] == "auto", "auto did not end it")
    wait_for(rig, "standing", "auto")
    check(rig.log().count('profile "meeting" chosen') == 1, rig.log())
    check(rig.log().count("the profile is left to the poses") == 1, rig.log())


def a_reload_that_drops_the_choice_falls_back_and_says_so(rig):
    p = begin(rig, STANDING, MEETING)
    choose(rig, "meeting")
    config(rig, STANDING)
    p.send_signal(signal.SIGHUP)
    wait_for(rig, "", "auto")
    check('the chosen profile "meeting" is not in plumbd.conf any more' in rig.log(), rig.log())
    done = rig.ctl("profile", "meeting")
    check(done.returncode == 1 and 'no profile "meeting"' in done.stderr
          and "it has standing" in done.stderr, done.stderr)
    stop(p)


def a_reload_that_is_refused_keeps_the_choice(rig):
    p = begin(rig, STANDING, MEETING)
    choose(rig, "meeting")
    config(rig, STANDING, "desk: { posture: { slouch = 9; }; };")
    p.send_signal(signal.SIGHUP)
    wait(lambda: "profiles.desk.posture.slouch_deg" in rig.log(), "the refusal")
    check(in_force(rig) == ("meeting", "meeting"), "%s" % (in_force(rig),))


def a_choice_survives_kill_and_restart(rig):
    for _ in range(3):
        p = begin(rig, STANDING, MEETING)
        choose(rig, "auto")
        choose(rig, "meeting")
        p.send_signal(signal.SIGKILL)
        p.wait()
        check(not os.path.exists(rig.path("profile.conf.new")), "half a file was left")
        p = begin(rig, STANDING, MEETING)
        check(in_force(rig) == ("meeting", "meeting"), "lost: %s" % (in_force(rig),))
        stop(p)


def why_names_the_key_inside_the_profile(rig):
    begin(rig, STANDING, MEETING)
    choose(rig, "meeting")
    rig.learn("upright", 3)
    wait(lambda: rig.ctl("why").returncode == 0, "an alert", ROUND)
    why = json.loads(rig.ctl("--json", "why").stdout)
    check(why["config_key"] == "profiles.meeting.posture.slouch_deg" and
          why["config_value"] == "9.5" and why["border_cdeg"] == 950, "%s" % why)
    check("level 1 of profiles.meeting.alert.levels_s spoke" in why["sentence"], "%s" % why)
    text = rig.ctl("why").stdout
    check("set by profiles.meeting.posture.slouch_deg = 9.5" in text, text)


def status_and_profile_show_what_is_in_force(rig):
    p = begin(rig, STANDING, MEETING)
    check("Profile   the usual settings" in rig.ctl("status").stdout, rig.ctl("status").stdout)
    listed = rig.ctl("profile").stdout
    check("* the usual settings\n" in listed and "  meeting\n" in listed, listed)
    check('standing, chosen by the pose "standing" (not taught)' in listed, listed)
    check("    posture.slouch_deg = 9.5\n    alert.levels_s = [ 6 ]\n" in listed, listed)
    check("Left to the poses" in listed, listed)
    check("profile auto" in choose(rig, "meeting"), "the way back is not told")
    listed = rig.ctl("profile").stdout
    check("* meeting\n" in listed and "Chosen by hand" in listed, listed)
    check("Profile   meeting, chosen by hand" in rig.ctl("status").stdout, "status")
    shown = json.loads(rig.ctl("--json", "profile").stdout)
    check(shown["profile"] == "meeting" and shown["profiles"][0]["poses"] == ["standing"] and
          shown["profiles"][1]["settings"] == {"posture.slouch_deg": "9.5",
                                               "alert.levels_s": "[ 6 ]"}, "%s" % shown)
    config(rig)
    p.send_signal(signal.SIGHUP)
    wait_for(rig, "", "auto")
    check(rig.ctl("profile").stdout.startswith("none; plumbd.conf(5)"), "profile")
    check("Profile" not in rig.ctl("status").stdout, rig.ctl("status").stdout)


run(the_pose_that_is_held_brings_its_profile_and_takes_it_back,
    a_profile_chosen_by_hand_wins_until_auto,
    a_reload_that_drops_the_choice_falls_back_and_says_so,
    a_reload_that_is_refused_keeps_the_choice,
    a_choice_survives_kill_and_restart,
    why_names_the_key_inside_the_profile,
    status_and_profile_show_what_is_in_force)
