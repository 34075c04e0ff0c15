#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Boots Debian 12 and 13 with plumbd's package and runs the checks of guest/ inside.

The images and the package come from image.sh and package.sh.  Each machine runs without a
network, under emulation, with one processor; both at a time, the power cuts and a day of fast
time beside them.  Exit: 0 all checks held, 1 some did not, 77 none failed but a machine
could not be made.
"""
import argparse
import itertools
import os
import queue
import random
import shutil
import signal
import subprocess
import sys
import threading
import time

import day
import flood
import power
import vm

HERE = os.path.dirname(os.path.abspath(__file__))
RELEASES = ("bookworm", "trixie")
NATIVE, POWER = "native", "power"
SKIPPED = 77
CHECKS_LIMIT_S = 2400
CUTS = 20


class Skip(Exception):
    pass


def script(name, *arguments):
    """The last line a script prints; Skip when it says that it cannot."""
    done = subprocess.run([os.path.join(HERE, name)] + list(arguments), stdout=subprocess.PIPE,
                          text=True)
    if done.returncode == SKIPPED:
        raise Skip("%s %s" % (name, " ".join(arguments)))
    if done.returncode != 0:
        raise RuntimeError("%s %s failed" % (name, " ".join(arguments)))
    return done.stdout.split("\n")[-2]


def prepare(release, args):
    missing = [tool for tool in ("qemu-system-x86_64", "mke2fs", "cpio") if not shutil.which(tool)]
    if missing:
        raise Skip("without %s nothing" % " and ".join(missing))
    folder = os.path.join(args.out, release)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    image = script("image.sh", release)
    vm.make_initrd(folder, image)
    vm.pack(folder, script("package.sh", release), args.build)
    vm.make_state(os.path.join(folder, "state.img"))
    return folder, image


def checks_inside(folder, image, args):
    """The machine's lines; they are kept beside its console's log.

    Once it has said how it ended there is nothing to wait for: its shutdown is not what is tested.
    """
    options = "checks.only=" + args.only if args.only else ""
    qemu = vm.start(folder, image, folder + "/state.img", folder + "/console.log", options)
    limit = threading.Timer(CHECKS_LIMIT_S, qemu.kill)
    limit.start()
    ended = False
    with open(os.path.join(folder, "checks.log"), "w") as log:
        for text in vm.said(qemu):
            print(text, file=log, flush=True)
            yield text
            if text.startswith("end "):
                ended = True
                qemu.kill()
    qemu.wait()
    limit.cancel()
    if not ended:
        yield "FAILED  the machine was gone before its checks were; see %s/console.log" % folder


def one_release(release, args, ready):
    """Prepares a machine, hands it to whoever waits for it, and runs the checks inside."""
    prepared = None
    try:
        prepared = prepare(release, args)
    except Skip as e:
        yield "SKIP    %s could not be done; see above" % e
    finally:
        ready.put((release, prepared))
    if prepared and not args.power_only:
        yield from checks_inside(*prepared, args)


def power_cuts(ready, args):
    """Release by release: while the checks wait for time to pass, there is a processor free."""
    for _ in args.release:
        release, prepared = ready.get()
        if prepared:
            seed = random.randrange(1 << 30)
            yield "%s, %s" % (power.cuts(*prepared, args.cuts, seed), release)


class Worker(threading.Thread):
    """Puts what a generator yields into @lines as (who, text); (who, None) is its end."""

    def __init__(self, who, generator, lines):
        super().__init__(daemon=True)
        self.who, self.generator, self.lines = who, generator, lines
        self.start()

    def run(self):
        try:
            for text in self.generator:
                self.lines.put((self.who, text))
        except Exception as e:  # a fault of the test is no pass
            self.lines.put((self.who, "FAILED  %s: %s" % (type(e).__name__, e)))
        self.lines.put((self.who, None))


def follow(workers, lines):
    """Prints all lines until every worker is done; who said what."""
    heard, running = [], set(workers)
    while running:
        who, text = lines.get()
        if text is None:
            running.remove(who)
        else:
            print("%-9s %s" % (who, text), flush=True)
            heard.append((who, text))
    return heard


def summary(heard, seconds):
    """Prints the sum; the exit status."""
    said = {word: ["%s: %s" % (who, text) for who, text in heard if text.startswith(word)]
            for word in ("FAILED", "SKIP")}
    print("\nsystem test: %d s" % seconds)
    for text in said["FAILED"] + said["SKIP"]:
        print("  " + text)
    for who in sorted({who for who, _ in heard}):
        verdicts = [text.split(" ", 1)[0] for w, text in heard if w == who]
        print("  %-9s %3d passed, %d failed" % (who, verdicts.count("ok"),
                                                verdicts.count("FAILED")))
    return 1 if said["FAILED"] else SKIPPED if said["SKIP"] else 0


def arguments():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--build", default="build/dev", help="folder of the dev preset")
    p.add_argument("--out", default="build/system", help="where the logs go")
    p.add_argument("--release", action="append", choices=RELEASES, help="this one only")
    p.add_argument("--only", default="", help="words of names of checks, with commas")
    p.add_argument("--cuts", type=int, default=CUTS // 2, help="of the power, of each release")
    p.add_argument("--power-only", action="store_true", help="nothing but the cuts")
    return p.parse_args()


def main():
    args = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    begin, lines, ready = time.monotonic(), queue.Queue(), queue.Queue()
    whole = args.release is None and not args.only and not args.power_only
    args.release = args.release or RELEASES
    workers = [Worker(release, one_release(release, args, ready), lines)
               for release in args.release]
    if args.cuts > 0:
        workers.append(Worker(POWER, power_cuts(ready, args), lines))
    if whole:
        outside = itertools.chain(day.run(args.out, args.build), flood.run(args.out, args.build))
        workers.append(Worker(NATIVE, outside, lines))
    heard = follow([w.who for w in workers], lines)
    return summary(heard, time.monotonic() - begin)


if __name__ == "__main__":
    sys.exit(main())
