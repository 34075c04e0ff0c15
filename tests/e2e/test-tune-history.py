#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""plumbctl tune --history: the table against what plumbd itself counted and kept.

Environment: as rig.py.
"""
import json

from rig import check, run, stop, wait

SLOUCHES = 4  # the script has one every six minutes


def lived(rig, *options):
    """A wearer who slouches, at 120 times the pace, until there is something to count."""
    teacher = rig.plumbd("--source", "sim:still")
    rig.learn("upright", 3)
    stop(teacher)
    p = rig.plumbd("--source", "sim:slouch", "--speed", "120", *options)
    wait(lambda: rig.status()["slouches_today"] >= SLOUCHES, "%d slouches" % SLOUCHES, 120)
    return p


def tune_json(rig, *arguments):
    done = rig.ctl("tune", "--json", "--history", "--config", rig.path("plumbd.conf"), *arguments)
    check(done.returncode == 0, done.stderr)
    return json.loads(done.stdout)


def row_of(said, slouch_cdeg, delay_s):
    return next(s for s in said["settings"] if s["slouch_cdeg"] == slouch_cdeg and
                s["levels_us"][0] == delay_s * 1000000)


def the_present_row_is_what_plumbd_counted(rig):
    rig.write("plumbd.conf", "")
    lived(rig, "--config", rig.path("plumbd.conf"))
    before = rig.status()
    said = tune_json(rig)
    after = rig.status()
    now = row_of(said, 1000, 30)
    check(now["now"] and not now["estimate"], "%s" % now)
    # time goes on between the questions, and a spell is kept once it is over
    check(before["alerts_today"] - 1 <= now["alerts"] <= after["alerts_today"],
          "%d alerts in %s" % (before["alerts_today"], now))
    check(before["slouch_today_usec"] + before["upright_today_usec"] <= now["sat_us"] + 60000000,
          "%s" % now)
    # about 20 degrees, and five minutes: told by any delay here, by no larger angle missed;
    # but the one that goes on is not told yet by all
    for row in said["settings"]:
        check(abs(row["alerts"] - now["alerts"]) <= 1, "%s, now %s" % (row, now))
        check(row["estimate"] == (row["slouch_cdeg"] != 1000), "%s" % row)
    check(min(s["slouch_cdeg"] for s in said["settings"]) == 1000, "a smaller angle is shown")
    check(said["suggested"] is None, said["reason"])


def another_delay_is_exact(rig):
    rig.write("plumbd.conf", "alert: { levels_s = [ 150 ]; repeat_s = 0; };\n")
    lived(rig, "--config", rig.path("plumbd.conf"))
    said = tune_json(rig)
    now, half, double = (row_of(said, 1000, s) for s in (150, 75, 300))
    check(now["alerts"] >= SLOUCHES - 1 and now["repeats"] == 0, "%s" % now)
    check(half["alerts"] == now["alerts"], "%s" % half)
    check(double["alerts"] == 0 and double["told_us"] == 0, "a spell is a little shorter: %s" %
          double)
    # hardly a slouch is bearable so often, but only silence would help
    check(said["suggested"] is None, said["reason"])


def what_there_is_no_history_of_is_said(rig):
    rig.write("plumbd.conf", "history: { enabled = false; };\n")
    rig.plumbd("--source", "sim:still", "--config", rig.path("plumbd.conf"))
    done = rig.ctl("tune", "--history", "--config", rig.path("plumbd.conf"))
    check(done.returncode == 1 and "history.enabled" in done.stderr,
          "exit %d: %s" % (done.returncode, done.stderr))


def a_new_history_says_too_little(rig):
    rig.write("plumbd.conf", "")
    rig.plumbd("--source", "sim:still", "--config", rig.path("plumbd.conf"))
    done = rig.ctl("tune", "--history", "--config", rig.path("plumbd.conf"))
    check(done.returncode == 0, done.stderr)
    check(done.stdout == "nothing suggested: 0 alerts in 0 s of sitting are too little to go by: "
          "come back when you have sat for longer, or name more --days\n", done.stdout)


if __name__ == "__main__":
    run(the_present_row_is_what_plumbd_counted,
        another_delay_is_exact,
        what_there_is_no_history_of_is_said,
        a_new_history_says_too_little)
