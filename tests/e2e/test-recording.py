#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Real recordings through the daemon: one slouch is one alert, in time, and one recovery."""
import csv
import io
import os
import subprocess

from rig import PLUMBCTL, check, data, run, wait

SPEED = "20"
LEVEL_S = 10
CONFIG = "posture: { settle_s = 1.0; };\nalert: { levels_s = [ %d ]; };\n" % LEVEL_S


def rows(path):
    with open(path) as f:
        lines = f.read().splitlines()
    head = [line for line in lines if line.startswith("#") and "label" not in line]
    columns = next(line for line in lines if line.startswith("t_us"))
    return head, columns, [line.split(",", 1) for line in lines if line[0].isdigit()]


def joined(rig, name, parts):
    """One recording out of several, each shifted to begin where the last ended."""
    out, begins, at_us = [], [], 0
    for path in parts:
        head, columns, samples = rows(path)
        begins.append(at_us)
        out += ["%d,%s" % (at_us + int(t), rest) for t, rest in samples]
        at_us += int(samples[-1][0]) + 20000
    return rig.write(name, "\n".join(head + [columns] + out) + "\n"), begins


def first_sight_us(recording, upright):
    """When analyze, the same code, first gives a verdict: the origin of the daemon's times."""
    done = subprocess.run([PLUMBCTL, "analyze", "--format", "csv", "--learn", "upright=" + upright,
                           recording], capture_output=True, text=True, check=True)
    for row in csv.DictReader(io.StringIO(done.stdout)):
        if row["posture"] != "unknown":
            return int(row["t_us"])
    return None


def play(rig, folder, upright, slouch, ending):
    trial = {t: os.path.join(folder, t + ".csv") for t in (upright, slouch, ending)}
    config = rig.write("plumbd.conf", CONFIG)

    teacher = rig.plumbd("--config", config, "--source", trial[upright], "--speed", "5")
    rig.learn("upright", 10)
    check(teacher.wait(20) == 0, "the taught recording did not end well")

    recording, begins = joined(rig, "joined.csv", [trial[upright], trial[slouch], trial[ending]])
    daemon = rig.plumbd("--config", config, "--source", recording, "--speed", SPEED)
    monitor = rig.monitor()
    wait(lambda: (rig.status() or {}).get("posture") == "upright", "the first posture")
    sight_usec = rig.status()["since_usec"]
    wait(lambda: monitor.events("slouched"), "an alert")
    why = rig.ctl("why").stdout
    check(daemon.wait(20) == 0, "the recording did not end well")

    slouched = monitor.events("slouched")
    recovered = monitor.events("recovered")
    check(len(slouched) == 1, "%d Slouched, not one" % len(slouched))
    check(len(recovered) == 1, "%d Recovered, not one" % len(recovered))
    at_us = slouched[0]["when_usec"] - sight_usec + first_sight_us(recording, trial[upright])
    late_s = (at_us - begins[1]) / 1e6
    print("        %s: alert %.2f s after the turn" % (slouch, late_s))
    check(LEVEL_S <= late_s <= LEVEL_S + 0.5 + 1.0, "alert %.2f s after the turn" % late_s)
    for word in ("deg forward", "border of", "posture.slouch_deg", "It lasted 10 s"):
        check(word in why, "why does not name %r: %s" % (word, why))


def one_slouch_is_told_once_and_so_is_its_end(rig):
    folder = data(rig.folder, "spine-sitting")
    play(rig, folder, "S05-T01-upright", "S05-T07-slouching", "S05-T02-upright")


def another_back_gets_the_same(rig):
    folder = data(rig.folder, "spine-sitting")
    play(rig, folder, "S07-T08-upright", "S07-T03-slouching", "S07-T09-upright")


run(one_slouch_is_told_once_and_so_is_its_end, another_back_gets_the_same)
