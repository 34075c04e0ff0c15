#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The Debian package of one architecture, from a copy of the tree, so that nothing is
# written beside it: build/deb/plumbd_VERSION_ARCH.deb.  Another architecture than this
# machine's is cross-built in a Debian of its own, made once and kept: this machine's apt
# never hears of a foreign architecture.  The tests are `make test`'s; they are not run again.
set -eu

[ $# -eq 1 ] || { echo "usage: debian/build.sh ARCH, such as amd64, arm64, armhf" >&2; exit 2; }
arch=$1
cd "$(dirname "$0")/.."
out=$PWD/build/deb
tree=$out/$arch/plumbd
native=$(dpkg --print-architecture)
profiles=nocheck
[ "$arch" = "$native" ] || profiles=cross,nocheck
sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo

# CMakeLists.txt says the version; a package of another one would be mistaken for it.
version=$(sed -n 's/^project(plumbd VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
changelog=$(dpkg-parsechangelog -S Version)
if [ "$changelog" != "$version" ]; then
	echo "debian/changelog is of $changelog, CMakeLists.txt of $version:" \
		"write an entry for $version" >&2
	exit 1
fi

# What the package is built with, on this machine.
prepare_here()
{
	! dpkg-checkbuilddeps -P "$profiles" 2>/dev/null || return 0
	echo "installing what a package is built with"
	$sudo apt-get update -q ||
		echo "apt-get update failed; trying with the indexes there are" >&2
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get build-dep -qy --no-install-recommends \
		--build-profiles="$profiles" ./
}

# The same for another architecture, in $root; what it is made of names it.  From the release
# alone: libraries of two architectures must be of one version, and updates of one come later.
prepare_root()
{
	[ ! -e "$root/made" ] || return 0
	command -v mmdebstrap >/dev/null || {
		$sudo apt-get update -q || echo "apt-get update failed; trying without" >&2
		$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qy \
			--no-install-recommends mmdebstrap
	}
	echo "making a Debian to build for $arch in, once"
	$sudo rm -rf "$out/root-$arch"-*
	mkdir -p "$out"
	$sudo mmdebstrap --quiet --mode=root --variant=apt --architectures="$native,$arch" \
		--include="build-essential,crossbuild-essential-$arch" \
		--setup-hook='sed -i "/security\|-updates/d" "$1/etc/apt/sources.list"' \
		--customize-hook='mkdir "$1/build" && cp -r debian "$1/build"' \
		--customize-hook='chroot "$1" sh -c "cd build && DEBIAN_FRONTEND=noninteractive \
			apt-get build-dep -qy --no-install-recommends \
			--host-architecture='"$arch --build-profiles=$profiles"' ./"' \
		"$suite" "$root" >"$out/root-$arch.log" 2>&1 || {
		tail -n 20 "$out/root-$arch.log" >&2
		echo "no Debian for $arch could be made; all of it stands in" \
			"$out/root-$arch.log" >&2
		exit 1
	}
	$sudo touch "$root/made"
}

command="cd plumbd && DEB_BUILD_OPTIONS='nocheck parallel=$(nproc)' dpkg-buildpackage \
	--build=binary --host-arch=$arch --build-profiles=$profiles -us -uc"

build_here()
{
	(cd "$out/$arch" && sh -c "$command")
}

build_in_root()
{
	$sudo rm -rf "$root/build" &&
	$sudo cp -r "$out/$arch" "$root/build" &&
	$sudo chroot "$root" sh -c "cd build && $command" &&
	cp "$root/build/"*.deb "$out/$arch"
}

suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
root=$out/root-$arch-$(echo "$suite" | cat - debian/control | cksum | cut -d ' ' -f 1)
if [ "$arch" = "$native" ]; then
	prepare_here
	how=build_here
else
	prepare_root
	how=build_in_root
fi

rm -rf "$out/$arch"
mkdir -p "$tree"
tar -c --exclude=./build --exclude=./.git . | tar -x -C "$tree"
if ! $how >"$out/$arch.log" 2>&1; then
	tail -n 40 "$out/$arch.log" >&2
	echo "no package for $arch; all of it stands in $out/$arch.log" >&2
	exit 1
fi
mv "$out/$arch/"*.deb "$out"
echo "build/deb/plumbd_${version}_$arch.deb"
