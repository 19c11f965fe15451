"""A card's photo as a picture, and the pictures that a decoder may give: told by their bytes, without decoding them.

Source: ID card reader sheet, section 11.1.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from enum import StrEnum

from drivers.id_card.codec import PHOTO_SIZE

LARGEST_PICTURE_BYTES = 1 << 20
LARGEST_SIDE_PX = 1024

_WLT_HEAD = b"WLf"
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_JPEG_SIZE_MARKERS = frozenset({0xC0, 0xC1, 0xC2})


class PictureFormat(StrEnum):
    """What a decoder may give."""

    BMP = "bmp"
    PNG = "png"
    JPEG = "jpeg"


@dataclass(frozen=True, slots=True)
class Portrait:
    """The holder's photo. Personal: it lives in memory only and is never shown in a ``repr``."""

    picture_format: PictureFormat = field(repr=False)
    width_px: int = field(repr=False)
    height_px: int = field(repr=False)
    data: bytes = field(repr=False)


class NoPhotoReason(StrEnum):
    """Why there is no picture. None of them makes the read worse."""

    NOT_ASKED_FOR = "not_asked_for"
    NO_DECODER = "no_decoder"
    """None is configured: the normal case."""
    NO_PHOTO_ON_CARD = "no_photo_on_card"
    """The card's photo field does not begin like a photo."""
    DECODER_MISSING = "decoder_missing"
    """The configured program cannot be started."""
    TOO_SLOW = "too_slow"
    CRASHED = "crashed"
    """The program ended with an error or by a signal, also when it asked for too much memory."""
    NOT_A_PICTURE = "not_a_picture"
    """What the program wrote is no picture, or one that is too large."""


@dataclass(frozen=True, slots=True)
class NoPhoto:
    """There is no picture, and why."""

    reason: NoPhotoReason


def looks_like_wlt(photo_wlt: bytes) -> bool:
    """Whether a card's photo field holds a photo: its size and first bytes."""
    return len(photo_wlt) == PHOTO_SIZE and photo_wlt.startswith(_WLT_HEAD)


def recognise(data: bytes) -> Portrait | None:
    """The picture that these bytes are; None when they are none, are cut off, or are unreasonably large."""
    if len(data) > LARGEST_PICTURE_BYTES:
        return None
    if data.startswith(b"BM"):
        found, size = PictureFormat.BMP, _bmp_size(data)
    elif data.startswith(_PNG_HEAD):
        found, size = PictureFormat.PNG, _png_size(data)
    elif data.startswith(b"\xff\xd8\xff"):
        found, size = PictureFormat.JPEG, _jpeg_size(data)
    else:
        return None
    if size is None or not all(0 < side <= LARGEST_SIDE_PX for side in size):
        return None
    return Portrait(found, *size, data)


def _bmp_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of an uncompressed bitmap that is whole."""
    if len(data) < 54:
        return None
    pixels_at, header_size, width, height, _, bits, coding = struct.unpack_from("<IIiiHHI", data, 10)
    if header_size < 40 or coding != 0 or bits not in {8, 24, 32}:
        return None
    row_bytes = (width * bits + 31) // 32 * 4
    if pixels_at < 54 or len(data) < pixels_at + row_bytes * abs(height):
        return None
    return width, abs(height)


def _png_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a picture whose chunks are whole, by their checksums, from the first to the last."""
    size: tuple[int, int] | None = None
    at = len(_PNG_HEAD)
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        end = at + 12 + length
        if end > len(data) or zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            return None
        kind = data[at + 4 : at + 8]
        if size is None:
            if kind != b"IHDR" or length != 13:
                return None
            size = struct.unpack_from(">II", data, at + 8)
        if kind == b"IEND":
            return size
        at = end
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a picture that has an end."""
    if not data.rstrip(b"\x00").endswith(b"\xff\xd9"):
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = struct.unpack_from(">BH", data, at + 1)
        if marker in _JPEG_SIZE_MARKERS:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 2 + length
    return None
