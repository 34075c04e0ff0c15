#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The man pages against the programs: nothing missing, nothing that is not there.

test-man.py dbus      org.plumbd.Posture1(5) and what a running plumbd says of itself
test-man.py plumbctl  plumbctl(1) and plumbctl --help, of itself and of each command
test-man.py plumbd    plumbd(8) and plumbd --help
test-man.py conf      plumbd.conf(5) and the shipped file, which unit/config holds to the schema

In the pages, what is compared stands in lines `.It Sy "..."`.
Environment: as rig.py; SOURCE names the tree.
"""
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as xml

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from rig import PLUMBCTL, PLUMBD, Failed, Rig, check  # noqa: E402

SOURCE = os.environ["SOURCE"]
ROOT = "/org/plumbd/Posture1"
OURS = "org.plumbd."
EMITS = "org.freedesktop.DBus.Property.EmitsChangedSignal"
WORDS = {"true": "signals changes", "false": "read only", "const": "constant"}


class Page:
    """The items of a page, each with the section and subsection it stands in."""

    def __init__(self, name):
        self.name = name
        self.items = []
        section = subsection = ""
        with open(os.path.join(SOURCE, "docs", "man", name)) as f:
            text = f.read().replace("\\\n", "")
        for line in plain(text).splitlines():
            if line.startswith(".Sh "):
                section, subsection = line[4:], ""
            elif line.startswith(".Ss "):
                subsection = line[4:]
            elif line.startswith(".It Sy "):
                self.items.append((section, subsection, line[len(".It Sy "):]))

    def below(self, section):
        return [(sub, item) for s, sub, item in self.items if s == section]


def plain(text):
    return text.replace("\\-", "-").replace("\\(dq", '"')


def options(text):
    return set(re.findall(r"--[a-z][a-z0-9-]*", text))


def same(page, what, says, is_so):
    """Two sets of lines that must be one."""
    for line in sorted(is_so - says):
        print("%s: lacks %s: %s" % (page.name, what, line))
    for line in sorted(says - is_so):
        print("%s: has %s that is not there: %s" % (page.name, what, line))
    check(says == is_so, "%s is out of date: %s" % (page.name, what))
    check(is_so, "no %s at all" % what)
    print("%s: %d lines of %s" % (page.name, len(is_so), what))


# D-Bus

def introspect(rig, path):
    done = subprocess.run(["busctl", "--address=" + rig.bus, "--json=short", "call",
                           "org.plumbd.Posture1", path,
                           "org.freedesktop.DBus.Introspectable", "Introspect"],
                          text=True, capture_output=True)
    check(done.returncode == 0, "introspecting %s: %s" % (path, done.stderr))
    return xml.fromstring(json.loads(done.stdout)["data"][0])


def arguments(member, direction):
    return ", ".join("%s %s" % (a.get("type"), a.get("name")) for a in member.findall("arg")
                     if a.get("direction", "in") == direction)


def property_line(p):
    emits = [a.get("value") for a in p.findall("annotation") if a.get("name") == EMITS]
    return '"%s %s" Pq %s' % (p.get("type"), p.get("name"), WORDS[(emits + ["true"])[0]])


def method_line(m):
    returns = arguments(m, "out")
    return '"%s(%s)%s"' % (m.get("name"), arguments(m, "in"), returns and " -> " + returns)


def signal_line(s):
    return '"%s(%s)"' % (s.get("name"), arguments(s, "in"))


def walk(rig, path, found):
    """Adds interface -> lines for everything from @path downwards."""
    node = introspect(rig, path)
    for interface in node.findall("interface"):
        if interface.get("name").startswith(OURS):
            found.setdefault(interface.get("name"), set()).update(
                [("Properties", property_line(p)) for p in interface.findall("property")] +
                [("Methods", method_line(m)) for m in interface.findall("method")] +
                [("Signals", signal_line(s)) for s in interface.findall("signal")])
    for child in node.findall("node"):
        walk(rig, path + "/" + child.get("name"), found)


def error_names():
    with open(os.path.join(SOURCE, "daemon", "bus-internal.h")) as f:
        return set(re.findall(r'"(org\.plumbd\.Error\.\w+)"', f.read()))


def dbus():
    page = Page("org.plumbd.Posture1.5")
    found = {}
    with Rig() as rig:
        rig.plumbd("--source", "sim:demo")
        walk(rig, ROOT, found)
    for interface, lines in sorted(found.items()):
        same(page, interface, set(page.below("INTERFACE " + interface)), lines)
    documented = {s.split()[-1] for s, _, _ in page.items if s.startswith("INTERFACE ")}
    same(page, "interfaces", documented, set(found))
    same(page, "errors", {item for _, item in page.below("ERROR NAMES")}, error_names())


# The commands

def output_of(*command):
    done = subprocess.run(command, text=True, capture_output=True)
    check(done.returncode == 0, "%s: %s" % (" ".join(command), done.stderr))
    return done.stdout


def usage(command):
    """What `plumbctl COMMAND --help` says first, on one line."""
    first = output_of(PLUMBCTL, command, "--help").split("\n\n")[0]
    return " ".join(first.split())[len("usage: plumbctl "):]


def plumbctl():
    page = Page("plumbctl.1")
    overview = output_of(PLUMBCTL, "--help")
    commands = re.findall(r"^  ([a-z]+) ", overview, re.M)
    everywhere = options(overview)
    same(page, "options", {o for _, i in page.below("DESCRIPTION") for o in options(i)},
         everywhere)
    items = [item for _, item in page.below("COMMANDS")]
    same(page, "commands", {i for i in items if not i.startswith('"--')},
         {'"%s"' % usage(c) for c in commands})
    # An item that begins with an option belongs to the command above it.
    explained, command = {c: set() for c in commands}, None
    for item in items:
        if item.startswith('"--'):
            explained[command] |= options(item)
        else:
            command = item.strip('"').split()[0]
    same(page, "options of commands", {(c, o) for c in commands for o in explained[c]},
         {(c, o) for c in commands
          for o in options(output_of(PLUMBCTL, c, "--help")) - everywhere})


def plumbd():
    page = Page("plumbd.8")
    listed = re.findall(r"^  (--.*?)  ", output_of(PLUMBD, "--help"), re.M)
    same(page, "options", {item for _, item in page.below("DESCRIPTION")},
         {'"%s"' % line for line in listed})


# The configuration

def shipped_keys():
    """(group, '"key = value" Pq range') of each key, the range from the comment above it."""
    keys, groups, comment = set(), [], ""
    with open(os.path.join(SOURCE, "config", "plumbd.conf")) as f:
        lines = [line.strip() for line in f]
    for line in lines:
        if line.startswith("#"):
            comment += " " + line[1:].strip()
        elif line.endswith(":"):
            groups.append(line[:-1])
        elif line == "};":
            groups.pop()
        elif " = " in line:
            limits = re.search(r"(\S+ \.\. [0-9a-fx]+)(;? (?:0|or 0)\b)?", comment)
            limits = limits and limits[1] + (limits[2] and ", or 0" or "")
            limits = " Pq " + limits if limits else ""
            keys.add((".".join(groups), '"%s"%s' % (line.rstrip(";"), limits)))
            comment = ""
    return keys


def conf():
    page = Page("plumbd.conf.5")
    same(page, "keys", set(page.below("DESCRIPTION")), shipped_keys())


if __name__ == "__main__":
    try:
        {"dbus": dbus, "plumbctl": plumbctl, "plumbd": plumbd, "conf": conf}[sys.argv[1]]()
    except Failed as failed:
        sys.exit("FAILED: %s" % failed)
