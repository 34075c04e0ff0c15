# SPDX-License-Identifier: MIT
"""A page opened in headless Chromium: what it looks like inside, what is said, what is asked for."""
import json
import os
import shutil
import subprocess

CHROMIUM = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--enable-logging=stderr", "--host-resolver-rules=MAP * ~NOTFOUND"]


def find():
    """Where Chromium is; None without."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def requested(log):
    """Addresses a page asked for; what the browser wants for itself has no initiator."""
    with open(log) as f:
        events = json.load(f)["events"]
    found = [e["params"] for e in events if "url" in e.get("params", {})]
    return {p["url"] for p in found if p.get("initiator", "not an origin") != "not an origin" and
            not p["url"].startswith("file:")}


def opened(browser, folder, name, text):
    path, log = os.path.join(folder, name + ".html"), os.path.join(folder, name + ".log")
    with open(path, "wb") as f:
        f.write(text)
    done = subprocess.run([browser, *CHROMIUM, "--user-data-dir=" + os.path.join(folder, "user"),
                           "--log-net-log=" + log, "--dump-dom", "file://" + path],
                          capture_output=True, text=True, timeout=120)
    said = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    return done, said, requested(log)
