"""Codes in a frame: zxing-cpp first; what it does not read is cut out and tried again; zbar is the second opinion.

The first look at a frame costs about 2 ms and reads most codes. Most of the others leave a trace: zxing-cpp has found
the place and not the text, or the texture shows one (``code_regions``). Only these places are looked at again,
enlarged, sharpened, or made black and white in other ways, until a budget of pixels is spent. Bar codes are read in
the cut-out places only: that is cheaper than the whole frame, and also reads the ones that lie aslant.

Source: vision sheet, "Codes". Both libraries raise on some payloads or are missing on some machines, so each call is
guarded: a frame whose code cannot be read is a frame without a code.
"""

from __future__ import annotations

import functools
import importlib
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from types import ModuleType
from typing import cast

import cv2
import numpy as np
import zxingcpp

from drivers.vision.code_regions import Box, texture_of
from drivers.vision.code_text import payload_text, repair_text
from drivers.vision.pages.geometry import Pixels
from drivers.vision.pages.picture import as_bgr, shrink

_log = logging.getLogger(__name__)

MAX_SIDE = 1920
"""Pixels; larger frames are shrunk, a code that a person holds up is still large."""


class Symbology(StrEnum):
    """The kinds of code that a prompt can expect."""

    QR = "qr"
    CODE_128 = "code_128"
    EAN_13 = "ean_13"


ALL_SYMBOLOGIES = frozenset(Symbology)


class Effort(IntEnum):
    """How much a frame is worth. The figures are for a frame of 1280×720 with a code that is hard to read."""

    QUICK = 0
    """The first look only: about 3 ms."""
    THOROUGH = 1
    """And again where a code seems to be, with zbar last: up to about 10 ms."""
    SECOND_OPINION = 2
    """And zbar on the whole frame: up to about 35 ms."""


@dataclass(frozen=True, slots=True)
class FoundCode:
    """One code of a frame. The text may be personal or a means of payment, so it is never shown."""

    text: str = field(repr=False)
    symbology: Symbology
    place: Box | None
    """None where it is not known."""


@dataclass(slots=True)
class _Budget:
    """Pixels that may still be looked at in cut-out places."""

    pixels: float

    def take(self, pixels: float) -> bool:
        """Spend so many; False, and nothing is spent, where they are not left."""
        if pixels > self.pixels:
            return False
        self.pixels -= pixels
        return True


_BUDGET_PIXELS = 1_200_000.0
_MOST_MATRIX_PLACES = 3
_MOST_BAR_PLACES = 3
_MOST_SLANTED_PLACES = 2
_MIN_SIDE = 21
"""Pixels; the smallest QR code has 21 modules."""

_FORMATS = {
    Symbology.QR: zxingcpp.BarcodeFormat.QRCodeModel2,
    Symbology.CODE_128: zxingcpp.BarcodeFormat.Code128,
    Symbology.EAN_13: zxingcpp.BarcodeFormat.EAN13,
}
_LOCAL = zxingcpp.Binarizer.LocalAverage
_FIXED = zxingcpp.Binarizer.FixedThreshold


def read_codes(
    image: Pixels,
    *,
    symbologies: frozenset[Symbology] = ALL_SYMBOLOGIES,
    effort: Effort = Effort.THOROUGH,
) -> list[str]:
    """The texts of all codes in a frame, without repeats, in no special order.

    Args:
        image: as for ``find_page``.
        symbologies: what the prompt expects; fewer cost less.
        effort: how much to try where the first look finds nothing.

    Raises:
        ImageShapeError: the array is no picture.
    """
    return list(dict.fromkeys(code.text for code in find_codes(image, symbologies=symbologies, effort=effort)))


def find_codes(
    image: Pixels,
    *,
    symbologies: frozenset[Symbology] = ALL_SYMBOLOGIES,
    effort: Effort = Effort.THOROUGH,
) -> list[FoundCode]:
    """The codes of a frame with their symbologies; otherwise as ``read_codes``."""
    grey, _ = shrink(np.asarray(cv2.cvtColor(as_bgr(image), cv2.COLOR_BGR2GRAY), np.uint8), MAX_SIDE)
    budget = _Budget(_BUDGET_PIXELS)
    matrix, traces = _first_look(grey) if Symbology.QR in symbologies else ([], [])
    bars = symbologies - {Symbology.QR}
    may_look_again = not matrix and effort > Effort.QUICK
    texture = texture_of(grey) if bars or (may_look_again and not traces) else None
    taken = [*_places(matrix), *traces]
    strips = _strips(grey, texture.bar_boxes(_MOST_BAR_PLACES), taken) if bars and texture else []
    found = matrix + _read_bars(strips, bars, _BAR_TREATMENTS[:1], budget)
    if not found and may_look_again and Symbology.QR in symbologies:
        places = traces or (texture.matrix_boxes(_MOST_MATRIX_PLACES) if texture else [])
        found = _look_again(grey, places[:_MOST_MATRIX_PLACES], budget)
    if not found and may_look_again and bars and texture and not traces:
        slanted = _strips(grey, texture.slanted_bar_boxes(_MOST_SLANTED_PLACES), taken)
        found = _read_bars(slanted, bars, _BAR_TREATMENTS[:1], budget)
        found = found or _read_bars(strips, bars, _BAR_TREATMENTS[1:], budget)
    if not found and effort is Effort.SECOND_OPINION:
        found = _zbar(grey, symbologies)
    return [code for code in found if code.text]


def _places(codes: Iterable[FoundCode]) -> list[Box]:
    return [code.place for code in codes if code.place is not None]


# ---- ways to make a code readable -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Treatment:
    """A way to make a code readable: what is done to the cut-out part, and how its dark and light are told apart."""

    treat: Callable[[Pixels], Pixels]
    enlarged: float = 1.0
    binarizer: zxingcpp.Binarizer = _LOCAL
    cost: float = 1.0
    """Pixels of the budget for each pixel of the treated picture."""
    by_zbar: bool = False
    """Who reads it."""


def _grown(part: Pixels, factor: float) -> Pixels:
    size = (int(part.shape[1] * factor), int(part.shape[0] * factor))
    return cast("Pixels", cv2.resize(part, size, interpolation=cv2.INTER_LINEAR))


def _split(part: Pixels, window: int, offset: float) -> Pixels:
    """Black where darker than the neighbourhood's mean."""
    method, kind = cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY
    return cast("Pixels", cv2.adaptiveThreshold(part, 255, method, kind, window, offset))


def _halved(part: Pixels) -> Pixels:
    size = (part.shape[1] // 2, part.shape[0] // 2)
    return cast("Pixels", cv2.resize(part, size, interpolation=cv2.INTER_AREA))


def _healed(part: Pixels) -> Pixels:
    """Without dark scratches and specks that are thinner than a module."""
    return cast("Pixels", cv2.morphologyEx(part, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)))


def _sharpened(part: Pixels) -> Pixels:
    return cast("Pixels", cv2.addWeighted(part, 3.0, cv2.GaussianBlur(part, (0, 0), 3.0), -2.0, 0.0))


_TREATMENTS = (
    _Treatment(lambda part: _split(part, 21, 6.0), binarizer=_FIXED, cost=0.7),
    _Treatment(lambda part: _split(part, 11, 6.0), binarizer=_FIXED, cost=0.7),
    _Treatment(lambda part: _grown(part, 1.5), 1.5, cost=0.7),
    _Treatment(lambda part: _split(part, 11, 0.0), binarizer=_FIXED, cost=1.1),
    _Treatment(lambda part: _split(_healed(part), 31, 3.0), binarizer=_FIXED, cost=0.8),
    _Treatment(_halved, cost=0.4),
    _Treatment(lambda part: _split(part, 21, 0.0), binarizer=_FIXED, cost=1.0),
    _Treatment(lambda part: _grown(part, 2), 2, cost=0.65),
    _Treatment(lambda part: _split(part, 31, 6.0), binarizer=_FIXED, cost=0.7),
    _Treatment(lambda part: part, by_zbar=True, cost=8.0),
    _Treatment(lambda part: _split(_sharpened(_grown(part, 2)), 41, 0.0), 2, binarizer=_FIXED, cost=2.0),
)
"""In the order of what each reads of the frames that are left over what it costs."""
_BAR_TREATMENTS = (
    _Treatment(lambda strip: strip, cost=0.3),
    _Treatment(lambda strip: _split(strip, 51, 3.0), binarizer=_FIXED, cost=0.8),
    _Treatment(lambda strip: _grown(strip, 2), 2, cost=0.3),
)


# ---- zxing-cpp ----------------------------------------------------------------------------------------------------


def _first_look(grey: Pixels) -> tuple[list[FoundCode], list[Box]]:
    """The QR codes of a frame, and where others seem to be whose text could not be read."""
    found: list[FoundCode] = []
    traces: list[Box] = []
    for code in _zxing(grey, frozenset({Symbology.QR}), return_errors=True):
        place = _place_of(code, grey)
        if code.valid:
            found.append(FoundCode(_text_of(code), Symbology.QR, place))
        elif place is not None:
            same = next((box for box in traces if box.shares(place)), None)
            if same is not None:
                traces.remove(same)
            traces.append(place if same is None else place.around(same))
    return found, traces


def _zxing(
    grey: Pixels,
    symbologies: frozenset[Symbology],
    binarizer: zxingcpp.Binarizer = _LOCAL,
    *,
    try_rotate: bool = True,
    try_downscale: bool = True,
    try_invert: bool = True,
    return_errors: bool = False,
) -> Sequence[zxingcpp.Barcode]:
    try:
        return cast(
            "Sequence[zxingcpp.Barcode]",
            zxingcpp.read_barcodes(
                grey,
                formats=zxingcpp.BarcodeFormats([_FORMATS[one] for one in sorted(symbologies)]),
                binarizer=binarizer,
                text_mode=zxingcpp.TextMode.HexECI,
                try_rotate=try_rotate,
                try_downscale=try_downscale,
                try_invert=try_invert,
                return_errors=return_errors,
            ),
        )
    except (RuntimeError, ValueError, UnicodeDecodeError):
        _log.info("code_unreadable reader=zxing")
        return ()


def _text_of(code: zxingcpp.Barcode) -> str:
    """The text, with no character of control made visible and no guess of the reader in it."""
    return payload_text(bytes.fromhex(code.text))


def _place_of(code: zxingcpp.Barcode, grey: Pixels) -> Box | None:
    """The code's box with room for the quiet zone; None for one that is too small to be a code."""
    position = code.position
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    across, down = [corner.x for corner in corners], [corner.y for corner in corners]
    room = max(max(across) - min(across), max(down) - min(down)) // 5
    height, width = grey.shape
    left, right = max(0, min(across) - room), min(width, max(across) + room)
    top, bottom = max(0, min(down) - room), min(height, max(down) + room)
    if right - left < _MIN_SIDE or bottom - top < _MIN_SIDE:
        return None
    return Box(left, top, right, bottom)


def _strips(grey: Pixels, boxes: Sequence[Box], taken: Sequence[Box]) -> list[tuple[Box, Pixels]]:
    """The places that are not taken, cut out and turned so that lines stand upright."""
    return [(box, box.cut_upright(grey)) for box in boxes if not any(box.shares(other) for other in taken)]


def _read_bars(
    strips: Sequence[tuple[Box, Pixels]],
    symbologies: frozenset[Symbology],
    treatments: Sequence[_Treatment],
    budget: _Budget,
) -> list[FoundCode]:
    """The bar codes in strips; the first treatment that gives any ends it."""
    found: list[FoundCode] = []
    for treatment in treatments:
        for box, strip in strips:
            if budget.take(strip.size * treatment.enlarged**2 * treatment.cost):
                codes = _read_strip(strip, symbologies, treatment)
                found += [
                    FoundCode(text, kind, box)
                    for text, kind in codes
                    if kind is not Symbology.EAN_13 or _reads_twice(strip, text, treatment)
                ]
        if found:
            break
    return found


def _read_strip(strip: Pixels, symbologies: frozenset[Symbology], treatment: _Treatment) -> list[tuple[str, Symbology]]:
    picture = treatment.treat(strip)
    codes = _zxing(picture, symbologies, treatment.binarizer, try_rotate=False, try_downscale=False)
    retail = _FORMATS[Symbology.EAN_13]
    return [(_text_of(code), Symbology.EAN_13 if code.format == retail else Symbology.CODE_128) for code in codes]


def _reads_twice(strip: Pixels, text: str, first: _Treatment) -> bool:
    """Whether another treatment reads the same: a check digit lets one misread digit in ten pass."""
    only = frozenset({Symbology.EAN_13})
    others = (treatment for treatment in _BAR_TREATMENTS if treatment is not first)
    return any((text, Symbology.EAN_13) in _read_strip(strip, only, other) for other in others)


# ---- looking again ------------------------------------------------------------------------------------------------


def _look_again(grey: Pixels, places: Sequence[Box], budget: _Budget) -> list[FoundCode]:
    """Try each treatment on each place; the first text ends it."""
    parts = [(box, box.cut(grey)) for box in places if min(box.right - box.left, box.bottom - box.top) >= _MIN_SIDE]
    for treatment in _TREATMENTS:
        for box, part in parts:
            if budget.take(box.area * treatment.enlarged**2 * treatment.cost):
                picture, only = treatment.treat(part), frozenset({Symbology.QR})
                if treatment.by_zbar:
                    texts = [code.text for code in _zbar(picture, only)]
                else:
                    # A part that was split is black on white as it is; the other ways find light codes on dark.
                    invert = treatment.binarizer is not _FIXED
                    read = _zxing(picture, only, treatment.binarizer, try_invert=invert)
                    texts = [_text_of(code) for code in read]
                if texts:
                    return [FoundCode(text, Symbology.QR, box) for text in texts]
    return []


# ---- zbar ---------------------------------------------------------------------------------------------------------


def _zbar(grey: Pixels, symbologies: frozenset[Symbology]) -> list[FoundCode]:
    reader = _zbar_module()
    if reader is None:
        return []
    kinds = {
        Symbology.QR: reader.ZBarSymbol.QRCODE,
        Symbology.CODE_128: reader.ZBarSymbol.CODE128,
        Symbology.EAN_13: reader.ZBarSymbol.EAN13,
    }
    try:
        found = reader.decode(grey, symbols=[kinds[one] for one in sorted(symbologies)])
    except (RuntimeError, ValueError, TypeError):
        _log.info("code_unreadable reader=zbar")
        return []
    names = {kind.name: symbology for symbology, kind in kinds.items()}
    texts = [(repair_text(code.data), names[code.type]) for code in found if code.type in names]
    return [FoundCode(text, kind, None) for text, kind in texts if text is not None]


@functools.cache
def _zbar_module() -> ModuleType | None:
    """``pyzbar.pyzbar``, or None where the system library libzbar0 is missing."""
    try:
        return importlib.import_module("pyzbar.pyzbar")
    except ImportError:
        _log.info("second_code_reader_missing library=zbar")
        return None
