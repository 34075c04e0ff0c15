# SPDX-License-Identifier: MIT
"""The bus policy with real users: alice is nobody special, bob is in group plumbd."""
import json
import subprocess
import sys

import machine
from checks import check, equal, that, wait
from client import Listener
from machine import get

DENIED = "org.freedesktop.DBus.Error.AccessDenied"
INVALID = "org.plumbd.Error.Invalid"
CARE = "org.plumbd.Care1"
HISTORY = "org.plumbd.History1"
# interface, member, signature, arguments: whatever changes anything, or hears the raw sensor
CHANGES = (
    (machine.NAME, "LearnPose", "ssbu", ["upright", "upright", True, 2]),
    (machine.NAME, "CancelLearning", "", []), (machine.NAME, "ForgetPose", "s", ["upright"]),
    (machine.NAME, "Pause", "us", [60, "lunch"]), (machine.NAME, "Resume", "u", [0]),
    (machine.NAME, "Acknowledge", "", []), (machine.NAME, "SetProfile", "s", ["auto"]),
    (machine.NAME, "Reload", "", []), (machine.NAME, "Record", "h", [1]),
    (CARE, "Start", "s", ["heat"]), (CARE, "Done", "s", ["heat"]),
    (CARE, "Dismiss", "su", ["stretch", 60]), (CARE, "LogKnot", "su", ["neck", 3]),
    (HISTORY, "Forget", "x", [0]),
)
READS = (
    (machine.NAME, "Explain", "", []), (machine.NAME, "Watch", "u", [1000]),
    (machine.NAME, "Unwatch", "", []), (machine.NAME, "Holds", "", []),
    (machine.NAME, "ProfileSettings", "", []), (HISTORY, "Days", "", []),
    (HISTORY, "Minutes", "xx", [0, 60]), (HISTORY, "Alerts", "xx", [0, 60]),
)


def ask(user, *calls):
    """Makes calls as @user; the error of each, or "" - see as-user.py."""
    done = subprocess.run(["runuser", "-u", user, "--", sys.executable, machine.path("as-user.py")],
                          input=json.dumps(calls), capture_output=True, text=True)
    that(done.returncode == 0, "as-user.py as %s: %s" % (user, done.stderr))
    return json.loads(done.stdout)


def plumbd_call(interface, member, signature, arguments):
    return [machine.NAME, machine.PATH, interface, member, signature, arguments]


def property_calls():
    properties = "org.freedesktop.DBus.Properties"
    for path, interface in ((machine.PATH, machine.NAME), (machine.PATH, CARE),
                            (machine.PATH + "/sensors/upper", machine.SENSOR),
                            (machine.PATH + "/sensors/lower", machine.SENSOR)):
        yield [machine.NAME, path, properties, "GetAll", "s", [interface]]
        yield [machine.NAME, path, "org.freedesktop.DBus.Introspectable", "Introspect", "", []]
    yield [machine.NAME, machine.PATH, properties, "Get", "ss", [machine.NAME, "Posture"]]
    yield [machine.NAME, machine.PATH, "org.freedesktop.DBus.Peer", "Ping", "", []]


@check
def an_ordinary_user_hears_the_alert():
    machine.settle()
    with Listener("500", user="alice") as heard:
        machine.upper().slouch()
        for member in ("Slouched", "PropertiesChanged", "Angles"):
            wait(lambda: heard.heard(member), member)
        machine.upper().sit_up()
        wait(lambda: heard.heard("Recovered"), "Recovered")


@check
def an_ordinary_user_reads_everything():
    machine.settle()
    calls = list(property_calls()) + [plumbd_call(*c) for c in READS]
    answers = ask("alice", *calls)
    equal([(c[3], a) for c, a in zip(calls, answers) if a], [], "refused")
    return "%d calls" % len(calls)


@check
def an_ordinary_user_changes_nothing():
    before = [str(p[0]) for p in get("Poses")]
    calls = [plumbd_call(*c) for c in CHANGES]
    calls.append([machine.NAME, machine.PATH, "org.freedesktop.DBus.Properties", "Set", "ssv",
                  [machine.NAME, "Status", "paused"]])
    answers = ask("alice", *calls)
    equal([(c[3], a) for c, a in zip(calls, answers) if a != DENIED], [], "not refused")
    equal([str(p[0]) for p in get("Poses")], before, "the poses")
    equal(str(get("Status")), "watching", "the status")
    return "%d calls refused" % len(calls)


@check
def a_member_of_group_plumbd_and_root_may():
    for user in ("bob", "root"):
        answers = ask(user, *[plumbd_call(machine.NAME, *c) for c in (
            ("Pause", "us", [60, "lunch"]), ("Resume", "u", [0]), ("SetProfile", "s", ["auto"]),
            ("Reload", "", []), ("Acknowledge", "", []), ("CancelLearning", "", []),
            ("ForgetPose", "s", ["none"]))])
        # nothing stands to be acknowledged, cancelled, forgotten: the daemon itself says so
        equal(answers, ["", "", "", "", INVALID, INVALID, "org.plumbd.Error.NoSuchPose"], user)
        answers = ask(user, plumbd_call(CARE, "LogKnot", "su", ["neck", 3]),
                      plumbd_call(CARE, "Done", "s", ["heat"]),
                      plumbd_call(HISTORY, "Forget", "x", [0]))
        equal(answers, ["", INVALID, ""], user)
    machine.watching()


@check
def nobody_else_can_own_the_name():
    machine.sh("systemctl", "stop", "plumbd")
    request = ["org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
               "RequestName", "su", [machine.NAME, 4]]
    answers = {user: ask(user, request)[0] for user in ("alice", "bob", "nobody")}
    machine.sh("systemctl", "start", "plumbd")
    equal(answers, {user: DENIED for user in answers}, "RequestName")
    machine.settle()
