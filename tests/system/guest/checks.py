# SPDX-License-Identifier: MIT
"""Checks that count: one line each, with a name and a verdict, and a sum at the end."""
import subprocess
import sys
import time
import traceback

CONSOLE = "/dev/ttyS0"
_all = []


class Failed(Exception):
    pass


def check(function):
    """Marks a check; its name is a sentence, and what it returns is shown beside it."""
    _all.append(function)
    return function


def that(right, what):
    if not right:
        raise Failed(what)


def equal(seen, wanted, what):
    that(seen == wanted, "%s: %r, not %r" % (what, seen, wanted))


def wait(condition, what, seconds=30, every=0.1):
    """Until @condition holds; returns what it returned."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        that(time.monotonic() < end, "waited %d s for %s" % (seconds, what))
        time.sleep(every)


def console(text):
    with open(CONSOLE, "w") as f:
        f.write(text + "\n")


def _attempt(function):
    begin = time.monotonic()
    name = function.__name__.replace("_", " ")
    console("check: " + name)
    try:
        note = function()
        verdict = "ok      " + name + (": " + note if note else "")
    except Failed as e:
        verdict = "FAILED  %s: %s" % (name, e)
    except Exception as e:  # a fault of the check is no pass either
        console(traceback.format_exc())
        verdict = "FAILED  %s: %s: %s" % (name, type(e).__name__, e)
    print("%s  [%.0f s]" % (verdict.replace("\n", " | "), time.monotonic() - begin), flush=True)
    return not verdict.startswith("FAILED")


def _selected(modules, words):
    wanted = [f for m in modules for f in _all if f.__module__ == m.__name__]
    always = wanted[:1]  # the first installs
    return always + [f for f in wanted[1:] if not words or any(w in f.__name__ for w in words)]


def run(modules):
    """The checks of @modules in the order they stand there.  Returns an exit status."""
    with open("/proc/cmdline") as f:
        options = [w.split("=", 1) for w in f.read().split() if w.startswith("checks.only=")]
    words = options[0][1].split(",") if options else []
    results = [_attempt(f) for f in _selected(modules, words)]
    passed = sum(results)
    console(subprocess.run(["journalctl", "--no-pager", "-o", "short-monotonic", "-u", "plumbd"],
                           capture_output=True, text=True).stdout)
    print("end     %d passed, %d failed" % (passed, len(results) - passed), flush=True)
    sys.stdout.flush()
    time.sleep(1)  # for the serial line
    return 0
