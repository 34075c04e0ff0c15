#!/bin/sh
# SPDX-License-Identifier: MIT
# What runs in the machine whose power is cut: plumbd alone on a disk that stays from one boot to
# the next, teaching and forgetting without a pause.  Says on the second serial line what it found
# and when it is at work.
exec >/dev/ttyS1 2>&1
mount /dev/vda /root
mount -t proc proc /root/proc
mount -t devtmpfs dev /root/dev
mount -t tmpfs run /root/run
mkdir -p /root/var/lib/plumbd
if ! mount /dev/vdc /root/var/lib/plumbd; then
	echo "FAILED the state disk does not mount"
	poweroff -f
fi
cp -r /checks /root/run/checks
cat >/root/run/bus.conf <<-'XML'
	<busconfig><type>session</type><listen>unix:path=/run/bus</listen><auth>EXTERNAL</auth>
	<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/>
	<allow own="*"/></policy></busconfig>
XML
cat >/root/run/work <<-'WORK'
	cd /run
	bus=unix:path=/run/bus state=/var/lib/plumbd
	if ls $state/*.new >/dev/null 2>&1; then echo "half a write is there"; fi
	dpkg -x /run/checks/plumbd_*.deb /run/plumbd
	export PATH=$PATH:/run/plumbd/usr/sbin:/run/plumbd/usr/bin
	dbus-daemon --config-file=/run/bus.conf --nofork &
	until [ -S /run/bus ]; do sleep 0.05; done
	plumbd --source sim:still --speed 1000 --bus $bus --state $state 2>/run/log &
	until grep -q "sensor found" /run/log; do sleep 0.05; done
	if grep -i damaged /run/log; then echo "FAILED a file is damaged"; fi
	echo "poses: $(plumbctl --bus $bus poses | cut -d ' ' -f 1 | tr '\n' ' ')"
	until plumbctl --bus $bus learn upright --seconds 2 >/dev/null 2>&1; do :; done
	echo "at work"
	while :; do
		for pose in one two three four; do
			plumbctl --bus $bus learn $pose --seconds 2 >/dev/null 2>&1
			plumbctl --bus $bus pause 1h $pose >/dev/null 2>&1
		done
		for pose in one two three four; do
			plumbctl --bus $bus forget $pose >/dev/null 2>&1
			plumbctl --bus $bus resume >/dev/null 2>&1
		done
	done
WORK
exec chroot /root /bin/sh /run/work
