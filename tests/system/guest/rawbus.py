# SPDX-License-Identifier: MIT
"""A D-Bus client of a hundred lines, for what libraries refuse to send or take too long over."""
import socket
import struct
import threading
import time

SOCKET = "/run/dbus/system_bus_socket"
NAME = "org.plumbd.Posture1"
PATH = "/org/plumbd/Posture1"
CALL, REPLY, ERROR, SIGNAL = 1, 2, 3, 4
BURST = 20
ON_THE_WAY_MAX = 2000


def padded(data, to):
    return data + bytes(-len(data) % to)


def string(data):
    if isinstance(data, str):
        data = data.encode()
    return struct.pack("<I", len(data)) + data + b"\0"


def body_of(signature, values):
    """Strings (str, or bytes of any kind), booleans and 32-bit numbers."""
    body = b""
    for letter, value in zip(signature, values):
        body = padded(body, 4)
        body += string(value) if letter == "s" else struct.pack(
            "<i" if letter == "i" else "<I", int(value))
    return body


def message(serial, member, signature="", values=(), destination=NAME, path=PATH, interface=NAME):
    """One method call, marshalled."""
    body = body_of(signature, values)
    fields = b""
    for code, kind, value in ((1, "o", path), (2, "s", interface), (3, "s", member),
                              (6, "s", destination)):
        fields = padded(fields, 8) + bytes([code, 1]) + kind.encode() + b"\0" + string(value)
    if signature:
        fields = padded(fields, 8) + bytes([8, 1]) + b"g\0" + bytes([len(signature)]) \
            + signature.encode() + b"\0"
    head = struct.pack("<cBBBIII", b"l", CALL, 0, 1, len(body), serial, len(fields))
    return padded(head + fields, 8) + body


class RawBus:
    """A connection.  What comes in is read only when asked for."""

    def __init__(self, timeout=20, path=SOCKET):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(timeout)
        self.socket.connect(path)
        self.socket.sendall(b"\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n")
        self.held = b""
        while b"OK " not in self.held or not self.held.endswith(b"\r\n"):
            self.held += self.socket.recv(4096)
        self.held = b""
        self.serial = 0
        self.call("Hello", destination="org.freedesktop.DBus", path="/org/freedesktop/DBus",
                  interface="org.freedesktop.DBus")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, member, *arguments, **where):
        self.serial += 1
        self.socket.sendall(message(self.serial, member, *arguments, **where))
        return self.serial

    def _whole(self):
        """The first message held, or None."""
        if len(self.held) < 16:
            return None
        body, _, fields = struct.unpack("<III", self.held[4:16])
        size = 16 + fields + -fields % 8 + body
        if len(self.held) < size:
            return None
        whole, self.held = self.held[:size], self.held[size:]
        return whole

    def receive(self):
        while True:
            whole = self._whole()
            if whole:
                return whole
            more = self.socket.recv(1 << 16)
            if not more:
                raise ConnectionError("the bus hung up")
            self.held += more

    def call(self, *arguments, **where):
        """Returns (REPLY or ERROR, the whole message) of the answer to this call."""
        serial = self.send(*arguments, **where)
        wanted = b"\x05\x01u\0" + struct.pack("<I", serial)
        while True:
            whole = self.receive()
            if whole[1] in (REPLY, ERROR) and wanted in whole:
                return whole[1], whole

    def drain(self, limit=1 << 20):
        """Reads and throws away what is there; how many messages that were, about."""
        self.socket.setblocking(False)
        try:
            self.held += self.socket.recv(limit)
        except BlockingIOError:
            pass
        finally:
            self.socket.setblocking(True)
        n = 0
        while self._whole():
            n += 1
        return n


class Flood(threading.Thread):
    """@rate calls of Get a second, until told to stop; no more than some are on their way."""

    def __init__(self, rate, path=SOCKET):
        super().__init__(daemon=True)
        self.rate, self.path = rate, path
        self.sent = self.answered = 0
        self.over = False

    def run(self):
        calls = b"".join(message(1 + i, "Get", "ss", (NAME, "Posture"),
                                 interface="org.freedesktop.DBus.Properties")
                         for i in range(BURST))
        with RawBus(path=self.path) as raw:
            begin = time.monotonic()
            while not self.over:
                due = (time.monotonic() - begin) * self.rate
                if self.sent < due and self.sent - self.answered < ON_THE_WAY_MAX:
                    raw.socket.sendall(calls)
                    self.sent += BURST
                else:
                    time.sleep(0.002)
                self.answered += raw.drain()
            self.seconds = time.monotonic() - begin

    def stop(self):
        """What was reached, in words."""
        self.over = True
        self.join()
        return "%.0f calls a second sent, %.0f answered, for %.0f s" % (
            self.sent / self.seconds, self.answered / self.seconds, self.seconds)
