#!/bin/bash
# SPDX-License-Identifier: MIT
# prove.sh [NAME...]: the proofs of proofs.txt, or those whose name holds one of NAME
#
# CBMC takes each harness of prove-*.c for all its inputs at once.  A proof counts when every check
# holds, when all loops are known to end within the bound, and when its end can be reached: what is
# assumed must not contradict itself.  broken.txt spoils lib/ on purpose, and the proof must see it.
# Debian 12 has no cbmc: it runs in a Debian 13 root, which is built once and kept.
#
# PROVE_LIMIT is how many seconds of processor time one proof may take (300).  The solver's
# simplifier may lose itself where nothing but the number of a line has changed: a proof that is not
# done after a third of that is tried without it.
# Ends with 0 all hold, 1 something does not, 77 nothing could be run.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
tree=$(cd "$here/../.." && pwd)
root=${XDG_CACHE_HOME:-$HOME/.cache}/plumbd/prove-root
limit=${PROVE_LIMIT:-300}
jobs=2 # at a time: each may want a gigabyte
checks="--no-standard-checks --bounds-check --pointer-check --div-by-zero-check
	--signed-overflow-check --undefined-shift-check --conversion-check
	--unwinding-assertions --slice-formula --drop-unused-functions"

skip() {
	echo "SKIP: no proof was run, because $*"
	exit 77
}

enter() {
	if [ "$(id -u)" = 0 ]; then
		chroot "$root" "$@"
	else
		unshare --user --map-root-user chroot "$root" "$@"
	fi
}

# Through tar, so that the files belong to who runs this, whoever that is.
build_root() {
	local new=$root.$$ log=$root.log
	command -v mmdebstrap >/dev/null ||
		skip "there is no mmdebstrap to make a root for cbmc with (package mmdebstrap)"
	echo "making a Debian 13 root with cbmc in $root: once, a minute or two"
	mkdir -p "$new"
	if ! mmdebstrap --variant=essential --include=cbmc,gcc,libc6-dev trixie - 2>"$log" |
		tar -x --no-same-owner --exclude='./dev/*' -C "$new" 2>>"$log"; then
		rm -rf "$new"
		skip "the root for cbmc could not be made: $(grep -m1 '^E:' "$log" || tail -n1 "$log"); see $log"
	fi
	mv "$new" "$root"
}

[ -x "$root/usr/bin/cbmc" ] || build_root
version=$(enter cbmc --version 2>&1) || skip "cbmc does not run in $root: $version"

work=$(mktemp -d "$root/tmp/prove.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'kill $(jobs -p); exit 1' INT TERM
inside=/tmp/${work##*/}

# prepare DIR FILE NAME CALLS: the tree, and a harness that ends where every input has gone
prepare() {
	mkdir "$1"
	cp -r "$tree/lib" "$here"/*.[ch] "$1"
	printf '#include "prove-%s.c"\nvoid the_end(void)\n{\n\t%s();\n\tassert(false);\n}\n' \
		"$2" "$3" > "$1/harness.c"
}

# compile DIR CALLS: CALLS = a:b,c:d has b called where the code calls a
compile() {
	local calls=${2#-}
	enter sh -ec "cd $inside/${1##*/}
		goto-cc -Ilib -I. -o harness.gb harness.c
		${calls:+goto-instrument --replace-calls ${calls//,/ --replace-calls } \
			harness.gb harness.gb}" >"$1/log" 2>&1
}

# solve SECONDS DIR ARGUMENTS...: 0 holds, 10 fails, 137 out of time, else an error
solve() (
	ulimit -t "$1"
	dir=$2
	shift 2
	TIMEFORMAT=%0U
	{ time enter cbmc "$inside/${dir##*/}/harness.gb" "$@" >>"$dir/log" 2>&1; } 2>>"$dir/seconds"
)

# check DIR ARGUMENTS...: as solve, by two ways; says in DIR/log why
check() {
	local r=0
	solve $((limit / 3)) "$@" || r=$?
	case $r in
	137 | 152) r=0; solve $((limit * 2 / 3)) "$@" --no-sat-preprocessor || r=$? ;;
	esac
	return $r
}

# seconds DIR: of processor time that its checks took; a busy machine does not add to them
seconds() {
	awk '{ sum += $1 } END { print sum + 0 }' "$1/seconds" 2>/dev/null || echo 0
}

# rounds N[,LOOP:N...]: as arguments
rounds() {
	echo "--unwind ${1%%,*}"
	[[ $1 != *,* ]] || echo "--unwindset ${1#*,}"
}

# verdict DIR NAME ROUNDS: in a few words
verdict() {
	local r=0
	check "$1" --function "$2" $(rounds "$3") $checks || r=$?
	case $r in
	0) ;;
	10) echo "FAILS: $(grep -m1 ': FAILURE' "$1/log")"; return 1 ;;
	137 | 152) echo "NOT FINISHED in $limit s of processor time"; return 1 ;;
	*) echo "ERROR: $(tail -n1 "$1/log")"; return 1 ;;
	esac
	check "$1" --function the_end $(rounds "$3") --no-standard-checks \
		--property the_end.assertion.1 --slice-formula || r=$?
	if [ $r != 10 ]; then
		echo "EMPTY: its end is never reached, so it shows nothing"
		return 1
	fi
	echo proved
}

# prove FILE NAME ROUNDS CALLS OVER
prove() {
	local dir=$work/$2 said
	prepare "$dir" "$1" "$2"
	if ! compile "$dir" "$4"; then
		said="ERROR: $(grep -m1 error "$dir/log" || tail -n1 "$dir/log")"
	elif said=$(verdict "$dir" "$2" "$3"); then
		touch "$work/good.$2"
	fi
	printf '%-10s %-52s %4d s  %s\n' "$1" "$2" "$(seconds "$dir")" "$said: $5"
}

# see FILE NAME ROUNDS CALLS SPOILED SED: the proof must fail where SED has spoiled lib/SPOILED
see() {
	local dir=$work/broken.$2 said r=0
	prepare "$dir" "$1" "$2"
	sed -i "$6" "$dir/lib/$5"
	if cmp -s "$tree/lib/$5" "$dir/lib/$5"; then
		said="ERROR: nothing to spoil there any more"
	elif ! compile "$dir" "$4"; then
		said="ERROR: $(grep -m1 error "$dir/log" || tail -n1 "$dir/log")"
	else
		check "$dir" --function "$2" $(rounds "$3") $checks --stop-on-fail || r=$?
		case $r in
		10) said="seen to fail"; touch "$work/good.broken.$2" ;;
		0) said="NOT SEEN" ;;
		*) said="NOT SEEN in $limit s" ;;
		esac
	fi
	printf '%-10s %-52s %4d s  %s: lib/%s, %s\n' "$1" "$2" "$(seconds "$dir")" "$said" \
		"$5" "$6"
}

wanted() {
	local name=$1 part
	shift
	[ $# -gt 0 ] || return 0
	for part; do
		[[ $name != *$part* ]] || return 0
	done
	return 1
}

run() {
	while [ "$(jobs -rp | wc -l)" -ge $jobs ]; do
		wait -n || true
	done
	"$@" &
}

echo "cbmc $version"
began=$EPOCHSECONDS all=0
declare -A row
while read -r file name rounds calls over; do
	case $file in '#'* | '') continue ;; esac
	row[$name]="$file $name $rounds $calls"
	wanted "$name" "$@" || continue
	all=$((all + 1))
	run prove "$file" "$name" "$rounds" "$calls" "$over"
done < "$here/proofs.txt"
while read -r name spoiled command; do
	case $name in '#'* | '') continue ;; esac
	wanted "$name" "$@" || continue
	all=$((all + 1))
	run see ${row[$name]} "$spoiled" "$command"
done < "$here/broken.txt"
wait
good=$(find "$work" -maxdepth 1 -name 'good.*' | wc -l)
echo "$good of $all hold or were seen to fail as they must, in $((EPOCHSECONDS - began)) s"
[ "$all" -gt 0 ] && [ "$good" = "$all" ]
