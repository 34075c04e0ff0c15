#!/bin/bash
# SPDX-License-Identifier: MIT
# What plumbd costs, each figure beside its target.  Instructions and system calls are counted,
# not timed, so a busy machine changes nothing; the one time shown is only shown.
#
# usage: bench.sh BUILD_FOLDER
set -euo pipefail

build=$1
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
scratch=$(mktemp -d)
daemon=
bus=
trap 'kill $daemon $bus 2>/dev/null || true; rm -rf "$scratch"' EXIT

over=0
# row WHAT FIGURE TARGET: prints, and remembers a missed target
row() {
	local verdict=met
	awk -v a="$2" -v b="$3" 'BEGIN { exit !(a <= b) }' || { verdict=MISSED; over=1; }
	printf '%-58s %10s   at most %-8s %s\n' "$1" "$2" "$3" "$verdict"
}

# fact WHAT FIGURE: a figure without a target
fact() {
	printf '%-58s %10s\n' "$1" "$2"
}

# ---------------------------------------------------------------- instructions

SETTLED=1040 # batches after which the filter's age, which some branches ask, is at its end
ROUND=256    # batches in hot's samples: each is counted once

# count_native MODE N: instructions of a whole run on this machine
count_native() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null \
		"$build/tests/hot" "$1" "$2" < "$scratch/samples" 2>&1 >/dev/null |
		sed -n 's/.*Collected : //p'
}

# count_cross TRIPLET MODE N: the same under an emulator that runs one instruction at a time and
# writes a line for each; Debian's static build of it has no plugin that could count
count_cross() {
	local runner=qemu-${1%%-*}-static step=-singlestep

	[[ $("$runner" -h) != *-one-insn-per-tb* ]] || step=-one-insn-per-tb # its name since 8.1
	"$runner" $step -d exec,nochain -D /dev/stderr \
		"$scratch/hot-$1" "$2" "$3" < "$scratch/samples" 2>&1 >/dev/null | grep -c '^Trace'
}

# difference LOW HIGH DIVISOR COUNT...: of the two runs, side by side
difference() {
	local low=$1 high=$2 divisor=$3
	shift 3
	"$@" "$low" > "$scratch/low" &
	"$@" "$high" > "$scratch/high"
	wait $!
	paste "$scratch/low" "$scratch/high" |
		awk -v d="$divisor" '{ printf "%.1f", ($2 - $1) / d }'
}

# per_sample COUNT...: the share of one sample
per_sample() {
	difference $SETTLED $((SETTLED + ROUND)) $((ROUND * 16)) "$@"
}

# instructions MACHINE TARGET COUNT...
instructions() {
	local machine=$1 target=$2 ruler
	shift 2
	# a known number first: the arguments are of one length, so their parsing is, too
	ruler=$(difference 1000 2000 1000 "$@" ruler)
	if [ "$ruler" != 4.0 ]; then
		echo "bench: counting on $machine is off: $ruler instructions where there are 4" >&2
		exit 1
	fi
	row "  $machine: filter with gravity, bias, motion, rest" \
		"$(per_sample "$@" gravity)" "$target"
	fact "  $machine: filter and the whole decision, alert, counts" "$(per_sample "$@" wearer)"
}

# code_size MACHINE COMPILER: of what runs for a batch, and the loop over its samples alone
code_size() {
	local source
	mkdir -p "$scratch/$1"
	for source in "$root"/lib/gravity*.c; do
		[ "${source##*/}" = gravity-plan.c ] || $2 -std=gnu17 -O2 -I"$root/lib" -c "$source" \
			-o "$scratch/$1/${source##*/}.o"
	done
	fact "  $1: bytes of code, loop over samples + once a batch" "$(nm -S -t d "$scratch/$1"/*.o |
		awk '$3 ~ /^[tT]$/ { all += $2 } $4 == "gravity_track" { loop = $2 }
			END { print loop + 0 " + " all - loop }')"
}

# cross MACHINE TARGET TRIPLET PACKAGES...: build for a machine that is not here, and count there
cross() {
	local machine=$1 target=$2 triplet=$3 runner
	shift 3
	runner=qemu-${triplet%%-*}-static
	if ! command -v "$triplet-gcc" >/dev/null || ! command -v "$runner" >/dev/null; then
		echo "  skip: $machine: no $triplet-gcc or no $runner (packages $*); try: make bench"
		return
	fi
	"$triplet-gcc" -std=gnu17 -O2 -static -I"$root/lib" -o "$scratch/hot-$triplet" \
		"$here/hot.c" "$root"/lib/*.c "$root/lib/sim/body.c"
	instructions "$machine" "$target" count_cross "$triplet"
	code_size "$machine" "$triplet-gcc"
}

native() {
	local machine target
	case $(uname -m) in
	x86_64) machine=x86-64 target=200 ;;
	aarch64) machine=aarch64 target=120 ;;
	*) machine=armv7 target=220 ;;
	esac
	instructions $machine $target count_native
	code_size $machine gcc
}

echo "Hot path, one sensor, batches of 16: instructions a sample, counted one by one"
"$build/tests/hot" samples > "$scratch/samples"
native
if [ "$(uname -m)" = x86_64 ]; then
	cross aarch64 120 aarch64-linux-gnu gcc-aarch64-linux-gnu libc6-dev-arm64-cross \
		qemu-user-static
	cross armv7 220 arm-linux-gnueabihf gcc-arm-linux-gnueabihf libc6-dev-armhf-cross \
		qemu-user-static
fi
read -r state coeffs mind < <("$build/tests/hot" size)
row "  bytes of filter state a sensor" "$state" 64
fact "  bytes of its coefficients, one set a stream" "$coeffs"
fact "  bytes of the whole mind: both filters, poses, alert" "$mind"
sed 's/^/  /' "$here/peers.txt"

echo
echo "The daemon on the simulator, 50 Hz, one sensor, FIFO batches of 16, private D-Bus"
cat > "$scratch/bus.conf" <<EOF
<busconfig><type>session</type><listen>unix:path=$scratch/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>
EOF
dbus-daemon --config-file="$scratch/bus.conf" --nofork 2> "$scratch/bus.log" & bus=$!
for _ in $(seq 50); do [ -S "$scratch/bus" ] && break; sleep 0.1; done
# pages of a program just linked count as dirty until they are on disk
sync "$build/daemon/plumbd"
"$build/daemon/plumbd" --source sim:still --bus "unix:path=$scratch/bus" --state "$scratch" \
	2> "$scratch/log" & daemon=$!
sleep 6
seconds=20
strace -f -c -o "$scratch/strace" -p $daemon 2> "$scratch/strace.log" & tracer=$!
sleep $seconds
kill -INT $tracer
wait $tracer || true
calls() { awk -v name="$1" '$NF == name { print $4 }' "$scratch/strace"; }
wakeups=$(calls epoll_wait)
total=$(awk '$NF == "total" { print $4 }' "$scratch/strace")
row "  wakeups a second (epoll_wait, strace -c over $seconds s)" \
	"$(awk -v n="$wakeups" -v s=$seconds 'BEGIN { printf "%.2f", n / s }')" 3.2
row "  system calls a wakeup, with two ioctl for count and data" \
	"$(awk -v n="$total" -v w="$wakeups" 'BEGIN { printf "%.2f", n / w + 2 }')" 6
row "  threads" "$(ls /proc/$daemon/task | wc -l)" 1
kb() { awk -v k="$1:" '$1 == k { print $2 }' "$2"; }
fact "  private dirty memory with a history, kB" "$(kb Private_Dirty /proc/$daemon/smaps_rollup)"
fact "  resident memory with a history, kB" "$(kb Rss /proc/$daemon/smaps_rollup)"
kill $daemon
wait $daemon || true
echo "history: { enabled = false; };" > "$scratch/off.conf"
"$build/daemon/plumbd" --config "$scratch/off.conf" --source sim:still \
	--bus "unix:path=$scratch/bus" --state "$scratch" 2> "$scratch/log" & daemon=$!
sleep 6
row "  private dirty memory without, kB" "$(kb Private_Dirty /proc/$daemon/smaps_rollup)" 350
row "  resident memory without, kB" "$(kb Rss /proc/$daemon/smaps_rollup)" 3584
echo "  iio-sensor-proxy for comparison: 685 kB private dirty, 6100 kB resident, 4 threads"
kill $daemon
wait $daemon || true
daemon=

echo
echo "History: a year of 16 hours a day worn and 8 on the table, an alert every ten minutes"
mkdir "$scratch/year"
"$build/tests/history-cost" "$scratch/year" 365 > "$scratch/cost"
cost() { awk -v k="$1" '$1 == k { print $2 }' "$scratch/cost"; }
row "  bytes written a day" "$(cost written)" 1000000
row "  bytes kept a year" "$(cost kept)" 25000000
fact "  ms of processor to read all days (for information)" "$(cost days)"
fact "  ms of processor to read all hours" "$(cost hours)"
fact "  ms of processor to open it and see that it is whole" "$(cost open)"

echo
echo "A day at 50 Hz, one sensor: plumbctl analyze on 4.3 million samples"
"$build/tests/hot" day > "$scratch/day.csv"
analyze() {
	"$build/ctl/plumbctl" analyze --learn "upright=$scratch/day.csv" "$1"
}
TIMEFORMAT='%U %S'
seconds=$({ time analyze "$scratch/day.csv" > "$scratch/out"; } 2>&1 | awk '{ printf "%.2f", $1 + $2 }')
printf '%-58s %10s   %s\n' "  seconds of processor (a time: for information)" "$seconds" \
	"wanted: under 1"
fact "  million samples a second" "$(awk -v s="$seconds" 'BEGIN { printf "%.1f", 4.32 / s }')"
fact "  million bytes of text" "$(($(stat -c %s "$scratch/day.csv") / 1000000))"

# Where it goes: the first half hour again, counted, each function with all it calls.
head -n 90005 "$scratch/day.csv" > "$scratch/part.csv"
valgrind --tool=callgrind --callgrind-out-file="$scratch/calls" "$build/ctl/plumbctl" analyze \
	--learn "upright=$scratch/part.csv" "$scratch/part.csv" > "$scratch/out" 2>&1
callgrind_annotate --inclusive=yes --threshold=100 "$scratch/calls" > "$scratch/shares"
# share FUNCTION: of all instructions, in percent
share() {
	sed -nE "s/^ *[0-9,]+ \( *([0-9.]+)%\).*:$1( .*)?\$/\1/p" "$scratch/shares" | head -1
}
fact "  of it reading lines, %" "$(share lines_next)"
fact "  of it taking them apart into numbers, %" "$(share recording_parse)"
fact "  of it recognising, %" "$(share wearer_push)"
exit $over
