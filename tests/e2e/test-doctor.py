#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""plumbctl doctor with a running plumbd and without one."""
import json

from rig import check, run, stop, wait

LEVELS = ("ok", "warn", "fail")


def findings(rig, *arguments):
    """Exit status and findings of plumbctl doctor, looked over for what must hold of each."""
    done = rig.ctl("--json", "doctor", "--state", rig.folder, *arguments)
    check(done.stderr == "", "stderr: " + done.stderr)
    found = json.loads(done.stdout)["findings"]
    for f in found:
        check(sorted(f) == ["id", "level", "next", "text"], "keys of %s" % f)
        check(f["level"] in LEVELS, "level of %s" % f)
        check((f["next"] is None) == (f["level"] == "ok"), "next of %s" % f)
        check(f["text"] and not f["text"].endswith("."), "text of %s" % f)
    failed = any(f["level"] == "fail" for f in found)
    check(done.returncode == (1 if failed else 0), "exit %d" % done.returncode)
    return done.returncode, found


def one(found, name):
    these = [f for f in found if f["id"] == name]
    check(len(these) == 1, "%d findings %s" % (len(these), name))
    return these[0]


def a_healthy_plumbd_is_well_and_its_samples_come_from_it(rig):
    daemon = rig.plumbd("--source", "sim:still", "--speed", "20")
    rig.learn("upright", 5)
    code, found = findings(rig)
    check(code == 0, "failed: %s" % [f for f in found if f["level"] == "fail"])
    for name in ("service.process", "sensor.found", "sensor.samples", "sensor.gravity",
                 "sensor.noise", "sensor.rate", "sensor.temperature", "sensor.counters",
                 "config.file", "state.folder", "poses.taught", "poses.age"):
        check(one(found, name)["level"] == "ok", "%s" % one(found, name))
    check("MPU-6050 at 0x68 on sim" in one(found, "sensor.found")["text"], "%s" % found)
    check("not measured" in one(found, "i2c.speed")["text"], "%s" % found)
    check("50.0 nominal" in one(found, "sensor.rate")["text"], "%s" % found)
    check(not [f for f in found if f["id"].startswith("bus.")], "a policy on a private bus")
    # it has let go of the recording, and disturbed nothing
    check(rig.status()["sensors"]["upper"]["errors"] == 0, "transfers failed")
    check(rig.ctl("record", "-", "--seconds", "1").returncode == 0, "still recording")
    stop(daemon)


def people_get_groups_and_a_sum(rig):
    daemon = rig.plumbd("--source", "sim:still", "--speed", "20")
    wait(lambda: rig.status()["sensors"]["upper"]["last_sample_usec"] > 0, "samples")
    done = rig.ctl("doctor", "--state", rig.folder)
    check(done.returncode == 0, done.stdout)
    check("\033" not in done.stdout, "colours in a pipe")
    for line in ("Sensors", "Service", "Settings", "        next: sudo plumbctl learn",
                 "  warn  no pose is taught: plumbd cannot tell how you sit"):
        check(line in done.stdout.splitlines(), "no line '%s' in %s" % (line, done.stdout))
    check(done.stdout.splitlines()[-1].endswith(" 0 failed"), done.stdout)
    stop(daemon)


def a_lost_sensor_and_a_bad_configuration_fail(rig):
    config = rig.write("plumbd.conf", "posture: {\n  slouch_dg = 12.0;\n};\n")
    daemon = rig.plumbd("--source", "sim:unplug", "--speed", "3")
    wait(lambda: rig.status()["sensors"]["upper"]["state"] == "searching", "the sensor's loss", 40)
    code, found = findings(rig, "--config", config)
    check(code == 1, "exit %d" % code)
    check(one(found, "sensor.found")["level"] == "fail", "%s" % found)
    check(one(found, "config.file")["level"] == "fail" and
          ":2: posture.slouch_dg" in one(found, "config.file")["text"], "%s" % found)
    check(one(found, "config.file")["next"] == "sudoedit " + config, "%s" % found)
    stop(daemon)


def without_plumbd_it_says_so_and_looks_at_the_rest(rig):
    _, found = findings(rig)
    process = one(found, "service.process")
    check(process["level"] == "warn" and "runs: " not in process["text"], "%s" % process)
    check(one(found, "i2c.nodes")["level"] in LEVELS, "%s" % found)
    check(one(found, "config.file")["level"] == "ok", "%s" % found)
    check(one(found, "poses.taught")["next"] == "sudo plumbctl learn", "%s" % found)


def without_a_bus_it_looks_all_the_same(rig):
    rig.bus = "unix:path=" + rig.path("nobody-listens-here")
    _, found = findings(rig)
    check(one(found, "service.process")["level"] == "warn", "%s" % found)
    rig.bus = "nonsense"
    check(rig.ctl("doctor").returncode == 2, "nonsense for a bus")


run(a_healthy_plumbd_is_well_and_its_samples_come_from_it,
    people_get_groups_and_a_sum,
    a_lost_sensor_and_a_bad_configuration_fail,
    without_plumbd_it_says_so_and_looks_at_the_rest,
    without_a_bus_it_looks_all_the_same)
