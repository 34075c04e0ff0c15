# SPDX-License-Identifier: MIT
"""A virtual machine: its disks, its first program, its qemu."""
import atexit
import os
import shutil
import subprocess
import tarfile

HERE = os.path.dirname(os.path.abspath(__file__))
STATE_DISK_MB = 16
QEMU = ["qemu-system-x86_64", "-M", "pc", "-cpu", "max", "-smp", "1", "-m", "1024", "-accel", "tcg",
        "-nographic", "-no-reboot", "-nic", "none", "-monitor", "none"]
APPEND = "console=ttyS0 panic=-1 quiet systemd.show_status=0 mitigations=off "


def make_initrd(folder, image):
    """The image's, and the first program behind it: the kernel unpacks one after the other."""
    first = os.path.join(folder, "first")
    os.makedirs(first, exist_ok=True)
    shutil.copy(os.path.join(HERE, "init.sh"), os.path.join(first, "init"))
    cpio = subprocess.run(["cpio", "--quiet", "-o", "-H", "newc"], input=b"init\n", check=True,
                          stdout=subprocess.PIPE, cwd=first).stdout
    with open(os.path.join(folder, "initrd"), "wb") as whole:
        with open(os.path.join(image, "initrd"), "rb") as base:
            shutil.copyfileobj(base, whole)
        whole.write(bytes(-whole.tell() % 4) + cpio)


def pack(folder, package, build):
    """What goes into the machine, as a disk that holds a tar."""
    payload = os.path.join(folder, "payload.tar")
    slouch = os.path.join(folder, "slouch.csv")
    with open(slouch, "w") as out:
        subprocess.run([os.path.join(build, "tests/make-slouch"), "1500", "300", "7"], stdout=out,
                       check=True)
    files = [slouch, package, os.path.join(build, "tests/system/feeder"),
             os.path.join(HERE, "power-cut.sh")]
    guest = os.path.join(HERE, "guest")
    files += [os.path.join(guest, name) for name in sorted(os.listdir(guest)) if name[0] != "_"]
    with tarfile.open(payload, "w") as tar:
        for source in files:
            tar.add(source, os.path.basename(source))
    os.truncate(payload, -(-os.path.getsize(payload) // 512) * 512)


def make_state(path):
    """An empty disk for /var/lib/plumbd."""
    with open(path, "wb") as f:
        f.truncate(STATE_DISK_MB << 20)
    subprocess.run(["mke2fs", "-q", "-t", "ext4", path], check=True)


def start(folder, image, state, console, options):
    """qemu; what the machine says on its second serial line is the standard output."""
    drive = "if=virtio,format=raw,"
    qemu = subprocess.Popen(
        QEMU + ["-kernel", image + "/vmlinuz", "-initrd", folder + "/initrd",
                "-drive", drive + "snapshot=on,file=%s/root.img" % image,
                "-drive", drive + "readonly=on,file=%s/payload.tar" % folder,
                "-drive", drive + "file=" + state,
                "-serial", "file:" + console, "-serial", "stdio", "-append", APPEND + options],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    atexit.register(qemu.kill)  # no machine is left behind
    return qemu


def said(qemu):
    """The machine's lines as they come."""
    for raw in qemu.stdout:
        yield raw.decode(errors="replace").strip("\r\n")
