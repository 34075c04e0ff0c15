# SPDX-License-Identifier: MIT
"""Programs that listen beside the checks, and what they heard."""
import json
import os
import subprocess
import sys
import tempfile

import machine
from checks import wait


class Program:
    """Something that prints until it is stopped."""

    def __init__(self, *command, user=None):
        self.file = tempfile.NamedTemporaryFile(mode="w+", suffix=".out", delete=False)
        if user:
            command = ("runuser", "-u", user, "--") + command
        self.process = subprocess.Popen(command, stdout=self.file, stderr=subprocess.STDOUT)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        os.unlink(self.file.name)

    def text(self):
        with open(self.file.name) as f:
            return f.read()


class Listener(Program):
    """listen.py, the python3-dbus client."""

    def __init__(self, *arguments, user=None):
        super().__init__(sys.executable, machine.path("listen.py"), *arguments, user=user)
        wait(lambda: self.heard("ready"), "listen.py", 60)

    def heard(self, member):
        whole = [line for line in self.text().split("\n")[:-1] if line.startswith("{")]
        return [e for e in map(json.loads, whole) if e["member"] == member]
