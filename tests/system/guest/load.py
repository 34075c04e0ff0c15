# SPDX-License-Identifier: MIT
"""A flood of calls, and what is left of an alert's latency."""
import time

import machine
from checks import check, that, wait
from client import Listener
from rawbus import Flood

RATE = 1000
FLOOD_S = 60
LATE_MAX_S = 2


def latency():
    """From when the delay was over, by the daemon's own count, to when the alert was heard."""
    machine.settle()
    with Listener() as heard:
        machine.upper().slouch()
        machine.posture("slouching")
        due = int(machine.get("SinceUSec")) / 1e6 + machine.FIRST_LEVEL_S
        alert = wait(lambda: heard.heard("Slouched"), "Slouched", 30)[0]
    return alert["when"] - due


@check
def a_flood_of_calls_does_not_hold_up_the_alert():
    calm = latency()
    flood, worst, alerts = Flood(RATE), 0.0, 0
    flood.start()
    end = time.monotonic() + FLOOD_S
    while time.monotonic() < end:
        worst = max(worst, latency())
        alerts += 1
    reached = flood.stop()
    machine.settle()
    note = "%s: %d alerts, %.0f ms late at most, %.0f ms without" % (
        reached, alerts, worst * 1000, calm * 1000)
    that(alerts > 0 and worst < calm + LATE_MAX_S, note)
    return note
