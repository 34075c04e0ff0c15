# SPDX-License-Identifier: MIT
"""Figures beside their targets, for people and for machines."""
import json


class Report:
    def __init__(self, quiet):
        self.quiet = quiet
        self.section = ""
        self.figures, self.tables, self.skips = [], [], []

    def say(self, text=""):
        if not self.quiet:
            print(text, flush=True)

    def begin(self, section):
        self.section = section
        self.say("\n" + section)

    def skip(self, what):
        self.skips.append(what)
        self.say("SKIPPED: " + what)

    def figure(self, text, value, at_least=None, at_most=None, floor=None, ceiling=None, note=""):
        """One figure; @floor and @ceiling are what --check insists on."""
        target = at_least if at_most is None else at_most
        entry = {"section": self.section, "figure": text.strip(), "value": value}
        shown = "%d" % value if isinstance(value, int) else "%.4f" % value
        line = "  %-56s %8s" % (text, shown)
        if target is not None:
            met = value >= target if at_most is None else value <= target
            entry.update({"at_least" if at_most is None else "at_most": target, "met": met})
            line += "   at %-5s %-5g %s" % ("least" if at_most is None else "most", target,
                                            "met" if met else "MISSED")
        if floor is not None or ceiling is not None:
            limit = floor if floor is not None else ceiling
            entry["check"] = value >= limit if floor is not None else value <= limit
        if note:
            entry["note"] = note
            line += "   " + note
        self.figures.append(entry)
        self.say(line)

    def table(self, name, confusion):
        self.tables.append({"section": self.section, "table": name, "cells": confusion.cells()})

    def sum_up(self):
        """The last lines: what was missed, what was left out."""
        missed = [f for f in self.figures if f.get("met") is False]
        self.begin("Targets")
        aimed = sum("met" in f for f in self.figures)
        if aimed:
            self.say("  %d of %d figures with a target meet it" % (aimed - len(missed), aimed))
        for f in missed:
            self.say("  MISSED: %s: %s %g" % (f["section"], f["figure"], f["value"]))
        for what in self.skips:
            self.say("  SKIPPED: " + what)

    def failed_checks(self):
        return ["%s: %s %g" % (f["section"], f["figure"], f["value"])
                for f in self.figures if f.get("check") is False]

    def as_json(self):
        return json.dumps({"figures": self.figures, "confusion": self.tables,
                           "skipped": self.skips}, indent=1)
