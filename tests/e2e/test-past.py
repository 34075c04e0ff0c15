#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What plumbctl makes of a running plumbd's history: stats, report and why --list.

Environment: as rig.py.
"""
import json
import os
import subprocess
import xml.etree.ElementTree as xml

from rig import check, run, wait

SOON = "alert: { levels_s = [ 5, 20, 40 ]; repeat_s = 60; };\n"


def today(rig):
    """The day as plumbd sums it, asked for without plumbctl."""
    done = subprocess.run(["busctl", "--address=" + rig.bus, "--json=short", "call",
                           "org.plumbd.Posture1", "/org/plumbd/Posture1", "org.plumbd.History1",
                           "DayDetails", "ss", "1970-01-01", "2999-12-31"],
                          text=True, capture_output=True)
    check(done.returncode == 0, "DayDetails: " + done.stderr)
    days = json.loads(done.stdout)["data"][0]
    return {key: sum(day[1][key]["data"] for day in days) for key in ("good", "bad", "alerts")}


def shown(rig, *words):
    done = rig.ctl(*words)
    check(done.returncode == 0, "plumbctl %s: %s" % (" ".join(words), done.stderr))
    return done.stdout


def alerts(rig):
    return json.loads(shown(rig, "why", "--list", "--json"))


def slouch(rig):
    """A daemon that has alerted, and seen the end of it."""
    rig.plumbd("--config", rig.write("conf", SOON), "--source", "sim:demo", "--speed", "10")
    rig.learn("upright", 5)
    wait(lambda: any(a["slouched_usec"] for a in alerts(rig)), "an alert and its end", 120)


def stats_add_up_to_what_plumbd_says(rig):
    slouch(rig)
    before = today(rig)
    stats = json.loads(shown(rig, "stats", "--json"))["window"]
    after = today(rig)
    for key, ours in (("good", "good_s"), ("bad", "bad_s"), ("alerts", "alerts")):
        check(0 < before[key] <= stats[ours] <= after[key], "%s: %d <= %d <= %d" %
              (key, before[key], stats[ours], after[key]))
    check("bad posture" in shown(rig, "stats"), "no share in stats")
    check("too few days to tell" in shown(rig, "stats"), "a trend of one day")


def each_alert_is_a_paragraph(rig):
    slouch(rig)
    listed = alerts(rig)
    text = shown(rig, "why", "--list")
    first = listed[0]
    check(first["explanation"]["sentence"] in text, "its sentence is not in: " + text)
    check(", slouching, level %d" % first["level"] in text, "no level in: " + text)
    check("In all it lasted " in text, "no end in: " + text)


def a_report_is_written_whole_and_never_over_another(rig):
    slouch(rig)
    path = rig.path("page.html")
    done = rig.ctl("report", "--html", path)
    check(done.returncode == 0 and "kB; open it" in done.stderr, "report: " + done.stderr)
    with open(path) as f:
        page = f.read()
    root = xml.fromstring(page.split("\n", 1)[1])
    check(len([e for e in root.iter("svg") if e.get("role") == "img"]) >= 3, "no charts")
    check("upright" in page and "grade" in page, "no pose in the page")
    done = rig.ctl("report", "--html", path)
    check(done.returncode == 1 and "--force" in done.stderr, "overwrites: " + done.stderr)
    check(rig.ctl("report", "--html", path, "--force").returncode == 0, "--force refused")
    check(shown(rig, "report", "--html", "-").startswith("<!DOCTYPE html>"), "nothing on stdout")


def without_history_it_says_what_to_do(rig):
    config = rig.write("conf", "history: { enabled = false; };\n")
    rig.plumbd("--config", config, "--source", "sim:still", "--speed", "10")
    path = rig.path("page.html")
    for words in (["stats"], ["why", "--list"], ["report", "--html", path]):
        done = rig.ctl(*words)
        check(done.returncode == 1 and "history.enabled" in done.stderr, "%s: exit %d, %s" %
              (words, done.returncode, done.stderr))
    check(not os.path.exists(path), "a page of nothing is left")


run(stats_add_up_to_what_plumbd_says, each_alert_is_a_paragraph,
    a_report_is_written_whole_and_never_over_another, without_history_it_says_what_to_do)
