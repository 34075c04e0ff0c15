#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What backs have in common: makes the table by which untaught poses are predicted.

usage: tests/accuracy/gen-people.py FOLDER_OF_RECORDINGS > lib/people.h
       tests/accuracy/gen-people.py FOLDER_OF_RECORDINGS --folds FOLDER [--subjects N,N...]

With --folds, FOLDER gets one table for each person, S01.h ..., made from all the others: what
lib/people.h would be had that person never been measured.

Input: recordings S<person>-T<order>-<posture>.csv, two sensors, with the mount's forward
at the sensors' -z. Every angle is relative to the upright taught by the first 10 s of the
person's first upright recording. Axes: upper flexion, upper lateral, lower flexion, lower
lateral; degrees here, hundredths of a degree in the table.
"""
import argparse
import glob
import math
import os
import re
import textwrap

POSTURES = ("upright", "slouching", "leaning-forward", "leaning-back", "leaning-left", "leaning-right")
UPRIGHT, SLOUCHING, FORWARD = 0, 1, 2
AXES = range(4)
MOUNT_FORWARD = (0.0, 0.0, -1.0)
RATE, WINDOW, STEP, TEACH = 50, 200, 100, 500

# The only tuned numbers, in 1/64: how far a taught pose is believed against people in general,
# and how much of the taught poses' deviation an untaught pose inherits. All lie on a plateau.
OWN = (64, 45, 20, 45, 45, 45)
CARRY = 26


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def unit(v):
    n = math.sqrt(dot(v, v))
    return tuple(x / n for x in v)


def cross(a, b):
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def frame(up):
    """Taught upright -> up, forward, right. Nothing assumes which axis is up."""
    k = dot(MOUNT_FORWARD, up)
    forward = unit(tuple(f - k * u for f, u in zip(MOUNT_FORWARD, up)))
    return up, forward, cross(forward, up)


def angles(frames, g):
    """Gravity (up) of both sensors -> four angles in degrees."""
    out = []
    for (up, forward, right), v in zip(frames, g):
        u = dot(v, up)
        out += [math.degrees(math.atan2(-dot(v, forward), u)), math.degrees(math.atan2(-dot(v, right), u))]
    return tuple(out)


def read(path):
    """One recording -> rows of two acceleration vectors, None where nothing was read."""
    rows = []
    with open(path) as f:
        for line in f:
            if line[0] in "#t":
                continue
            p = line.rstrip("\n").split(",")
            rows.append([tuple(map(float, p[i:i + 3])) if all(p[i:i + 3]) else None for i in (1, 7)])
    return rows


def mean_up(rows):
    """Mean direction of each sensor over some rows."""
    out = []
    for s in (0, 1):
        got = [r[s] for r in rows if r[s]]
        out.append(unit(tuple(map(sum, zip(*got)))) if got else None)
    return out


def load(folder):
    """-> {person: [per posture [recordings in order: list of window angles]]}, {person: taught angles}"""
    found = {}
    for path in glob.glob(os.path.join(folder, "S*-T*-*.csv")):
        m = re.match(r"S(\d+)-T(\d+)-(.*)\.csv$", os.path.basename(path))
        found.setdefault(int(m[1]), {}).setdefault(POSTURES.index(m[3]), []).append((int(m[2]), path))
    windows, taught = {}, {}
    for person, by in sorted(found.items()):
        frames, windows[person], taught[person] = None, [], []
        for c in range(6):
            recs = []
            for k, (_, path) in enumerate(sorted(by[c])):
                rows = read(path)
                if k == 0:
                    up = mean_up(rows[:TEACH])
                    frames = frames or [frame(u) for u in up]
                    taught[person].append(angles(frames, up))
                ups = [mean_up(rows[i:i + WINDOW]) for i in range(0, len(rows) - WINDOW + 1, STEP)]
                recs.append([angles(frames, u) for u in ups if all(u)])
            windows[person].append(recs)
    return windows, taught


def mean(vectors):
    vectors = list(vectors)
    return tuple(sum(v[a] for v in vectors) / len(vectors) for a in AXES)


def predict(people, own, have):
    """Six prototypes of one person: `own` holds the taught angles, `have` says which are taught."""
    bad = [c for c in range(1, 6) if c in have]
    carry = mean([[own[c][a] - people[c][a] for a in AXES] for c in bad]) if bad else (0,) * 4
    out = []
    for c in range(6):
        if c in have:
            out.append(tuple(people[c][a] + OWN[c] * (own[c][a] - people[c][a]) / 64 for a in AXES))
        else:
            out.append(tuple(people[c][a] + CARRY * carry[a] / 64 for a in AXES))
    return out


def learn(windows, taught, persons):
    """-> people's mean angles per posture, variance about a taught pose, about a predicted one."""
    centre = {p: [mean(w for rec in windows[p][c] for w in rec) for c in range(6)] for p in persons}

    def people(ps):
        return [(0.0,) * 4] + [mean(centre[p][c] for p in ps) for c in range(1, 6)]

    spread = []
    for have, postures in ((range(6), range(6)), ((UPRIGHT,), range(1, 6))):
        total = [0.0] * 4
        for p in persons:
            proto = predict(people([q for q in persons if q != p]), taught[p], have)
            for c in postures:
                ws = [w for rec in windows[p][c][1 if c in have else 0:] for w in rec]
                for a in AXES:
                    total[a] += sum((w[a] - proto[c][a]) ** 2 for w in ws) / len(ws)
        spread.append([t / len(persons) / len(postures) for t in total])
    return people(persons), spread[0], spread[1]


def table(windows, taught, persons):
    """The integers of the C table: centres in cdeg; weights = 1000 / variance in square degrees."""
    people, near, far = learn(windows, taught, persons)
    return ([[round(100 * x) for x in row] for row in people],
            [round(1000 / v) for v in near], [round(1000 / v) for v in far])


HEAD = """/* SPDX-License-Identifier: MIT */
/*
 * people.h - what backs have in common: where untaught poses are expected
 *
 * Made by tests/accuracy/gen-people.py from %d people of the IMU Sitting
 * Postures Dataset (Ali, Elsayed, Emad, Mohamed, Shehata, Rehan, 2026,
 * CC BY 4.0).  Only these means and variances are taken from it.
 *
%s
 */
#pragma once

#include <stdint.h>

#include "posture.h"

/* Relative to upright, cdeg: upper flexion, upper lateral, lower flexion, lower lateral. */"""


def header(windows, taught, persons):
    """lib/people.h as text."""
    people, near, far = table(windows, taught, persons)
    names = ["POSTURE_" + p.upper().replace("-", "_") for p in POSTURES]
    listed = "Subjects: " + ", ".join(map(str, persons))

    def member(name):
        return "\t[%s]%s= " % (name, "\t  " if len(name) < 23 else " ")

    return "\n".join([
        HEAD % (len(persons), textwrap.fill(listed, 76, initial_indent=" * ",
                                            subsequent_indent=" * ")),
        "static const int16_t people_angle_cdeg[POSTURE_COUNT][4] = {",
        *(member(name) + "{ " + ", ".join("%5d" % x for x in v) + " },"
          for name, v in zip(names, people)),
        "};\n",
        "/* 1000 / variance in deg^2 of people's windows about a taught and about a predicted pose. */",
        *("static const int16_t people_weight_%s[4] = { %s };" % (what, ", ".join(map(str, v)))
          for what, v in (("taught", near), ("predicted", far))),
        "",
        "/* How far a taught pose is believed against people in general, 1/64. */",
        "static const uint8_t people_own_q6[POSTURE_COUNT] = {",
        *(member(name) + "%d," % v for name, v in zip(names, OWN)),
        "};\n",
        "/* How much of the taught poses' deviation from people an untaught pose inherits, 1/64. */",
        "enum { PEOPLE_CARRY_Q6 = %d };\n" % CARRY])


def main():
    parser = argparse.ArgumentParser(description="makes lib/people.h")
    parser.add_argument("recordings", metavar="FOLDER_OF_RECORDINGS")
    parser.add_argument("--folds", metavar="FOLDER")
    parser.add_argument("--subjects", metavar="N,N...", help="only these people")
    args = parser.parse_args()
    windows, taught = load(args.recordings)
    persons = list(windows)
    if args.subjects:
        persons = [int(n) for n in args.subjects.split(",")]
    if not args.folds:
        print(header(windows, taught, persons), end="")
        return
    os.makedirs(args.folds, exist_ok=True)
    for person in persons:
        with open(os.path.join(args.folds, "S%02d.h" % person), "w") as f:
            f.write(header(windows, taught, [p for p in persons if p != person]))


if __name__ == "__main__":
    main()
