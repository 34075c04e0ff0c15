# SPDX-License-Identifier: MIT
"""Runs `plumbctl analyze`: every verdict and every direction that is scored comes from it."""
import collections
import concurrent.futures
import csv
import io
import os
import subprocess

WORKERS = 2
CONFIG = {
    "one-sensor": "sensor: { lower: { enabled = false; }; };\n",
    "quick-alert": "alert: { levels_s = [ 10 ]; };\n",
}


class Failure(Exception):
    """What plumbctl complained of."""


class Plumbctl:
    def __init__(self, program, scratch):
        self.program = program
        self.config = {}
        for name, text in CONFIG.items():
            self.config[name] = os.path.join(scratch, name + ".conf")
            with open(self.config[name], "w") as f:
                f.write(text)

    def analyze(self, recordings, learn=(), config=None):
        """-> {recording: [row as dict]}, @learn: (posture, recording) pairs"""
        if not recordings:
            return {}
        command = [self.program, "analyze", "--format", "csv"]
        if config:
            command += ["--config", self.config[config]]
        for posture, recording in learn:
            command += ["--learn", "%s=%s" % (posture, recording)]
        done = subprocess.run(command + list(recordings), capture_output=True, text=True)
        if done.returncode != 0:
            raise Failure(done.stderr.strip() or "%s ended with %d" % (self.program,
                                                                      done.returncode))
        rows = collections.defaultdict(list)
        for row in csv.DictReader(io.StringIO(done.stdout)):
            rows[row["file"]].append(row)
        return rows


def each(job, items):
    """job(item) of each, a few at a time -> the results in order"""
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(job, items))
