#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A small client: prints the signals of plumbd, one JSON line each, with the time they came."""
import json
import sys
import time

import dbus
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

NAME = "org.plumbd.Posture1"


def on_signal(*arguments, member=None, interface=None):
    print(json.dumps({"member": member, "interface": interface, "when": time.time(),
                      "monotonic": time.monotonic(), "arguments": arguments}), flush=True)


DBusGMainLoop(set_as_default=True)
bus = dbus.SystemBus()
bus.add_signal_receiver(on_signal, bus_name=NAME, member_keyword="member",
                        interface_keyword="interface")
if len(sys.argv) > 1:
    bus.get_object(NAME, "/org/plumbd/Posture1").Watch(dbus.UInt32(sys.argv[1]),
                                                       dbus_interface=NAME)
on_signal(member="ready")
GLib.MainLoop().run()
