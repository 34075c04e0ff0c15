# SPDX-License-Identifier: MIT
"""plumbd killed at any moment: poses and pauses on the disk are the old ones or the new, whole."""
import os
import random
import shutil
import subprocess
import threading
import time

import dbus

import machine
from checks import check, equal, that, wait
from machine import get, sh

ROUNDS = 200
STATE = machine.STATE + "/crash"
ALWAYS = "upright"


class Teacher(threading.Thread):
    """Teaches and forgets poses, pauses and resumes as fast as the bus allows, until plumbd is
    gone."""

    def __init__(self):
        super().__init__(daemon=True)
        self.writes = 0

    def run(self):
        bus = dbus.bus.BusConnection(dbus.bus.BusConnection.TYPE_SYSTEM)
        names = ["pose-%d" % i for i in range(12)]
        try:
            for i in range(1 << 30):
                name, verb = names[i % len(names)], i // len(names) % 2
                arguments = ("LearnPose", "ssbu", (name, "upright", True, 2)) if verb == 0 else \
                    ("ForgetPose", "s", (name,))
                pause = ("Pause", "us", (600, name)) if i % 2 == 0 else ("Resume", "u", (0,))
                try:
                    for call in (pause, arguments):
                        bus.call_blocking(machine.NAME, machine.PATH, machine.NAME, *call,
                                          timeout=5)
                        self.writes += 1
                except dbus.DBusException as e:
                    if not e.get_dbus_name().startswith("org.plumbd.Error"):
                        return  # the one who answers is gone
        finally:
            bus.close()


def start(log):
    """plumbd by hand, on a simulated wearer, a thousand times as fast as life."""
    command = ["/usr/sbin/plumbd", "--source", "sim:still", "--speed", "1000", "--state", STATE]
    process = subprocess.Popen(command, stderr=log)
    wait(lambda: process.poll() is not None or machine.on_the_bus(), "plumbd", every=0.01)
    return process


def log_says(path):
    with open(path) as f:
        return f.read()


def learn_first(log):
    process = start(log)
    wait(lambda: int(machine.sensor("LastSampleUSec")) > 0, "samples")
    machine.call("LearnPose", "ssbu", ALWAYS, "upright", True, 5)
    wait(lambda: [p for p in get("Poses")], "the pose")
    return process


@check
def poses_are_whole_after_kill_9_at_200_moments():
    # masked, or the first call after a kill would start the service
    sh("systemctl", "mask", "--runtime", "--now", "plumbd")
    shutil.rmtree(STATE, ignore_errors=True)
    os.mkdir(STATE)
    seed = random.randrange(1 << 30)
    moments, halves, writes = random.Random(seed), 0, 0
    with open("/run/crash.log", "w") as log:
        process = learn_first(log)
        for i in range(ROUNDS):
            teacher = Teacher()
            teacher.start()
            time.sleep(moments.uniform(0.02, 0.4))
            process.kill()
            process.wait()
            teacher.join()
            writes += teacher.writes
            halves += any(f.endswith(".new") for f in os.listdir(STATE))
            process = start(log)
            names = [str(p[0]) for p in get("Poses")]
            where = "round %d, seed %d: " % (i, seed)
            that(ALWAYS in names and len(set(names)) == len(names), where + "poses %s" % names)
            that("damaged" not in log_says("/run/crash.log"), where + "damaged")
            equal(process.poll(), None, where + "the exit status")
        process.terminate()
        equal(process.wait(), 0, "the exit status at the end")
    equal([f for f in os.listdir(STATE) if "damaged" in f], [], "files set aside")
    shutil.rmtree(STATE)
    sh("systemctl", "unmask", "--runtime", "plumbd")
    sh("systemctl", "start", "plumbd")
    machine.settle()
    return "seed %d, %d changes, %d kills in the middle of a write" % (seed, writes, halves)
