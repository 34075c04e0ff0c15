#!/bin/sh
# SPDX-License-Identifier: MIT
#
# check.sh DEB...: each package as it lies there: lintian has nothing against it, what has to
# be in it is, and its programs run, under qemu-user where they are another machine's; then the
# libraries are those of the Debian it was built in, which build.sh left beside it.
set -eu

failed=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

fail()
{
	echo "FAILED: $*"
	failed=1
}

# run ARCH PROGRAM WORD...: a program of the unpacked package $deb
run()
{
	case $1 in
	"$(dpkg --print-architecture)") emulator= ;;
	arm64) emulator=qemu-aarch64-static ;;
	armhf) emulator=qemu-arm-static ;;
	*) emulator=qemu-$1-static ;;
	esac
	program=$dir/root/$2
	shift 2
	${emulator:+$emulator -L "$(echo "${deb%/*}/root-$arch"-*)"} "$program" "$@"
}

# expect ARCH PATTERN PROGRAM WORD...
expect()
{
	arch=$1 pattern=$2
	shift 2
	run "$arch" "$@" >"$dir/out" 2>&1 || fail "$*: exit $?: $(cat "$dir/out")"
	grep -q -e "$pattern" "$dir/out" || fail "$* for $arch does not say $pattern"
}

inside="
./etc/plumbd/plumbd.conf
./lib/systemd/system/plumbd.service
./lib/udev/rules.d/60-plumbd.rules
./usr/bin/plumbctl
./usr/lib/systemd/catalog/plumbd.catalog
./usr/lib/sysusers.d/plumbd.conf
./usr/sbin/plumbd
./usr/share/bash-completion/completions/plumbctl
./usr/share/dbus-1/system-services/org.plumbd.Posture1.service
./usr/share/dbus-1/system.d/org.plumbd.Posture1.conf
./usr/share/doc/plumbd/changelog.gz
./usr/share/doc/plumbd/copyright
./usr/share/locale/de/LC_MESSAGES/plumbd.mo
./usr/share/man/man1/plumbctl.1.gz
./usr/share/man/man5/org.plumbd.Posture1.5.gz
./usr/share/man/man5/plumbd.conf.5.gz
./usr/share/man/man7/plumbd-care.7.gz
./usr/share/man/man8/plumbd.8.gz
./usr/share/zsh/vendor-completions/_plumbctl"

for deb in "$@"; do
	arch=$(dpkg-deb -f "$deb" Architecture)
	version=$(dpkg-deb -f "$deb" Version)
	before=$failed
	failed=0

	lintian --allow-root --fail-on error,warning "$deb" || fail "lintian refuses $deb"
	dpkg-deb -c "$deb" | awk '{ print $6 }' >"$dir/list"
	for file in $inside; do
		grep -qx -e "$file" "$dir/list" || fail "$deb lacks $file"
	done
	[ "$(dpkg-deb --ctrl-tarfile "$deb" | tar -xO ./conffiles)" = /etc/plumbd/plumbd.conf ] ||
		fail "$deb: plumbd.conf is no conffile"
	rm -rf "$dir/root"
	dpkg-deb -x "$deb" "$dir/root"
	expect "$arch" "^plumbd $version\$" usr/sbin/plumbd --version
	expect "$arch" "^usage: plumbctl" usr/bin/plumbctl --help
	expect "$arch" ": ok\$" usr/sbin/plumbd --check-config \
		--config "$dir/root/etc/plumbd/plumbd.conf"
	[ $failed -ne 0 ] || echo "$deb: whole; its programs say $version"
	failed=$((failed | before))
done
exit $failed
