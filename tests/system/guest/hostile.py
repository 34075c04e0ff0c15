# SPDX-License-Identifier: MIT
"""Callers who mean no good: refused by name, bounded, and time goes on."""
import time

import machine
from checks import check, equal, that
from machine import call, get, ticks
from rawbus import ERROR, REPLY, RawBus

INVALID = "org.plumbd.Error.Invalid"
BUSY = "org.plumbd.Error.Busy"
MANY = 10000
GROWTH_MAX_KB = 4096


def memory_kb():
    with open("/proc/%d/status" % machine.pid()) as f:
        return int([line.split()[1] for line in f if line.startswith("VmRSS")][0])


def each_refused(calls):
    """Every call ends with an error of plumbd's own, with a sentence."""
    for member, signature, arguments, wanted in calls:
        name, text = machine.refused(call, member, signature, *arguments)
        shown = "%s(%s)" % (member, ", ".join(repr(a)[:40] for a in arguments))
        equal(name, wanted, shown)
        that(10 < len(text) < 400 and text.isprintable(), "%s says %r" % (shown, text))
    ticks()
    return "%d refused" % len(calls)


@check
def names_of_poses_that_are_none_are_refused():
    machine.settle()
    names = ("a/b", "../../etc/passwd", "/", "a\nb", "a\r\n\tb", "", " ", "UPPER", "-a", "1a",
             "a b", "ü", "x" * 32, "x" * 1000000, "a\x01b", "a\x7fb", "\U0001F600",
             "a\"; good = false", "%n%s")
    poses = [str(p[0]) for p in get("Poses")]
    note = each_refused([("LearnPose", "ssbu", (n, "upright", True, 2), INVALID) for n in names])
    for name in names:
        error, _ = machine.refused(call, "ForgetPose", "s", name)
        that(error in (INVALID, "org.plumbd.Error.NoSuchPose"),
             "ForgetPose(%r): %s" % (name[:40], error))
    equal([str(p[0]) for p in get("Poses")], poses, "the poses")
    return note


@check
def numbers_and_words_out_of_range_are_refused():
    most = 4294967295
    calls = [("LearnPose", "ssbu", ("typing", "upright", True, n), INVALID)
             for n in (0, 1, 61, most)]
    calls += [("LearnPose", "ssbu", ("typing", w, True, 2), INVALID)
              for w in ("", "unknown", "Upright", "x" * 1000000, "upright\n")]
    calls += [("Pause", "us", (n, "lunch"), INVALID) for n in (0, 604801, most)]
    calls += [("Pause", "us", (60, "x" * n), INVALID) for n in (257, 1000000)]
    calls += [("Watch", "u", (n,), INVALID) for n in (0, 1, 99)]
    calls += [("Resume", "u", (n,), INVALID) for n in (1, most)]
    wrong = "org.freedesktop.DBus.Error.InvalidArgs"
    calls += [("Pause", "is", (-1, "lunch"), wrong), ("Watch", "i", (-100,), wrong),
              ("LearnPose", "ssbi", ("typing", "upright", True, -2), wrong),
              ("Watch", "t", (1 << 63,), wrong), ("ForgetPose", "u", (1,), wrong)]
    return each_refused(calls)


@check
def text_that_is_no_utf_8_does_not_come_through():
    for member, signature, values in (("LearnPose", "ssbu", (b"a\xff\xfeb", "upright", True, 2)),
                                      ("ForgetPose", "s", (b"\xc0\xaf",)),
                                      ("Pause", "us", (60, b"\xed\xa0\x80"))):
        with RawBus() as raw:
            try:
                raw.send(member, signature, values)
                kind = raw.call("Explain")[0]
            except (ConnectionError, OSError):
                kind = None
            that(kind in (None, ERROR), "%s went through" % member)
    ticks()


def many(member, signature, values):
    """@member MANY times on one connection, a few on their way at a time: answers by kind."""
    answers = {REPLY: 0, ERROR: 0}
    with RawBus() as raw:
        sent = 0
        while sum(answers.values()) < MANY:
            while sent < MANY and sent - sum(answers.values()) < 50:
                raw.send(member, signature, values)
                sent += 1
            kind = raw.receive()[1]
            if kind in answers:
                answers[kind] += 1
    return answers


@check
def ten_thousand_calls_of_pause_leave_a_few_holds():
    before = memory_kb()
    answers = many("Pause", "us", (60, "lunch"))
    that(0 < answers[REPLY] <= 64, "%d holds were given out" % answers[REPLY])
    equal(machine.refused(call, "Pause", "us", 60, "lunch")[0], BUSY, "one more")
    call("Resume", "u", 0)
    growth = memory_kb() - before
    that(growth < GROWTH_MAX_KB, "memory grew by %d kB" % growth)
    machine.watching()
    ticks()
    return "%d given, %d refused, memory %+d kB" % (answers[REPLY], answers[ERROR], growth)


@check
def ten_thousand_calls_of_watch_are_one_watcher():
    before = memory_kb()
    answers = many("Watch", "u", (100,))
    equal(answers[REPLY], MANY, "accepted from one caller")
    crowd = [RawBus() for _ in range(40)]
    kinds = [raw.call("Watch", "u", (100,))[0] for raw in crowd]
    that(kinds.count(REPLY) <= 32 and kinds.count(ERROR) > 0, "%d watchers" % kinds.count(REPLY))
    took = ticks()
    for raw in crowd:
        raw.socket.close()
    growth = memory_kb() - before
    that(growth < GROWTH_MAX_KB, "memory grew by %d kB" % growth)
    return "of 40 callers %d watch; a tick took %.0f ms; memory %+d kB" % (
        kinds.count(REPLY), took * 1000, growth)


@check
def a_client_that_never_reads_costs_a_bounded_queue():
    before = memory_kb()
    with RawBus(timeout=1) as raw:
        raw.send("Watch", "u", (100,))
        sent = 0
        try:
            while sent < MANY:
                raw.send("GetAll", "s", (machine.NAME,),
                         interface="org.freedesktop.DBus.Properties")
                sent += 1
        except (OSError, ConnectionError):
            pass  # the bus has had enough of it
        begin = time.monotonic()
        while time.monotonic() - begin < 10:
            ticks()
            get("Posture")
        growth = memory_kb() - before
    that(growth < GROWTH_MAX_KB, "memory grew by %d kB" % growth)
    ticks()
    return "%d calls sent and nothing read, memory %+d kB" % (sent, growth)
