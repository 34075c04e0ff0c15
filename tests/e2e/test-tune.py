#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""plumbctl tune: the table against analyze, the suggestion, and what --apply does to a file.

Environment: as rig.py; MAKE_SLOUCH names the program that makes recordings.
"""
import json
import os
import pty
import subprocess
import sys

from rig import PLUMBCTL, check, run, stop, wait

# Layout nobody would choose, but libconfig takes it.
NASTY = """# slouch_deg = 99; is not it
posture = { slouch_deg : 10 /* slouch_deg = 11 */, margin_deg = 1.5
  // the end, without a ';'
}
alert:{levels_s=[30, # first
  120,300];release_s=3}"""


def recording(rig, what, *columns):
    """A file of make-slouch; @columns: how many of its columns to keep."""
    path = rig.path("%s%s.csv" % (what, "".join(map(str, columns))))
    if not os.path.exists(path):
        made = subprocess.run([os.environ["MAKE_SLOUCH"], what, "300", "7"], text=True,
                              capture_output=True, check=True).stdout
        if columns:
            made = "".join(line if line.startswith("#") else
                           ",".join(line.split(",")[:columns[0]]) + "\n"
                           for line in made.splitlines(True))
        with open(path, "w") as f:
            f.write(made)
    return path


def tune(rig, *arguments, **options):
    done = rig.ctl("tune", "--learn", "upright=" + recording(rig, "still"), *arguments)
    check(done.returncode == options.get("code", 0),
          "tune %s: exit %d: %s" % (arguments, done.returncode, done.stderr))
    return done


def tune_json(rig, *arguments):
    return json.loads(tune(rig, "--json", *arguments).stdout)


def text_of(path):
    with open(path) as f:
        return f.read()


def every_row_is_what_analyze_says_with_that_setting(rig):
    hour = recording(rig, "hour")
    said = tune_json(rig, "--config", rig.write("plumbd.conf", ""), hour)
    check(len(said["settings"]) == 24, "%d rows" % len(said["settings"]))
    check([s["now"] for s in said["settings"]].count(True) == 1, "one present setting")
    for row in said["settings"][::5]:
        conf = rig.write("row.conf", "posture: { slouch_deg = %g; release_deg = %g; };\n"
                         "alert: { levels_s = [ %s ]; };\n" %
                         (row["slouch_cdeg"] / 100, row["release_cdeg"] / 100,
                          ", ".join(str(us // 1000000) for us in row["levels_us"])))
        done = rig.ctl("analyze", "--format", "json", "--config", conf, "--learn",
                       "upright=" + recording(rig, "still"), hour)
        check(done.returncode == 0, done.stderr)
        alone = json.loads(done.stdout)[0]
        words = len(alone["alerts"])
        told = sum(a["level"] == 1 for a in alone["alerts"])
        check((row["alerts"], row["repeats"]) == (told, words - told),
              "%s: analyze has %d alerts, %d words" % (row, told, words))
        bad = sum(us for p, us in alone["posture_us"].items() if p not in ("upright", "unknown"))
        check(row["slouched_us"] == bad, "%s: analyze has %d us of slouch" % (row, bad))


def labels_find_the_angle_that_errs_least(rig):
    said = tune_json(rig, "--config", rig.write("plumbd.conf", ""), recording(rig, "hour"))
    now = next(s for s in said["settings"] if s["now"])
    best = said["settings"][said["suggested"]]
    check(said["axis"] == "slouch_deg", said["axis"])
    # the script: two slouches of 60 s at least and two of reading, five times over
    check(said["labelled_bad_spells"] == 10, "%d spells" % said["labelled_bad_spells"])
    check((now["missed"], now["false"]) == (0, 10), "now: %s" % now)
    check((best["missed"], best["false"]) == (0, 0), "best: %s" % best)
    check(said["changes"] == {"posture.slouch_deg": "14.0"}, "%s" % said["changes"])


def without_labels_silence_is_not_suggested(rig):
    said = tune_json(rig, "--config", rig.write("plumbd.conf", ""), recording(rig, "hour", 7))
    check(said["suggested"] is None and said["changes"] == {}, "%s" % said["changes"])
    check("missed" not in said["settings"][0], "mistakes without labels")
    check("no setting here brings that to 4" in said["reason"], said["reason"])


def two_recordings_add_up(rig):
    hour, conf = recording(rig, "hour"), rig.write("plumbd.conf", "")
    one, two = (tune_json(rig, "--config", conf, *[hour] * n)["settings"] for n in (1, 2))
    for a, b in zip(one, two):
        for key in ("alerts", "repeats", "missed", "false", "sat_us", "slouched_us", "told_us"):
            check(2 * a[key] == b[key], "%s: %d, of two %d" % (key, a[key], b[key]))


def a_taught_slouch_makes_it_the_sensitivity(rig):
    slouched = rig.path("slouched.csv")
    with open(recording(rig, "1500")) as f, open(slouched, "w") as out:
        lines = f.readlines()
        out.writelines(lines[:6] + lines[-2600:])
    done = tune(rig, "--learn", "slouching=" + slouched, "--config",
                rig.write("plumbd.conf", ""), recording(rig, "hour"))
    check('the pose "slouching" is taught, so sensitivity decides' in done.stdout, done.stdout)
    check("sensitivity      delay" in done.stdout, done.stdout)


def a_short_recording_says_too_little(rig):
    done = tune(rig, "--apply", "--yes", "--config", rig.write("plumbd.conf", "# mine\n"),
                recording(rig, "still", 7))
    check("nothing suggested: 0 alerts in 28 s of sitting" in done.stdout, done.stdout)
    check(text_of(rig.path("plumbd.conf")) == "# mine\n", "the file was touched")


def apply_shows_and_without_a_terminal_does_no_more(rig):
    conf = rig.write("plumbd.conf", NASTY)
    done = tune(rig, "--apply", "--config", conf, recording(rig, "hour"))
    check("is not written: nobody can be asked; add --yes" in done.stderr, done.stderr)
    check("+posture = { slouch_deg : 14.0 /*" in done.stdout, done.stdout)
    check(text_of(conf) == NASTY, "the file was touched")


def apply_changes_the_value_alone_and_plumbd_reads_it(rig):
    conf, link = rig.write("real.conf", NASTY), rig.path("plumbd.conf")
    before = rig.write("before.conf", NASTY)
    os.chmod(conf, 0o604)
    os.symlink("real.conf", link)
    p = rig.plumbd("--source", "sim:still", "--config", link)
    done = tune(rig, "--apply", "--yes", "--config", link, recording(rig, "hour"))
    check("written to %s\nplumbd has read it\n" % link in done.stdout, done.stdout)
    wait(lambda: "configuration read anew" in rig.log(), "the reload")
    check(text_of(conf) == NASTY.replace("slouch_deg : 10 ", "slouch_deg : 14.0 "), text_of(conf))
    check(os.path.islink(link) and os.stat(conf).st_mode & 0o7777 == 0o604, "link or mode")
    shown = done.stdout[done.stdout.index("\n@@") + 1:done.stdout.index("written to")]
    diff = subprocess.run(["diff", "-u", before, conf], text=True, capture_output=True).stdout
    check(shown == diff[diff.index("\n@@") + 1:], "shown:\n%s\ndiff -u:\n%s" % (shown, diff))
    stop(p)
    # The setting now is the one that was suggested.
    check("no setting here errs less" in tune(rig, "--config", link,
                                              recording(rig, "hour")).stdout, "a second change")


def a_plumbd_that_does_not_run_is_no_failure(rig):
    conf = rig.write("plumbd.conf", "")
    done = tune(rig, "--apply", "--yes", "--config", conf, recording(rig, "hour"))
    check("plumbd is not running" in done.stderr, done.stderr)
    check(text_of(conf) == "posture:\n{\n  slouch_deg = 14.0;\n};\n", text_of(conf))


def a_file_plumbd_would_not_take_is_left_alone(rig):
    conf = rig.write("plumbd.conf", "@include \"more.conf\"\n")
    rig.write("more.conf", "posture: { slouch_deg = 10; };\n")
    done = tune(rig, "--apply", "--yes", "--config", conf, recording(rig, "hour"), code=78)
    check("posture.slouch_deg belongs into %s" % rig.path("more.conf") in done.stderr, done.stderr)
    check(text_of(rig.path("more.conf")) == "posture: { slouch_deg = 10; };\n", "more.conf")


def answer(rig, conf, words):
    """tune --apply on a terminal of its own, answered with @words; what it showed."""
    arguments = [PLUMBCTL, "--bus", rig.bus, "tune", "--config", conf, "--apply", "--learn",
                 "upright=" + recording(rig, "still"), recording(rig, "hour")]
    shown = b""
    pid, fd = pty.fork()
    if pid == 0:
        os.execv(PLUMBCTL, arguments)
    while not shown.endswith(b"[y/N] "):
        shown += os.read(fd, 4096)
    os.write(fd, words)
    try:
        while True:
            shown += os.read(fd, 4096)
    except OSError:
        pass
    os.close(fd)
    check(os.WEXITSTATUS(os.waitpid(pid, 0)[1]) == 0, shown.decode())
    return shown.decode()


def a_terminal_is_asked(rig):
    conf = rig.write("plumbd.conf", NASTY)
    check("not written" in answer(rig, conf, b"\n"), "no word that it is not written")
    check(text_of(conf) == NASTY, "Enter wrote it")
    check("not written" in answer(rig, conf, b"\x04"), "no word that it is not written")
    check("written to " in answer(rig, conf, b"y\n"), "no word that it is written")
    check("slouch_deg : 14.0 " in text_of(conf), "y did not write it")


if __name__ == "__main__":
    if "MAKE_SLOUCH" not in os.environ:
        sys.exit("MAKE_SLOUCH is not set")
    run(every_row_is_what_analyze_says_with_that_setting,
        labels_find_the_angle_that_errs_least,
        without_labels_silence_is_not_suggested,
        two_recordings_add_up,
        a_taught_slouch_makes_it_the_sensitivity,
        a_short_recording_says_too_little,
        apply_shows_and_without_a_terminal_does_no_more,
        apply_changes_the_value_alone_and_plumbd_reads_it,
        a_plumbd_that_does_not_run_is_no_failure,
        a_file_plumbd_would_not_take_is_left_alone,
        a_terminal_is_asked)
