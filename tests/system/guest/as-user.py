#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the D-Bus calls given on standard input, on one connection; prints the error of each."""
import json
import sys

import dbus

bus = dbus.SystemBus()
errors = []
for name, path, interface, member, signature, arguments in json.load(sys.stdin):
    try:
        bus.call_blocking(name, path, interface, member, signature, arguments, timeout=30)
        errors.append("")
    except dbus.DBusException as e:
        errors.append(e.get_dbus_name())
print(json.dumps(errors))
