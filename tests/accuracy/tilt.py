# SPDX-License-Identifier: MIT
"""Scores of the filter: the angle between its up and the truth, in hand-moved and simulated wear."""
import collections
import math
import os
import re
import subprocess

import recordings
from plumbctl import each

BIAS_DPS = 3
RAMPS_MS = (500, 2000, 8000, 30000, 60000, 120000)
BIASES_MDPS = (0, 500, 3000)
WEARERS = (1, 2, 3)
SETTLED_US = 15_000_000    # the gyroscope's mean is taken, and what was wrong before forgotten
TURN_US = 60_000_000       # where make-slouch begins to slouch
ALERT_US = 10_000_000      # levels_s of plumbctl.CONFIG["quick-alert"]
SLOUCH_DEG = 12            # posture.slouch_deg
TARGETS = {("all", "gyro"): 0.80, ("slow", "gyro"): 0.47, ("all", "gyro + bias"): 0.85}
PEERS = """  for comparison, all 30 trials of BROAD at 95 Hz in the same int16 counts, RMS in degrees
                                        all    slow   with +3 dps   worst slow slouch
    VQF (Laidig, Seel, 2023; double)    0.87   0.47      3.50            1.11
    VQF basic                           1.20   1.01      9.5             0.05
    Fusion with bias (x-io)             4.48   0.97     19.0             0.93
    Madgwick, float                     1.87   0.98     28.5             0.16
    Mahony, float                       3.48   1.13      6.6             0.16
    Mahony, libfixmath                  2.73   1.00     10.6             0.18
    accelerometer, low-pass 0.35 s     38.4   15.1        -              0.97"""


def truths(path):
    """-> {t_us: (x, y, z)} where the truth is known and counts"""
    _, columns, rows = recordings.read(path)
    t = columns.index("t_us")
    axes = [columns.index("truth." + a) for a in "xyz"]
    moving = columns.index("moving") if "moving" in columns else None
    return {int(r[t]): tuple(int(r[i]) for i in axes) for r in rows
            if all(r[i] for i in axes) and (moving is None or r[moving] == "1")}


def angle_deg(a, b):
    """Of two vectors of any length; exact at small angles, too."""
    cross = (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])
    return math.degrees(math.atan2(math.sqrt(sum(c * c for c in cross)),
                                   sum(x * y for x, y in zip(a, b))))


def errors(rows, truth):
    """-> [(t_us, degrees)] of decisions with a direction and a truth"""
    out = []
    for r in rows:
        t_us = int(r["t_us"])
        if r["up_x"] and t_us in truth:
            up = tuple(int(r["up_" + a]) for a in "xyz")
            out.append((t_us, angle_deg(up, truth[t_us])))
    return out


def rms(values):
    return math.sqrt(sum(v * v for v in values) / len(values))


def trial_name(path):
    named = re.match(r"BROAD (\w+)", recordings.key(recordings.head(path)[0], "source"))
    return named[1] if named else os.path.basename(path)


def groups(name):
    """slow, fast, rotation, ... and disturbed, as the trial's name says"""
    words = name.split("_")
    return ["all"] + [w for w in ("slow", "fast", "rotation", "translation", "combined",
                                  "disturbed") if w in words]


def variants(path, scratch):
    """-> {what: recording}"""
    base = os.path.join(scratch, os.path.basename(path))
    made = {"no gyro": recordings.without_gyro(path, base + ".accel")}
    if any(map(recordings.is_gyro, recordings.head(path)[1])):
        made = {"gyro": path,
                "gyro + bias": recordings.with_bias(path, BIAS_DPS, base + ".bias"), **made}
    return made


def trial(ctl, path, scratch):
    """-> {variant: RMS in degrees}"""
    made = variants(path, scratch)
    truth, rows = truths(path), ctl.analyze(list(made.values()))
    found = {what: [deg for _, deg in errors(rows[p], truth)] for what, p in made.items()}
    return {what: rms(degs) for what, degs in found.items() if degs}


def score_trials(report, ctl, paths, scratch):
    """The mean over the trials of each trial's RMS, as BROAD is usually scored."""
    found = each(lambda path: trial(ctl, path, scratch), paths)
    of_group = collections.defaultdict(list)
    report.say("  %-46s %8s %8s %8s" % ("trial, RMS in degrees", "gyro", "+%d dps" % BIAS_DPS,
                                        "no gyro"))
    for path, by in zip(paths, found):
        name = trial_name(path)
        report.say("  %-46s %8s %8s %8s" % ((name,) + tuple(
            "%.3f" % by[v] if v in by else "-" for v in ("gyro", "gyro + bias", "no gyro"))))
        for what, deg in by.items():
            for group in groups(name):
                of_group[group, what].append(deg)
    for what, shown in (("gyro", "gyro"), ("gyro + bias", "gyro, +%d dps on each axis" % BIAS_DPS),
                        ("no gyro", "accelerometer alone")):
        report.say("  " + shown)
        for (group, variant), degs in of_group.items():
            if variant == what:
                report.figure("  %s, %d trial%s" % (group, len(degs), "s"[:len(degs) > 1]),
                              sum(degs) / len(degs), at_most=TARGETS.get((group, what)))


class Slouches:
    """The body simulator's slow slouches, made once, judged with and without a gyroscope."""

    def __init__(self, maker, scratch):
        self.maker, self.scratch = maker, scratch

    def make(self, ramp, bias, wearer, gyro):
        path = os.path.join(self.scratch, "slouch-%s-%s-%s.csv" % (ramp, bias, wearer))
        with open(path, "w") as f:
            subprocess.run([self.maker, str(ramp), str(bias), str(wearer)], stdout=f, check=True)
        return path if gyro else recordings.without_gyro(path, path + ".accel")

    def judge(self, ctl, bias, wearer, gyro):
        """One wearer with one chip -> [(ramp, worst error settled, before, alert late by s or None)]"""
        still = self.make("still", bias, wearer, gyro)
        paths = {ramp: self.make(ramp, bias, wearer, gyro) for ramp in RAMPS_MS}
        rows = ctl.analyze(list(paths.values()), [("upright", still)], "quick-alert")
        return [(ramp, *slouch(rows[path], truths(path))) for ramp, path in paths.items()]


def slouch(rows, truth):
    """-> worst error once settled and before, how late the alert was; None = missed or too early"""
    found = errors(rows, truth)
    worst = [max(deg for t_us, deg in found if (t_us >= SETTLED_US) == settled)
             for settled in (True, False)]
    upright = truth[min(truth)]
    crossed = next(t for t, v in sorted(truth.items())
                   if t >= TURN_US and angle_deg(v, upright) > SLOUCH_DEG)
    alerts = [int(r["t_us"]) for r in rows if int(r["alert_level"])]
    if not alerts or alerts[0] < TURN_US:
        return *worst, None
    return *worst, (alerts[0] - crossed - ALERT_US) / 1e6


def score_slouches(report, ctl, maker, scratch, gyro):
    slouches = Slouches(maker, scratch)
    chips = [(bias, w) for bias in (BIASES_MDPS if gyro else BIASES_MDPS[:1]) for w in WEARERS]
    found = dict(zip(chips, each(lambda c: slouches.judge(ctl, c[0], c[1], gyro), chips)))
    report.say("  worst error in degrees of %d wearers; 20 degrees over" % len(WEARERS) +
               "".join("%8g s" % (ramp / 1000) for ramp in RAMPS_MS))
    worst = collections.defaultdict(float)
    for (bias, _), ends in found.items():
        for ramp, deg, _, _ in ends:
            worst[bias, ramp] = max(worst[bias, ramp], deg)
    for bias in sorted({bias for bias, _ in chips}):
        name = "gyro bias %g dps" % (bias / 1000) if gyro else "accelerometer alone"
        report.say("    %-49s" % name + "".join("%10.3f" % worst[bias, r] for r in RAMPS_MS))
    late = [s for ends in found.values() for _, _, _, s in ends]
    report.figure("worst tilt error once settled (%d s), deg" % (SETTLED_US // 1000000),
                  max(worst.values()), at_most=0.15 if gyro else None)
    report.figure("  before that, deg", max(deg for ends in found.values() for _, _, deg, _ in ends))
    report.figure("alerts missed or too early, of %d" % len(late), late.count(None), at_most=0)
    late = [s for s in late if s is not None]
    if late:
        report.figure("latest alert, s after the true angle asked for it", max(late))
