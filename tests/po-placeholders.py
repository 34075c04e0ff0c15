#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Each translation must have the placeholders of its original, no more and no fewer."""
import ast
import re
import sys


def entries(path):
    """Yield {keyword: text} of each entry; the first is the header."""
    entry, keyword = {}, None
    for line in [*open(path, encoding="utf-8"), "\n"]:
        line = line.strip()
        if not line:
            if entry:
                yield entry
            entry, keyword = {}, None
            continue
        if line.startswith("#"):
            continue
        found = re.match(r'(msg\w+(?:\[\d+\])?) (".*")$', line)
        if found:
            keyword, line = found.groups()
            entry[keyword] = ""
        entry[keyword] += ast.literal_eval(line)


def placeholders(text):
    return sorted(re.findall(r"\{\w+\}", text))


def main():
    wrong = checked = 0
    for entry in list(entries(sys.argv[1]))[1:]:
        for keyword, text in entry.items():
            if not keyword.startswith("msgstr"):
                continue
            plural = keyword not in ("msgstr", "msgstr[0]")
            original = entry["msgid_plural" if plural else "msgid"]
            checked += 1
            if placeholders(text) != placeholders(original):
                print(f"{sys.argv[1]}: {original!r} has {placeholders(original)}, "
                      f"its translation {placeholders(text)}", file=sys.stderr)
                wrong += 1
    if checked < 50:
        print(f"{sys.argv[1]}: {checked} texts only", file=sys.stderr)
        wrong += 1
    return 1 if wrong else 0


sys.exit(main())
