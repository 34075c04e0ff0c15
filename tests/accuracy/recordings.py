# SPDX-License-Identifier: MIT
"""Recordings as text: what their heads say, and copies with something changed (docs/recording.md)."""
import collections
import glob
import os
import re

POSTURES = ("upright", "slouching", "leaning-forward", "leaning-back", "leaning-left",
            "leaning-right")
VERSION = "# plumb-recording 1"
CUT_MIN_US = 6_000_000  # a run of one label is worth scoring from one window and a half on


def head(path):
    """-> ['#' lines], [column names]; None when it is no recording."""
    lines = []
    with open(path) as f:
        for line in map(str.strip, f):
            if line and not line.startswith("#"):
                return (lines, line.split(",")) if lines[:1] == [VERSION] else None
            lines += [line] if line else []
    return None


def read(path):
    """-> ['#' lines], [column names], [rows of text fields]"""
    lines, columns = head(path)
    with open(path) as f:
        rows = [line.rstrip("\r\n").split(",") for line in f
                if line.strip() and not line.startswith("#")]
    return lines, columns, rows[1:]


def write(path, lines, columns, rows):
    with open(path, "w") as f:
        for row in [lines, [",".join(columns)], map(",".join, rows)]:
            f.writelines(line + "\n" for line in row)
    return path


def key(lines, name):
    """The value of a '#' key, '' without it."""
    for line in lines:
        if line.startswith("# %s:" % name):
            return line.split(":", 1)[1].strip()
    return ""


def find(folder):
    return [path for path in sorted(glob.glob(os.path.join(folder, "**", "*.csv"), recursive=True))
            if head(path)]


def is_gyro(column):
    return re.search(r"\.g[xyz]$", column) is not None


def without_gyro(path, to):
    lines, columns, rows = read(path)
    keep = [i for i, c in enumerate(columns) if not is_gyro(c)]
    return write(to, lines, [columns[i] for i in keep], ([row[i] for i in keep] for row in rows))


def with_bias(path, dps, to):
    """The same turns, felt by a gyroscope with so much bias on each axis."""
    lines, columns, rows = read(path)
    counts = round(dps * float(key(lines, "gyro_lsb_per_dps") or 0))
    gyro = [i for i, c in enumerate(columns) if is_gyro(c)]
    for row in rows:
        for i in gyro:
            if row[i]:
                row[i] = str(max(-32768, min(32767, int(row[i]) + counts)))
    return write(to, lines, columns, rows)


def joined(parts, to):
    """One recording out of several, each begun where the last ended -> where each begins, us."""
    begins, out, at_us = [], [], 0
    lines, columns = head(parts[0])
    step_us = round(1e9 / float(key(lines, "rate_millihz")))
    t = columns.index("t_us")
    for path in parts:
        _, named, rows = read(path)
        order = [named.index(c) if c in named else None for c in columns]
        begins.append(at_us)
        for row in rows:
            fields = ["" if i is None else row[i] for i in order]
            fields[t] = str(begins[-1] + int(fields[t]) - int(rows[0][named.index("t_us")]))
            out.append(fields)
        at_us = int(out[-1][t]) + step_us
    write(to, [line for line in lines if not line.startswith("# label:")], columns, out)
    return begins


def cut(path, scratch):
    """A recording labelled row by row -> [(posture, path)], one for each run of a label."""
    lines, columns, rows = read(path)
    at, t = columns.index("label"), columns.index("t_us")
    runs = []
    for row in rows:
        if not runs or runs[-1][0][at] != row[at]:
            runs.append([])
        runs[-1].append(row)
    found = []
    for run in runs:
        posture = run[0][at] or key(lines, "label")
        if posture in POSTURES and int(run[-1][t]) - int(run[0][t]) >= CUT_MIN_US:
            stem = os.path.splitext(os.path.basename(path))[0]
            name = "%s-%04d-%s.csv" % (stem, len(found), posture)
            found.append((posture, write(os.path.join(scratch, name), lines, columns, run)))
    return found


def by_person(paths, scratch):
    """
    -> {person: {posture: [recordings in order]}}

    The posture is the label (of the file, or of its rows), else what the name says.  The person is
    the first word of a name PERSON-ORDER-POSTURE.csv, else the folder.
    """
    found = collections.defaultdict(lambda: collections.defaultdict(list))
    for path in paths:
        named = re.match(r"([^-]+)-([^-]+)-(.*)\.csv$", os.path.basename(path))
        person = named[1] if named else os.path.basename(os.path.dirname(os.path.abspath(path)))
        lines, columns = head(path)
        if "label" in columns:
            for posture, piece in cut(path, scratch):
                found[person][posture].append(piece)
            continue
        posture = key(lines, "label") or (named[3] if named else "")
        if posture in POSTURES:
            found[person][posture].append(path)
    return found


def subject(path):
    """The subject's number in the IMU Sitting Postures Dataset, None for any other recording."""
    source = key(head(path)[0], "source")
    number = re.match(r"IMU Sitting Postures Dataset, subject (\d+)", source)
    return int(number[1]) if number else None
