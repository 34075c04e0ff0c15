# SPDX-License-Identifier: MIT
"""The power is cut while plumbd writes: qemu is killed at a random moment, and booted again."""
import os
import random
import threading
import time

import vm

BOOT_LIMIT_S = 120
HALF = "half a write is there"
NAME = "poses are whole after the power was cut"


def boot(folder, image, state, work_s):
    """One boot, cut @work_s after plumbd is at work; what it said."""
    console = os.path.join(folder, "power-cut.log")
    qemu = vm.start(folder, image, state, console, "power-cut")
    limit = threading.Timer(BOOT_LIMIT_S, qemu.kill)
    limit.start()
    lines = []
    for text in vm.said(qemu):
        lines.append(text)
        if text == "at work":
            time.sleep(work_s)
            qemu.kill()
    qemu.wait()
    limit.cancel()
    return lines


def judge(lines, first):
    """What is wrong with a boot, or None."""
    failed = [text for text in lines if text.startswith("FAILED")]
    if failed:
        return failed[0]
    if "at work" not in lines:
        return "it never came to work: %s" % lines[-3:]
    poses = [text for text in lines if text.startswith("poses: ")][0]
    if not first and "upright" not in poses:
        return "the first pose is gone: " + poses
    return None


def cuts(folder, image, n, seed):
    """@n cuts and one boot to look; a line as the checks inside say it."""
    begin, halves, seen = time.monotonic(), 0, set()
    moments = random.Random(seed)
    state = os.path.join(folder, "power-state.img")
    vm.make_state(state)
    for i in range(n + 1):
        lines = boot(folder, image, state, moments.uniform(0, 2.5) if i < n else 0)
        halves += HALF in lines
        seen.update(text for text in lines if text.startswith("poses: "))
        wrong = judge(lines, i == 0)
        if wrong:
            return "FAILED  %s: cut %d, seed %d: %s" % (NAME, i, seed, wrong)
    took = time.monotonic() - begin
    return "ok      %s: %d cuts in %d s, seed %d; %d different sets of poses were found, %d " \
        "times half a write beside them" % (NAME, n, took, seed, len(seen), halves)
