#!/bin/sh
# SPDX-License-Identifier: MIT
# After a change of lib/care-texts.c: write plumbd.pot anew, and merge it into every language.
# What is fuzzy or untranslated then is a translator's work; tests/po.sh refuses it.
#
# usage: update.sh [POT]	POT: where to write the template, and nothing else
set -eu
cd "$(dirname "$0")/.."

pot=${1:-po/plumbd.pot}
xgettext --language=C --from-code=UTF-8 --keyword --keyword=N_ --keyword=NO_ --keyword=NP_:1,2 \
	--package-name=plumbd --msgid-bugs-address=none --copyright-holder="" \
	--add-location=file --width=96 --output="$pot" lib/care-texts.c
sed -i -e '1i # SPDX-License-Identifier: MIT' \
	-e '1,/^$/{/^#/d;/POT-Creation-Date/d;/PO-Revision-Date/d;/Last-Translator/d;/Language-Team/d}' \
	"$pot"
[ $# -eq 0 ] || exit 0
for po in po/*.po; do
	msgmerge --quiet --update --backup=none --width=96 --add-location=file "$po" "$pot"
done
