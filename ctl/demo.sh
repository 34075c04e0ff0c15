#!/bin/bash
# SPDX-License-Identifier: MIT
# plumbd at work on a wearer who is not there: a private message bus, the very driver that
# hardware runs over a simulated chip, and a script of seven and a half minutes in fast time.
#
# usage: demo.sh BUILD_FOLDER
set -euo pipefail

speed=10
build=$1
plumbd=$build/daemon/plumbd
scratch=$(mktemp -d)
daemon=
bus=
trap 'kill $daemon $bus 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

cat > "$scratch/bus.conf" <<EOF
<busconfig>
  <type>session</type>
  <listen>unix:path=$scratch/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>
EOF
dbus-daemon --config-file="$scratch/bus.conf" --nofork --nosyslog 2> "$scratch/bus.log" & bus=$!
for _ in $(seq 100); do [ -S "$scratch/bus" ] && break; sleep 0.05; done

ctl() {
	"$build/ctl/plumbctl" --bus "unix:path=$scratch/bus" "$@"
}

teach() {
	ctl learn "$1" --seconds 8 < /dev/null >> "$scratch/learn" 2>&1 && return
	echo "demo: could not teach $1:" >&2
	cat "$scratch/learn" "$scratch/journal" >&2
	exit 1
}

say() {
	[ -t 1 ] || printf '%s\n' "$*"
}

cat <<EOF
plumbd on a simulated wearer, $speed times as fast as life, $((450 / speed)) s in all.
EOF
# The coach waits for 20 minutes of slouching, which the script has not; here one is enough.
sed 's/stretch_slouch_min = 20;/stretch_slouch_min = 1;/' config/plumbd.conf > "$scratch/plumbd.conf"
"$plumbd" --source sim:demo --speed $speed --bus "unix:path=$scratch/bus" \
	--config "$scratch/plumbd.conf" --state "$scratch" 2> "$scratch/journal" & daemon=$!
begin=$(date +%s%N)
for _ in $(seq 100); do ctl status > /dev/null 2>&1 && break; sleep 0.05; done

# at SECONDS: waits for that moment of the script
at() {
	local left=$(((begin + $1 * 1000000000 / speed - $(date +%s%N)) / 1000000))
	[ $left -le 0 ] || sleep "$(printf '%d.%03d' $((left / 1000)) $((left % 1000)))"
}

# The live gauge on a terminal, one line an event elsewhere.
if [ -t 1 ]; then
	"$build/ctl/plumbctl" --bus "unix:path=$scratch/bus" watch & viewer=$!
else
	"$build/ctl/plumbctl" --bus "unix:path=$scratch/bus" monitor > >(grep --line-buffered -v ' learning ') & viewer=$!
fi

at 8;   say "-- the wearer sits upright: plumbctl learn upright"
teach upright
at 40;  say "-- and slouches on purpose: plumbctl learn slouching"
teach slouching
at 60;  say "-- upright"
at 80;  say "-- now work: a slouch creeps in over half a minute"
at 112; say "-- a minute of it in all (20 in life): the coach has a stretch"
at 175; say "-- noticed, and upright again"
at 205; say "-- up for a walk: nothing is raised"
at 255; say "-- back at the desk"
at 280; say "-- lying down for a moment"
at 320; say "-- upright"
at 340; say "-- taken off and put on the table"
at 430; say "-- worn again"
at 448
kill $viewer 2>/dev/null || true
wait $viewer 2>/dev/null || true

printf '\n-- plumbctl learn said\n'
cat "$scratch/learn"
printf '\n-- plumbctl status\n'
ctl status
printf '\n-- plumbctl care\n'
ctl care
printf '\n-- plumbctl why\n'
ctl why
kill $daemon
wait $daemon
daemon=
printf '\n-- what the journal got\n'
cat "$scratch/journal"
