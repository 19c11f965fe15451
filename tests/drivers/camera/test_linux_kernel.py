"""The machine's own system calls, on files and pipes of the test."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from drivers.camera.v4l2.device import camera_error
from drivers.camera.v4l2.kernel import LinuxKernel
from drivers.camera.v4l2.layout import Call


def test_waiting_ends_with_data_with_a_hang_up_and_with_its_time() -> None:
    """A hang-up counts as something to fetch: the next call says what."""
    kernel = LinuxKernel()
    reading, writing = os.pipe()
    assert not kernel.wait_readable(reading, 0.01)
    os.write(writing, b"x")
    assert kernel.wait_readable(reading, 5.0)
    os.read(reading, 1)
    os.close(writing)
    assert kernel.wait_readable(reading, 5.0)
    kernel.close(reading)


def test_memory_is_shared(tmp_path: Path) -> None:
    """What is written on one side is seen on the other; the descriptor is not inherited."""
    path = tmp_path / "buffer"
    path.write_bytes(bytes(8192))
    kernel = LinuxKernel()
    fd = kernel.open(str(path))
    assert not os.get_inheritable(fd)
    memory = kernel.map(fd, 4096, 4096)
    os.pwrite(fd, b"hello", 4096)
    view = memoryview(memory)
    assert bytes(view[:5]) == b"hello"
    with pytest.raises(BufferError):
        memory.close()
    view.release()
    memory.close()
    kernel.close(fd)


def test_a_call_that_a_device_does_not_know() -> None:
    """The kernel's own number."""
    kernel = LinuxKernel()
    fd = kernel.open("/dev/null")
    with pytest.raises(OSError, match="ioctl") as caught:
        kernel.ioctl(fd, Call.QUERYCAP, memoryview(bytearray(104)))
    assert caught.value.errno == errno.ENOTTY
    kernel.close(fd)


def test_signals_interrupt_a_bounded_number_of_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call is made again after a signal, not for ever."""
    calls: list[int] = []

    def interrupted(fd: int, request: int, argument: memoryview, mutate: bool) -> int:
        calls.append(fd)
        if len(calls) < 3 or fd == 2:
            raise InterruptedError
        return 0

    monkeypatch.setattr("drivers.camera.v4l2.kernel.fcntl.ioctl", interrupted)
    LinuxKernel().ioctl(1, Call.QUERYCAP, memoryview(bytearray(104)))
    assert calls == [1, 1, 1]
    with pytest.raises(InterruptedError):
        LinuxKernel().ioctl(2, Call.QUERYCAP, memoryview(bytearray(104)))


def test_causes_name_the_call_and_the_number() -> None:
    """For whoever reads the log; a number without a name is told as it is."""
    assert camera_error(OSError(errno.EIO, ""), Call.QBUF).detail == "qbuf EIO"
    assert camera_error(OSError(9999, ""), Call.QBUF).detail == "qbuf 9999"
