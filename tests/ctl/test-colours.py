#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The colours of a report, in light and dark: text that can be read, marks that can be told apart.

Text needs a contrast of 4.5 to the page (WCAG 2.2, 1.4.3).  Marks need a distance in CIELAB, also
to eyes that lack a cone (Machado, Oliveira and Fernandes, IEEE TVCG 15:1291, 2009, severity 1.0).
Environment: CSS names the style.
"""
import itertools
import math
import os
import re
import sys

TEXTS = ["ink", "soft", "trend"]
BANDS = ["slouch", "lean", "aside", "upright"]
SHADES = ["s0", "s1", "s2", "s3", "s4"]
EYES = {
    "all cones": [(1, 0, 0), (0, 1, 0), (0, 0, 1)],
    "no L cone": [(0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
                  (-0.003882, -0.048116, 1.051998)],
    "no M cone": [(0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
                  (-0.011820, 0.042940, 0.968881)],
    "no S cone": [(1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
                  (0.004733, 0.691367, 0.303900)],
}
WHITE = (0.9505, 1.0, 1.089)


def linear(colour):
    """#rrggbb as linear red, green and blue"""
    values = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    return [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]


def xyz(rgb):
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    return [sum(a * b for a, b in zip(row, rgb)) for row in rows]


def contrast(a, b):
    light, dark = sorted((xyz(linear(c))[1] for c in (a, b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(colour, eye):
    rgb = linear(colour)
    seen = [min(1, max(0, sum(a * b for a, b in zip(row, rgb)))) for row in eye]
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116
               for t in (v / w for v, w in zip(xyz(seen), WHITE)))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def schemes():
    with open(os.environ["CSS"]) as f:
        found = re.findall(r":root \{(.*?)\}", f.read(), re.S)[:2]
    assert len(found) == 2, "no light and dark in the style"
    return {name: dict(re.findall(r"--(\w+): (#[0-9a-f]{6})\b", text))
            for name, text in zip(("light", "dark"), found)}


def main():
    failed = 0

    def hold(value, least, what):
        nonlocal failed
        failed += value < least
        print("%-7s %s: %.1f, at least %s" % ("ok" if value >= least else "FAILED", what, value,
                                             least))

    for scheme, colour in schemes().items():
        for text in TEXTS:
            hold(contrast(colour[text], colour["paper"]), 4.5, "%s, contrast of %s" %
                 (scheme, text))
        for eye, matrix in EYES.items():
            seen = {name: lab(colour[name], matrix) for name in BANDS + SHADES}
            hold(min(math.dist(seen[a], seen[b]) for a, b in itertools.combinations(BANDS, 2)),
                 25, "%s, bands to %s" % (scheme, eye))
            hold(min(math.dist(seen[a], seen[b]) for a, b in zip(SHADES, SHADES[1:])), 15,
                 "%s, shades to %s" % (scheme, eye))
    sys.exit(1 if failed else 0)


main()
