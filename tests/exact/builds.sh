#!/bin/bash
# SPDX-License-Identifier: MIT
# The same decisions, bit for bit, from every compiler, level of optimisation and machine.
#
# usage: builds.sh [--thorough] [--data FOLDER]	build decisions.c in every way, compare
#	 builds.sh --binary FILE		compare one that is built already
#	 builds.sh --golden			write golden.txt anew, after a change on purpose
#
# --thorough: other machines at every level as well, and by clang.  --data: recordings, as folders
# or as .tar.xz; what is decided on them must agree between the builds.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
golden=$here/golden.txt
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

thorough= data= binary= write=
while [ $# -gt 0 ]; do
	case $1 in
	--thorough) thorough=yes ;;
	--data) data=$2; shift ;;
	--binary) binary=$2; shift ;;
	--golden) write=yes ;;
	*) sed -n 's/^# usage: //p' "$0" >&2; exit 2 ;;
	esac
	shift
done

recordings=()
find_recordings() {
	local set found
	for set in spine-sitting broad; do
		found=$data/$set
		if [ -n "$data" ] && [ ! -d "$found" ] && [ -f "$found.tar.xz" ]; then
			tar -xJf "$found.tar.xz" -C "$scratch"
			found=$scratch/$set
		fi
		if [ -n "$data" ] && [ -d "$found" ]; then
			mapfile -t -O ${#recordings[@]} recordings \
				< <(printf '%s\n' "$found"/*.csv | LC_ALL=C sort)
		else
			echo "skip: no $set recordings${data:+ in $data}; --data names their folder"
		fi
	done
}

# build NAME RUNNER COMPILER...: what it decided is in $scratch/NAME.out, complaints in .err
build() {
	local name=$1 runner=$2
	shift 2
	{
		"$@" -std=gnu17 -I"$root/lib" -I"$here" -o "$scratch/$name" \
			"$here"/*.c "$root"/lib/*.c "$root/lib/sim/body.c" &&
		$runner "$scratch/$name" "${recordings[@]}" > "$scratch/$name.out"
	} 2> "$scratch/$name.err" || echo failed > "$scratch/$name.out"
}

names=()
# want NAME RUNNER COMPILER...: build in the background, as many at a time as there are cores
want() {
	while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do
		wait -n || true
	done
	names+=("$1")
	build "$@" &
}

want_native() {
	local compiler level
	for compiler in gcc clang; do
		if ! command -v $compiler >/dev/null; then
			echo "skip: no $compiler (package $compiler)"
			continue
		fi
		for level in 0 2 3; do
			want "$(uname -m)-$compiler-O$level" "" $compiler -O$level
		done
	done
}

# want_cross MACHINE TRIPLET PACKAGES...
want_cross() {
	local machine=$1 triplet=$2 runner level
	shift 2
	runner=qemu-${triplet%%-*}-static
	if ! command -v "$triplet-gcc" >/dev/null || ! command -v "$runner" >/dev/null; then
		echo "skip: $machine: no $triplet-gcc or no $runner (packages $*); try: make exact"
		return
	fi
	want "$machine-gcc-O2" "$runner" "$triplet-gcc" -O2 -static
	[ -n "$thorough" ] || return 0
	for level in 0 3; do
		want "$machine-gcc-O$level" "$runner" "$triplet-gcc" -O$level -static
	done
	if command -v clang >/dev/null; then
		want "$machine-clang-O2" "$runner" clang --target="$triplet" -O2 -static
	fi
}

wrong=0
# compare NAME: with the golden values, and on recordings with the build before
compare() {
	local out=$scratch/$1.out now
	if [ "$(cat "$out")" = failed ]; then
		echo "$1: does not build or does not run:"
		head -20 "$scratch/$1.err"
		wrong=1
		return
	fi
	now=$(sed -n 's/^recordings //p' "$out")
	if ! diff <(grep -v '^#' "$golden") <(grep -v '^recordings ' "$out") > "$scratch/diff"; then
		echo "$1: decides otherwise than tests/exact/golden.txt (<) says:"
		cat "$scratch/diff"
		echo "if that is what you wanted: tests/exact/builds.sh --golden"
		wrong=1
	elif [ "$now" != "${agreed:=$now}" ]; then
		echo "$1: decides otherwise on the recordings: $now, not $agreed"
		wrong=1
	else
		printf 'same: %-22s %s%s\n' "$1" "$(sed -n 's/^total //p' "$out")" \
			"${now:+, recordings $now}"
	fi
}

if [ -n "$write" ]; then
	build golden "" gcc -O2
	if [ "$(cat "$scratch/golden.out")" = failed ]; then
		cat "$scratch/golden.err" >&2
		exit 1
	fi
	{
		echo "# What each part of decisions.c hashes to, on every machine.  Another value is"
		echo "# another decision somewhere: only on purpose, by tests/exact/builds.sh --golden"
		cat "$scratch/golden.out"
	} > "$scratch/golden.txt"
	diff "$golden" "$scratch/golden.txt" || true
	cp "$scratch/golden.txt" "$golden"
	exit 0
fi
if [ -n "$binary" ]; then
	"$binary" > "$scratch/own.out"
	compare own
	exit $wrong
fi
find_recordings
want_native
want_cross aarch64 aarch64-linux-gnu gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static
want_cross armv7 arm-linux-gnueabihf gcc-arm-linux-gnueabihf libc6-dev-armhf-cross qemu-user-static
wait
for name in "${names[@]}"; do
	compare "$name"
done
exit $wrong
