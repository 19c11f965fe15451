"""Page after page after page: no memory, no thread, no descriptor more. 500 here, 10,000 in ``make prove``."""

from __future__ import annotations

import gc
import os
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from drivers.camera.commands import PreviewFrame, WatchPage
from drivers.camera.driver import CameraDriver
from drivers.camera.slot import LatestSlot
from drivers.camera.source import Pixels
from drivers.commands import LiveContext
from drivers.paper import PaperKind
from tests.drivers.camera.fake_kernel import FakeCamera, FakeKernel, encode
from tests.drivers.camera.polled import source_on

ROUNDS = 500 * int(os.environ.get("KIOSK_PROVE", "1"))
GROWTH_KIB = 12_000
"""Resident memory may differ by three frames: the allocator's own unrest."""
WARM_UP = 60


def _resident_kib() -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise AssertionError("no VmRSS")


def _descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - names are counted only


@pytest.mark.timeout(3600)
def test_captures_without_growth(
    kernel: FakeKernel, camera: FakeCamera, desk: Pixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Frames from the kernel's buffers, a page by the button in each round, every tenth round with a new opening.

    Where the page lies, and that it is sharp, is believed: both take most of the time, and are pure functions.
    """
    small = np.asarray(cv2.resize(desk, (640, 480), interpolation=cv2.INTER_AREA), np.uint8)
    corners = np.array([[260, 190], [370, 190], [370, 260], [260, 260]], np.float32)
    monkeypatch.setattr("drivers.camera.watch.find_page", lambda _image: corners)
    monkeypatch.setattr("drivers.camera.watch.sharpness", lambda _page: 0.9)
    shown = [encode(np.bitwise_xor(small, np.uint8(one)), "MJPG") for one in range(4)]
    camera.formats = {"MJPG": {(640, 480): (30.0,)}}
    camera.makes = lambda one, number: shown[number % len(shown)]
    driver = CameraDriver(source_on(kernel), kernel.time)
    driver.open()
    slot: LatestSlot[PreviewFrame] = LatestSlot()
    before = (0, 0, 0)
    for number in range(ROUNDS + WARM_UP):
        if number == WARM_UP:
            gc.collect()
            before = _resident_kib(), threading.active_count(), _descriptors()
        if number % 10 == 9:
            driver.close()
            driver.open()
        command = WatchPage(slot, PaperKind.CARD, auto_capture=False)
        command.request_capture()
        page = driver.run(command, LiveContext(timebase=kernel.time, timeout_s=30.0))
        assert page.quad is not None
        assert slot.take() is None
        kernel.mapped.clear()
    gc.collect()
    after = _resident_kib(), threading.active_count(), _descriptors()
    driver.close()

    assert after[0] - before[0] < GROWTH_KIB
    assert after[1:] == before[1:]
    assert kernel.open_files == {}
