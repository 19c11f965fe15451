"""The device's end of a pseudo-terminal: what simulators answer through.

* Bytes take their time: 10 bits each at the line's speed, in both directions, counted from when a request
  arrives. The pace is kept on average exactly: every chunk is due at a time computed from the start, not from
  the chunk before it.
* ``unplug`` closes the master, so the device file disappears and the host reads an error; ``replug`` makes a
  new pseudo-terminal behind the same stable link. That is what a USB bridge does.
* The server keeps a slave descriptor of its own open, so that a host may close and open the port again.

Source: platform sheet, section 7.
"""

from __future__ import annotations

import contextlib
import os
import select
import termios
import threading
import time
import tty
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

BITS_PER_BYTE = 10
"""Start bit, eight data bits, stop bit."""

_CHUNK_S = 0.002
_RETRY_S = 0.005

# What termios calls each speed, turned around.
_BAUD_OF_CONSTANT = {
    getattr(termios, name): int(name[1:]) for name in dir(termios) if name[0] == "B" and name[1:].isdigit()
}


@dataclass(slots=True)
class LineFaults:
    """What is wrong with the line.

    Set the fields from any thread; they hold for every reply until set again.
    """

    noise: bytes = b""
    """Bytes that come before every reply."""
    split: bool = False
    """Every byte is written alone."""
    silent: bool = False
    """Nothing gets through to the host."""
    cut_after_bytes: int | None = None
    """The cable is pulled after this many further bytes to the host, in the middle of a reply if it falls so."""


@dataclass(slots=True)
class _Plug:
    """One life of the device file, from plug to unplug."""

    master: int
    slave: int
    wake_read: int
    wake_write: int
    name: str
    gone: threading.Event
    thread: threading.Thread | None = None


class PtyServer:
    """Serves one pseudo-terminal with one thread."""

    def __init__(
        self,
        on_bytes: Callable[[bytes], None],
        *,
        link: Path | None = None,
        baud: int | None = 115200,
        name: str = "pty-server",
        clock: Callable[[], float] = time.monotonic,
        on_plugged: Callable[[], None] | None = None,
    ) -> None:
        """Prepare; ``start`` plugs it in.

        Args:
            on_bytes: takes what the host sent, on the server's thread, after its time on the wire. It answers
                with ``send``.
            link: a symbolic link that names the port for ever; without it the port is called anew at each
                plug.
            baud: the wire's speed; None for no pacing.
            name: the thread's name.
            clock: the monotonic clock of the pace.
            on_plugged: called at each plug: the device has just got power.
        """
        self.faults = LineFaults()
        self._on_bytes = on_bytes
        self._link = link
        self._byte_s = BITS_PER_BYTE / baud if baud else 0.0
        self._chunk_bytes = max(1, int(_CHUNK_S / self._byte_s)) if baud else 4096
        self._name = name
        self._clock = clock
        self._on_plugged = on_plugged
        self._plug: _Plug | None = None
        self._state_lock = threading.RLock()
        self._send_lock = threading.RLock()
        self._received_until = 0.0
        self._sent_until = 0.0

    @property
    def port(self) -> str:
        """What the host opens: the stable link, or the device file of this plug (empty while unplugged)."""
        if self._link is not None:
            return str(self._link)
        plug = self._plug
        return plug.name if plug is not None else ""

    @property
    def plugged(self) -> bool:
        """Whether the device file exists."""
        plug = self._plug
        return plug is not None and not plug.gone.is_set()

    def start(self) -> None:
        """Plug in."""
        self.replug()

    def stop(self) -> None:
        """Unplug for good and remove the link."""
        self.unplug()
        if self._link is not None:
            self._link.unlink(missing_ok=True)

    def unplug(self) -> None:
        """Pull the cable: the device file is gone when this returns. From any thread."""
        with self._state_lock:
            plug, self._plug = self._plug, None
        if plug is None:
            return
        plug.gone.set()
        if plug.thread is threading.current_thread():
            # Called while answering: the thread closes the file as soon as the answer's code returns.
            return
        with contextlib.suppress(OSError):
            os.write(plug.wake_write, b"x")
        if plug.thread is not None:
            plug.thread.join()

    def replug(self) -> None:
        """Plug in again under the same link; does nothing while plugged. From any thread."""
        with self._state_lock:
            if self.plugged:
                return
            master, slave = os.openpty()
            tty.setraw(slave)
            os.set_blocking(master, False)
            wake_read, wake_write = os.pipe()
            plug = _Plug(master, slave, wake_read, wake_write, os.ttyname(slave), threading.Event())
            self._received_until = self._sent_until = self._clock()
            plug.thread = threading.Thread(target=self._serve, args=(plug,), name=self._name, daemon=True)
            self._plug = plug
            if self._link is not None:
                _point_link(self._link, plug.name)
            if self._on_plugged is not None:
                self._on_plugged()
            plug.thread.start()

    def line_baud(self) -> int:
        """The speed that the host has set on the port (the wire's own speed does not follow it)."""
        with self._state_lock:
            if self._plug is None:
                return 0
            attributes = termios.tcgetattr(self._plug.slave)
        return _BAUD_OF_CONSTANT.get(attributes[5], 0)

    def send(self, data: bytes, *, delay_s: float = 0.0) -> None:
        """Send bytes to the host at the line's pace; returns when the last one is written.

        Called while answering a request, the time counts from the end of that request.

        Args:
            data: the bytes.
            delay_s: how long the device thinks before the first byte, in seconds.
        """
        plug = self._plug
        if plug is None or self.faults.silent:
            return
        answering = plug.thread is threading.current_thread()
        with self._send_lock:
            start = self._received_until if answering and self._byte_s else self._clock()
            self._send_paced(plug, self.faults.noise + data, max(start, self._sent_until) + delay_s)
            cut = self.faults.cut_after_bytes == 0
        if cut:  # without the lock: the server's thread takes it as it ends, and is waited for
            self.faults.cut_after_bytes = None
            self.unplug()

    def _send_paced(self, plug: _Plug, data: bytes, start: float) -> None:
        cut = self.faults.cut_after_bytes
        if cut is not None:
            data = data[:cut]
            self.faults.cut_after_bytes = cut - len(data)
        step = 1 if self.faults.split else self._chunk_bytes
        self._sent_until = start
        for offset in range(0, len(data), step):
            chunk = data[offset : offset + step]
            self._sent_until += len(chunk) * self._byte_s
            if not self._wait_until(plug, self._sent_until) or not self._write(plug, chunk):
                return
        if not data:
            self._wait_until(plug, start)

    def _wait_until(self, plug: _Plug, due: float) -> bool:
        """Wait until a time of the clock; False when the cable was pulled meanwhile."""
        left_s = due - self._clock()
        return not (plug.gone.wait(left_s) if left_s > 0 else plug.gone.is_set())

    def _write(self, plug: _Plug, chunk: bytes) -> bool:
        """Write to the host; waits while the host reads nothing. False when the cable was pulled."""
        while chunk:
            if plug.gone.is_set():
                return False
            try:
                chunk = chunk[os.write(plug.master, chunk) :]
            except BlockingIOError:
                plug.gone.wait(_RETRY_S)
        return True

    def _serve(self, plug: _Plug) -> None:
        poller = select.poll()
        poller.register(plug.master, select.POLLIN)
        poller.register(plug.wake_read, select.POLLIN)
        answered = False
        while not plug.gone.is_set():
            # Bytes that are there already have arrived while we were busy: they follow the earlier ones
            # without a gap.
            waiting = answered and bool(poller.poll(0))
            if not waiting:
                poller.poll()
            if plug.gone.is_set():
                break
            try:
                data = os.read(plug.master, self._chunk_bytes * 8)
            except BlockingIOError:
                continue
            earlier = max(self._received_until, self._sent_until)
            begun = min(earlier, self._clock()) if waiting else self._clock()
            self._received_until = begun + len(data) * self._byte_s
            if self._wait_until(plug, self._received_until):
                self._on_bytes(data)
            answered = True
        self._unlink(plug)
        with self._send_lock:
            for descriptor in (plug.master, plug.slave, plug.wake_read, plug.wake_write):
                os.close(descriptor)

    def _unlink(self, plug: _Plug) -> None:
        """Remove the link before the device file goes: the next to open any terminal may get this one's number."""
        if self._link is None:
            return
        with self._state_lock, contextlib.suppress(OSError):
            if str(self._link.readlink()) == plug.name:
                self._link.unlink()


def _point_link(link: Path, target: str) -> None:
    """Make the link name this target, without a moment in which it does not exist."""
    fresh = link.with_name(f"{link.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)
