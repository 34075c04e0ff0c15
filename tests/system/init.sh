#!/bin/sh
# SPDX-License-Identifier: MIT
# The first program of the virtual machine: finds the disk and hands over to it.
PATH=/bin:/usr/bin:/sbin:/usr/sbin
/bin/busybox mount -t proc proc /proc
/bin/busybox mkdir -p /usr/bin /usr/sbin /sbin
/bin/busybox --install -s
mount -t devtmpfs dev /dev
for module in virtio_pci virtio_blk ext4; do
	modprobe "$module" || echo "no module $module"
done
until [ -b /dev/vda ]; do
	sleep 0.1
done
case $(cat /proc/cmdline) in
*power-cut*)
	# no service manager: plumbd is at work a second after the kernel is
	mkdir /checks
	tar -xf /dev/vdb -C /checks
	exec sh /checks/power-cut.sh
	;;
esac
mount /dev/vda /root
umount /proc
exec switch_root /root /sbin/init
