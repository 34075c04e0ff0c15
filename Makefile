# SPDX-License-Identifier: MIT
# A thin front for people; CMake does the work.  `make help` lists what there is.

PACKAGES = cmake gcc ninja-build pkg-config libsystemd-dev libi2c-dev libconfig-dev
TEST_PACKAGES = libcmocka-dev dbus strace binutils xz-utils
BENCH_PACKAGES = valgrind
FUZZ_PACKAGES = clang libclang-rt-dev
# other machines than this one, to count and to compare on
CROSS_PACKAGES := $(if $(filter x86_64,$(shell uname -m)),qemu-user-static \
	gcc-aarch64-linux-gnu libc6-dev-arm64-cross gcc-arm-linux-gnueabihf libc6-dev-armhf-cross)

SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
JOBS ?= $(shell nproc)

# need PACKAGES...: install those of them that are not there
define need
@missing=""; for p in $(1); do \
	dpkg-query -W -f '$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; \
done; \
if [ -n "$$missing" ]; then \
	echo "installing:$$missing"; \
	$(SUDO) apt-get update -q && \
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
	@echo "make fuzz      run each of the five fuzzers for [SECONDS=60]"
	@echo "make install   install plumbd on this machine [DESTDIR=]"
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

# Each fuzzer in turn, for so long.
SECONDS ?= 60

.PHONY: fuzz
fuzz:
	$(call need,$(PACKAGES) $(TEST_PACKAGES) $(FUZZ_PACKAGES))
	@cmake --preset fuzz >/dev/null
	@cmake --build --preset fuzz -j $(JOBS)
	@tests/fuzz/fuzz.sh build/fuzz $(SECONDS)

# Debian reads unit, policy and sysusers files from /usr/lib and /usr/share only.
.PHONY: install
install:
	$(call need,$(PACKAGES))
	@cmake --preset release -DCMAKE_INSTALL_PREFIX=/usr >/dev/null
	@cmake --build --preset release -j $(JOBS)
	@$(if $(DESTDIR),,$(SUDO)) env DESTDIR=$(DESTDIR) cmake --install build/release
	@$(if $(DESTDIR),true,$(SUDO) systemd/after-install.sh)

.PHONY: clean
clean:
	rm -rf build
