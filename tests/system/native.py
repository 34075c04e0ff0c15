# SPDX-License-Identifier: MIT
"""plumbd on this machine, on a bus of its own and a simulated wearer."""
import os
import shutil
import subprocess
import time


class Native:
    """Everything lies in @folder; close() ends it."""

    def __init__(self, folder, build, arguments, config=""):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        self.folder = os.path.abspath(folder)
        self.plumbctl = os.path.join(build, "ctl/plumbctl")
        self.socket = self.folder + "/bus"
        self.address = "unix:path=" + self.socket
        self.bus = subprocess.Popen(["dbus-daemon", "--nofork", "--config-file",
                                     self.write("bus.conf", self.bus_config())],
                                    stderr=subprocess.DEVNULL)
        while not os.path.exists(self.socket):
            time.sleep(0.02)
        with open(self.folder + "/log", "w") as log:
            self.plumbd = subprocess.Popen(
                [os.path.join(build, "daemon/plumbd"), "--bus", self.address,
                 "--config", self.write("plumbd.conf", config),
                 "--state", self.folder + "/state"] + arguments, stderr=log)

    def bus_config(self):
        return ("<busconfig><type>session</type><listen>%s</listen><auth>EXTERNAL</auth>"
                "<policy context='default'><allow send_destination='*'/>"
                "<allow receive_sender='*'/><allow own='*'/></policy></busconfig>" % self.address)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w") as f:
            f.write(text)
        return path

    def teach(self, seconds):
        """Whether the pose was learned."""
        return subprocess.run([self.plumbctl, "--bus", self.address, "learn", "upright",
                               "--seconds", str(seconds)], stdin=subprocess.DEVNULL,
                              capture_output=True).returncode == 0

    def close(self):
        """plumbd's exit status."""
        self.plumbd.terminate()
        status = self.plumbd.wait()
        self.bus.kill()
        self.bus.wait()
        return status
