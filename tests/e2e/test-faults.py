#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a person or a cable does wrong, and what plumbd makes of it."""
import os
import random
import resource
import signal
import subprocess
import time

from rig import PLUMBD, check, run, stop, wait

GOOD = "posture: { slouch_deg = 11; };\n"
BAD = "posture: {\n  slouch_dg = 12.0;\n};\n"
BAD_LINE = ':2: posture.slouch_dg: no such key; did you mean "posture.slouch_deg"?'


def a_wrong_key_at_start_ends_with_78_and_one_line_that_names_it(rig):
    config = rig.write("plumbd.conf", BAD)
    for arguments in (["--check-config"], ["--source", "sim", "--bus", rig.bus]):
        done = subprocess.run([PLUMBD, "--config", config] + arguments, capture_output=True,
                              text=True)
        check(done.returncode == 78, "exit %d" % done.returncode)
        lines = done.stderr.splitlines()
        check(len(lines) == 1 and lines[0].endswith(config + BAD_LINE), done.stderr)


def a_wrong_key_on_reload_keeps_the_old_configuration(rig):
    config = rig.write("plumbd.conf", GOOD)
    daemon = rig.plumbd("--config", config, "--source", "sim:still", "--speed", "10")
    rig.write("plumbd.conf", BAD)
    done = subprocess.run(["busctl", "--address=" + rig.bus, "call", "org.plumbd.Posture1",
                           "/org/plumbd/Posture1", "org.plumbd.Posture1", "Reload"],
                          capture_output=True, text=True)
    check(done.returncode != 0 and "posture.slouch_deg" in done.stderr, done.stderr)
    check(config + BAD_LINE in rig.log(), "the log does not say: " + rig.log())
    daemon.send_signal(signal.SIGHUP)
    time.sleep(0.3)
    check(daemon.poll() is None and rig.status() is not None, "plumbd did not live on")
    rig.write("plumbd.conf", GOOD)
    done = subprocess.run(["busctl", "--address=" + rig.bus, "call", "org.plumbd.Posture1",
                           "/org/plumbd/Posture1", "org.plumbd.Posture1", "Reload"])
    check(done.returncode == 0, "a good configuration was refused")
    stop(daemon)


def a_sensor_unplugged_for_ten_seconds_comes_back_by_itself(rig):
    daemon = rig.plumbd("--source", "sim:unplug", "--speed", "4")
    rig.learn("upright", 10)
    monitor = rig.monitor()
    seen, slowest = set(), 0
    end = time.monotonic() + 20
    while time.monotonic() < end:
        begin = time.monotonic()
        status = rig.status()
        slowest = max(slowest, time.monotonic() - begin)
        check(status is not None, "D-Bus did not answer")
        seen.add(status["status"])
        if status["status"] == "sensor-lost":
            check(status["posture"] == "unknown", "a posture without a sensor")
        if "sensor-lost" in seen and status["posture"] == "upright":
            break
        time.sleep(0.02)
    check("sensor-lost" in seen, "never sensor-lost: %s" % seen)
    check(rig.status()["posture"] == "upright", "no posture after the sensor's return")
    check(rig.log().count("sensor lost") == 1, "not one journal line: " + rig.log())
    check(rig.status()["sensors"]["upper"]["recoveries"] == 1, "not one recovery")
    check(not monitor.events("slouched"), "an alert from a lost sensor")
    print("        slowest answer of plumbctl, its start included: %.0f ms" % (slowest * 1000))
    stop(daemon)


def poses_survive_kill_9_at_any_moment(rig):
    seed = int(os.environ.get("PLUMB_SEED", random.randrange(1 << 30)))
    moments = random.Random(seed)
    print("        PLUMB_SEED=%d" % seed)
    daemon = rig.plumbd("--source", "sim:still", "--speed", "50")
    rig.learn("upright", 5)
    for i in range(20):
        learner = rig.start([os.environ["PLUMBCTL"], "--bus", rig.bus, "learn", "typing",
                             "--seconds", "2"], stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(0, 0.15))
        daemon.kill()
        daemon.wait()
        learner.wait()
        daemon = rig.plumbd("--source", "sim:still", "--speed", "50")
        names = [p["name"] for p in rig.status()["poses"]]
        check(names in (["upright"], ["upright", "typing"]), "round %d: poses %s" % (i, names))
        check("damaged" not in rig.log(), rig.log())
        wait(lambda: rig.status()["sensors"]["upper"]["last_sample_usec"] > 0, "samples")
    stop(daemon)


def a_full_disk_while_learning_is_named_and_the_old_poses_stand(rig):
    daemon = rig.plumbd("--source", "sim:still", "--speed", "50")
    rig.learn("upright", 5)
    before = open(rig.path("poses.conf")).read()
    # as on a full disk: no byte more may be written to any file
    resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (0, 0))
    done = rig.ctl("learn", "typing", "--seconds", "2")
    check(done.returncode == 1, "exit %d" % done.returncode)
    check("cannot be saved" in done.stdout + done.stderr, "plumbctl says: %s" % done)
    check([p["name"] for p in rig.status()["poses"]] == ["upright"], "the old poses do not stand")
    check(open(rig.path("poses.conf")).read() == before, "the file changed")
    stop(daemon)


def a_damaged_poses_file_is_kept_aside_and_told(rig):
    rig.write("poses.conf", "version = 1;\nposes = ( { name = \"upright\"; } );\n")
    daemon = rig.plumbd("--source", "sim:still", "--speed", "10")
    wait(lambda: rig.status()["status"] == "uncalibrated", "uncalibrated")
    kept = [f for f in os.listdir(rig.folder) if f.startswith("poses.conf.damaged-")]
    check(len(kept) == 1, "kept: %s" % kept)
    check("poses.conf:2" in rig.log() and kept[0] in rig.log(), rig.log())
    stop(daemon)


run(a_wrong_key_at_start_ends_with_78_and_one_line_that_names_it,
    a_wrong_key_on_reload_keeps_the_old_configuration,
    a_sensor_unplugged_for_ten_seconds_comes_back_by_itself,
    poses_survive_kill_9_at_any_moment,
    a_full_disk_while_learning_is_named_and_the_old_poses_stand,
    a_damaged_poses_file_is_kept_aside_and_told)
