#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The page of plumbctl report, of made-up histories: read as XML, and opened in a browser.

test-report.py pages     well-formed, whole in itself, headings, a table behind each chart
test-report.py browser   Chromium says nothing against it, and asks nobody for anything

Environment: MAKE_REPORT names the program that writes the pages.
"""
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

from browser import find, opened

MAKE_REPORT = os.environ["MAKE_REPORT"]
SKIPPED = 77
KB_MAX = 300
SORTS = ["empty", "day", "young", "weeks", "gap", "year", "always", "hostile"]
failed = []


def check(right, sort, what):
    if not right:
        print("FAILED  %s: %s" % (sort, what))
        failed.append(what)


def page(sort):
    return subprocess.run([MAKE_REPORT, sort], check=True, capture_output=True).stdout


def words(element):
    return " ".join("".join(element.itertext()).split())


def check_charts(root, sort):
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    check(len(ids) == len(set(ids)), sort, "an id stands twice: %s" % ids)
    charts = [e for e in root.iter("svg") if e.get("role") == "img"]
    for chart in charts:
        named = chart.get("aria-labelledby").split()
        check(len(named) == 2 and all(words(e) for e in chart if e.get("id") in named) and
              [e.tag for e in chart if e.get("id") in named] == ["title", "desc"], sort,
              "%s has no title and description" % named)
    for section in root.iter("section"):
        drawn = [e for e in section.iter("svg") if e.get("role") == "img"]
        tables = [t for t in section.iter("table")]
        check(not drawn or tables, sort, "no table behind a chart")
        check(section.get("aria-labelledby") == section.find("h2").get("id"), sort,
              "a section without its heading")
        for t in tables:
            rows = t.find("tbody").findall("tr")
            wide = {len(list(r)) for r in rows + t.find("thead").findall("tr")}
            check(rows and len(wide) == 1, sort, "a ragged table: %s" % words(t.find("caption")))
    return charts


def check_care(table, sort):
    """A year of reminders is cut to the newest, and says so."""
    caption, rows = words(table.find("caption")), len(table.find("tbody").findall("tr"))
    if sort in ("year", "always"):
        check(rows == 500 and "the newest 500 of " in caption, sort, "%d rows: %s" % (rows, caption))
    else:
        check(0 < rows < 500 and "newest" not in caption, sort, "%d rows: %s" % (rows, caption))


def check_page(sort):
    text = page(sort)
    root = xml.fromstring(text.split(b"\n", 1)[1])  # without the doctype
    check(root.get("lang") == "en", sort, "no language")
    check(len(text) < KB_MAX * 1000, sort, "%d bytes" % len(text))
    check([words(e) for e in root.iter("h1")] == ["How I sat"], sort, "the heading")
    for e in root.iter():
        check(e.tag not in ("script", "img", "iframe", "link", "object", "a"), sort,
              "an element <%s>" % e.tag)
        check(not [a for a in e.attrib if a.startswith("on") or a in ("src", "href", "style")],
              sort, "attributes %s" % e.attrib)
    style = words(root.find("head/style"))
    check("url(" not in style and "@import" not in style, sort, "the style loads something")
    charts = check_charts(root, sort)
    check(len(charts) == (0 if sort == "empty" else 5), sort, "%d charts" % len(charts))
    for t in root.iter("table"):
        if words(t.find("caption")).startswith("Care, event by event"):
            check_care(t, sort)
    print("%-8s %6d bytes, %d charts" % (sort, len(text), len(charts)))
    return root


def pages():
    for sort in SORTS:
        root = check_page(sort)
    everything = words(root.find("body"))  # of the hostile one
    for text in ('<script>document.title="taken"</script>', '"><img src=x onerror=alert(1)>',
                 "]]>&amp;' onload='x"):
        check(text in everything, "hostile", "lost: " + text)


def look(browser, folder, sort):
    done, said, asked = opened(browser, folder, sort, page(sort))
    check(done.returncode == 0, sort, "the browser ended with %d" % done.returncode)
    check(said == [], sort, "it says %s" % said)
    check(asked == set(), sort, "it asks for %s" % asked)
    check("<h1>How I sat</h1>" in done.stdout, sort, "no heading in the browser")
    tables, charts = done.stdout.count("<table"), done.stdout.count('role="img"')
    check(sort == "empty" or (tables >= 6 and charts == 5), sort,
          "%d tables and %d charts" % (tables, charts))
    check("<script" not in done.stdout and "<img" not in done.stdout, sort, "it lets markup in")
    check("<title>How I sat, " in done.stdout, sort, "its title was taken")
    print("%-8s opened" % sort, flush=True)


def look_at_a_bad_one(browser, folder):
    """What is looked for would be found."""
    _, said, asked = opened(browser, folder, "bad", b"""<!DOCTYPE html><title>bad</title>
        <img src="http://picture.invalid/x"><script>console.error("spoken")</script>""")
    check(any("spoken" in line for line in said), "bad", "what a page says goes unnoticed")
    check(asked == {"http://picture.invalid/x"}, "bad", "what it asks for: %s" % asked)


def browser():
    found = find()
    if not found:
        print("SKIPPED: no chromium here; the pages are not opened in a browser")
        sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory(prefix="plumb-report-", ignore_cleanup_errors=True) as folder:
        look_at_a_bad_one(found, folder)
        for sort in ["empty", "weeks", "year", "hostile"]:
            look(found, folder, sort)


if __name__ == "__main__":
    {"pages": pages, "browser": browser}[sys.argv[1]]()
    sys.exit(1 if failed else 0)
