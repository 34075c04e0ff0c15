#!/bin/sh
# SPDX-License-Identifier: MIT
#
# life.sh DEB SUITE CACHE: a package's life in a fresh Debian of that suite (bookworm, trixie):
# installed, upgraded, removed, purged, with its real maintainer scripts.  What the scripts ask
# of systemd and the bus is written down by stand-ins, and looked at; a machine where they are
# real is the system test's.  CACHE keeps the Debian from one run to the next.
set -eu

deb=$1 suite=$2 cache=$3
if [ "$(id -u)" -ne 0 ] || ! command -v mmdebstrap >/dev/null; then
	echo "SKIPPED: a Debian to install into needs root and mmdebstrap"
	exit 77
fi
failed=0
dir=$(mktemp -d)
root=$dir/root
asked=$root/asked
trap 'rm -rf "$dir"' EXIT

fail()
{
	echo "FAILED: $*"
	failed=1
}

# holds PATTERN FILE
holds()
{
	grep -q -e "$1" "$2" || fail "no $1 in $2: $(cat "$2")"
}

# in_order PATTERN...: the lines asked, among others, in this order
in_order()
{
	awk 'BEGIN { at = 0; for (i = 2; i < ARGC; i++) want[i - 2] = ARGV[i]; n = ARGC - 2; ARGC = 2 }
		at < n && $0 ~ want[at] { at++ }
		END { if (at < n) { print "not asked, or not then: " want[at]; exit 1 } }' \
		"$asked" "$@" || fail "asked was: $(cat "$asked")"
}

# stand_in PROGRAM: writes down what it is asked, and whether there is a user plumbd by then;
# what else it does comes from stdin
stand_in()
{
	[ ! -e "$root/usr/bin/$1" ] || mv "$root/usr/bin/$1" "$root/root/"
	{
		printf '#!/bin/sh\necho "%s $* (%s)" >>/asked\n' "$1" \
			'$(getent passwd plumbd | cut -d: -f1)'
		cat
	} >"$root/usr/bin/$1"
}

# What plumbd depends on, as dpkg will find it there; another list makes another Debian.
packages=systemd,systemd-sysv,dbus,libi2c0,libsqlite3-0
base=$suite-$(echo "$packages" | sha256sum | cut -c1-12)

make_debian()
{
	if [ ! -e "$cache/$base.tar" ]; then
		mkdir -p "$cache"
		echo "making a Debian $suite; the next run finds it in $cache"
		mmdebstrap --quiet --format=tar --variant=minbase --include="$packages" \
			"$suite" "$cache/$base.tar.new"
		mv "$cache/$base.tar.new" "$cache/$base.tar"
	fi
	mkdir "$root"
	tar -x -f "$cache/$base.tar" -C "$root"
	mkdir -p "$root/run/systemd/system"
	printf '#!/bin/sh\nexit 0\n' >"$root/usr/sbin/policy-rc.d"
	stand_in busctl </dev/null
	stand_in udevadm </dev/null
	# Files are its own affair; what runs is a file here.
	stand_in systemctl <<-'END'
	case "$*" in
	*preset* | *is-enabled*) SYSTEMD_OFFLINE=1 exec /root/systemctl "$@" ;;
	*is-active*) [ -e /asked.active ] ;;
	*" start "* | *" restart "*) touch /asked.active ;;
	*stop*) rm -f /asked.active ;;
	esac
	END
	chmod +x "$root/usr/sbin/policy-rc.d" "$root"/usr/bin/*ctl "$root/usr/bin/udevadm"
}

# apt-get is not asked: whatever the package depends on is there, or dpkg says so.
in_debian()
{
	DEBIAN_FRONTEND=noninteractive LC_ALL=C chroot "$root" "$@" </dev/null >"$dir/log" 2>&1 ||
		fail "$*: exit $?: $(cat "$dir/log")"
}

# Every file with its owner, but those which dpkg and ldconfig keep for themselves.
files()
{
	(cd "$root" && find . -xdev \( -path ./var/lib/dpkg -o -path ./var/cache -o \
		-path ./var/log -o -path ./tmp -o -path './asked*' \) -prune -o -printf '%p %M %u %g\n') |
		sort >"$dir/$1"
}

# The same package under a greater version, as a new plumbd.conf comes with it.
newer()
{
	dpkg-deb -R "$deb" "$dir/newer"
	sed -i 's/^Version: .*/&+newer/' "$dir/newer/DEBIAN/control"
	dpkg-deb -b "$dir/newer" "$root/newer.deb" >/dev/null
}

installs()
{
	cp "$deb" "$root/plumbd.deb"
	newer
	files before
	in_debian dpkg -i /plumbd.deb
	in_order '^systemctl .*daemon-reload.*plumbd' '^systemctl .* start plumbd'
	in_order '^busctl .* ReloadConfig \(plumbd\)$' '^systemctl .* start plumbd'
	in_order '^udevadm trigger .*i2c-dev' '^systemctl .* start plumbd'
	[ -L "$root/etc/systemd/system/multi-user.target.wants/plumbd.service" ] ||
		fail "plumbd.service is not enabled"
	holds '^plumbd:.*:/var/lib/plumbd:/usr/sbin/nologin$' "$root/etc/passwd"
	holds '^plumbd:' "$root/etc/group"
	holds '^i2c:' "$root/etc/group"
}

# What a person and the daemon leave there.
lives()
{
	echo '# mine' >>"$root/etc/plumbd/plumbd.conf"
	chroot "$root" install -d -o plumbd -g plumbd -m 0750 /var/lib/plumbd
	echo '# taught' >"$root/var/lib/plumbd/poses.conf"
}

upgrades()
{
	: >"$asked"
	in_debian dpkg -i /newer.deb
	in_order '^systemctl .* restart plumbd'
	! grep -q -e ' stop plumbd' "$asked" || fail "an upgrade stops it: $(cat "$asked")"
	holds '^# mine$' "$root/etc/plumbd/plumbd.conf"
	holds '^# taught$' "$root/var/lib/plumbd/poses.conf"
}

removes()
{
	: >"$asked"
	in_debian dpkg -r plumbd
	in_order '^systemctl .*stop plumbd' '^systemctl .*daemon-reload'
	holds '^# mine$' "$root/etc/plumbd/plumbd.conf"
	holds '^# taught$' "$root/var/lib/plumbd/poses.conf"
	[ ! -e "$root/usr/sbin/plumbd" ] || fail "plumbd is still there"
}

# The users stay; their files and the backups of those were there before.
purges()
{
	in_debian dpkg -P plumbd
	files after
	comm -3 "$dir/before" "$dir/after" |
		grep -v '\./etc/\(passwd\|group\|shadow\|gshadow\)-* ' >"$dir/wrong" || true
	[ ! -s "$dir/wrong" ] || fail "purging leaves: $(cat "$dir/wrong")"
	echo "$suite: purging leaves" $(sort "$root/etc/passwd" | comm -13 "$dir/passwd" -) \
		$(sort "$root/etc/group" | comm -13 "$dir/group" -)
}

comes_back()
{
	: >"$asked"
	in_debian dpkg -i /plumbd.deb
	in_order '^systemctl .* start plumbd'
}

make_debian
sort -o "$dir/passwd" "$root/etc/passwd"
sort -o "$dir/group" "$root/etc/group"
installs
lives
upgrades
removes
purges
comes_back
[ $failed -ne 0 ] || echo "$suite: installed, upgraded, removed, purged, installed again"
exit $failed
