"""Several pages as one PDF file, in memory: each JPEG goes in as it is, nothing is decoded or encoded again.

Enough of ISO 32000-1 for pictures (7.3 objects, 7.5 file structure, DCTDecode in 7.4.8) and nothing else: no text, no
fonts, no metadata, so nothing in it says who or when. The same pages give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

SHEET_PT = (595.28, 841.89)
"""A4 in points."""
CARD_PT = (242.65, 153.01)
"""An ID-1 card in its true size."""
_FRAME_MARKERS = frozenset({0xC0, 0xC1, 0xC2})
_CHANNELS = {1: "/DeviceGray", 3: "/DeviceRGB"}


class NotAJpegError(ValueError):
    """The bytes are no JPEG file that a PDF reader could show."""


@dataclass(frozen=True, slots=True)
class _Picture:
    jpeg: bytes | bytearray = field(repr=False)
    width: int
    height: int
    colours: str


def pages_pdf(jpegs: Sequence[bytes | bytearray], *, cards: bool = False) -> bytearray:
    """One PDF file of these pages.

    Args:
        jpegs: JPEG files in reading order, at least one.
        cards: two to a page in their true size, one above the other: both sides of a card. Else each gets a page of
            its own, A4 upright or lying, whichever it fills more of.

    Raises:
        NotAJpegError: a file is none.
        ValueError: there is no page.
    """
    if not jpegs:
        raise ValueError("no page")
    pictures = [_picture(jpeg) for jpeg in jpegs]
    groups = [pictures[first : first + 2] for first in range(0, len(pictures), 2)] if cards else [[p] for p in pictures]
    # 1 is the catalogue, 2 the list of pages; each page is followed by its contents and its pictures.
    bodies: list[bytes | bytearray] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids: list[int] = []
    for group in groups:
        kids.append(len(bodies) + 1)
        bodies += _page(group, kids[-1], cards=cards)
    bodies[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode()
    return _file(bodies)


def _page(group: list[_Picture], number: int, *, cards: bool) -> list[bytes | bytearray]:
    """The objects of one page; ``number`` is the first one's."""
    wide = not cards and group[0].width > group[0].height
    width, height = (SHEET_PT[1], SHEET_PT[0]) if wide else SHEET_PT
    drawn, named = [], []
    for index, picture in enumerate(group):
        room_w, room_h = CARD_PT if cards else (width, height)
        scale = min(room_w / picture.width, room_h / picture.height)
        w, h = picture.width * scale, picture.height * scale
        middle = height / 2 if len(group) == 1 else height * (0.67 - 0.34 * index)
        drawn.append(f"q {w:.2f} 0 0 {h:.2f} {(width - w) / 2:.2f} {middle - h / 2:.2f} cm /P{index} Do Q")
        named.append(f"/P{index} {number + 2 + index} 0 R")
    page = (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width:.2f} {height:.2f}] /Contents {number + 1} 0 R"
        f" /Resources << /XObject << {' '.join(named)} >> >> >>"
    )
    return [page.encode(), _stream("", "\n".join(drawn).encode()), *(_image(picture) for picture in group)]


def _image(picture: _Picture) -> bytearray:
    words = (
        f"/Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height} "
        f"/ColorSpace {picture.colours} /BitsPerComponent 8 /Filter /DCTDecode "
    )
    return _stream(words, picture.jpeg)


def _stream(words: str, data: bytes | bytearray) -> bytearray:
    out = bytearray(f"<< {words}/Length {len(data)} >>\nstream\n".encode())
    out += data
    out += b"\nendstream"
    return out


def _file(bodies: Sequence[bytes | bytearray]) -> bytearray:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    starts = []
    for number, body in enumerate(bodies, start=1):
        starts.append(len(out))
        out += f"{number} 0 obj\n".encode()
        out += body
        out += b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode()
    for start in starts:
        out += f"{start:010d} 00000 n \n".encode()
    out += f"trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return out


def _picture(jpeg: bytes | bytearray) -> _Picture:
    """Read size and colours out of the frame header (ITU-T T.81, B.2.2)."""
    if bytes(jpeg[:2]) != b"\xff\xd8":
        raise NotAJpegError("no start of image")
    at = 2
    while at + 9 < len(jpeg) and jpeg[at] == 0xFF:
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if marker in _FRAME_MARKERS:
            height, width = int.from_bytes(jpeg[at + 5 : at + 7], "big"), int.from_bytes(jpeg[at + 7 : at + 9], "big")
            colours = _CHANNELS.get(jpeg[at + 9])
            if not width or not height or colours is None:
                raise NotAJpegError("no size or no known colours")
            return _Picture(jpeg, width, height, colours)
        at += 2 + length
    raise NotAJpegError("no frame header")
