# SPDX-License-Identifier: MIT
"""The service: installed, started, heard, explained, reloaded, activated."""
import glob
import os
import re
import time

import machine
from checks import check, equal, that, wait
from client import Listener, Program
from machine import call, get, journal, sh, shown

ALERT_ID = "d533db72464248dd862ac8f1f6f6ef95"
RECOVERED_ID = "2904568d34564bb2a32e116765de25fd"
RELOADED_ID = "a69c3a44c096409f866e788dfd62be6e"
RELOAD_FAILED_ID = "577e17a2fa87428d8e909c9278c95207"
BAD = "posture: {\n  slouch_dg = 12.0;\n};\n"
BAD_LINE = ':2: posture.slouch_dg: no such key; did you mean "posture.slouch_deg"?'


@check
def the_package_installs_and_the_service_is_active():
    machine.start_sensors(0x68, 0x69)
    os.makedirs(machine.STATE, exist_ok=True)
    sh("mount", machine.STATE_DISK, machine.STATE)
    done = sh("dpkg", "-i", *glob.glob(machine.path("*.deb")),
              env=dict(os.environ, DEBIAN_FRONTEND="noninteractive"))
    for user, groups in (("alice", ""), ("bob", "plumbd")):
        sh("useradd", "--groups", groups, user)
    wait(lambda: shown("ActiveState") == "active", "the service", 60)
    equal(shown("Type"), "notify", "its type")
    equal(shown("SubState"), "running", "its state")
    equal(sh("systemctl", "is-enabled", "plumbd").strip(), "enabled", "at the next boot")
    return "%s, systemd %s" % (re.search(r"plumbd \(([^)]*)\)", done).group(1),
                               sh("systemctl", "--version").split()[1])


@check
def it_says_ready_and_finds_the_sensor():
    that(int(shown("ExecMainStartTimestampMonotonic")) <=
         int(shown("ActiveEnterTimestampMonotonic")), "active before it was started")
    wait(lambda: str(machine.sensor("State")) == "running", "the upper sensor", 60)
    equal(str(machine.sensor("Chip")), "MPU-6050", "the chip")
    return "%s on %s" % (machine.sensor("Chip"), machine.sensor("Bus"))


@check
def it_feeds_the_watchdog_it_was_given():
    equal(shown("WatchdogUSec"), "30s", "the unit's watchdog")
    with open("/proc/%d/environ" % machine.pid()) as f:
        environment = f.read().split("\0")
    that("WATCHDOG_USEC=30000000" in environment, "no WATCHDOG_USEC in its environment")
    before = int(shown("WatchdogTimestampMonotonic"))
    that(before > 0, "it was never fed")
    wait(lambda: int(shown("WatchdogTimestampMonotonic")) > before, "the next feeding", 20)


@check
def a_pose_is_learned_over_the_system_bus():
    machine.write(machine.CONFIG, machine.QUICK)
    call("Reload")
    equal(str(get("Status")), "uncalibrated", "the status before")
    with Listener() as heard:
        call("LearnPose", "ssbu", "upright", "upright", True, 2)
        wait(lambda: [e for e in heard.heard("LearningProgress") if e["arguments"][1] == 100],
             "its end", 30)
    machine.watching()
    machine.posture("upright")
    equal([str(p[0]) for p in get("Poses")], ["upright"], "the poses")


@check
def busctl_and_a_python_client_see_the_posture_and_slouched():
    machine.settle()
    with Program("busctl", "monitor", "--match=sender='%s'" % machine.NAME) as monitor, \
            Listener() as heard:
        wait(lambda: "Monitoring" in monitor.text(), "busctl monitor")
        begin = time.time()
        machine.upper().slouch()
        alert = wait(lambda: heard.heard("Slouched"), "Slouched")[0]
        machine.upper().sit_up()
        wait(lambda: heard.heard("Recovered"), "Recovered")
        wait(lambda: "Member=Recovered" in monitor.text(), "Recovered in busctl")
        text = monitor.text()
    when, level, details = alert["arguments"]
    equal(level, 1, "the level")
    equal(details["posture"], "slouching", "the posture in the details")
    that(begin <= when / 1e6 <= alert["when"], "its time lies outside the check")
    for word in ("Member=Slouched", "Member=PropertiesChanged", 'STRING "slouching"'):
        that(word in text, "busctl monitor did not show " + word)
    return "%.1f s after the back went down, of which %d s are the delay" % (
        alert["when"] - begin, machine.FIRST_LEVEL_S)


@check
def the_journal_has_the_alert_with_its_id_and_fields():
    for message, field in ((ALERT_ID, "PLUMBD_POSTURE"), (RECOVERED_ID, "PLUMBD_SLOUCHED_USEC")):
        entries = wait(lambda: journal(message), "the entry", 10)
        that(field in entries[-1], "no field %s in %s" % (field, entries[-1]))
    text = sh("journalctl", "-x", "--no-pager", "-u", "plumbd", "MESSAGE_ID=" + ALERT_ID)
    that("Subject: Bad posture: slouching" in text, "journalctl -x: " + text)
    that("plumbctl why" in text, "the catalog's next step is missing: " + text)


@check
def systemctl_status_shows_a_sentence():
    text = sh("systemctl", "status", "--no-pager", "plumbd")
    line = [line for line in text.splitlines() if "Status: " in line]
    that(len(line) == 1, text)
    that(re.search(r'"(upright|slouching) for .*slouch', line[0]), line[0])
    return line[0].split("Status: ")[1]


@check
def reload_takes_a_good_configuration_and_keeps_to_it_over_a_bad_one():
    since, main_pid = machine.mark(), machine.pid()
    sh("systemctl", "reload", "plumbd")
    wait(lambda: journal(RELOADED_ID, since=since), "the entry of the good one")
    machine.write(machine.CONFIG, BAD)
    sh("systemctl", "reload", "plumbd", ok=False)
    entry = wait(lambda: journal(RELOAD_FAILED_ID, since=since), "the refusal")[-1]
    that(machine.CONFIG + BAD_LINE in entry["MESSAGE"], entry["MESSAGE"])
    wait(lambda: "slouch_dg" in shown("StatusText"), "the refusal in the status")
    name, text = machine.refused(call, "Reload")
    equal(name, "org.plumbd.Error.Invalid", "Reload()'s error")
    that(BAD_LINE in text, text)
    machine.set_config(machine.QUICK)
    that("slouch_dg" not in shown("StatusText"), shown("StatusText"))
    equal((shown("ActiveState"), machine.pid()), ("active", main_pid), "the service")
    machine.settle()


@check
def a_call_to_its_name_starts_it():
    sh("systemctl", "stop", "plumbd")
    that(not machine.on_the_bus(), "stopped, it still owns its name")
    equal(shown("ActiveState"), "inactive", "the stopped service")
    text = sh("busctl", "--timeout=60", "get-property", machine.NAME, machine.PATH, machine.NAME,
              "Version")
    wait(lambda: shown("ActiveState") == "active", "the service", 60)
    equal([str(p[0]) for p in get("Poses")], ["upright"], "the poses after")
    machine.settle()
    return text.strip()
