"""Freed memory is kept while a camera is open, where the C library can."""

from __future__ import annotations

import ctypes

import cv2
import pytest

from drivers.camera.decoding import decode
from drivers.camera.errors import FramesDamagedError
from drivers.camera.frame_memory import keep_frame_memory, release_frame_memory
from drivers.camera.v4l2.stream import PixelLayout
from tests.drivers.camera.fake_kernel import coloured, encode


def test_kept_and_given_back() -> None:
    """Both are done where glibc is."""
    assert keep_frame_memory() == hasattr(ctypes.CDLL(None), "mallopt")
    assert release_frame_memory() == hasattr(ctypes.CDLL(None), "mallopt")


def test_another_c_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is done, nothing fails."""
    monkeypatch.setattr("drivers.camera.frame_memory.ctypes.CDLL", lambda _name: object())

    assert not keep_frame_memory()
    assert not release_frame_memory()


def test_a_decoder_that_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    """OpenCV raises on some pictures instead of giving none."""

    def raising(_data: object, _flags: int) -> None:
        raise cv2.error

    monkeypatch.setattr("drivers.camera.decoding.cv2.imdecode", raising)
    with pytest.raises(FramesDamagedError, match="undecodable"):
        decode(encode(coloured((640, 480)), "MJPG"), PixelLayout("MJPG", 640, 480, 0))
