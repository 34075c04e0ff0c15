#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""plumbd killed at random moments: the history opens every time, whole, and lost 5 minutes at most.

usage: test-kill.py [KILLS]      5; `make kill` does 100.  PLUMB_SEED repeats a run

The simulated wearer lives SPEED times as fast as the world: the ten seconds plumbd leaves of the
five minutes are a fifth of one here, and a busy machine may be that late.  Every plumbd goes on
with the files the kill before left behind, and forgets what is in them, so that what is measured
is its own.
"""
import os
import random
import sqlite3
import subprocess
import sys
import time

from rig import check, run, stop, wait

KILLS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
SPEED = 50
LOST_MAX_SEC = 300
FAR = 1 << 39
INTERFACE = "org.plumbd.History1"


def busctl(rig, *arguments):
    done = subprocess.run(["busctl", "--address=" + rig.bus, "--json=short"] + list(arguments),
                          capture_output=True, text=True)
    check(done.returncode == 0, "busctl %s: %s" % (" ".join(arguments), done.stderr))
    return done.stdout


def forget(rig):
    busctl(rig, "call", "org.plumbd.Posture1", "/org/plumbd/Posture1", INTERFACE, "Forget", "x",
           str(FAR))


def last_sample_sec(rig):
    """The daemon's wall time of its newest sample: it is older than the moment it is told."""
    return rig.status()["sensors"]["upper"]["last_sample_usec"] / 1e6


def look(rig):
    """What the kill left, looked at in a copy: SQLite repairs what it opens."""
    folder = rig.path("copy")
    os.makedirs(folder, exist_ok=True)
    for name in ("history.db", "history.db-wal"):
        copy = os.path.join(folder, name)
        if os.path.exists(copy):
            os.unlink(copy)
        if os.path.exists(rig.path(name)):
            with open(rig.path(name), "rb") as f, open(copy, "wb") as to:
                to.write(f.read())
    with sqlite3.connect(os.path.join(folder, "history.db")) as db:
        whole = db.execute("PRAGMA integrity_check").fetchall()
        check(whole == [("ok",)], "integrity_check: %s" % whole)
        rows = db.execute("SELECT * FROM minutes ORDER BY minute").fetchall()
        days = db.execute("SELECT * FROM days").fetchall()
        hours = db.execute("SELECT * FROM hours").fetchall()
    cells = len(rows[0]) - 2 if rows else 15
    for row in rows:
        check(sum(row[2:]) <= 60, "a minute of %d s" % sum(row[2:]))
    for what, first in ((days, 1), (hours, 1)):
        check(sum(sum(r[first:first + cells]) for r in what) == sum(sum(r[2:]) for r in rows),
              "the sums are not those of the minutes")
    return rows


def seen_until_sec(rows):
    """The end of what was kept."""
    return rows[-1][0] * 60 + sum(rows[-1][2:]) if rows else 0


def the_history_opens_after_every_kill_and_lost_5_minutes_at_most(rig):
    seed = int(os.environ.get("PLUMB_SEED", random.randrange(1 << 30)))
    moments = random.Random(seed)
    worst = fed = 0
    print("        PLUMB_SEED=%d, %d kills" % (seed, KILLS), flush=True)
    daemon = rig.plumbd("--source", "sim:day", "--speed", str(SPEED))
    rig.learn("upright", 5)
    for i in range(KILLS):
        forget(rig)
        begun = last_sample_sec(rig)
        time.sleep(moments.uniform(0, 8))
        seen = last_sample_sec(rig)
        daemon.kill()
        daemon.wait()
        rows = look(rig)
        lost = seen - max(seen_until_sec(rows), begun)
        check(lost <= LOST_MAX_SEC, "kill %d: %.0f s of %.0f s are lost" %
              (i, lost, seen - begun))
        worst, fed = max(worst, lost), fed + seen - begun
        daemon = rig.plumbd("--source", "sim:day", "--speed", str(SPEED))
        wait(lambda: rig.status()["sensors"]["upper"]["last_sample_usec"] > 0, "samples")
        check("history" not in rig.log(), rig.log())
    kept = [f for f in os.listdir(rig.folder) if "damaged" in f]
    check(not kept, "set aside: %s" % kept)
    print("        lost %.0f s at most, of %.0f s lived" % (worst, fed))
    stop(daemon)


def a_stop_by_the_service_manager_loses_nothing(rig):
    daemon = rig.plumbd("--source", "sim:day", "--speed", str(SPEED))
    rig.learn("upright", 5)
    # what no posture is known of is not kept
    wait(lambda: rig.status()["posture"] != "unknown", "a posture")
    begun = last_sample_sec(rig)
    time.sleep(1)
    seen = last_sample_sec(rig)
    stop(daemon)
    check(not os.path.exists(rig.path("history.db-wal")), "the log was not brought home")
    # not by seen_until_sec(): a life of a minute may begin and end within the same one
    kept = sum(sum(row[2:]) for row in look(rig))
    check(seen - begun > 20 and kept >= seen - begun - 2,
          "%d s are kept of %.0f s" % (kept, seen - begun))


run(the_history_opens_after_every_kill_and_lost_5_minutes_at_most,
    a_stop_by_the_service_manager_loses_nothing)
