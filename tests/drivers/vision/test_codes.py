"""Codes are read, their texts repaired, and faults of the readers are frames without a code."""

from __future__ import annotations

import importlib
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest
import zxingcpp

from drivers.vision import codes, read_codes
from drivers.vision.codes import Effort, Symbology, find_codes
from drivers.vision.pages.geometry import Pixels
from tests.drivers.vision.code_frames import code_frames, drawn, drawn_bars, empty_frames


def _code(content: str | bytes, kind: zxingcpp.BarcodeFormat = zxingcpp.BarcodeFormat.QRCode) -> Pixels:
    picture = np.asarray(zxingcpp.create_barcode(content, kind).to_image(scale=6), np.uint8)
    return np.pad(picture, 60, constant_values=255)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("高龄补贴 A1", zxingcpp.BarcodeFormat.QRCode),
        ("SN-0001", zxingcpp.BarcodeFormat.Code128),
        ("6901234567892", zxingcpp.BarcodeFormat.EAN13),
    ],
)
def test_the_expected_symbologies_are_read(content: str, kind: zxingcpp.BarcodeFormat) -> None:
    """QR, Code 128 and EAN-13."""
    assert read_codes(_code(content, kind)) == [content]


def test_other_symbologies_are_left_alone() -> None:
    """Reading everything costs more and produces false reads."""
    assert read_codes(_code("12345678", zxingcpp.BarcodeFormat.DataMatrix)) == []


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_payloads_without_a_declared_set(encoding: str) -> None:
    """Usual in China: the bytes are UTF-8 or GB18030, and nothing says so."""
    assert read_codes(_code("办事大厅三号窗口".encode(encoding))) == ["办事大厅三号窗口"]


def test_a_payload_that_is_no_text() -> None:
    """Bytes that are neither UTF-8 nor GB18030 are left to the reader's own guess."""
    assert read_codes(_code(b"\xff\xfe\xff")) == ["ÿþÿ"]


@pytest.mark.parametrize("text", ["中国", "中国A1高山", "東京"])
def test_characters_that_encoders_put_into_the_kanji_mode(text: str) -> None:
    """Their bytes are Shift-JIS and look like rare GB18030 characters."""
    assert read_codes(_code(text)) == [text]


@pytest.mark.parametrize("text", ["a\\b", "\\000026x", "plain\x1d"])
def test_payloads_that_look_like_marks(text: str) -> None:
    """Backslashes and control characters are content."""
    assert read_codes(_code(text)) == [text]


def test_two_codes_in_one_frame() -> None:
    """Both are read, each once."""
    both = np.hstack([_code("first"), _code("again"), _code("again")])

    assert sorted(read_codes(both)) == ["again", "first"]


def test_no_code() -> None:
    """A frame without a code is an empty list."""
    assert read_codes(np.full((480, 640, 3), 200, np.uint8)) == []


class _Raising:
    """A reader that raises on every frame."""

    ZBarSymbol = SimpleNamespace(QRCODE=1, CODE128=2, EAN13=3)

    def decode(self, *_args: Any, **_options: Any) -> list[Any]:
        raise ValueError("payload")


def test_a_reader_that_raises_is_a_frame_without_a_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both readers fail on some payloads; no resident may see that."""

    def fail(*_args: Any, **_options: Any) -> list[Any]:
        raise RuntimeError("payload")

    monkeypatch.setattr(zxingcpp, "read_barcodes", fail)
    monkeypatch.setattr(codes, "_zbar_module", _Raising)

    assert read_codes(_code("x"), effort=Effort.SECOND_OPINION) == []


def test_zbar_is_asked_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads the whole frame only where that much effort is asked for."""
    pytest.importorskip("pyzbar.pyzbar", exc_type=ImportError)
    monkeypatch.setattr(codes, "_zxing", lambda *_args, **_options: ())
    frame, bars = drawn_bars("6901234567892", 3), frozenset({Symbology.EAN_13})

    assert read_codes(frame, symbologies=bars, effort=Effort.SECOND_OPINION) == ["6901234567892"]
    assert read_codes(frame, symbologies=bars) == []


def test_zbar_is_asked_about_places_where_a_code_seems_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of a frame costs little."""
    pytest.importorskip("pyzbar.pyzbar", exc_type=ImportError)
    monkeypatch.setattr(codes, "_zxing", lambda *_args, **_options: ())
    frame = np.full((720, 1280), 210, np.uint8)
    code = drawn("second", 6)
    frame[200 : 200 + code.shape[0], 400 : 400 + code.shape[1]] = code

    found = find_codes(frame)

    assert [(one.text, one.symbology) for one in found] == [("second", Symbology.QR)]
    assert found[0].place is not None


def test_only_what_the_prompt_expects_is_read() -> None:
    """A bar code beside a QR code is left alone where only QR is expected, and the other way round."""
    both = np.full((720, 1280), 230, np.uint8)
    qr, bars = drawn("qr", 8), drawn_bars("6901234567892", 3)
    both[40 : 40 + qr.shape[0], 40 : 40 + qr.shape[1]] = qr
    both[400 : 400 + bars.shape[0], 500 : 500 + bars.shape[1]] = bars

    assert read_codes(both, symbologies=frozenset({Symbology.QR})) == ["qr"]
    assert read_codes(both, symbologies=frozenset({Symbology.EAN_13})) == ["6901234567892"]
    assert read_codes(both, symbologies=frozenset({Symbology.CODE_128})) == []
    assert sorted(read_codes(both)) == ["6901234567892", "qr"]


@pytest.mark.parametrize("turned", [0, 45, 90, 135, 180])
def test_bar_codes_at_any_angle(turned: int) -> None:
    """A bar code that lies aslant is turned upright."""
    frame = np.full((720, 1280), 225, np.uint8)
    bars = drawn_bars("LS01-0001", 3)
    frame[260 : 260 + bars.shape[0], 400 : 400 + bars.shape[1]] = bars
    matrix = cv2.getRotationMatrix2D((640, 360), turned, 1.0)
    image = np.asarray(cv2.warpAffine(frame, matrix, (1280, 720), borderValue=225), np.uint8)

    assert read_codes(image) == ["LS01-0001"]


def test_a_trace_outside_the_frame_is_no_place() -> None:
    """The reader may take clutter at the border for a corner of a code."""

    def trace(x: int) -> Any:
        names = ("top_left", "top_right", "bottom_right", "bottom_left")
        corners = [(x, 0), (x + 60, 0), (x + 60, 60), (x, 60)]
        return SimpleNamespace(
            position=SimpleNamespace(
                **{name: SimpleNamespace(x=a, y=b) for name, (a, b) in zip(names, corners, strict=True)}
            )
        )

    frame = np.zeros((100, 100), np.uint8)
    assert codes._place_of(trace(200), frame) is None
    assert codes._place_of(trace(10), frame) is not None


def test_small_and_tiny_pictures() -> None:
    """No picture is too small to be looked at."""
    assert read_codes(np.full((20, 20), 255, np.uint8)) == []
    assert read_codes(drawn("tiny", 1)) == ["tiny"]


def test_hard_frames_are_read_better_than_by_one_look() -> None:
    """The frames of the bench, fewer of them: no wrong text, and more right ones than the first look gives."""
    frames = list(code_frames(60, seed=77))
    quick = sum(frame.text in read_codes(frame.image, effort=Effort.QUICK) for frame in frames)
    thorough = [read_codes(frame.image) for frame in frames]
    right = sum(frame.text in texts for frame, texts in zip(frames, thorough, strict=True))

    assert all(texts in ([], [frame.text]) for frame, texts in zip(frames, thorough, strict=True))
    assert right > quick
    assert right >= 50


def test_frames_without_a_code_give_none() -> None:
    """Photos, and clutter that looks like a code from afar."""
    assert [read_codes(frame.image) for frame in empty_frames(16, seed=77)] == [[]] * 16


def test_a_machine_without_zbar_reads_with_one_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system library may be missing."""

    def missing(name: str) -> None:
        raise ImportError(name)

    codes._zbar_module.cache_clear()
    monkeypatch.setattr(importlib, "import_module", missing)
    try:
        assert read_codes(np.full((100, 100), 255, np.uint8), effort=Effort.SECOND_OPINION) == []
        assert read_codes(_code("first")) == ["first"]
    finally:
        codes._zbar_module.cache_clear()
