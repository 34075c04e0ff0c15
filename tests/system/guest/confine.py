# SPDX-License-Identifier: MIT
"""The confinement, seen from inside: what the unit promises, and what a prober meets there."""
import json
import os
import re

import machine
from checks import check, equal, that
from machine import sh, shown

EXPOSURE_MAX = 0.8
UNIT = "/etc/systemd/system/plumbd-probe.service"


def status_of(pid):
    with open("/proc/%d/status" % pid) as f:
        return dict(line.rstrip("\n").split(":\t", 1) for line in f if ":\t" in line)


@check
def systemd_analyze_security_gives_at_most_0_8():
    machine.watching()
    text = sh("systemd-analyze", "security", "--no-pager", "plumbd")
    line = [line for line in text.splitlines() if "Overall exposure level" in line][0]
    exposure = float(re.search(r": ([0-9.]+)", line).group(1))
    that(exposure <= EXPOSURE_MAX, line)
    machine.ticks()
    return "%.1f" % exposure


@check
def the_process_has_no_capability_and_a_filter():
    status = status_of(machine.pid())
    for key in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        equal(int(status[key], 16), 0, key)
    equal(status["NoNewPrivs"], "1", "NoNewPrivs")
    equal(status["Seccomp"], "2", "Seccomp")
    that("0" not in status["Uid"].split(), "it runs as root: " + status["Uid"])


@check
def it_has_a_network_of_its_own_with_nothing_in_it():
    pid = machine.pid()
    that(os.readlink("/proc/%d/ns/net" % pid) != os.readlink("/proc/self/ns/net"),
         "it is in the machine's network")
    with open("/proc/%d/net/dev" % pid) as f:
        names = [line.split(":")[0].strip() for line in f if ":" in line]
    equal(names, ["lo"], "its interfaces")
    sockets = [os.readlink("/proc/%d/fd/%s" % (pid, fd)) for fd in os.listdir("/proc/%d/fd" % pid)]
    for family in ("tcp", "tcp6", "udp", "udp6", "raw", "raw6", "packet"):
        with open("/proc/%d/net/%s" % (pid, family)) as f:
            that(len(f.readlines()) <= 1, "an open %s socket" % family)
    return "%d file descriptors" % len(sockets)


def probe():
    """The unit again, word for word, but for what it runs."""
    unit = sh("systemctl", "cat", "plumbd")
    ours = r"(ExecStart|ExecReload|BusName|Type|Restart|WatchdogSec|Alias)\b"
    lines = [line for line in unit.splitlines() if not re.match(ours, line)]
    at = lines.index("[Service]") + 1
    lines[at:at] = ["Type=oneshot", "ExecStart=/usr/bin/python3 /opt/probe.py",
                    "StandardOutput=file:/run/probe.json", "StandardError=journal"]
    machine.write(UNIT, "\n".join(lines) + "\n")
    sh("install", "-D", "-m", "755", machine.path("probe.py"), "/opt/probe.py")
    machine.write("/run/probe.json", "")
    sh("systemctl", "daemon-reload")
    sh("systemctl", "start", "plumbd-probe")
    with open("/run/probe.json") as f:
        return json.load(f)


@check
def a_prober_in_its_place_is_refused_all_but_its_work():
    results = probe()
    wrong = ["%s: %s, not %s" % (what, seen, wanted) for what, (wanted, seen) in results.items()
             if (seen == "yes" if wanted == "no" else seen != wanted)]
    equal(wrong, [], "what it met")
    wanted = [w for w, _ in results.values()]
    return "%d attempts refused, %d system calls by the filter; %d things it needs work" % (
        wanted.count("no"), wanted.count("EPERM"), wanted.count("yes"))


@check
def one_class_of_device_and_a_list_of_calls():
    equal(shown("DevicePolicy"), "closed", "DevicePolicy")
    # ProtectClock= adds the clock's node, for reading; it is root's, and the prober was refused
    devices = set(shown("DeviceAllow").splitlines()) - {"char-rtc r"}
    equal(devices, {"char-i2c rw"}, "DeviceAllow")
    calls = shown("SystemCallFilter").split()
    that(len(calls) > 50 and not calls[0].startswith("~"), "no list of calls that are allowed")
    for name in ("mount", "ptrace", "bpf", "reboot", "init_module", "clock_settime", "chroot",
                 "io_uring_setup", "setuid"):
        that(name not in calls, name + " is allowed")
    return "%d system calls are allowed" % len(calls)
