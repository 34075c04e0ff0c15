# SPDX-License-Identifier: MIT
"""What the end-to-end tests share: a private message bus, plumbd, plumbctl, and checks that count.

Environment: PLUMBD and PLUMBCTL name the programs, PLUMB_DATA the folder with the recordings.
"""
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time

PLUMBD = os.environ["PLUMBD"]
PLUMBCTL = os.environ["PLUMBCTL"]
SKIPPED = 77
BEGIN_HOUR = 8

BUS_CONFIG = """<busconfig><type>session</type><listen>unix:path=%s</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/>
<allow own="*"/></policy></busconfig>
"""


class Failed(Exception):
    pass


def begin_in_the_morning():
    """Local time for all that is started here: a simulated wearer lives hours in a minute, and what
    is counted since midnight would begin anew in whichever test happens to run then."""
    west_min = int(time.time()) // 60 % 1440 - BEGIN_HOUR * 60
    sign = "-" if west_min < 0 else ""
    os.environ["TZ"] = "MORNING%s%d:%02d" % (sign, abs(west_min) // 60, abs(west_min) % 60)


begin_in_the_morning()


class Rig:
    """A scratch folder with a bus in it; everything started here ends with it."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="plumb-e2e-")
        self.bus = "unix:path=" + self.path("bus")
        self.running = []
        with open(self.path("bus.conf"), "w") as f:
            f.write(BUS_CONFIG % self.path("bus"))
        self.start_bus()
        return self

    def __exit__(self, *_):
        for p in reversed(self.running):
            if p.poll() is None:
                p.kill()
            p.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w") as f:
            f.write(text)
        return self.path(name)

    def start(self, command, **options):
        p = subprocess.Popen(command, **options)
        self.running.append(p)
        return p

    def start_bus(self):
        self.start(["dbus-daemon", "--config-file=" + self.path("bus.conf"), "--nofork"],
                   stderr=subprocess.DEVNULL)
        wait(lambda: os.path.exists(self.path("bus")), "the message bus")

    def plumbd(self, *arguments, ready=True, **options):
        log = open(self.path("log"), "a")
        p = self.start([PLUMBD, "--bus", self.bus, "--state", self.folder] + list(arguments),
                       stderr=log, **options)
        log.close()
        if ready:
            wait(lambda: p.poll() is not None or self.ctl("status").returncode == 0,
                 "plumbd on the bus")
        return p

    def log(self):
        with open(self.path("log")) as f:
            return f.read()

    def ctl(self, *arguments):
        return subprocess.run([PLUMBCTL, "--bus", self.bus] + list(arguments), text=True,
                              stdin=subprocess.DEVNULL, capture_output=True)

    def status(self):
        done = self.ctl("--json", "status")
        return json.loads(done.stdout) if done.returncode == 0 else None

    def learn(self, pose, seconds):
        wait(lambda: self.status()["sensors"]["upper"]["last_sample_usec"] > 0, "samples")
        done = self.ctl("learn", pose, "--seconds", str(seconds))
        check(done.returncode == 0, "learn %s: %s" % (pose, done.stderr))

    def monitor(self):
        """Follows the bus; .events() gives what was seen so far."""
        return Monitor(self)


class Monitor:
    def __init__(self, rig):
        self.file = rig.path("events-%d" % len(rig.running))
        with open(self.file, "w") as out:
            rig.start([PLUMBCTL, "--bus", rig.bus, "--json", "monitor"], stdout=out,
                      stderr=subprocess.DEVNULL)
        wait(lambda: os.path.getsize(self.file) > 0, "plumbctl monitor")

    def events(self, kind=None):
        with open(self.file) as f:
            whole = [json.loads(line) for line in f if line.endswith("\n")]
        return [e for e in whole if kind is None or e["event"] == kind]


def check(right, what):
    if not right:
        raise Failed(what)


def wait(condition, what, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        check(time.monotonic() < end, "waited %d s for %s" % (seconds, what))
        time.sleep(0.02)


def data(folder, name):
    """The folder of a data set, unpacked below @folder; skips the test where it is not there."""
    archive = os.path.join(os.environ.get("PLUMB_DATA", ""), name + ".tar.xz")
    if not os.path.exists(archive):
        print("SKIPPED: no %s.tar.xz in PLUMB_DATA (%s)" %
              (name, os.environ.get("PLUMB_DATA", "not set")))
        sys.exit(SKIPPED)
    with tarfile.open(archive) as tar:
        tar.extractall(folder)
    return os.path.join(folder, name)


def stop(p):
    p.send_signal(signal.SIGTERM)
    check(p.wait(10) == 0, "plumbd ended with %d on SIGTERM" % p.returncode)


def run(*tests):
    """Runs test functions; each is a sentence."""
    failed = 0
    for test in tests:
        try:
            with Rig() as rig:
                test(rig)
            print("ok      " + test.__name__.replace("_", " "), flush=True)
        except Failed as e:
            failed += 1
            print("FAILED  %s: %s" % (test.__name__.replace("_", " "), e), flush=True)
    print("%d passed, %d failed" % (len(tests) - failed, failed))
    sys.exit(1 if failed else 0)
