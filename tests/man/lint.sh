#!/bin/sh
# SPDX-License-Identifier: MIT
# The man pages as roff: nothing mandoc would warn of.  MAN names their folder.
set -eu

if ! command -v mandoc >/dev/null; then
	echo "SKIPPED: mandoc is not installed"
	exit 77
fi
mandoc -T lint -W warning "${MAN:?set it to the folder with the pages}"/*.[1-8]
