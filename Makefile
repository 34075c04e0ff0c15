# SPDX-License-Identifier: MIT
# A thin front for people; CMake does the work.  `make help` lists what there is.

PACKAGES = cmake gcc ninja-build pkg-config gettext libsystemd-dev libi2c-dev libconfig-dev \
	libsqlite3-dev
TEST_PACKAGES = libcmocka-dev dbus strace binutils xz-utils mandoc zsh \
	umockdev libumockdev-dev libglib2.0-dev chromium
BENCH_PACKAGES = valgrind
FUZZ_PACKAGES = clang libclang-rt-dev
DEB_PACKAGES = dpkg-dev debhelper
DEB_TEST_PACKAGES = lintian mmdebstrap qemu-user-static
PROVE_PACKAGES = mmdebstrap
# machines to boot, and what they are made with
SYSTEM_PACKAGES = mmdebstrap qemu-system-x86 seabios kmod cpio busybox-static e2fsprogs dbus python3
# other machines than this one, to count and to compare on
CROSS_PACKAGES := $(if $(filter x86_64,$(shell uname -m)),qemu-user-static \
	gcc-aarch64-linux-gnu libc6-dev-arm64-cross gcc-arm-linux-gnueabihf libc6-dev-armhf-cross)

SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
JOBS ?= $(shell nproc)

# need PACKAGES...: install those of them that are not there.  An index that cannot be fetched, of
# another architecture say, is no reason to stop: apt goes on with the last one.
define need
@missing=""; for p in $(1); do \
	dpkg-query -W -f '$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; \
done; \
if [ -n "$$missing" ]; then \
	echo "installing:$$missing"; \
	$(SUDO) apt-get update -q || echo "apt-get update failed; trying with the indexes there are"; \
	DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -qy --no-install-recommends $$missing; \
fi
endef

.PHONY: help
help:
	@echo "make demo      see plumbd at work on a simulated wearer, within a minute"
	@echo "make test      build and run every test, then again under ASan and UBSan"
	@echo "make build     build into build/dev"
	@echo "make accuracy  how well it recognises and measures [DATA=folder with recordings]"
	@echo "make bench     instructions, memory, system calls, each against its target"
	@echo "make exact     the same decisions from every compiler and machine [DATA=]"
	@echo "make system-test  the package in Debian 12 and 13, booted, with an I2C bus [ARGS=]"
	@echo "make fuzz      run each of the five fuzzers for [SECONDS=60]"
	@echo "make soak      days with a fault a minute, against the same without [SEEDS=20]"
	@echo "make kill      kill -9 at [KILLS=100] random moments: what is left of the history"
	@echo "make year      a year of the daemon: history, reminders, stats and report of it [SEED=1]"
	@echo "make prove     what cannot overflow or reach out of bounds, proved [PROOF=names]"
	@echo "make install   install plumbd on this machine [DESTDIR=]"
	@echo "make deb       the Debian packages, into build/deb [ARCH='amd64 arm64 armhf']"
	@echo "make deb-test  build them, look through them, and install them into fresh Debians"
	@echo "make clean     remove build/"

.PHONY: build
build:
	$(call need,$(PACKAGES) $(TEST_PACKAGES))
	@cmake --preset dev >/dev/null
	@cmake --build --preset dev -j $(JOBS)

# Every test twice: as it ships, and under the sanitizers.
.PHONY: test
test: build
	@ctest --preset dev -j $(JOBS)
	@cmake --preset asan >/dev/null
	@cmake --build --preset asan -j $(JOBS)
	@ctest --preset asan -j $(JOBS)

.PHONY: demo
demo:
	$(call need,$(PACKAGES) dbus)
	@cmake --preset demo >/dev/null
	@cmake --build --preset demo -j $(JOBS) >/dev/null
	@ctl/demo.sh build/demo

DATA ?= ../shared/data

.PHONY: accuracy
accuracy: build
	$(call need,python3 xz-utils)
	@tests/accuracy/accuracy.py --plumbctl build/dev/ctl/plumbctl \
		--make-slouch build/dev/tests/make-slouch --data $(DATA) $(ARGS)

.PHONY: bench
bench: build
	$(call need,$(BENCH_PACKAGES) $(CROSS_PACKAGES) strace dbus)
	@tests/bench/bench.sh build/dev

.PHONY: exact
exact:
	$(call need,gcc clang xz-utils $(CROSS_PACKAGES))
	@tests/exact/builds.sh --thorough --data $(DATA)

# Needs root, a network the first time, and about ten minutes.  77: a machine was left out.
.PHONY: system-test
system-test: build
	-$(call need,$(SYSTEM_PACKAGES))
	@tests/system/system.py --build build/dev --out build/system $(ARGS)

# Each fuzzer in turn, for so long.
SECONDS ?= 60

.PHONY: fuzz
fuzz:
	$(call need,$(PACKAGES) $(TEST_PACKAGES) $(FUZZ_PACKAGES))
	@cmake --preset fuzz >/dev/null
	@cmake --build --preset fuzz -j $(JOBS)
	@tests/fuzz/fuzz.sh build/fuzz $(SECONDS)

# Seeds 1 to this many, each a simulated day: one sensor, then two of the other family.
SEEDS ?= 20

.PHONY: soak
soak: build
	@build/dev/tests/soak/soak --seeds $(SEEDS)
	@build/dev/tests/soak/soak --seeds $(SEEDS) --sensors 2 --chip LSM6DSOX

# Each a few seconds: the history must open, whole, and have lost five minutes at most.
KILLS ?= 100

.PHONY: kill
kill: build
	@PLUMBD=build/dev/daemon/plumbd PLUMBCTL=build/dev/ctl/plumbctl \
		tests/e2e/test-kill.py $(KILLS)

# Three minutes of a processor; `make test` lives a fortnight of it.
SEED ?= 1

.PHONY: year
year: build
	@rm -rf build/year
	@build/dev/tests/year/year --state build/year $(SEED)
	@PLUMBD=build/dev/daemon/plumbd PLUMBCTL=build/dev/ctl/plumbctl tests/year/look.py build/year

# Where no root for cbmc can be made it says why, and fails: then nothing was proved.
.PHONY: prove
prove:
	$(call need,$(PROVE_PACKAGES))
	@tests/prove/prove.sh $(PROOF)

# Debian reads unit, policy and sysusers files from /usr/lib and /usr/share only.
.PHONY: install
install:
	$(call need,$(PACKAGES))
	@cmake --preset release -DCMAKE_INSTALL_PREFIX=/usr >/dev/null
	@cmake --build --preset release -j $(JOBS)
	@$(if $(DESTDIR),,$(SUDO)) env DESTDIR=$(DESTDIR) cmake --install build/release
	@$(if $(DESTDIR),true,$(SUDO) systemd/after-install.sh)

# Every architecture a posture daemon is likely to meet, or those asked for.
ARCH ?= amd64 arm64 armhf

.PHONY: deb
deb:
	$(call need,$(DEB_PACKAGES))
	@set -e; for arch in $(ARCH); do debian/build.sh $$arch; done

# What was just built as it lies there, and its life in a fresh Debian 12 and 13.
.PHONY: deb-test
deb-test: deb
	$(call need,$(DEB_TEST_PACKAGES))
	@tests/deb/check.sh $(foreach arch,$(ARCH),build/deb/plumbd_*_$(arch).deb)
	@for suite in bookworm trixie; do \
		tests/deb/life.sh build/deb/plumbd_*_$$(dpkg --print-architecture).deb \
			$$suite build/deb/roots || [ $$? -eq 77 ] || exit 1; \
	done

.PHONY: clean
clean:
	rm -rf build
