# SPDX-License-Identifier: MIT
"""The machine the checks run in: commands, the service, the journal, the sensors on the bus."""
import glob
import json
import os
import subprocess
import time

import dbus

from checks import Failed, wait

HERE = os.path.dirname(os.path.abspath(__file__))
NAME = "org.plumbd.Posture1"
PATH = "/org/plumbd/Posture1"
SENSOR = "org.plumbd.Sensor1"
CONFIG = "/etc/plumbd/plumbd.conf"
STATE = "/var/lib/plumbd"
STATE_DISK = "/dev/vdc"

# Alerts soon, so that a check need not wait for half a minute.
FIRST_LEVEL_S = 3
QUICK = "alert: { release_s = 1; levels_s = [ %d, 12 ]; repeat_s = 10; max_per_hour = 0; };\n" % FIRST_LEVEL_S


def path(name):
    return os.path.join(HERE, name)


def sh(*command, ok=True, **options):
    """Runs a command; what it printed.  A failure is the check's, unless @ok is False."""
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if ok and done.returncode != 0:
        raise Failed("%s: exit %d: %s" % (" ".join(command), done.returncode,
                                          (done.stdout + done.stderr).strip()[-300:]))
    return done if not ok else done.stdout


def shown(property_name, unit="plumbd"):
    return sh("systemctl", "show", "-p", property_name, "--value", unit).strip()


def pid():
    return int(shown("MainPID"))


def release():
    with open("/etc/os-release") as f:
        return dict(line.strip().split("=", 1) for line in f if "=" in line)["VERSION_CODENAME"]


def mark():
    """Now, for journal(since=): by the clock of the kernel, which nobody sets."""
    return int(time.monotonic() * 1e6)


def journal(message=None, since=0):
    """plumbd's entries as dictionaries, oldest first; those with the id @message."""
    command = ["journalctl", "-o", "json", "--no-pager", "-b", "-u", "plumbd"]
    if message:
        command.append("MESSAGE_ID=" + message)
    entries = [json.loads(line) for line in sh(*command).splitlines()]
    return [e for e in entries if int(e["__MONOTONIC_TIMESTAMP"]) >= since]


def write(name, text):
    with open(name, "w" if isinstance(text, str) else "wb") as f:
        f.write(text)


# The bus.

_bus = None


def bus():
    """The system bus; opened anew after the bus was restarted."""
    global _bus
    if _bus is None or not _bus.get_is_connected():
        _bus = dbus.bus.BusConnection(dbus.bus.BusConnection.TYPE_SYSTEM)
        _bus.set_exit_on_disconnect(False)
    return _bus


def call(member, signature="", *arguments, interface=NAME, at=PATH):
    return bus().call_blocking(NAME, at, interface, member, signature, arguments, timeout=20)


def get(property_name, at=PATH, interface=NAME):
    return call("Get", "ss", interface, property_name, at=at,
                interface="org.freedesktop.DBus.Properties")


def sensor(property_name, which="upper"):
    return get(property_name, at="%s/sensors/%s" % (PATH, which), interface=SENSOR)


def refused(function, *arguments, **options):
    """The D-Bus error a call ends with: its name and its text."""
    try:
        function(*arguments, **options)
    except dbus.DBusException as e:
        return e.get_dbus_name(), e.get_dbus_message()
    return None, "it was allowed"


def on_the_bus():
    try:
        return bus().name_has_owner(NAME)
    except dbus.DBusException:
        return False


def ticks(within=5):
    """Time goes on: a sample newer than the newest comes in."""
    before = sensor("LastSampleUSec")
    begin = time.monotonic()
    wait(lambda: sensor("LastSampleUSec") > before, "a tick", within, every=0.02)
    return time.monotonic() - begin


def watching(seconds=60):
    wait(lambda: on_the_bus() and str(get("Status")) == "watching", "status watching", seconds)


def posture(word, seconds=30):
    wait(lambda: str(get("Posture")) == word, "posture " + word, seconds)


def set_config(text):
    write(CONFIG, text)
    call("Reload")


# The sensors.

def adapter():
    """The node of the stub's bus, or None."""
    for name in glob.glob("/sys/class/i2c-dev/i2c-*/name"):
        with open(name) as f:
            if "SMBus stub" in f.read():
                return "/dev/" + name.split("/")[4]
    return None


class Feeder:
    """A wearer of the recording: sits upright from 0 to 60 s, slouches by 20 degrees from 61.5."""

    def __init__(self, address):
        self.process = subprocess.Popen([path("feeder"), adapter(), str(address),
                                         path("slouch.csv")], stdin=subprocess.PIPE, text=True)
        self.down = False

    def tell(self, *lines):
        for line in lines:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()

    def sit_up(self):
        if self.down:
            self.tell("loop 0 60000", "back 60000 61500")
        self.down = False

    def slouch(self):
        if not self.down:
            self.tell("loop 61500 121500", "once 60000 61500")
        self.down = True

    def stop(self):
        self.process.kill()
        self.process.wait()


feeders = {}


def start_sensors(*addresses):
    sh("modprobe", "i2c-dev")
    sh("modprobe", "i2c-stub", "chip_addr=0x68,0x69")
    wait(lambda: adapter() and os.path.exists(adapter()), "the bus's node")
    for address in addresses:
        feeders[address] = Feeder(address)
        feeders[address].tell("loop 0 60000")


def stop_sensors():
    for feeder in feeders.values():
        feeder.stop()
    feeders.clear()


def upper():
    return feeders[0x68]


def teach():
    """The one pose every check knows; where nobody has, with the configuration they all want."""
    set_config(QUICK)
    wait(lambda: int(sensor("LastSampleUSec")) > 0, "samples", 60)
    call("LearnPose", "ssbu", "upright", "upright", True, 2)


def settle():
    """Upright, taught, nothing alerted: what each check begins with."""
    upper().sit_up()
    wait(on_the_bus, "plumbd on the bus", 60)
    if not get("Poses"):
        teach()
    watching()
    posture("upright")
    wait(lambda: int(get("AlertLevel")) == 0, "no alert")
