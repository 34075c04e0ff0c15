# SPDX-License-Identifier: MIT
"""The sensors: a second one, a kernel driver that owns the chip, no module, none that answers."""
import glob
import time

import machine
from checks import check, equal, that, wait
from client import Listener
from machine import call, get, journal, sensor, sh

LOST_ID = "7feff9ac153e40cebd5c3f60a06bf083"
FOUND_ID = "edc9b3787bce4593a3a4acead5e03f41"
UNKNOWN = 2147483647
UPPER_ONLY = "sensor: { upper = { address = 0x68; }; };\n"
LOWER = "sensor: { lower = { enabled = true; }; };\n"


@check
def a_second_sensor_gives_a_curvature():
    machine.settle()
    machine.set_config(machine.QUICK + LOWER)
    for which in ("upper", "lower"):
        wait(lambda: int(sensor("LastSampleUSec", which)) > 0, "the %s sensor" % which, 60)
    equal(int(sensor("Address", "lower")), 0x69, "its address")
    call("LearnPose", "ssbu", "upright", "upright", True, 2)
    wait(lambda: str(get("Status")) == "watching", "the pose of both", 60)
    machine.upper().slouch()
    machine.posture("slouching")
    curvature = wait(lambda: 1000 < int(get("CurvatureCdeg")) < UNKNOWN and get("CurvatureCdeg"),
                     "a curvature", 20)
    machine.set_config(machine.QUICK)
    wait(lambda: str(sensor("State", "lower")) == "absent", "the lower sensor to be let go", 20)
    machine.upper().sit_up()
    machine.posture("upright")
    machine.teach()  # of one sensor again
    machine.settle()
    return "%.1f degrees rounder" % (curvature / 100)


def new_device(verb, text):
    machine.write("/sys/bus/i2c/devices/%s/%s" % (machine.adapter().split("/")[-1], verb), text)


class KernelDriver:
    """The kernel's inv_mpu6050 on 0x68, while this lasts."""

    def __enter__(self):
        sh("systemctl", "stop", "plumbd")
        sh("modprobe", "inv-mpu6050-i2c")
        new_device("new_device", "mpu6050 0x68")
        wait(lambda: glob.glob("/sys/bus/iio/devices/iio:device*/in_accel_x_raw"), "the driver", 20)
        sh("systemctl", "start", "plumbd")

    def __exit__(self, *_):
        machine.set_config(machine.QUICK)
        new_device("delete_device", "0x68")


@check
def a_chip_the_kernel_drives_is_named_and_left_alone():
    machine.settle()
    machine.set_config(machine.QUICK + UPPER_ONLY)
    since = machine.mark()
    with KernelDriver():
        entry = wait(lambda: journal(LOST_ID, since), "the entry", 60)[-1]
        equal(entry["PLUMBD_I2C_ERRNO"], "16", "EBUSY in the entry")
        for words in ("owned by a kernel driver (inv-mpu6050-i2c)", 'set sensor.bus = "iio"'):
            that(words in entry["MESSAGE"], entry["MESSAGE"])
        equal(str(get("Status")), "sensor-lost", "the status")
    wait(lambda: journal(FOUND_ID, since), "the sensor to be found", 90)
    machine.settle()
    return entry["MESSAGE"]


@check
def the_driver_of_the_kernel_is_read_with_bus_iio():
    with KernelDriver(), Listener() as heard:
        machine.set_config(machine.QUICK + 'sensor: { bus = "iio"; };\n')
        wait(lambda: str(sensor("State")) == "running", "the sensor", 60)
        where = "%s on %s at %.1f Hz" % (sensor("Chip"), sensor("Bus"),
                                         int(sensor("RateMilliHz")) / 1000)
        machine.settle()
        machine.upper().slouch()
        wait(lambda: heard.heard("Slouched"), "Slouched", 30)
        machine.upper().sit_up()
        wait(lambda: heard.heard("Recovered"), "Recovered", 30)
    machine.settle()
    return where


@check
def an_i2c_module_removed_and_put_back_is_found_again():
    machine.settle()
    since = machine.mark()
    machine.stop_sensors()  # what it was is frozen now
    wait(lambda: str(get("Status")) == "sensor-lost", "sensor-lost", 60)
    try:
        wait(lambda: sh("modprobe", "-r", "i2c-stub", ok=False).returncode == 0, "the module to go",
             60, every=0.5)
        time.sleep(3)
        equal(str(get("Status")), "sensor-lost", "the status without the module")
    finally:
        machine.start_sensors(0x68, 0x69)
    begin = time.monotonic()
    wait(lambda: str(get("Status")) == "watching", "the sensor", 90)
    took = time.monotonic() - begin
    entries = [e["MESSAGE_ID"] for e in journal(since=since)]
    equal((entries.count(LOST_ID), entries.count(FOUND_ID) > 0), (1, True), "lost once, and found")
    machine.settle()
    return "%.0f s after it was back" % took


def doctor(user):
    """plumbctl doctor as @user: exit status, and the lines by what they begin with."""
    done = sh("runuser", "-u", user, "--", "plumbctl", "doctor", ok=False)
    lines = [line.strip() for line in done.stdout.splitlines()]
    return done.returncode, {word: [line for line in lines if line.startswith(word + " ")]
                             for word in ("ok", "warn", "fail", "next:")}


@check
def plumbctl_doctor_finds_nothing_wrong():
    machine.settle()
    for user in ("root", "bob", "alice"):
        status, lines = doctor(user)
        # an emulated machine on a busy one cannot keep up 50 transfers a second
        slow = [line for line in lines["fail"] if "samples a second" in line]
        equal(lines["fail"], slow, "what %s is told" % user)
        that(len(lines["ok"]) > 8 and status == (1 if slow else 0), "exit %d: %s" % (status, lines))
        machine.ticks()
    return "%d ok, to look at: %s" % (len(lines["ok"]), "; ".join(lines["warn"]) or "nothing")


@check
def plumbctl_doctor_says_what_is_wrong_and_what_to_type():
    sh("systemctl", "stop", "plumbd")
    machine.write(machine.CONFIG, "posture: { slouch_deg = 90; };\n")
    try:
        status, lines = doctor("root")
    finally:
        machine.write(machine.CONFIG, machine.QUICK)
        sh("systemctl", "start", "plumbd")
    equal(status, 1, "the exit status")
    that(any("slouch_deg" in line for line in lines["fail"]), str(lines))
    that(len(lines["next:"]) >= len(lines["fail"]) + len(lines["warn"]), str(lines))
    machine.settle()
    return "; ".join(lines["fail"] + lines["warn"])
