"""``WatchCode``: the QR code of a slip on the desk, what is no such code, and a camera that fails meanwhile."""

from __future__ import annotations

import functools
import logging
from pathlib import Path

import cv2
import numpy as np
import pytest

from drivers.camera.code_watch import symbologies_for
from drivers.camera.commands import WatchCode
from drivers.camera.driver import CameraDriver
from drivers.camera.errors import CameraGoneError, FrameDarkError, FrameFrozenError
from drivers.camera.source import Frame, Pixels
from drivers.camera.stage_source import Prop, StageSource, set_stage
from drivers.camera.v4l2_source import CameraWish
from drivers.code_scanner.classify import CodeKind
from drivers.code_scanner.model import CodeRejected, CodeScanned, WaitingForCode
from drivers.commands import CommandStoppedError, LiveContext, TimeLimitError
from drivers.vision.codes import ALL_SYMBOLOGIES, Symbology
from tests.drivers.camera.fake_kernel import FakeCamera, FakeKernel, encode
from tests.drivers.camera.leaping_time import LeapingTime
from tests.drivers.camera.polled import source_on
from tests.drivers.camera.slips import RECEIPT, draw_slip_desk

RECEIPTS = frozenset({CodeKind.RECEIPT_NUMBER})


@pytest.fixture(scope="module")
def slip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with a slip on it."""
    return _saved(tmp_path_factory.mktemp("slips") / "slip.png", draw_slip_desk())


@pytest.fixture(scope="module")
def poster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with something on it whose code leads to a web page."""
    return _saved(tmp_path_factory.mktemp("slips") / "poster.png", draw_slip_desk("https://example.cn/x"))


def _saved(path: Path, picture: Pixels) -> Path:
    assert cv2.imwrite(str(path), picture)
    return path


class _Desk:
    """One ``WatchCode`` on the test's own thread, over a stage that changes at chosen frames."""

    def __init__(self, stage: Path, leaping: LeapingTime, *shown: Path | Prop, timeout_s: float = 20.0) -> None:
        self.told: list[object] = []
        self.context = LiveContext(timebase=leaping, timeout_s=timeout_s, on_progress=self.told.append)
        self.source = _Changing(stage, leaping, list(shown))
        self._driver = CameraDriver(self.source, leaping)

    def run(self) -> CodeScanned:
        """Open, run, close."""
        self._driver.open()
        try:
            return self._driver.run(WatchCode(RECEIPTS), self.context)
        finally:
            self._driver.close()


class _Changing(StageSource):
    """A stage that shows one thing after the other, two frames each, and the last one for ever."""

    def __init__(self, stage: Path, leaping: LeapingTime, shown: list[Path | Prop]) -> None:
        super().__init__(stage, leaping)
        self._stage_file, self._shown, self.frames = stage, shown, 0

    def read(self) -> Frame:
        """As it is."""
        if self.frames % 2 == 0 and self._shown:
            set_stage(self._stage_file, self._shown.pop(0))
        self.frames += 1
        return super().read()


def test_the_slip_gives_its_number(stage: Path, leaping: LeapingTime, slip: Path) -> None:
    """Its first frame is enough; the number is in no ``repr``."""
    desk = _Desk(stage, leaping, Prop.EMPTY, slip)
    found = desk.run()
    assert found.code.text == RECEIPT
    assert found.code.kind is CodeKind.RECEIPT_NUMBER
    assert desk.told == [WaitingForCode()]
    assert desk.source.frames == 3
    assert RECEIPT not in repr(found)


def test_another_code_is_told_once_for_each_presentation(
    stage: Path, leaping: LeapingTime, slip: Path, poster: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The watch goes on until the right one is there; no log line says what a code says."""
    caplog.set_level(logging.INFO)
    desk = _Desk(stage, leaping, poster, poster, slip)
    assert desk.run().code.text == RECEIPT
    assert desk.told == [WaitingForCode(), CodeRejected(CodeKind.WEB_ADDRESS)]
    assert "kind=web_address length=20" in caplog.text
    assert "example.cn" not in caplog.text
    assert RECEIPT not in caplog.text


def test_it_is_told_again_when_it_is_shown_again(stage: Path, leaping: LeapingTime, slip: Path, poster: Path) -> None:
    """After more than two seconds without it."""
    desk = _Desk(stage, leaping, poster, *[Prop.EMPTY] * 9, poster, slip)
    desk.run()
    assert desk.told == [WaitingForCode(), *[CodeRejected(CodeKind.WEB_ADDRESS)] * 2]


@pytest.mark.parametrize(
    ("prop", "error"),
    [(Prop.UNPLUG, CameraGoneError), (Prop.BLACK, FrameDarkError), (Prop.FREEZE, FrameFrozenError)],
)
def test_a_camera_that_fails_ends_the_watch(
    stage: Path, leaping: LeapingTime, prop: Prop, error: type[Exception]
) -> None:
    """With the fault that it has; a frozen picture could be the slip of somebody who has left."""
    with pytest.raises(error):
        _Desk(stage, leaping, Prop.EMPTY, prop).run()


def test_the_time_ends_it(stage: Path, leaping: LeapingTime) -> None:
    """Nothing was laid there."""
    with pytest.raises(TimeLimitError):
        _Desk(stage, leaping, Prop.EMPTY, timeout_s=2.0).run()


def test_a_cancel_ends_it(stage: Path, leaping: LeapingTime, slip: Path) -> None:
    """Before the next frame is taken."""
    desk = _Desk(stage, leaping, slip)
    desk.context.cancel()
    with pytest.raises(CommandStoppedError):
        desk.run()
    assert desk.source.frames == 0


def _watched(kernel: FakeKernel, camera: FakeCamera, desk: Pixels) -> CodeScanned:
    @functools.cache
    def made(size: tuple[int, int], fourcc: str, odd: int) -> bytes:
        picture = cv2.resize(desk, size, interpolation=cv2.INTER_AREA)
        return encode(np.bitwise_xor(np.asarray(picture, np.uint8), np.uint8(odd)), fourcc)

    def shown(one: FakeCamera, number: int) -> bytes:
        return made(one.size, one.fourcc, number % 2)

    camera.makes = shown
    driver = CameraDriver(source_on(kernel, CameraWish(width=2592, height=1944, fps=10)), kernel.time)
    driver.open()
    try:
        return driver.run(WatchCode(RECEIPTS), LiveContext(timebase=kernel.time, timeout_s=30.0))
    finally:
        driver.close()


@pytest.mark.parametrize(
    "formats",
    [{"MJPG": {(2592, 1944): (15.0,)}}, {"YUYV": {(640, 480): (30.0,), (2592, 1944): (2.0,)}}],
    ids=["one mode", "switching"],
)
def test_a_slip_too_small_for_the_preview_is_read_in_the_full_picture(
    kernel: FakeKernel, camera: FakeCamera, formats: dict[str, dict[tuple[int, int], tuple[float, ...]]]
) -> None:
    """The camera sees a large desk: in a preview of half the size the code of 58 mm paper cannot be read."""
    camera.formats = formats
    desk = draw_slip_desk(width_dots=384, size=(2592, 1944), pixels_per_mm=1.85)
    assert _watched(kernel, camera, desk).code.text == RECEIPT


def test_fewer_symbologies_where_fewer_can_come() -> None:
    """A receipt number is a QR code; payment codes are shown as bars too."""
    assert symbologies_for(RECEIPTS) == {Symbology.QR}
    assert symbologies_for(frozenset({CodeKind.PAYMENT, CodeKind.RECEIPT_NUMBER})) == ALL_SYMBOLOGIES
