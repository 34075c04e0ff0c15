# SPDX-License-Identifier: MIT
"""A day of fast time on this machine: memory, file descriptors, and what the disk has to bear.

plumbd runs outside of the virtual machines, where a day takes seconds.  Once an hour somebody
teaches a pose; then the same day with a history.  What is written is what the kernel counts:
every page of a file that was touched, however little of it.  Of a history in fast time that says
too little, since a page that was not on its way to the disk yet is not counted again: there it is
the bytes handed to write().
"""
import os
import subprocess
import time

from native import Native

SPEED = "5000"
HOURS = 24
GROWTH_MAX_KB = 512
WEAR_MAX_KB = 200
HISTORY_MAX_KB = 1000


def proc(pid, name):
    with open("/proc/%d/%s" % (pid, name)) as f:
        return f.read()


def number(text, key):
    return int([line.split()[1] for line in text.splitlines() if line.startswith(key)][0])


class Day(Native):
    """A day at a desk, and what it costs."""

    def __init__(self, folder, build, history):
        super().__init__(os.path.join(folder, "day"), build,
                         ["--source", "sim:day", "--speed", SPEED],
                         "history: { enabled = %s; };\n" % ("true" if history else "false"))

    def now_s(self):
        """Simulated seconds: the time of the newest sample."""
        done = subprocess.run(["busctl", "--address=" + self.address, "get-property",
                               "org.plumbd.Posture1", "/org/plumbd/Posture1/sensors/upper",
                               "org.plumbd.Sensor1", "LastSampleUSec"], capture_output=True,
                              text=True)
        return int(done.stdout.split()[1]) / 1e6 if done.returncode == 0 else 0

    def costs(self):
        pid = self.plumbd.pid
        return {"kB": number(proc(pid, "status"), "VmRSS"),
                "fds": len(os.listdir("/proc/%d/fd" % pid)),
                "written": number(proc(pid, "io"), "write_bytes"),
                "handed": number(proc(pid, "io"), "wchar")}


def live(day):
    """An hour, then the rest of the day: the costs at both, and the seconds lived."""
    while day.now_s() == 0:
        time.sleep(0.05)
    begin = day.now_s()
    first, due = None, 0
    while day.now_s() - begin < HOURS * 3600:
        if day.now_s() - begin >= due:
            day.teach(10)
            due += 3600
        if first is None and due > 3600:
            first = day.costs()
        time.sleep(0.05)
    return first, day.costs(), day.now_s() - begin


def one(folder, build, history):
    """Costs after an hour and at the end, seconds lived, and whether it ended well."""
    day = Day(folder, build, history)
    first, last, seconds = live(day)
    return first, last, seconds, day.close() == 0


def growth(first, last, seconds, ended):
    grown = last["kB"] - first["kB"]
    fine = grown <= GROWTH_MAX_KB and last["fds"] == first["fds"] and ended
    return "%s a day goes by without growth: %.1f h, memory %d kB %+d kB, file descriptors %d, " \
        "then %d" % ("ok     " if fine else "FAILED ", seconds / 3600, last["kB"], grown,
                     first["fds"], last["fds"])


def wear(what, most_kb, written, seconds):
    kb = written / 1000 * 86400 / seconds
    return "%s a day %s the disk by at most %d kB: %.1f kB" % (
        "ok     " if 0 < kb <= most_kb else "FAILED ", what, most_kb, kb)


def run(folder, build):
    """Lines as the checks inside say them."""
    begin = time.monotonic()
    first, last, seconds, ended = one(folder, build, False)
    yield growth(first, last, seconds, ended) + "  [%d s]" % (time.monotonic() - begin)
    yield wear("wears", WEAR_MAX_KB, last["written"], seconds) + ", a pose taught each hour"
    without_kb = last["handed"]
    first, last, seconds, ended = one(folder, build, True)
    yield growth(first, last, seconds, ended) + ", with a history"
    yield wear("of history wears", HISTORY_MAX_KB, last["handed"] - without_kb, seconds)
