#!/bin/sh
# SPDX-License-Identifier: MIT
# image.sh RELEASE - a Debian of that release to boot, made once and kept; prints its folder.
#
# The folder holds root.img (ext4), vmlinuz and initrd, which lacks its first program only.  Its
# name carries a hash of the package list and of this script, so that a change makes it anew.
# 77: cannot be made.
set -eu

release=$1
cache=${XDG_CACHE_HOME:-$HOME/.cache}/plumbd/system

# What plumbd needs, and what the checks inside are made with.
case $release in
bookworm) libconfig=libconfig9 ;;
*) libconfig=libconfig11 ;;
esac
packages=systemd,systemd-sysv,dbus,udev,kmod,procps,i2c-tools,libi2c0,libsystemd0,libsqlite3-0,$libconfig
packages=$packages,python3,python3-dbus,python3-gi

key=$( (echo "$release $packages"; cat "$0") | sha256sum | cut -c1-12)
image=$cache/$release-$key
if [ -e "$image/whole" ]; then
	echo "$image"
	exit
fi

skip()
{
	echo "SKIP $release: $1" >&2
	exit 77
}

[ "$(id -u)" = 0 ] || skip "making an image needs root"
for tool in mmdebstrap mke2fs depmod cpio busybox; do
	command -v $tool >/dev/null || skip "there is no $tool: install it"
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
echo "making the image of $release, once" >&2
mmdebstrap --quiet --variant=minbase --include="$packages" \
	--customize-hook='chroot "$1" sh -c "
		kernel=\$(apt-cache depends linux-image-amd64 | sed -n \"s/^ *Depends: //p\" | head -n 1)
		cd /var/tmp && apt-get download -qq \$kernel"' \
	--customize-hook='mv "$1"/var/tmp/linux-image-*.deb "$1/../kernel.deb"' \
	"$release" "$root" >&2 || skip "mmdebstrap could not make it; is there a network?"

# The kernel is unpacked, never installed: no initramfs is made, no boot loader is called.
dpkg -x "$work/kernel.deb" "$work/kernel"
for modules in "$work"/kernel/lib/modules/* "$work"/kernel/usr/lib/modules/*; do
	[ ! -d "$modules" ] || break
done
version=$(basename "$modules")

# copy_modules FOLDER SUBSYSTEM...: with an index; unpacked, because not every modprobe knows xz
copy_modules()
{
	to=$1/lib/modules/$version
	shift
	mkdir -p "$to"
	cp "$modules"/modules.builtin* "$modules"/modules.order "$to"
	for i; do
		mkdir -p "$to/kernel/$(dirname "$i")"
		cp -r "$modules/kernel/$i" "$to/kernel/$i"
	done
	find "$to" -name '*.ko.xz' -exec xz -d {} +
	depmod -b "${to%/lib/modules/*}" "$version"
}

disk="drivers/virtio fs/ext4 fs/jbd2 lib crypto arch/x86/crypto"
disk="$disk $(cd "$modules/kernel" && ls -d fs/mbcache.ko* drivers/block/virtio_blk.ko*)"
mkdir -p "$work/initrd/bin" "$work/initrd/proc" "$work/initrd/dev" "$work/initrd/root"
cp "$(command -v busybox)" "$work/initrd/bin/busybox"
ln -s busybox "$work/initrd/bin/sh"
# shellcheck disable=SC2086
copy_modules "$work/initrd" $disk
# shellcheck disable=SC2046
copy_modules "$root" drivers/i2c drivers/iio drivers/base fs/ext4 fs/jbd2 lib crypto \
	$(cd "$modules/kernel" && ls -d fs/autofs* fs/mbcache.ko* drivers/block/loop.ko*)

# The console is for the log; the checks run once everything else is up.
ln -sf /dev/null "$root/etc/systemd/system/serial-getty@ttyS0.service"
mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
cat >"$root/etc/systemd/system/checks.service" <<-'UNIT'
	[Unit]
	Description=Checks of plumbd
	After=multi-user.target
	[Service]
	Type=oneshot
	ExecStart=/bin/sh -c 'mkdir /run/checks && tar -xf /dev/vdb -C /run/checks && exec /run/checks/run'
	StandardOutput=tty
	StandardError=inherit
	TTYPath=/dev/ttyS1
	TimeoutStartSec=infinity
	SuccessAction=poweroff-force
	FailureAction=poweroff-force
	[Install]
	WantedBy=multi-user.target
UNIT
ln -s ../checks.service "$root/etc/systemd/system/multi-user.target.wants/checks.service"
rm -rf "$root"/usr/share/doc "$root"/usr/share/man "$root"/usr/share/locale "$root"/var/cache/apt
echo checks >"$root/etc/hostname"

rm -rf "$cache/$release"-*
mkdir -p "$image"
cp "$work"/kernel/boot/vmlinuz-* "$image/vmlinuz"
(cd "$work/initrd" && find . | cpio --quiet -o -H newc | gzip -1) >"$image/initrd"
truncate -s 1G "$image/root.img"
mke2fs -q -t ext4 -O ^has_journal -L root -d "$root" "$image/root.img"
touch "$image/whole"
echo "$image"
