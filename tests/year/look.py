#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What plumbctl makes of the year that was lived: stats of all of it, and the report as a page.

usage: look.py STATE        the folder `year --state` left; it is not changed

A plumbd of its own on a bus of its own is asked.  What stats takes is shown, never judged;
the page must be small, and Chromium must open it without a word and without a request.
Environment: PLUMBD, PLUMBCTL.
"""
import json
import os
import shutil
import statistics
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path += [os.path.join(HERE, "..", "e2e"), os.path.join(HERE, "..", "ctl")]
import browser  # noqa: E402
from rig import Failed, Rig, check  # noqa: E402

DAYS = "365"
TIMES = 9
KB_MAX = 300
FILES = ["plumbd.conf", "poses.conf", "care.conf", "alert.conf", "history.db"]


def begin(rig, state):
    for name in FILES:
        shutil.copy(os.path.join(state, name), rig.folder)
    rig.plumbd("--config", rig.path("plumbd.conf"), "--source", "sim:still")


def ask(rig, *words):
    begin_s = time.monotonic()
    done = rig.ctl(*words)
    check(done.returncode == 0, "plumbctl %s: %s" % (" ".join(words), done.stderr))
    return done.stdout, (time.monotonic() - begin_s) * 1000


def look_at_stats(rig):
    """Every day that was worn is there; the time is what a person waits, plumbctl included."""
    text, _ = ask(rig, "stats", "--days", DAYS, "--json")
    days = json.loads(text)["days"]
    ms = [ask(rig, "stats", "--days", DAYS)[1] for _ in range(TIMES)]
    print("stats of %d days: %.0f ms, the median of %d" % (len(days), statistics.median(ms), TIMES))
    check(len(days) > 200, "stats knows %d days only" % len(days))


def look_at_report(rig):
    page = rig.path("year.html")
    ask(rig, "report", "--html", page, "--days", DAYS)
    with open(page, "rb") as f:
        text = f.read()
    print("report: %.0f kB" % (len(text) / 1000))
    check(len(text) < KB_MAX * 1000, "the report has %d bytes" % len(text))
    found = browser.find()
    if not found:
        print("SKIPPED: no chromium here; the report is not opened in a browser")
        return
    with tempfile.TemporaryDirectory(prefix="plumb-year-", ignore_cleanup_errors=True) as folder:
        done, said, asked = browser.opened(found, folder, "year", text)
    check(done.returncode == 0, "the browser ended with %d" % done.returncode)
    check("<h1" in done.stdout and "<table" in done.stdout, "the browser shows no report")
    check(said == [], "the browser says %s" % said)
    check(asked == set(), "the page asks for %s" % asked)
    print("opened in Chromium: nothing was said, nothing was asked for")


def main():
    if len(sys.argv) != 2 or not os.path.exists(os.path.join(sys.argv[1], "history.db")):
        sys.exit("usage: look.py STATE, a folder with history.db")
    with Rig() as rig:
        begin(rig, sys.argv[1])
        look_at_stats(rig)
        look_at_report(rig)


if __name__ == "__main__":
    try:
        main()
    except Failed as e:
        sys.exit("FAILED: %s" % e)
