#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""bus = "iio": the unmodified plumbd over a made-up /sys and /dev, which umockdev puts in their place.

Attributes are files somebody rewrites, a buffer is a pipe somebody fills.  Skips without umockdev.
"""
import ctypes
import math
import os
import random
import struct
import sys
import threading
import time

from rig import SKIPPED, check, run, stop, wait

CONFIG = 'sensor: { bus = "iio"; };\n'
PARENT = "devices/platform/soc/fe804000.i2c/i2c-1/1-0068"
ONE_G = 16399
PERIOD_NS = 20000000


def load_umockdev():
    try:
        library = ctypes.CDLL("libumockdev.so.0")
    except OSError:
        print("SKIPPED: no libumockdev")
        sys.exit(SKIPPED)
    library.umockdev_testbed_new.restype = ctypes.c_void_p
    library.umockdev_testbed_get_root_dir.restype = ctypes.c_char_p
    library.umockdev_testbed_get_root_dir.argtypes = [ctypes.c_void_p]
    library.g_object_unref.argtypes = [ctypes.c_void_p]
    return library


umockdev = load_umockdev()


class Driver:
    """inv_mpu6050 as its attributes show it, on the back of somebody who leans forward by .lean."""

    def __init__(self, buffered):
        self.testbed = umockdev.umockdev_testbed_new()
        self.root = root = umockdev.umockdev_testbed_get_root_dir(self.testbed).decode()
        self.lean = 0.0
        self.over = threading.Event()
        self.paused = threading.Event()
        self.time_ns = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
        self.pen = None
        self.device = os.path.join(root, "sys", PARENT, "iio:device0")
        os.makedirs(self.device)
        os.makedirs(os.path.join(root, "dev"))
        os.makedirs(os.path.join(root, "sys/bus/iio/devices"))
        self.bind()
        for name, text in (("name", "mpu6050"), ("in_accel_scale", "0.000598"),
                           ("in_anglvel_scale", "0.001064724"), ("sampling_frequency", "10"),
                           ("sampling_frequency_available", "10 20 50 100 200 500"),
                           ("in_accel_mount_matrix", "1, 0, 0; 0, 1, 0; 0, 0, 1"),
                           ("in_temp_raw", "-4420"), ("in_temp_offset", "12420"),
                           ("in_temp_scale", "2.941176")):
            self.put(name, text)
        if buffered:
            self.make_buffer()
        self.write()
        self.thread = threading.Thread(target=self.work)
        self.thread.start()

    def put(self, name, text):
        # in one piece and in place: a reader may have it open
        fd = os.open(os.path.join(self.device, name), os.O_WRONLY | os.O_CREAT)
        os.write(fd, (text + "\n").encode())
        os.close(fd)

    def get(self, name):
        with open(os.path.join(self.device, name)) as f:
            return f.read().strip()

    def make_buffer(self):
        os.mkdir(os.path.join(self.device, "buffer0"))
        for name, text in (("enable", "0"), ("length", "2"), ("watermark", "1")):
            self.put("buffer0/" + name, text)
        self.put("current_timestamp_clock", "realtime")
        names = ["in_%s_%s" % (kind, axis) for kind in ("accel", "anglvel") for axis in "xyz"]
        for i, name in enumerate(names + ["in_timestamp"]):
            wide = name == "in_timestamp"
            self.put("buffer0/%s_en" % name, "0")
            self.put("buffer0/%s_index" % name, str(i))
            self.put("buffer0/%s_type" % name, "le:s64/64>>0" if wide else "be:s16/16>>0")
        node = os.path.join(self.root, "dev/iio:device0")
        os.mkfifo(node)
        self.pen = os.open(node, os.O_RDWR | os.O_NONBLOCK)

    def sample(self):
        noise = lambda: random.randint(-40, 40)
        return (int(ONE_G * math.cos(self.lean)) + noise(), noise(),
                int(ONE_G * math.sin(self.lean)) + noise(), noise() // 8, noise() // 8, noise() // 8)

    def write(self):
        values = self.sample()
        for i, value in enumerate(values):
            self.put("in_%s_%s_raw" % (("accel", "anglvel")[i // 3], "xyz"[i % 3]), "%+06d" % value)
        if self.pen is not None and self.get("buffer0/enable") == "1":
            try:
                os.write(self.pen, struct.pack(">6h4x", *values) + struct.pack("<q", self.time_ns))
            except BlockingIOError:
                pass  # nobody reads: the kernel would drop it too

    def work(self):
        # a chip keeps its pace however busy the machine is
        while not self.over.is_set():
            if not self.paused.is_set():
                self.write()
            self.time_ns += PERIOD_NS
            late_ns = time.clock_gettime_ns(time.CLOCK_BOOTTIME) - self.time_ns
            time.sleep(max(0, -late_ns / 1e9))

    def bind(self):
        os.symlink("../../../" + PARENT + "/iio:device0",
                   os.path.join(self.root, "sys/bus/iio/devices/iio:device0"))

    def unbind(self):
        os.unlink(os.path.join(self.root, "sys/bus/iio/devices/iio:device0"))

    def stop(self):
        self.over.set()
        self.thread.join()
        if self.pen is not None:
            os.close(self.pen)
        umockdev.g_object_unref(self.testbed)


def start(rig, driver):
    env = dict(os.environ, UMOCKDEV_DIR=driver.root, LD_PRELOAD="libumockdev-preload.so.0",
               ASAN_OPTIONS="verify_asan_link_order=0")
    return rig.plumbd("--config", rig.write("plumbd.conf", CONFIG), env=env)


def sit_and_slouch(rig, driver):
    rig.learn("upright", 3)
    wait(lambda: rig.status()["posture"] == "upright", "upright")
    check(rig.status()["status"] == "watching", "status %s" % rig.status()["status"])
    driver.lean = math.radians(25)
    wait(lambda: rig.status()["posture"] == "slouching", "a slouch")
    driver.lean = 0.0
    wait(lambda: rig.status()["posture"] == "upright", "upright again")


def raw_values_of_a_kernel_driver_give_a_posture(rig):
    driver = Driver(buffered=False)
    try:
        daemon = start(rig, driver)
        sit_and_slouch(rig, driver)
        upper = rig.status()["sensors"]["upper"]
        check(upper["chip"] == "mpu6050" and upper["bus"] == "iio:device0", str(upper))
        check(upper["address"] == 0x68 and upper["rate_millihz"] == 25000, str(upper))
        check(upper["errors"] == 0 and upper["recoveries"] == 0, str(upper))
        check(driver.get("sampling_frequency") == "50", "rate " + driver.get("sampling_frequency"))
        stop(daemon)
    finally:
        driver.stop()


def the_buffer_of_a_kernel_driver_gives_a_posture(rig):
    driver = Driver(buffered=True)
    try:
        daemon = start(rig, driver)
        sit_and_slouch(rig, driver)
        upper = rig.status()["sensors"]["upper"]
        check(upper["rate_millihz"] == 50000 and upper["errors"] == 0, str(upper))
        check(driver.get("buffer0/watermark") == "16", "watermark")
        check(driver.get("current_timestamp_clock") == "boottime", "clock")
        check(driver.get("buffer0/enable") == "1", "the buffer is off")
        stop(daemon)
        check(driver.get("buffer0/enable") == "0", "the buffer was left on")
    finally:
        driver.stop()


def a_driver_that_is_unbound_is_told_and_found_again(rig):
    driver = Driver(buffered=False)
    try:
        daemon = start(rig, driver)
        rig.learn("upright", 3)
        driver.paused.set()
        driver.unbind()
        wait(lambda: rig.status()["status"] == "sensor-lost", "the loss")
        check(rig.status()["posture"] == "unknown", "a posture without a sensor")
        check("iio:device0 (mpu6050) is gone" in rig.log(), rig.log())
        driver.bind()
        driver.paused.clear()
        wait(lambda: rig.status()["status"] == "watching", "the return")
        wait(lambda: rig.status()["posture"] == "upright", "a posture after the return")
        check(rig.log().count("sensor lost") == 1, "not one journal line: " + rig.log())
        stop(daemon)
    finally:
        driver.stop()


run(raw_values_of_a_kernel_driver_give_a_posture,
    the_buffer_of_a_kernel_driver_gives_a_posture,
    a_driver_that_is_unbound_is_told_and_found_again)
