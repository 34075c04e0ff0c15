#!/bin/sh
# SPDX-License-Identifier: MIT
# Every text is in the template, every language has every text, and says of each number and
# place what the English does.  Skipped (77) without gettext's tools.
#
# usage: po.sh SOURCE_FOLDER
set -eu
cd "$1"
for tool in xgettext msgfmt msgattrib python3; do
	command -v $tool > /dev/null || { echo "no $tool: skipped"; exit 77; }
done
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

sh po/update.sh "$scratch/plumbd.pot"
if ! diff po/plumbd.pot "$scratch/plumbd.pot"; then
	echo "po/plumbd.pot is not what lib/care-texts.c says: run po/update.sh" >&2
	exit 1
fi
for po in po/*.po; do
	msgfmt --check-format --check-domain -o "$scratch/mo" "$po"
	left=$(msgattrib --untranslated "$po"; msgattrib --only-fuzzy "$po")
	if [ -n "$left" ]; then
		echo "$po: untranslated or fuzzy:" "$left" >&2
		exit 1
	fi
	if ! msgcmp "$po" po/plumbd.pot; then
		echo "$po lacks a text: run po/update.sh, then translate" >&2
		exit 1
	fi
	python3 tests/po-placeholders.py "$po"
done
