#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How well plumbd recognises and measures: runs `plumbctl analyze` and scores what it says.

--data holds the archives spine-sitting.tar.xz and broad.tar.xz (or folders of those names,
unpacked); what is absent is skipped.  --recordings, or --data without either set, takes any folder
of recordings: those with posture labels are scored as sitting, those with truth.x/y/z columns for
tilt.  Nothing is recognised here: every verdict and every direction is read from the CSV that
analyze prints.  docs/accuracy.md says what the figures mean.
"""
import argparse
import os
import shutil
import sys
import tarfile
import tempfile

sys.dont_write_bytecode = True  # the source tree stays as it is

import cross
import recordings
import sitting
import tilt
from plumbctl import Failure, Plumbctl
from report import Report


def unpack(data, name, scratch):
    """-> the folder of one set, or None when the data is not there."""
    folder = os.path.join(data, name)
    if os.path.isdir(folder):
        return folder
    archive = folder + ".tar.xz"
    if not os.path.exists(archive):
        return None
    with tarfile.open(archive) as tar:
        tar.extractall(scratch)
    return os.path.join(scratch, name)


def has_sets(data):
    return any(os.path.exists(os.path.join(data, name + end))
               for name in ("broad", "spine-sitting") for end in ("", ".tar.xz"))


def without_gyro(folk, scratch):
    """The same people, as a chip without a gyroscope has them."""
    copies = {}
    for person, by in folk.items():
        copies[person] = {}
        for posture in recordings.POSTURES:
            copies[person][posture] = [
                recordings.without_gyro(path, os.path.join(scratch, "accel-%s-%d-%d.csv" % (
                    person, recordings.POSTURES.index(posture), i)))
                for i, path in enumerate(by[posture])]
    return copies


def subjects(folk):
    """{person: subject of the data set, or None}"""
    return {p: recordings.subject(by["upright"][0]) for p, by in folk.items()}


def judges(args, report, folk, folder, scratch):
    """-> [(what kind of figures, person -> Plumbctl)], the ones that count last"""
    shipped = Plumbctl(args.plumbctl, scratch)
    number, table = subjects(folk), cross.people_of_table()
    known = {p for p in folk if number[p] in table}
    if not known:
        return [("by people.h as shipped, which holds none of these people", lambda p: shipped)]
    inside = [("IN-SAMPLE: lib/people.h was made from %s of these %d people" %
               ("all" if len(known) == len(folk) else len(known), len(folk)), lambda p: shipped)]
    if args.no_cross_validation:
        report.skip("cross-validation, as told")
        return inside
    if not shutil.which("cmake"):
        report.skip("cross-validation: it builds plumbctl anew, and there is no cmake")
        return inside
    if not table <= set(number.values()):
        report.skip("cross-validation: not everybody of lib/people.h is in %s" % folder)
        return inside
    found_in = os.path.dirname(folk[min(known)]["upright"][0])
    made = {n: Plumbctl(program, scratch)
            for n, program in cross.programs(found_in, scratch).items()}
    return inside + [("CROSS-VALIDATED: each person by a people.h made without that person",
                      lambda p: made.get(number[p], shipped))]


def score_sitting(args, report, folk, folder, scratch):
    folk = {p: by for p, by in sorted(folk.items()) if by["upright"]}
    accel = without_gyro(folk, scratch)
    trials = sum(len(paths) for by in folk.values() for paths in by.values())
    report.say("Sitting: %d people, %d recordings" % (len(folk), trials))
    kinds = judges(args, report, folk, folder, scratch)
    for kind, ctl_of in kinds:
        report.begin("Sitting, " + kind)
        sitting.score(report, folk, ctl_of, scratch, show=kind == kinds[-1][0])
    kind, ctl_of = kinds[-1]
    report.begin("Sitting, accelerometer alone, " + kind)
    sitting.score(report, accel, ctl_of, scratch, show=False)
    report.say(sitting.PEERS)


def score_tilt(args, report, paths, scratch):
    report.begin("Tilt against a measured truth, recordings: %d" % len(paths))
    tilt.score_trials(report, Plumbctl(args.plumbctl, scratch), paths, scratch)


def score_slouches(args, report, scratch):
    for gyro, what in ((True, ""), (False, ", accelerometer alone")):
        report.begin("Slow slouches of the simulated wearer%s, alert after 10 s" % what)
        tilt.score_slouches(report, Plumbctl(args.plumbctl, scratch), args.make_slouch, scratch,
                            gyro)


def score(args, report, scratch):
    broad = args.recordings or unpack(args.data, "broad", scratch)
    sat = args.recordings or unpack(args.data, "spine-sitting", scratch)
    folk = recordings.by_person(recordings.find(sat), scratch) if sat else {}
    paths = [p for p in recordings.find(broad) if "truth.x" in recordings.head(p)[1]] \
        if broad else []
    if any(by["upright"] for by in folk.values()):
        score_sitting(args, report, folk, sat, scratch)
    else:
        report.skip("sitting: no labelled recordings (spine-sitting.tar.xz) in %s" %
                    (args.recordings or args.data))
    if paths:
        score_tilt(args, report, paths, scratch)
    else:
        report.skip("tilt: no recordings with truth columns (broad.tar.xz) in %s" %
                    (args.recordings or args.data))
    if args.make_slouch:
        score_slouches(args, report, scratch)
    else:
        report.skip("slow slouches: no --make-slouch program")
    if paths or args.make_slouch:
        report.say(tilt.PEERS)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plumbctl", required=True, metavar="FILE")
    parser.add_argument("--make-slouch", metavar="FILE", help="the program that makes slouches")
    parser.add_argument("--data", metavar="FOLDER")
    parser.add_argument("--recordings", metavar="FOLDER")
    parser.add_argument("--no-cross-validation", action="store_true")
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.add_argument("--check", action="store_true",
                        help="exit 1 when a figure is below what must always hold")
    args = parser.parse_args()
    if bool(args.data) == bool(args.recordings):
        parser.error("name one folder: --data or --recordings")
    if args.recordings and not os.path.isdir(args.recordings):
        parser.error("%s is not a folder" % args.recordings)
    for program in filter(None, (args.plumbctl, args.make_slouch)):
        if not os.access(program, os.X_OK):
            parser.error("%s is no program: make build" % program)
    if args.data and not has_sets(args.data) and recordings.find(args.data):
        args.recordings = args.data
    report = Report(quiet=args.json)
    with tempfile.TemporaryDirectory(prefix="plumb-accuracy-") as scratch:
        try:
            score(args, report, scratch)
        except Failure as failure:
            sys.exit("accuracy: %s" % failure)
    report.sum_up()
    if args.json:
        print(report.as_json())
    failed = report.failed_checks() if args.check else []
    for what in failed:
        print("check failed: %s" % what, file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
