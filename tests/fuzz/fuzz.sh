#!/bin/sh
# SPDX-License-Identifier: MIT
# fuzz.sh BUILD SECONDS [NAME...]: run each fuzzer (or those named) for SECONDS
#
# What a fuzzer finds interesting is kept in BUILD/corpus/NAME for its next run;
# what breaks a law, in BUILD/broken-NAME-*, and ends it.
set -eu

build=$1 seconds=$2
shift 2
here=$(dirname "$0")
[ $# -gt 0 ] || set -- recording config poses imu wearer
failed=0

# the value of a final statistic of libFuzzer's
stat() { sed -n "s/^stat::$2: *//p" "$1"; }

for name; do
	log=$build/fuzz-$name.log
	more=
	[ "$name" != config ] || more=$here/../config-corpus
	mkdir -p "$build/corpus/$name"
	if "$build/tests/fuzz/fuzz-$name" -max_total_time="$seconds" -timeout=120 \
		-print_final_stats=1 -artifact_prefix="$build/broken-$name-" \
		"$build/corpus/$name" "$here/corpus/$name" $more 2>"$log"; then
		printf '%-10s %9s inputs, %6s a second, %5s new: nothing broken\n' "$name" \
			"$(stat "$log" number_of_executed_units)" \
			"$(stat "$log" average_exec_per_sec)" "$(stat "$log" new_units_added)"
	else
		failed=1
		printf '%-10s BROKEN: %s\n' "$name" \
			"$(grep -m1 -E 'broken law|runtime error|ERROR' "$log" || tail -n1 "$log")"
		sed -n 's/.*Test unit written to \(.*\)/           the input is \1/p' "$log"
		echo "           read $log; keep the input in $here/corpus/$name/ with the fix"
	fi
done
exit $failed
