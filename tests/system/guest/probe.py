#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs in plumbd's place, under its unit, and tries what plumbd must not be able to do.

Prints {what: [wanted, seen]}: wanted is "yes", "no" for any error, or the error itself; seen is
"yes" or an error.  A system call must end with the filter's own EPERM: any other error would have
come from behind it.
"""
import ctypes
import errno
import glob
import json
import mmap
import os
import socket
import sys

libc = ctypes.CDLL(None, use_errno=True)
results = {}

# x86-64; arguments that would do no harm if they were let through, nor end with EPERM by themselves
CALLS = {
    "mount": (165, 0, 0, 0, 0, 0), "umount2": (166, 0, 0), "reboot": (169, 0, 0, 0, 0),
    "ptrace": (101, 16, 1, 0, 0), "bpf": (321, 0, 0, 0), "perf_event_open": (298, 0, 0, -1, -1, 0),
    "init_module": (175, 0, 0, 0), "kexec_load": (246, 0, 0, 0, 0), "swapon": (167, 0, 0),
    "clock_settime": (227, 0, 0), "settimeofday": (164, 0, 0), "adjtimex": (159, 0),
    "unshare": (272, 0x10000000), "setns": (308, -1, 0), "chroot": (161, 0),
    "setuid": (105, 0), "setgid": (106, 0), "sethostname": (170, 0, 0), "iopl": (172, 0),
    "io_uring_setup": (425, 0, 0), "userfaultfd": (323, 0), "keyctl": (250, 0, 0, 0),
    "personality": (135, 0x0040000), "pivot_root": (155, 0, 0), "quotactl": (179, 0, 0, 0, 0),
    "sched_setscheduler": (144, 0, 1, 0),
    "setpriority": (141, 0, 0, -10), "syslog": (103, 3, 0, 0),
}


def attempt(what, wanted, function):
    try:
        function()
        results[what] = (wanted, "yes")
    except OSError as e:
        results[what] = (wanted, errno.errorcode.get(e.errno, str(e.errno)))
    except Exception as e:
        results[what] = (wanted, type(e).__name__)


def system_call(number, *arguments):
    if libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) for a in arguments]) < 0:
        raise OSError(ctypes.get_errno(), "")


def family(number, kind=socket.SOCK_STREAM):
    return lambda: socket.socket(number, kind).close()


def create(path):
    def function():
        with open(path, "w"):
            pass
        os.unlink(path)
    return function


def look(path):
    return lambda: os.listdir(path) or (_ for _ in ()).throw(OSError(errno.ENOENT, ""))


def node(path):
    return lambda: os.close(os.open(path, os.O_RDWR))


def writable_and_executable():
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()


def raise_suid():
    path = os.path.join(os.environ["STATE_DIRECTORY"], "suid")
    with open(path, "w"):
        pass
    try:
        os.chmod(path, 0o4755)
    finally:
        os.unlink(path)


def other_processes():
    """Of other users; init's folder is not even there."""
    if not os.path.exists("/proc/1"):
        raise OSError(errno.ENOENT, "")


def connect():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.connect(("127.0.0.1", 53))


def main():
    for name, call in CALLS.items():
        attempt("call " + name, "EPERM", lambda call=call: system_call(*call))
    for name in ("AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET"):
        kind = socket.SOCK_RAW if name == "AF_PACKET" else socket.SOCK_DGRAM
        attempt("socket " + name, "no", family(getattr(socket, name), kind))
    attempt("connect", "no", connect)
    for path in ["/dev/vda", "/dev/vdc", "/dev/mem", "/dev/ttyS1", "/dev/kmsg", "/dev/rtc0"]:
        attempt("device " + path, "no", node(path))
    for path in ["/etc/x", "/usr/x", "/var/x", "/boot/x", "/run/x", "/sys/x", "/proc/sys/kernel/x",
                 "/etc/plumbd/plumbd.conf.new"]:
        attempt("write " + path, "no", create(path))
    for path in ["/root", "/home"]:
        attempt("list " + path, "no", look(path))
    attempt("other processes", "no", other_processes)
    attempt("memory to write and run", "no", writable_and_executable)
    attempt("a set-user-id file", "no", raise_suid)
    attempt("kernel tunables", "no", create("/proc/sys/kernel/hostname"))
    attempt("kill init", "no", lambda: os.kill(1, 0))
    for path in glob.glob("/dev/i2c-*"):
        attempt("device " + path, "yes", node(path))
    attempt("state", "yes", create(os.path.join(os.environ["STATE_DIRECTORY"], "probe")))
    attempt("socket AF_UNIX", "yes", family(socket.AF_UNIX))
    attempt("read the configuration", "yes", lambda: open("/etc/plumbd/plumbd.conf").close())
    json.dump(results, sys.stdout)


main()
