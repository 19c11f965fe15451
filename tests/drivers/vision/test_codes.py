"""Codes are read, their texts repaired, and faults of the readers are frames without a code."""

from __future__ import annotations

import importlib
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import zxingcpp

from drivers.vision import codes, read_codes
from drivers.vision.pages.geometry import Pixels


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


def test_two_codes_in_one_frame() -> None:
    """Both are read, each once."""
    both = np.hstack([_code("first"), _code("again"), _code("again")])

    assert sorted(read_codes(both)) == ["again", "first"]


def test_no_code() -> None:
    """A frame without a code is an empty list."""
    assert read_codes(np.full((480, 640, 3), 200, np.uint8)) == []


@pytest.mark.parametrize(("guess", "true"), [("latin-1", "办事大厅 3 号"), ("big5", "补贴"), ("shift_jis", "材料回执")])
def test_wrong_guesses_of_zbar_are_undone(guess: str, true: str) -> None:
    """The text that zbar hands on is taken back to bytes and read as UTF-8."""
    handed_on = true.encode().decode(guess).encode()

    assert codes.repair_text(handed_on) == true


def test_gb_payload_taken_for_big5_is_undone() -> None:
    """Everyday Chinese is believed before rare characters."""
    handed_on = "高龄补贴".encode("gb2312").decode("big5").encode()

    assert codes.repair_text(handed_on) == "高龄补贴"


@pytest.mark.parametrize("text", ["plain", "高龄补贴", "café", "Ñandú", "Ünal 测试"])
def test_right_texts_stay(text: str) -> None:
    """What cannot be a wrong guess is believed."""
    assert codes.repair_text(text.encode()) == text


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

    assert read_codes(_code("x")) == []


def test_second_opinion_is_asked_when_the_first_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """zbar reads what zxing does not."""
    monkeypatch.setattr(codes, "_zxing", lambda *_args: [])
    pytest.importorskip("pyzbar.pyzbar", exc_type=ImportError)

    assert read_codes(_code("second")) == ["second"]
    assert read_codes(_code("second"), second_opinion=False) == []


def test_a_machine_without_zbar_reads_with_one_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system library may be missing."""

    def missing(name: str) -> None:
        raise ImportError(name)

    codes._zbar_module.cache_clear()
    monkeypatch.setattr(importlib, "import_module", missing)
    try:
        assert read_codes(np.full((100, 100), 255, np.uint8)) == []
        assert read_codes(_code("first")) == ["first"]
    finally:
        codes._zbar_module.cache_clear()
