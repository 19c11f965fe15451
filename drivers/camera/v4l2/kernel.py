"""The few system calls that video capture needs: an interface that tests replace, and the machine's own."""

from __future__ import annotations

import fcntl
import mmap
import os
import select
from typing import Protocol

INTERRUPTED_TRIES = 8


class FrameMemory(Protocol):
    """A piece of memory that is shared with the kernel; has the buffer interface besides."""

    def __len__(self) -> int:
        """Bytes."""

    def __buffer__(self, flags: int, /) -> memoryview:
        """A view."""

    def close(self) -> None:
        """Give the memory back. Raises ``BufferError`` while a view of it is alive."""


class Kernel(Protocol):
    """System calls. Each raises ``OSError`` with the kernel's ``errno``; none waits but ``wait_readable``."""

    def open(self, path: str) -> int:
        """Open a device node for reading and writing, without ever blocking. Gives a descriptor."""

    def close(self, fd: int) -> None:
        """Close a descriptor."""

    def ioctl(self, fd: int, request: int, argument: memoryview) -> None:
        """Make a call; the kernel reads the argument's bytes and writes its answer over them."""

    def map(self, fd: int, length: int, offset: int) -> FrameMemory:
        """Map a buffer that the kernel named by its offset."""

    def wait_readable(self, fd: int, timeout_s: float) -> bool:
        """Wait until there is something to fetch, an error included; False when the time is over."""


class LinuxKernel:
    """The machine's kernel."""

    __slots__ = ()

    def open(self, path: str) -> int:
        """Open without blocking; not inherited by child processes."""
        return os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)

    def close(self, fd: int) -> None:
        """Close."""
        os.close(fd)

    def ioctl(self, fd: int, request: int, argument: memoryview) -> None:
        """Call; again when a signal came in between."""
        for _ in range(INTERRUPTED_TRIES):
            try:
                fcntl.ioctl(fd, request, argument, True)
            except InterruptedError:
                continue
            return
        raise InterruptedError

    def map(self, fd: int, length: int, offset: int) -> FrameMemory:
        """Map shared, as the kernel demands of video buffers."""
        return mmap.mmap(fd, length, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE, offset=offset)

    def wait_readable(self, fd: int, timeout_s: float) -> bool:
        """Poll. An error or a hang-up counts as readable: the next call tells which."""
        poll = select.poll()
        poll.register(fd, select.POLLIN | select.POLLERR | select.POLLHUP)
        return bool(poll.poll(max(timeout_s, 0.0) * 1000))
