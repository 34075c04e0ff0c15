#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How well plumbd recognises and measures: runs `plumbctl analyze` and scores what it says.

usage: accuracy.py --plumbctl FILE --data FOLDER [--scratch FOLDER] [--json]
       accuracy.py --plumbctl FILE --recordings FOLDER [--json]

FOLDER of --data holds the archives spine-sitting.tar.xz and broad.tar.xz (or folders of those
names, unpacked); --recordings scores any folder of labelled recordings named
PERSON-ORDER-POSTURE.csv.  Nothing is recognised here: every verdict and every direction is read
from the CSV that analyze prints.
"""
import argparse
import collections
import csv
import glob
import io
import json
import math
import os
import re
import subprocess
import sys
import tarfile
import tempfile

POSTURES = ("upright", "slouching", "leaning-forward", "leaning-back", "leaning-left",
            "leaning-right")
TEACHINGS = (("upright", POSTURES[:1]), ("upright + slouching", POSTURES[:2]),
             ("all six", POSTURES))
WINDOW_US, STEP_US, HOLD_US = 4_000_000, 2_000_000, 5_000_000
ONE_SENSOR = "sensor: { lower: { enabled = false; }; };\n"


class Plumbctl:
    def __init__(self, program, scratch):
        self.program = program
        self.one = os.path.join(scratch, "one-sensor.conf")
        with open(self.one, "w") as f:
            f.write(ONE_SENSOR)

    def analyze(self, recordings, learn=(), sensors=2):
        """-> {recording: [row as dict]}"""
        command = [self.program, "analyze", "--format", "csv"]
        if sensors == 1:
            command += ["--config", self.one]
        for posture, recording in learn:
            command += ["--learn", "%s=%s" % (posture, recording)]
        done = subprocess.run(command + list(recordings), capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit("accuracy: %s\n%s" % (" ".join(command[:8]), done.stderr.strip()))
        rows = collections.defaultdict(list)
        for row in csv.DictReader(io.StringIO(done.stdout)):
            rows[row["file"]].append(row)
        return rows


def unpack(data, name, scratch):
    """-> the folder of one set, or None when the data is not there."""
    for folder in (os.path.join(data, name), os.path.join(scratch, name)):
        if os.path.isdir(folder):
            return folder
    archive = os.path.join(data, name + ".tar.xz")
    if not os.path.exists(archive):
        return None
    with tarfile.open(archive) as tar:
        tar.extractall(scratch)
    return os.path.join(scratch, name)


def people(folder):
    """-> {person: {posture: [recordings in order]}}"""
    found = collections.defaultdict(lambda: collections.defaultdict(list))
    for path in sorted(glob.glob(os.path.join(folder, "*.csv"))):
        m = re.match(r"([^-]+)-([^-]+)-(.*)\.csv$", os.path.basename(path))
        if m and m[3] in POSTURES:
            found[m[1]][m[3]].append(path)
    return found


def windows(rows):
    """Majority verdict of each 4 s window, half overlapping."""
    if not rows:
        return
    begin, last = int(rows[0]["t_us"]), int(rows[-1]["t_us"])
    while begin + WINDOW_US <= last + STEP_US // 10:
        seen = [r["posture"] for r in rows if begin < int(r["t_us"]) <= begin + WINDOW_US]
        if seen:
            yield collections.Counter(seen).most_common(1)[0][0]
        begin += STEP_US


def held(rows, is_bad):
    """True when a bad verdict holds for 5 s without a break; and when it began to."""
    since = None
    for r in rows:
        t = int(r["t_us"])
        if not is_bad(r["posture"]):
            since = None
        elif since is None:
            since = t
        elif t - since >= HOLD_US:
            return True
    return False


class Confusion:
    def __init__(self):
        self.cell = collections.Counter()

    def add(self, truth, verdict):
        self.cell[truth, verdict] += 1

    def total(self):
        return sum(self.cell.values())

    def accuracy(self):
        return sum(n for (t, v), n in self.cell.items() if t == v) / max(1, self.total())

    def f1(self, word):
        hit = self.cell[word, word]
        wrong = sum(n for (t, v), n in self.cell.items() if (t == word) != (v == word))
        return 2 * hit / max(1, 2 * hit + wrong)

    def forward(self):
        """'Slouching or leaning forward' against the rest."""
        bent = ("slouching", "leaning-forward")
        return sum(n for (t, v), n in self.cell.items()
                   if (t in bent) == (v in bent)) / max(1, self.total())

    def table(self):
        verdicts = POSTURES + ("unknown",)
        out = ["%-18s" % "truth \\ verdict" + "".join("%9s" % v.replace("leaning-", "")[:8]
                                                      for v in verdicts) + "       F1"]
        for t in POSTURES:
            out.append("%-18s" % t + "".join("%9d" % self.cell[t, v] for v in verdicts) +
                       "%9.3f" % self.f1(t))
        return "\n".join(out)


def slouch_against_upright(ctl, folk):
    """One sensor, upright taught from each person's first upright recording, 5 s hold."""
    found = slouches = flagged = uprights = 0
    missed, false, per_person = [], [], {}
    for person, by in folk.items():
        first, rest = by["upright"][0], by["upright"][1:]
        rows = ctl.analyze(rest + by["slouching"], [("upright", first)], sensors=1)
        right = 0
        for path in by["slouching"]:
            slouches += 1
            if held(rows[path], lambda p: p not in ("upright", "unknown")):
                found += 1
                right += 1
            else:
                missed.append(os.path.basename(path))
        for path in rest:
            uprights += 1
            if held(rows[path], lambda p: p not in ("upright", "unknown")):
                flagged += 1
                false.append(os.path.basename(path))
            else:
                right += 1
        per_person[person] = right / max(1, len(by["slouching"]) + len(rest))
    worst = min(per_person, key=per_person.get)
    return {"found": found, "slouches": slouches, "flagged": flagged, "uprights": uprights,
            "missed": missed, "false": false, "worst_person": worst,
            "worst_share": round(per_person[worst], 4)}


def six_postures(ctl, folk, taught, sensors):
    """Windows of 4 s; recordings a pose was taught from are left out."""
    confusion = Confusion()
    for by in folk.values():
        learn = [(p, by[p][0]) for p in taught if by[p]]
        tests = [(p, path) for p in POSTURES for path in by[p][1 if p in taught else 0:]]
        rows = ctl.analyze([path for _, path in tests], learn, sensors)
        for truth, path in tests:
            for verdict in windows(rows[path]):
                confusion.add(truth, verdict)
    return confusion


def sitting(ctl, folder, report, say):
    folk = people(folder)
    folk = {p: by for p, by in folk.items() if by["upright"]}
    say("Sitting set: %d people, %d recordings" %
        (len(folk), sum(len(r) for by in folk.values() for r in by.values())))
    s = slouch_against_upright(ctl, folk)
    report["slouch_against_upright"] = s
    say("\nSlouch against upright, one sensor, upright taught, 5 s hold")
    say("  found   %d of %d (%.3f)   missed: %s" %
        (s["found"], s["slouches"], s["found"] / max(1, s["slouches"]),
         ", ".join(s["missed"]) or "none"))
    say("  flagged %d of %d           falsely: %s" %
        (s["flagged"], s["uprights"], ", ".join(s["false"]) or "none"))
    say("  worst person: %s, %.2f right" % (s["worst_person"], s["worst_share"]))
    report["six_postures"] = []
    for sensors in (2, 1):
        for name, taught in TEACHINGS:
            c = six_postures(ctl, folk, taught, sensors)
            report["six_postures"].append({
                "sensors": sensors, "taught": name, "accuracy": round(c.accuracy(), 4),
                "forward_against_rest": round(c.forward(), 4),
                "f1": {p: round(c.f1(p), 4) for p in POSTURES},
                "windows": c.total()})
            say("\nSix postures, %d sensor%s, taught: %s" %
                (sensors, "s" if sensors > 1 else "", name))
            say("  accuracy %.4f   F1 slouching %.3f   slouching or forward against the rest %.4f"
                "   (%d windows)" % (c.accuracy(), c.f1("slouching"), c.forward(), c.total()))
            say("  " + c.table().replace("\n", "\n  "))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--plumbctl", required=True)
    parser.add_argument("--data")
    parser.add_argument("--recordings")
    parser.add_argument("--scratch")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    if not args.data and not args.recordings:
        parser.error("name a folder: --data or --recordings")
    report = {}

    def say(text):
        if not args.json:
            print(text, flush=True)

    with tempfile.TemporaryDirectory(prefix="plumb-accuracy-") as temporary:
        scratch = args.scratch or temporary
        os.makedirs(scratch, exist_ok=True)
        ctl = Plumbctl(args.plumbctl, scratch)
        folder = args.recordings or unpack(args.data, "spine-sitting", scratch)
        if folder:
            sitting(ctl, folder, report, say)
        else:
            say("SKIPPED: no spine-sitting.tar.xz in %s" % args.data)
    if args.json:
        print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
