#!/bin/sh
# SPDX-License-Identifier: MIT
# package.sh RELEASE - the amd64 package for that release of Debian; prints its path.
#
# On a machine of that release it is what `make deb` builds.  For another one the same tree is
# built in a root of it, made once and kept beside the images: libraries change their names from
# one release to the next, and with them what the package depends on.  77: cannot be built.
set -eu

release=$1
cd "$(dirname "$0")/../.."
cache=${XDG_CACHE_HOME:-$HOME/.cache}/plumbd/system
out=$PWD/build/system/deb-$release
tools=build-essential,cmake,debhelper,groff,libconfig-dev,libi2c-dev,libsqlite3-dev,libsystemd-dev
tools=$tools,ninja-build,pkg-config

skip()
{
	echo "SKIP $release: $1" >&2
	exit 77
}

here=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
if [ "$here" = "$release" ] && [ "$(dpkg --print-architecture)" = amd64 ]; then
	package=$(debian/build.sh amd64 | tail -n 1)
	echo "$PWD/$package"
	exit
fi

[ "$(id -u)" = 0 ] || skip "building for another release than this machine's needs root"
command -v mmdebstrap >/dev/null || skip "there is no mmdebstrap: install it"
mkdir -p "$cache"
root=$cache/build-$release-$(echo "$release $tools" | sha256sum | cut -c1-12).tar
if [ ! -e "$root" ]; then
	echo "making what builds for $release, once" >&2
	rm -f "$cache/build-$release"-*
	mmdebstrap --quiet --format=tar --variant=minbase --include="$tools" "$release" "$root.new" >&2 ||
		skip "mmdebstrap could not make it; is there a network?"
	mv "$root.new" "$root"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar -xf "$root" -C "$work" --exclude=./dev
mkdir -p "$work/dev" "$work/src/plumbd" "$out"
: >"$work/dev/null"
chmod 666 "$work/dev/null"
tar -c --exclude=./build --exclude=./.git . | tar -x -C "$work/src/plumbd"
echo "building the package for $release" >&2
if ! chroot "$work" sh -c 'cd /src/plumbd && export DEB_BUILD_OPTIONS="nocheck parallel=$(nproc)" &&
	dpkg-buildpackage --build=binary --build-profiles=nocheck -us -uc' >"$out/log" 2>&1; then
	tail -n 40 "$out/log" >&2
	exit 1
fi
rm -f "$out"/*.deb
mv "$work"/src/plumbd_*_amd64.deb "$out"
echo "$out"/plumbd_*_amd64.deb
