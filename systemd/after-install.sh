#!/bin/sh
# SPDX-License-Identifier: MIT
# What a package's scripts would do after the files are in place: the user, the configuration
# where there is none yet, and telling systemd and the bus.  Without systemd it says so.
set -eu

conf=/etc/plumbd/plumbd.conf
if [ -e "$conf" ]; then
	echo "kept $conf; the new defaults are in /usr/share/plumbd/plumbd.conf"
else
	install -D -m 0644 /usr/share/plumbd/plumbd.conf "$conf"
fi
if ! command -v systemd-sysusers >/dev/null; then
	echo "installed, but this machine has no systemd: run plumbd by hand, see plumbd --help"
	exit 0
fi
systemd-sysusers plumbd.conf
if [ -d /run/systemd/system ]; then
	systemctl daemon-reload
	journalctl --update-catalog
	systemctl reload dbus.service 2>/dev/null || true
	udevadm trigger --action=change --subsystem-match=i2c-dev || true
fi
cat <<'EOF'

plumbd is installed.  Next, with the sensor connected:

  sudo systemctl enable --now plumbd
  sudo plumbctl learn
EOF
