# SPDX-License-Identifier: MIT
"""Faults of the system around plumbd: disk, bus, clock, processes that stop."""
import os
import random
import signal
import time

import machine
from checks import check, equal, that, wait
from client import Listener
from machine import call, get, journal, sh, shown

POSES = machine.STATE + "/poses.conf"
HISTORY_UNSAVED_ID = "cda74d69ef2147a0bfa6f8d83620c919"
UNSAVED_ID = "9f1691f6ca9c4c1fbbbc9ca60ef10c2d"
LATE_MAX_S = 10
YEAR_S = 365 * 24 * 3600


def read(path):
    with open(path) as f:
        return f.read()


def alert_comes(heard, limit_s=machine.FIRST_LEVEL_S + LATE_MAX_S):
    """The back goes down; seconds until Slouched is heard."""
    n = len(heard.heard("Slouched"))
    begin = time.monotonic()
    machine.upper().slouch()
    wait(lambda: len(heard.heard("Slouched")) > n, "Slouched", limit_s)
    return time.monotonic() - begin


def not_saved(reason):
    """A pose is taught that cannot be written: told, and the old ones stand."""
    before, since = read(POSES), machine.mark()
    names = [str(p[0]) for p in get("Poses")]
    with Listener() as heard:
        call("LearnPose", "ssbu", "typing", "upright", True, 2)
        hint = wait(lambda: [e["arguments"][2] for e in heard.heard("LearningProgress")
                             if e["arguments"][2].startswith("failed")], "the failure", 30)[0]
    that(reason in hint, hint)
    entry = wait(lambda: journal(UNSAVED_ID, since=since), "the entry")[-1]
    that(reason in entry["MESSAGE"], entry["MESSAGE"])
    equal([str(p[0]) for p in get("Poses")], names, "the poses")
    equal(read(POSES), before, "the file")
    equal([f for f in os.listdir(machine.STATE) if f.endswith(".new")], [], "half a write")
    return hint


def saved():
    call("LearnPose", "ssbu", "typing", "upright", True, 2)
    wait(lambda: "typing" in read(POSES), "the pose to be saved", 30)
    call("ForgetPose", "s", "typing")
    that("typing" not in read(POSES), "the pose is not forgotten")


@check
def a_full_disk_is_named_and_the_old_poses_stand():
    machine.settle()
    sh("dd", "if=/dev/zero", "of=%s/filler" % machine.STATE, "bs=4k", ok=False)
    os.rename(machine.STATE + "/filler", machine.STATE + "/lost+found/filler")
    try:
        hint = not_saved("No space left on device")
    finally:
        os.unlink(machine.STATE + "/lost+found/filler")
    saved()
    return hint


@check
def a_read_only_state_is_named_and_the_old_poses_stand():
    since = machine.mark()
    # nothing is made read-only while somebody has a database open there
    sh("systemctl", "stop", "plumbd")
    sh("mount", "-o", "remount,ro", machine.STATE_DISK, machine.STATE)
    sh("systemctl", "start", "plumbd")
    try:
        machine.settle()
        wait(lambda: journal(HISTORY_UNSAVED_ID, since=since), "the history's entry")
        hint = not_saved("Read-only file system")
    finally:
        sh("mount", "-o", "remount,rw", machine.STATE_DISK, machine.STATE)
    # its own name space has the mount as it was when plumbd was started
    sh("systemctl", "restart", "plumbd")
    machine.settle()
    saved()
    return hint


@check
def a_configuration_of_garbage_is_refused_and_the_old_one_stays():
    machine.settle()
    seed = random.randrange(1 << 30)
    garbage = random.Random(seed)
    for _ in range(20):
        machine.write(machine.CONFIG, garbage.randbytes(garbage.randrange(1, 5000)))
        name, text = machine.refused(call, "Reload")
        equal(name, "org.plumbd.Error.Invalid", "seed %d" % seed)
        that(text.startswith(machine.CONFIG) and text.isprintable(), repr(text))
    sh("systemctl", "reload", "plumbd", ok=False)
    with Listener() as heard:
        alert_comes(heard)
    machine.set_config(machine.QUICK)
    machine.settle()
    return "20 times, seed %d" % seed


@check
def the_clock_may_jump_a_year_either_way():
    took = []
    for jump_s in (YEAR_S, -YEAR_S):
        machine.settle()
        time.clock_settime(time.CLOCK_REALTIME, time.time() + jump_s)
        time.sleep(2)
        equal(int(get("AlertLevel")), 0, "an alert of the jump's own")
        equal(str(get("Posture")), "upright", "the posture")
        with Listener() as heard:
            took.append(alert_comes(heard))
            machine.upper().sit_up()
            recovered = wait(lambda: heard.heard("Recovered"), "Recovered")[0]
        slouched_s = recovered["arguments"][1] / 1e6
        that(slouched_s < 60, "%d s of slouching are told" % slouched_s)
    machine.ticks()
    return "an alert after %.1f s and %.1f s" % tuple(took)


@check
def a_gap_as_of_a_suspend_is_no_slouch():
    machine.settle()
    with Listener() as heard:
        machine.upper().slouch()
        machine.posture("slouching")
        main_pid, before = machine.pid(), int(get("SlouchTodayUSec"))
        os.kill(main_pid, signal.SIGSTOP)
        stopped = time.monotonic()
        time.sleep(15)
        os.kill(main_pid, signal.SIGCONT)
        resumed = time.monotonic()
        alert = wait(lambda: heard.heard("Slouched"), "Slouched")[0]
        delay = alert["monotonic"] - resumed
        that(delay > 1 or alert["monotonic"] < stopped + 1, "the gap itself was alerted")
        counted_s = (int(get("SlouchTodayUSec")) - before) / 1e6
        passed_s = time.monotonic() - resumed
    that(counted_s < passed_s + 2, "%.1f s counted, %.1f s seen" % (counted_s, passed_s))
    equal(machine.pid(), main_pid, "the process")
    machine.settle()
    return "15 s away, an alert %.1f s after" % delay


@check
def a_restarted_bus_costs_less_than_ten_seconds():
    machine.settle()
    before, restarts = machine.pid(), int(shown("NRestarts"))
    machine.upper().slouch()
    begin = time.monotonic()
    sh("systemctl", "restart", "dbus.service", timeout=60)
    bus_s = time.monotonic() - begin
    wait(lambda: machine.on_the_bus() and machine.pid() not in (0, before), "plumbd", 60)
    back_s = time.monotonic() - begin
    wait(lambda: int(get("AlertLevel")) > 0, "the alert", 60)
    late_s = time.monotonic() - begin - machine.FIRST_LEVEL_S
    how = "systemd restarted plumbd" if int(shown("NRestarts")) > restarts else "it was activated"
    note = "%s; the bus took %.1f s, plumbd was back after %.1f s, the alert %.1f s late" % (
        how, bus_s, back_s, late_s)
    that(late_s < LATE_MAX_S, note)
    machine.settle()
    return note


@check
def the_watchdog_fires_on_a_process_that_stopped():
    machine.settle()
    main_pid, restarts = machine.pid(), int(shown("NRestarts"))
    since = machine.mark()
    os.kill(main_pid, signal.SIGSTOP)
    begin = time.monotonic()
    wait(lambda: machine.pid() not in (0, main_pid), "systemd to act", 90)
    took = time.monotonic() - begin
    that("Watchdog timeout" in "".join(e["MESSAGE"] for e in journal(since=since)),
         "no watchdog in the journal")
    equal(int(shown("NRestarts")), restarts + 1, "the restarts")
    machine.settle()
    return "after %.0f s" % took
