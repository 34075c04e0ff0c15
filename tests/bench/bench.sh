#!/bin/bash
# SPDX-License-Identifier: MIT
# What plumbd costs, each figure beside its target.  Instructions and system calls are counted,
# not timed, so a busy machine changes nothing; the one time shown is only shown.
#
# usage: bench.sh BUILD_FOLDER
set -euo pipefail

build=$1
here=$(dirname "$0")
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

# instructions MODE: a sample's share, from the difference of two runs
instructions() {
	local n count=()
	for n in 2000 4000; do
		count+=("$(valgrind --tool=callgrind --callgrind-out-file=/dev/null \
			"$build/tests/hot" "$1" "$n" 2>&1 | sed -n 's/.*Collected : //p')")
	done
	awk -v a="${count[0]}" -v b="${count[1]}" 'BEGIN { printf "%.1f", (b - a) / 2000 / 16 }'
}

echo "Hot path, x86-64, batch of 16, one sensor, instructions a sample (callgrind)"
row "  filter: gravity, bias, motion, rest" "$(instructions gravity)" 250
printf '%-58s %10s\n' "  filter and the whole decision, alert and counts" "$(instructions wearer)"
cat <<'EOF'
  for comparison, the filter alone on the same machine kind, by its authors' code:
    VQF 2227, VQF basic 636, Fusion with bias 330, Madgwick float 243, Mahony float 205
EOF
row "  bytes of filter state a sensor" "$("$build/tests/hot" size)" 64

echo
echo "The daemon on the simulator, 50 Hz, one sensor, FIFO batches of 16, private D-Bus"
cat > "$scratch/bus.conf" <<EOF
<busconfig><type>session</type><listen>unix:path=$scratch/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>
EOF
dbus-daemon --config-file="$scratch/bus.conf" --nofork & bus=$!
for _ in $(seq 50); do [ -S "$scratch/bus" ] && break; sleep 0.1; done
# pages of a program just linked count as dirty until they are on disk
sync "$build/daemon/plumbd"
"$build/daemon/plumbd" --source sim:still --bus "unix:path=$scratch/bus" --state "$scratch" \
	2> "$scratch/log" & daemon=$!
sleep 6
seconds=20
strace -f -c -o "$scratch/strace" -p $daemon & tracer=$!
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
row "  private dirty memory, kB" "$(kb Private_Dirty /proc/$daemon/smaps_rollup)" 350
row "  resident memory, kB" "$(kb Rss /proc/$daemon/smaps_rollup)" 3584
echo "  iio-sensor-proxy for comparison: 685 kB private dirty, 6100 kB resident, 4 threads"
kill $daemon
wait $daemon || true
daemon=

echo
echo "Reading and recognising a day (4.3 million samples, one sensor), for information"
"$build/tests/hot" day > "$scratch/day.csv"
start=$(date +%s%N)
"$build/ctl/plumbctl" analyze --learn "upright=$scratch/day.csv" "$scratch/day.csv" > "$scratch/out"
printf '  %.2f s, %s MB of text\n' "$(awk -v a="$start" -v b="$(date +%s%N)" \
	'BEGIN { print (b - a) / 1e9 }')" "$(du -m "$scratch/day.csv" | cut -f1)"
exit $over
