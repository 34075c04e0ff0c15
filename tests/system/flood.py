# SPDX-License-Identifier: MIT
"""A flood of calls on this machine, which unlike an emulated one can send a thousand a second.

The wearer slouches, and the alert is told again every second.  Late is what passes between the
moment plumbd says it decided in and the signal's arrival, and between one alert and the next.
"""
import os
import struct
import sys
import time

from native import Native

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "guest"))
from rawbus import SIGNAL, Flood, RawBus  # noqa: E402

RATE = 1000
FLOOD_S = 60
CALM_S = 10
LATE_MAX_S = 0.5
CONFIG = "alert: { levels_s = [ 3 ]; repeat_s = 1; max_per_hour = 0; };\n"
MATCH = "type='signal',interface='org.plumbd.Posture1',member='Slouched'"


def listen(path):
    raw = RawBus(timeout=120, path=path)
    raw.call("AddMatch", "s", (MATCH,), destination="org.freedesktop.DBus",
             path="/org/freedesktop/DBus", interface="org.freedesktop.DBus")
    return raw


def next_alert(raw):
    """(when plumbd decided, when it was heard)"""
    while True:
        whole = raw.receive()
        if whole[1] == SIGNAL and b"Slouched\0" in whole:
            fields = struct.unpack("<I", whole[12:16])[0]
            begin = 16 + fields + -fields % 8
            return struct.unpack("<Q", whole[begin:begin + 8])[0] / 1e6, time.time()


def lateness(raw, seconds):
    """For so long: the worst of both, and how many alerts there were."""
    worst, n, end, before = 0.0, 0, time.monotonic() + seconds, None
    while time.monotonic() < end:
        decided, heard = next_alert(raw)
        worst = max(worst, heard - decided)
        if before is not None:
            worst = max(worst, abs(heard - before - 1))
        before, n = heard, n + 1
    return worst, n


def run(folder, build):
    """A line as the checks inside say it."""
    native = Native(os.path.join(folder, "flood"), build, ["--source", "sim:slouch"], CONFIG)
    with listen(native.socket) as raw:
        while not native.teach(5):
            time.sleep(0.2)
        next_alert(raw)
        calm, _ = lateness(raw, CALM_S)
        flood = Flood(RATE, native.socket)
        flood.start()
        worst, n = lateness(raw, FLOOD_S)
        reached = flood.stop()
    fine = native.close() == 0 and worst < calm + LATE_MAX_S
    yield "%s a flood of calls does not hold up the alert: %s: %d alerts, %.0f ms late at most, " \
        "%.0f ms without" % ("ok     " if fine else "FAILED ", reached, n, worst * 1e3, calm * 1e3)
