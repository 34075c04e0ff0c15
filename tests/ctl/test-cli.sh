#!/bin/sh
# SPDX-License-Identifier: MIT
#
# plumbctl without a daemon: usage errors, help, exit codes, work on files.
# PLUMBCTL names the binary.
set -u

: "${PLUMBCTL:?set it to the plumbctl to test}"
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
export LC_ALL=C TZ=UTC
failed=0

# check CODE PATTERN WORD...: run plumbctl, expect the exit code and a line like the pattern
check()
{
	code=$1 pattern=$2
	shift 2
	"$PLUMBCTL" "$@" >"$dir/out" 2>&1 </dev/null
	got=$?
	if [ "$got" -ne "$code" ] || ! grep -q -e "$pattern" "$dir/out"; then
		echo "FAILED: plumbctl $*: exit $got, expected $code and /$pattern/ in:"
		cat "$dir/out"
		failed=1
	fi
}

nowhere=unix:path=$dir/nobody-listens-here

# Usage.
check 2 'no command given'
check 2 'see "plumbctl --help"'
check 0 '^usage: plumbctl .*COMMAND' --help
check 0 '^usage: plumbctl .*COMMAND' -h
check 0 '^plumbctl [0-9]' --version
check 2 'unknown command "stauts": did you mean "status"?' stauts
check 2 'unknown command "fly"$' fly
check 2 'unknown option "--jsno": did you mean "--json"?' --jsno status
check 2 '^usage: plumbctl watch$' watch --sideways
check 2 'status: "now" is too much' status now
check 2 'forget: something is missing' forget
check 2 'is no duration' pause 5x
check 2 'is not between 1 second and 7 days' pause 8d
check 2 'is no cookie' resume first
check 2 'is no cookie' resume 7x
check 2 'no name for a pose' learn Upright
check 2 'takes upright, slouching' learn typing --posture sideways
check 2 'not both' learn typing --good --bad
check 2 'takes a number from 2 to 60' learn --seconds 1
check 2 'takes text, csv or json, not "xml"' analyze --format xml x
check 2 'takes POSE=RECORDING, not "upright"' analyze --learn upright x
check 2 'takes POSE=RECORDING, not "upright="' analyze --learn upright= x
check 2 '"hunched" is not a posture' analyze --learn hunched=x x
check 2 'analyze: something is missing' analyze

for command in status monitor watch learn forget poses pause resume ack why record detect analyze
do
	check 0 "^usage: plumbctl $command" "$command" --help
done

# Nobody there.
for command in status monitor watch learn poses resume ack why; do
	check 3 'cannot reach the .* bus' --bus "$nowhere" "$command"
done
check 3 'cannot reach' --bus "$nowhere" forget upright
check 3 'cannot reach' --bus "$nowhere" pause 5m
check 3 'cannot reach' --bus "$nowhere" record "$dir/new"
check 2 'not a D-Bus address' --bus nonsense status
[ ! -e "$dir/new" ] || { echo "FAILED: record left a file behind"; failed=1; }

# A bus without a node.
check 69 'No such file' detect --i2c "$dir/i2c-9"
check 69 '"note":"No such file or directory"' detect --json --i2c "$dir/i2c-9"

# Recordings: 12 s of sitting still at 50 Hz, one sensor, up along x.
recording()
{
	printf '# plumb-recording 1\n# rate_millihz: 50000\n# accel_lsb_per_g: 16384\n'
	printf '# gyro_lsb_per_dps: 131\n# label: upright\n'
	printf 't_us,upper.ax,upper.ay,upper.az,upper.gx,upper.gy,upper.gz\n'
	awk -v rows="$1" 'BEGIN {
		for (i = 0; i < rows; i++)
			printf "%d,%d,%d,%d,%d,%d,%d\n", i * 20000, 16384 + i % 7 * 9, \
			       i % 5 * 11, i % 3 * 13, i % 4, i % 3, i % 2
	}'
}

recording 600 >"$dir/good.csv"
recording 200 >"$dir/short.csv"
recording 8 | sed 's/^60000,/60000,x/' >"$dir/bad.csv"
recording 0 >"$dir/empty.csv"
printf 'posture: { slouch_deg = 12; sluch_deg = 1; };\n' >"$dir/bad.conf"
printf 'version = 1; poses = ( { } );\n' >"$dir/bad-poses.conf"
good=$dir/good.csv

check 0 'labelled upright, 0:11.9, 600 samples' analyze "$good"
check 0 'posture   .*upright' analyze --learn "upright=$good" "$good"
check 0 '"label":"upright"' --json analyze --learn "upright=$good" "$good"
check 0 '"median_flexion_cdeg":-\{0,1\}[0-9]' analyze --format json --learn "upright=$good" "$good"
check 0 ',11980000,upright,upright,still,' analyze --format csv --learn "upright=$good" "$good"
check 1 'short.csv: upright is not learned: the recording ends' \
	analyze --learn "upright=$dir/short.csv" "$good"
check 0 'upright' analyze --learn-seconds 2 --learn "upright=$dir/short.csv" "$good"
check 1 'bad.csv:10: a field is not a whole number' analyze "$dir/bad.csv"
check 1 'empty.csv:6: the recording ends before its first sample' analyze "$dir/empty.csv"
check 1 'plumbctl: cannot read .*nobody.csv: No such file' analyze "$dir/nobody.csv"
check 1 'not a recording' analyze "$dir/bad.conf"
check 78 'bad.conf:1: .*sluch_deg' analyze --config "$dir/bad.conf" "$good"
check 78 'missing.conf' analyze --config "$dir/missing.conf" "$good"
check 1 'bad-poses.conf' analyze --poses "$dir/bad-poses.conf" "$good"
check 1 'missing-poses.conf' analyze --poses "$dir/missing-poses.conf" "$good"

# One header, a row for each batch of 16 and one for the rest of 8.
"$PLUMBCTL" analyze --format csv "$good" >"$dir/out"
[ "$(wc -l <"$dir/out")" -eq 39 ] || { echo "FAILED: csv has not 39 lines"; failed=1; }
[ "$(head -n 1 "$dir/out")" = \
	"file,t_us,posture,pose,activity,flexion_cdeg,lateral_cdeg,curvature_cdeg,up_x,up_y,up_z,alert_level" ] ||
	{ echo "FAILED: the csv header has changed"; failed=1; }
# Without poses nothing is recognised, but up is there from the first row on.
sed -n 2p "$dir/out" | grep -q "good.csv,300000,unknown,,still,,,,32[67][0-9][0-9],[0-9]*,[0-9]*,0$" ||
	{ echo "FAILED: the first csv row"; sed -n 2p "$dir/out"; failed=1; }

# By stdin it is the same.
"$PLUMBCTL" analyze - <"$good" | sed 's/^-:/x:/' >"$dir/out1"
"$PLUMBCTL" analyze "$good" | sed 's/^.*good.csv:/x:/' >"$dir/out2"
cmp -s "$dir/out1" "$dir/out2" || { echo "FAILED: stdin and file differ"; failed=1; }

# What cannot be written is a failure.
if [ -w /dev/full ]; then
	"$PLUMBCTL" --help >/dev/full 2>"$dir/out"
	[ $? -eq 1 ] && grep -q 'cannot write' "$dir/out" ||
		{ echo "FAILED: a full device goes unnoticed"; failed=1; }
fi

exit $failed
