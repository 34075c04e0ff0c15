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
check 2 'stats: --days takes a number from 1 to 3660, not "0"' stats --days 0
check 2 'stats: "week" is too much' stats week
check 2 'why: --days goes with --list' why --days 3
check 2 'report: say where to: --html FILE' report
check 2 'report: --html needs a value' report --html
check 2 'report: "page.html" is too much' report page.html
check 2 'is no duration' pause 5x
check 2 'is not between 1 second and 7 days' pause 8d
check 2 'pause: "reason" is too much' pause 5m a reason
check 2 'is no cookie' resume first
check 2 'care: "statsu": did you mean "status"?' care statsu
check 2 'care: it cannot "yoga"' care yoga
check 2 'care status: "now" is too much' care status now
check 2 'care start: something is missing' care start
check 2 'care start: "heta" is no kind of care: did you mean "heat"?' care start heta
check 2 'care done: "yoga" is none of stretch, heat, massage, posture, professional' care done yoga
check 2 'care dismiss: "soon" is no duration of 1 second to 30 days' care dismiss stretch soon
check 2 'is no duration of 1 second to 30 days' care dismiss stretch 31d
check 2 'care dismiss: "please" is too much' care dismiss stretch 2h please
check 2 'care log-knot: something is missing' care log-knot neck
check 2 'care log-knot: severity is 0 (gone) to 10, not "11"' care log-knot neck 11
check 2 'care log-knot: a place has 1 to 23 bytes' care log-knot '' 3
check 2 'care log-knot: a place has 1 to 23 bytes' care log-knot 'between the shoulder blades' 3
check 0 '^Chin back (neck, 50 s)$' care exercises
check 0 '^  SIRA, exercise 5, neck retraction$' care exercises
check 0 '^\[{"name":"Turn your head","target":"neck","seconds":45,"steps":"Sit' care exercises --json
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
check 2 'tune: name recordings, or --history' tune
check 2 'tune: --history takes no recordings and no poses' tune --history x
check 2 'tune: --history takes no recordings and no poses' tune --history --poses x
check 2 'tune: --days goes with --history' tune --days 3 x
check 2 'takes a number from 1 to 3660' tune --history --days 0
check 2 'tune: --yes goes with --apply' tune --yes x

for command in status monitor watch learn forget poses profile pause resume ack care stats report \
	why record doctor detect analyze tune
do
	check 0 "^usage: plumbctl $command" "$command" --help
done

# Nobody there.
for command in status monitor watch learn poses pause resume ack care stats why; do
	check 3 'cannot reach the .* bus' --bus "$nowhere" "$command"
done
check 3 'cannot reach' --bus "$nowhere" forget upright
check 3 'cannot reach' --bus "$nowhere" pause 5m
check 3 'cannot reach' --bus "$nowhere" care start heat
check 3 'cannot reach' --bus "$nowhere" care done stretch
check 3 'cannot reach' --bus "$nowhere" care dismiss stretch 30d
check 3 'cannot reach' --bus "$nowhere" care log-knot neck 10
check 3 'cannot reach' --bus "$nowhere" record "$dir/new"
check 3 'cannot reach' --bus "$nowhere" report --html "$dir/new"
check 3 'cannot reach' --bus "$nowhere" tune --history
check 2 'not a D-Bus address' --bus nonsense status
[ ! -e "$dir/new" ] || { echo "FAILED: record or report left a file behind"; failed=1; }

check 2 'not a D-Bus address' --bus nonsense doctor
check 2 'doctor: "now" is too much' doctor now

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

# Seconds of sitting are no ground to change anything, with labels or without.
check 0 '^nothing suggested: the labels hold 0 bad spells of 35 s or more and 11 s of good' \
	tune --learn "upright=$good" "$good"
grep -v label "$good" >"$dir/plain.csv"
check 0 '^nothing suggested: 0 alerts in 10 s of sitting are too little to go by' \
	tune --learn "upright=$good" "$dir/plain.csv"
check 0 '^ *10.0 *30 s *0.0 .*  now$' tune --learn "upright=$good" "$good"
check 0 '"suggested":null,' tune --json --learn "upright=$good" "$good"
check 0 '"axis":"slouch_deg"' --json tune --learn "upright=$good" "$good" --apply
check 1 'no good pose is taught: name --poses FILE, or --learn upright=RECORDING' \
	tune --learn "slouching=$good" "$good"
check 1 'bad.csv:10: a field is not a whole number' tune --learn "upright=$good" "$dir/bad.csv"
check 1 'plumbctl: cannot read .*nobody.csv: No such' tune --learn "upright=$good" "$dir/nobody.csv"
check 1 'missing-poses.conf: cannot be read' tune --poses "$dir/missing-poses.conf" "$good"
check 78 'bad.conf:1: .*sluch_deg' tune --config "$dir/bad.conf" "$good"

# One header, a row for each batch of 16 and one for the rest of 8.
"$PLUMBCTL" analyze --format csv "$good" >"$dir/out"
[ "$(wc -l <"$dir/out")" -eq 39 ] || { echo "FAILED: csv has not 39 lines"; failed=1; }
[ "$(head -n 1 "$dir/out")" = \
	"file,t_us,posture,pose,activity,flexion_cdeg,lateral_cdeg,curvature_cdeg,up_x,up_y,up_z,alert_level" ] ||
	{ echo "FAILED: the csv header has changed"; failed=1; }
# Without poses nothing is recognised, but up is there from the first row on.
sed -n 2p "$dir/out" | grep -q "good.csv,300000,unknown,,still,,,,32[67][0-9][0-9],[0-9]*,[0-9]*,0$" ||
	{ echo "FAILED: the first csv row"; sed -n 2p "$dir/out"; failed=1; }

# The poses choose profiles offline too: the slouch after 15 s of upright is told 10 s later.
{
	recording 750
	awk 'BEGIN {
		for (i = 750; i < 2000; i++)
			printf "%d,14849,%d,6924,0,0,0\n", i * 20000, i % 5 * 11
	}'
} >"$dir/slouch.csv"
profiles='profiles: { desk: { poses = [ "upright" ]; alert: { levels_s = [ 15 ]; }; }; };'
echo 'alert: { levels_s = [ 5 ]; };' >"$dir/usual.conf"
echo "alert: { levels_s = [ 5 ]; }; $profiles" >"$dir/profile.conf"
# first_alert CONFIG: whole seconds into the recording
first_alert()
{
	"$PLUMBCTL" analyze --config "$1" --format csv --learn "upright=$good" "$dir/slouch.csv" |
		awk -F , '$12 == 1 { print int($2 / 1000000); exit }'
}
usual=$(first_alert "$dir/usual.conf")
profile=$(first_alert "$dir/profile.conf")
[ -n "$usual" ] && [ "$((usual + 10))" -eq "${profile:-0}" ] ||
	{ echo "FAILED: alerts at $usual s, and at $profile s with a profile"; failed=1; }

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
