"""Codes in a frame: zxing-cpp first, zbar as the second opinion, texts repaired.

Source: vision sheet, "Codes". Both libraries raise on some payloads or are missing on some machines, so each call is
guarded: a frame whose code cannot be read is a frame without a code.
"""

from __future__ import annotations

import functools
import importlib
import logging
from types import ModuleType

import cv2
import numpy as np
import zxingcpp

from drivers.vision.pages.geometry import Pixels
from drivers.vision.pages.picture import as_bgr, shrink

_log = logging.getLogger(__name__)

MAX_SIDE = 1920
"""Pixels; larger frames are shrunk, a code that a person holds up is still large."""

_FORMATS = zxingcpp.BarcodeFormats(
    [zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.EAN13]
)

_GUESSED_ENCODINGS = ("shift_jis", "big5", "latin-1")
"""What zbar takes UTF-8 payloads without ECI for, in the order of its own guesses."""


def read_codes(image: Pixels, *, second_opinion: bool = True) -> list[str]:
    """The texts of all QR, Code 128 and EAN-13 codes in a frame, without repeats, in no special order.

    Args:
        image: as for ``find_page``.
        second_opinion: ask zbar when zxing-cpp finds nothing. Costs about 25 ms; leave it out in most frames.

    Raises:
        ImageShapeError: the array is no picture.
    """
    grey, _ = shrink(np.asarray(cv2.cvtColor(as_bgr(image), cv2.COLOR_BGR2GRAY), np.uint8), MAX_SIDE)
    texts = _zxing(grey, zxingcpp.Binarizer.LocalAverage)
    if not texts:
        texts = _zxing(np.asarray(cv2.blur(grey, (3, 3)), np.uint8), zxingcpp.Binarizer.GlobalHistogram)
    if not texts and second_opinion:
        texts = _zbar(grey)
    return list(dict.fromkeys(text for text in texts if text))


def _zxing(grey: Pixels, binarizer: zxingcpp.Binarizer) -> list[str]:
    try:
        found = zxingcpp.read_barcodes(grey, formats=_FORMATS, binarizer=binarizer, text_mode=zxingcpp.TextMode.Plain)
    except (RuntimeError, ValueError, UnicodeDecodeError):
        _log.info("code_unreadable reader=zxing")
        return []
    return [_text_of(code.bytes, code.text) for code in found if code.valid]


def _text_of(payload: bytes, guess: str) -> str:
    """The payload as text: UTF-8, then GB18030, then what the reader made of it."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return payload.decode(encoding)
        except UnicodeDecodeError:
            continue
    return guess


def _zbar(grey: Pixels) -> list[str]:
    reader = _zbar_module()
    if reader is None:
        return []
    symbols = [reader.ZBarSymbol.QRCODE, reader.ZBarSymbol.CODE128, reader.ZBarSymbol.EAN13]
    try:
        found = reader.decode(grey, symbols=symbols)
    except (RuntimeError, ValueError, TypeError):
        _log.info("code_unreadable reader=zbar")
        return []
    return [repair_text(code.data) for code in found]


@functools.cache
def _zbar_module() -> ModuleType | None:
    """``pyzbar.pyzbar``, or None where the system library libzbar0 is missing."""
    try:
        return importlib.import_module("pyzbar.pyzbar")
    except ImportError:
        _log.info("second_code_reader_missing library=zbar")
        return None


def repair_text(data: bytes) -> str:
    """The text of a payload as zbar hands it on: always UTF-8, but often of a wrongly guessed character set.

    zbar takes UTF-8 without ECI (usual in China) for Shift-JIS, Big5 or Latin-1. Each guess is undone; what comes
    out is believed when it is valid UTF-8, or when it is everyday Chinese (GB 2312) while the guess is not.
    """
    text = data.decode("utf-8", errors="replace")
    if text.isascii():
        return text
    payloads = [payload for guessed in _GUESSED_ENCODINGS if (payload := _encoded(text, guessed)) is not None]
    for payload in payloads:
        repaired = _decoded(payload, "utf-8")
        if repaired is not None:
            return repaired
    if _encoded(text, "gb2312") is None:
        for payload in payloads:
            repaired = _decoded(payload, "gb2312")
            if repaired is not None:
                return repaired
    return text


def _encoded(text: str, encoding: str) -> bytes | None:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return None


def _decoded(payload: bytes, encoding: str) -> str | None:
    try:
        return payload.decode(encoding)
    except UnicodeDecodeError:
        return None
