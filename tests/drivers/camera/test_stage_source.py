"""The stage shows what its file says, and what it says can change at any moment."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from drivers.camera.errors import CameraGoneError, FramesDamagedError, ImageUnreadableError, SourceMissingError
from drivers.camera.sample_desk import draw_empty_desk
from drivers.camera.source import Pixels
from drivers.camera.stage_source import (
    SLOW_FRAME_S,
    Fault,
    Prop,
    StageSource,
    set_faults,
    set_stage,
    stage_faults,
)
from tests.drivers.camera.leaping_time import LeapingTime


@pytest.fixture
def source(stage: Path, leaping: LeapingTime) -> StageSource:
    """An open stage."""
    opened = StageSource(stage, leaping)
    opened.open()
    return opened


def test_papers_are_laid_and_removed(source: StageSource, stage: Path, pictures: Path, desk: Pixels) -> None:
    """The next frame shows what lies there now."""
    empty = source.read().image
    set_stage(stage, pictures / "paper.png")
    laid = source.read().image
    set_stage(stage, Prop.EMPTY)
    removed = source.read().image

    assert np.array_equal(empty, draw_empty_desk())
    assert np.array_equal(laid, desk)
    assert np.array_equal(removed, empty)


def test_relative_paths_start_at_the_stage(leaping: LeapingTime, pictures: Path, desk: Pixels) -> None:
    """The stage and its papers can lie in one folder."""
    stage = pictures / "stage.txt"
    stage.write_text("paper.png\n", encoding="utf-8")
    source = StageSource(stage, leaping)
    source.open()

    assert np.array_equal(source.read().image, desk)


def test_freeze_gives_the_very_same_frame(source: StageSource, stage: Path) -> None:
    """Same stamp, same number."""
    last = source.read()
    set_stage(stage, Prop.FREEZE)

    assert source.read() is last
    assert source.read() is last


def test_black(source: StageSource, stage: Path) -> None:
    """The cover is on."""
    set_stage(stage, Prop.BLACK)

    assert not source.read().image.any()


def test_unplugged_while_reading_and_while_opening(source: StageSource, stage: Path) -> None:
    """Gone is one thing, not there another."""
    set_stage(stage, Prop.UNPLUG)

    with pytest.raises(CameraGoneError):
        source.read()
    source.close()
    with pytest.raises(SourceMissingError):
        source.open()


def test_a_stage_that_is_removed(source: StageSource, stage: Path) -> None:
    """The file itself may go."""
    stage.unlink()

    with pytest.raises(CameraGoneError):
        source.read()


def test_a_paper_that_is_no_picture(source: StageSource, stage: Path) -> None:
    """A corrupt file on the stage is a typed error, and the stage goes on after it."""
    bad = stage.with_name("bad.png")
    bad.write_bytes(b"no")
    set_stage(stage, bad)

    with pytest.raises(ImageUnreadableError):
        source.read()
    set_stage(stage, Prop.EMPTY)
    assert source.read().image.shape == (960, 1280, 3)


def test_a_closed_stage_gives_nothing(source: StageSource) -> None:
    """Reading it is the same as reading a camera that has gone."""
    source.close()

    with pytest.raises(CameraGoneError):
        source.read()


def test_faults_stay_when_papers_change(source: StageSource, stage: Path, pictures: Path, desk: Pixels) -> None:
    """What is broken is broken whatever lies there; mended, the paper is still there."""
    set_faults(stage, {Fault.BLUR})
    set_stage(stage, pictures / "paper.png")
    blurred = source.read().image
    assert stage_faults(stage) == {Fault.BLUR}
    set_faults(stage, ())

    assert np.array_equal(source.read().image, desk)
    assert cv2.Laplacian(blurred, cv2.CV_64F).var() < cv2.Laplacian(desk, cv2.CV_64F).var() / 4


def test_tiny_and_black_and_corrupt(source: StageSource, stage: Path) -> None:
    """Three ways in which frames come and cannot be used."""
    set_faults(stage, {Fault.TINY})
    assert source.read().image.shape == (120, 160, 3)
    set_faults(stage, {Fault.BLACK})
    assert not source.read().image.any()
    set_faults(stage, {Fault.CORRUPT})
    with pytest.raises(FramesDamagedError):
        source.read()
    set_faults(stage, ())
    assert source.read().image.shape == (960, 1280, 3)


def test_slow(source: StageSource, stage: Path, leaping: LeapingTime) -> None:
    """The frame is of when it came."""
    set_faults(stage, {Fault.SLOW})
    begun = leaping.now()

    frame = source.read()

    assert frame.stamp - begun >= SLOW_FRAME_S


def test_freeze_and_unplug_as_faults(source: StageSource, stage: Path) -> None:
    """As the words of the first line."""
    last = source.read()
    set_faults(stage, {Fault.FREEZE})
    assert source.read() is last
    set_faults(stage, {Fault.UNPLUG})
    with pytest.raises(CameraGoneError):
        source.read()
    source.close()
    with pytest.raises(SourceMissingError):
        source.open()
    set_faults(stage, ())
    source.open()
    assert source.full(source.read()).sequence == last.sequence + 1


def test_a_stage_that_does_not_exist_yet(tmp_path: Path) -> None:
    """Made with an empty desk; words that are no faults are left out."""
    stage = tmp_path / "new.txt"
    assert stage_faults(stage) == frozenset()
    set_faults(stage, [Fault.SLOW])
    stage.write_text(stage.read_text() + "nonsense\n", encoding="utf-8")

    assert stage_faults(stage) == {Fault.SLOW}
    assert stage.read_text().splitlines()[0] == "empty"
