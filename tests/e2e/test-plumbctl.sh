#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Every command of plumbctl against a live plumbd with a simulated wearer, on a
# bus of its own.  PLUMBD and PLUMBCTL name the binaries; dbus-daemon is needed.
# Time runs fast and nothing waits for a fixed time, only for what must come.
set -u

: "${PLUMBD:?set it to the plumbd to test}" "${PLUMBCTL:?set it to the plumbctl to test}"
dir=$(mktemp -d) || exit 1
# eight in the morning: what is counted since midnight begins anew in no check
west_min=$(($(date +%s) / 60 % 1440 - 480)) sign=
[ "$west_min" -ge 0 ] || sign=- west_min=$((-west_min))
TZ=MORNING$sign$((west_min / 60)):$(printf %02d $((west_min % 60)))
export LC_ALL=C TZ
bus=unix:path=$dir/bus
failed=0 bus_pid= plumbd_pid= watch_pid= monitor_pid= json_pid=

finish()
{
	for pid in $watch_pid $monitor_pid $json_pid $plumbd_pid $bus_pid; do
		kill "$pid" 2>/dev/null
	done
	rm -rf "$dir"
}
trap finish EXIT
trap 'exit 1' INT TERM

ctl()
{
	"$PLUMBCTL" --bus "$bus" "$@"
}

fail()
{
	echo "FAILED: $*"
	tail -n 20 "$dir/out"
	failed=1
}

# check CODE PATTERN WORD...: run plumbctl, expect the exit code and a line like the pattern
check()
{
	code=$1 pattern=$2
	shift 2
	ctl "$@" >"$dir/out" 2>&1 </dev/null
	got=$?
	if [ "$got" -ne "$code" ] || ! grep -q -e "$pattern" "$dir/out"; then
		fail "plumbctl $*: exit $got, expected $code and /$pattern/ in:"
	fi
}

# await PATTERN FILE: until a line like the pattern stands in a file, half a minute at most
await()
{
	for _ in $(seq 300); do
		grep -q -e "$1" "$2" 2>/dev/null && return 0
		sleep 0.1
	done
	cp "$2" "$dir/out"
	fail "waited in vain for /$1/ in:"
	return 1
}

# await_status PATTERN: until status says so
await_status()
{
	for _ in $(seq 300); do
		ctl status >"$dir/out" 2>&1
		grep -q -e "$1" "$dir/out" && return 0
		sleep 0.1
	done
	fail "waited in vain for status to say /$1/:"
	return 1
}

# write_bus_config POLICY
write_bus_config()
{
	cat >"$dir/bus.conf" <<-END
	<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
	 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
	<busconfig>
	  <type>custom</type>
	  <listen>$bus</listen>
	  <auth>EXTERNAL</auth>
	  <policy context="default">
	    <allow own="*"/>
	    <allow send_destination="*"/>
	    <allow receive_sender="*"/>
	    $1
	  </policy>
	</busconfig>
	END
}

start_bus()
{
	write_bus_config ""
	dbus-daemon --config-file="$dir/bus.conf" --nofork >"$dir/bus.log" 2>&1 &
	bus_pid=$!
	for _ in $(seq 100); do
		[ -S "$dir/bus" ] && return
		sleep 0.1
	done
	echo "FAILED: dbus-daemon does not start"
	cat "$dir/bus.log"
	exit 1
}

# start_plumbd SCRIPT SPEED
start_plumbd()
{
	"$PLUMBD" --bus "$bus" --config "$dir/plumbd.conf" --state "$dir/state" \
		--source "sim:$1" --speed "$2" >>"$dir/plumbd.log" 2>&1 &
	plumbd_pid=$!
	await_status 'Version' || exit 1
}

stop_plumbd()
{
	kill "$plumbd_pid"
	wait "$plumbd_pid"
	plumbd_pid=
}

mkdir "$dir/state"
cat >"$dir/plumbd.conf" <<END
alert: { levels_s = [ 5 ]; repeat_s = 0; release_s = 1; };
care: { stretch_slouch_min = 1; stretch_gap_min = 1; };
END
start_bus

# Nobody there.
for command in status monitor watch learn poses pause resume ack care why; do
	check 3 'plumbd is not running: start it with "systemctl start plumbd"' "$command"
done
check 3 'plumbd is not running' forget upright
check 3 'plumbd is not running' pause 5m
check 3 'plumbd is not running' record "$dir/new.csv"
[ ! -e "$dir/new.csv" ] || fail "record left a file behind"

# A wearer who sits still.
start_plumbd still 20
await_status 'Upper     running' || exit 1
check 0 'Status    uncalibrated' status
check 0 'Next: teach it how you sit: plumbctl learn' status
check 0 '"flexion_cdeg":null' status --json
check 0 '"upper":{"state":"running","chip":"MPU-6050"' --json status
check 0 'none taught' poses
check 0 '^\[\]$' poses --json
check 1 'nothing was alerted yet' why
check 1 'no alert stands' ack
check 1 'no pose "upright" is taught' forget upright
check 1 'no pause has that cookie' resume 77

check 0 '^upright: learned, grade [0-9]* of 100$' learn --seconds 3
check 0 'Status    watching' status
check 0 '"percent":100' learn standing --seconds 2 --json
check 0 '"name":"standing","posture":"upright","good":true,"grade":' learn standing --seconds 2 --json
check 0 '^hunched: learned' learn hunched --bad --seconds 2
check 0 '^hunched  *slouching  *bad  *[0-9]' poses
check 0 '"name":"upright","posture":"upright","good":true' poses --json
check 0 '^hunched is forgotten$' forget hunched
check 0 '^standing is forgotten$' forget standing
check 0 '^upright  *upright  *good' poses
await_status 'upright since'
await_status 'Angles    0\.[0-9] deg'

check 0 '^no pause stands$' pause
check 0 '^\[\]$' pause --json
check 0 'paused until .*; to end it earlier: plumbctl resume [0-9]' pause 30m "a call"
check 0 'Alert     none, paused until' status
check 0 '^  Pauses    until .*, a call ([0-9]*)$' status
check 0 '"cookie":[0-9]*,"until_usec":[0-9]*}' pause 1h --json
check 0 '^until .*, a call; to end it earlier: plumbctl resume [0-9]' pause
check 0 '^\[{"cookie":[0-9]*,"until_usec":[0-9]*,"reason":"a call"},{.*"reason":""}\]$' pause --json
check 0 '"holds":\[{"cookie":[0-9]*,"until_usec":[0-9]*,"reason":"a call"},' status --json
check 0 'all pauses are over' resume
check 0 'Alert     none$' status
cookie=$(ctl pause 90 --json | sed 's/[^0-9]*\([0-9]*\).*/\1/')
check 0 'that pause is over' resume "$cookie"

check 0 '^nothing is due$' care
check 0 '^{"due":\[\],"heat_remaining_usec":0}$' care --json
check 1 'only heat is timed' care start stretch
check 1 'no session of heat runs' care done heat
check 1 'nothing of this kind is due' care done posture
check 1 'cannot be put off' care dismiss heat 1h
check 0 'Keep a cloth between it and your skin' care start heat
check 0 '^heat          to end within [12][0-9] min' care status
check 0 '^{"due":\["heat"\],"heat_remaining_usec":1[0-9]*}$' care --json
check 1 'runs already' care start heat
check 0 '^heat is done$' care done heat
check 1 'skin needs a rest after heat: the next session may begin at' care start heat
check 0 '^no word of massage until ' care dismiss massage
check 0 '^neck: 4 of 10 is logged$' care log-knot neck 4
check 0 '^neck: gone, that is logged$' care log-knot neck 0
grep -q 'place = "neck"' "$dir/state/care.conf" || fail "what was logged is not on disk"
grep -q 'Heat has begun' "$dir/plumbd.log" || fail "heat is not in the journal"

check 0 'rec.csv: [1-9][0-9]* samples, [1-9]' record "$dir/rec.csv" --seconds 1
check 1 'rec.csv is there already' record "$dir/rec.csv"
check 0 'rec.csv: [1-9][0-9]* samples' record "$dir/rec.csv" --seconds 1 --force
head -n 1 "$dir/rec.csv" | grep -q '^# plumb-recording 1$' || fail "record wrote no header"
[ -z "$(tail -c 1 "$dir/rec.csv")" ] || fail "record cut a line"
ctl record - --seconds 1 2>/dev/null | head -n 1 | grep -q '^# plumb-recording 1$' ||
	fail "record to stdout"
check 0 'posture .*upright' analyze --learn-seconds 5 --learn "upright=$dir/rec.csv" "$dir/rec.csv"

"$PLUMBCTL" --bus "$bus" watch >"$dir/watch" 2>&1 &
watch_pid=$!
await '^..:..:.. upright for .*, still, flexion [0-4]\.. deg.*alert 0$' "$dir/watch"
kill -TERM "$watch_pid"
wait "$watch_pid" || fail "watch does not end well"
watch_pid=
if command -v script >/dev/null; then
	TERM=xterm script -qec "timeout -s INT 3 '$PLUMBCTL' --bus '$bus' watch; echo exit \$?" \
		/dev/null >"$dir/out" 2>&1 </dev/null
	grep -q 'flexion [0-4]\.. deg' "$dir/out" || fail "watch shows no gauge on a terminal"
	printf '\033[?25h\033[?1049l' >"$dir/restore"
	grep -q -F -f "$dir/restore" "$dir/out" || fail "watch does not restore the terminal"
fi
stop_plumbd
check 3 'plumbd is not running' status

# A pause outlives the daemon that was killed.
start_plumbd still 20
check 0 'paused until' pause 30m "the doctor"
kill -KILL "$plumbd_pid"
wait "$plumbd_pid"

# A wearer who slouches after a minute; the pose was kept.  One sensor that was
# not taught a slouch may take it for leaning forward.
bad='\(slouching\|leaning-forward\)'
start_plumbd slouch 40
check 0 '^until .*, the doctor; to end it earlier' pause
check 0 'all pauses are over' resume
"$PLUMBCTL" --bus "$bus" monitor >"$dir/monitor" 2>&1 &
monitor_pid=$!
"$PLUMBCTL" --bus "$bus" monitor --json >"$dir/monitor.json" 2>&1 &
json_pid=$!
check 0 '^upright ' poses
await "posture .*upright -> $bad" "$dir/monitor"
await "alert .*$bad for 5 s, .*forward (alert level 1)" "$dir/monitor"
check 0 "you were $bad: " why
check 0 '^  Border    10\.0 deg, set by posture.slouch_deg = 10\.0$' why
check 0 '"config_key":"posture.slouch_deg"' why --json
check 0 'silent until you sit well again' ack
check 0 'Alert     level [0-9], silent until you sit well again' status
check 0 '"silence":"acknowledged"' status --json
await 'silence .*none -> acknowledged' "$dir/monitor"
await '"event":"silence",.*"before":"none","now":"acknowledged"' "$dir/monitor.json"
await "recovered .*of $bad" "$dir/monitor"
await "\"event\":\"slouched\",.*\"level\":1,\"details\":{.*\"posture\":\"$bad\"" "$dir/monitor.json"
await "\"event\":\"posture\",.*\"before\":\"upright\",\"now\":\"$bad\"" "$dir/monitor.json"
await '"event":"recovered",.*"slouched_usec":[0-9]' "$dir/monitor.json"
await 'care .*stretch: You have sat badly for ' "$dir/monitor"
await '"event":"care-due",.*"kind":"stretch","reason":"slouched","text":"You have' "$dir/monitor.json"
check 0 '^stretch       due; when done: plumbctl care done stretch$' care
check 0 '^stretch is done$' care done stretch
await 'care .*stretch is over: done$' "$dir/monitor"
await '"event":"care-over",.*"kind":"stretch","reason":"done"}' "$dir/monitor.json"
check 0 'slouches [1-9][0-9]*, alerts [1-9]' status
stop_plumbd
await 'plumbd .*has left; waiting' "$dir/monitor"
await '"event":"plumbd",.*"running":false' "$dir/monitor.json"

# A wearer whose sensor falls off after 40 seconds, for 10: not to be missed.
start_plumbd unplug 3
await 'plumbd .*is back' "$dir/monitor"
await_status 'Status    sensor-lost'
check 0 'Next: check wiring and supply' status
check 69 'delivers nothing\|no sensor answers' learn
kill -TERM "$monitor_pid" "$json_pid"
wait "$monitor_pid" || fail "monitor does not end well"
wait "$json_pid" || fail "monitor --json does not end well"
monitor_pid= json_pid=

# Who may not.
write_bus_config '<deny send_interface="org.plumbd.Posture1" send_member="ForgetPose"/>'
kill -HUP "$bus_pid"
for _ in $(seq 100); do
	ctl forget nobody >/dev/null 2>&1
	[ $? -eq 4 ] && break
	sleep 0.1
done
check 4 'use sudo, or join its group' forget nobody
stop_plumbd

# A daemon that was started in German.  Its words are German, all else is as before.
locale=$(dirname "$PLUMBD")/../locale
if [ ! -e "$locale/de/LC_MESSAGES/plumbd.mo" ]; then
	echo "no German catalogue was built (no msgfmt): not tried"
elif ! locale -a 2>/dev/null | grep -q -i -e '^C\.utf-\?8$'; then
	echo "no locale C.UTF-8: German not tried"
else
	rm -rf "$dir/state/care.conf"
	LC_ALL=C.UTF-8 LANGUAGE=de TEXTDOMAINDIR="$locale" start_plumbd still 20
	check 0 '"status":' status --json
	check 0 'Keep a cloth' care start heat
	await 'Die W\(ä\|..\)rme l\(ä\|..\)uft' "$dir/plumbd.log"
	stop_plumbd
fi

[ $failed -eq 0 ] || { echo "--- plumbd said:"; cat "$dir/plumbd.log"; }
exit $failed
