"""Several pages as one PDF that any reader can open."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kiosk.pages_pdf import NotAJpegError, pages_pdf


def _jpeg(width: int, height: int, *, grey: bool = False) -> bytes:
    pixels = np.random.default_rng(width).integers(0, 255, (height, width) if grey else (height, width, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=70)
    return file.getvalue()


def _objects(pdf: bytes) -> dict[int, bytes]:
    """The objects, found through the cross-reference table as a reader does it."""
    table = int(pdf[pdf.rindex(b"startxref") + 9 :].split()[0])
    assert pdf[table : table + 4] == b"xref"
    starts = [int(line[:10]) for line in pdf[table:].splitlines()[3:] if line.endswith(b" n ")]
    found = {}
    for number, start in enumerate(starts, start=1):
        head = f"{number} 0 obj\n".encode()
        assert pdf[start : start + len(head)] == head
        found[number] = pdf[start + len(head) :].split(b"\nendobj\n", 1)[0]
    return found


def test_every_page_is_in_it_unchanged() -> None:
    """The very bytes of each JPEG, in order, each with its size and colours."""
    jpegs = [_jpeg(70, 99), _jpeg(99, 70), _jpeg(64, 64, grey=True)]

    pdf = bytes(pages_pdf(jpegs))

    objects = _objects(pdf)
    images = [body for body in objects.values() if b"/Subtype /Image" in body]
    assert [body.split(b"stream\n", 1)[1].rsplit(b"\nendstream", 1)[0] for body in images] == jpegs
    assert b"/Width 70 /Height 99 /ColorSpace /DeviceRGB" in images[0]
    assert b"/ColorSpace /DeviceGray" in images[2]
    assert b"/Count 3" in objects[2]
    for body in objects.values():
        if b"stream\n" in body:
            length = re.search(rb"/Length (\d+)", body)
            assert length is not None
            assert int(length[1]) == len(body.split(b"stream\n", 1)[1].rsplit(b"\nendstream", 1)[0])


def test_pages_lie_or_stand_as_the_picture_does() -> None:
    """A lying sheet gets a lying page."""
    pages = [b for b in _objects(bytes(pages_pdf([_jpeg(70, 99), _jpeg(99, 70)]))).values() if b"/Type /Page " in b]

    assert [b"[0 0 595.28 841.89]" in page for page in pages] == [True, False]
    assert b"[0 0 841.89 595.28]" in pages[1]


def test_both_sides_of_a_card_share_a_page_in_true_size() -> None:
    """Front above, back below; a third picture begins the next page."""
    objects = _objects(bytes(pages_pdf([_jpeg(856, 540)] * 3, cards=True)))

    pages = [body for body in objects.values() if b"/Type /Page " in body]
    drawn = [body for body in objects.values() if b" Do Q" in body]
    assert len(pages) == 2
    widths_and_bottoms = re.findall(rb"q ([\d.]+) 0 0 [\d.]+ [\d.]+ ([\d.]+) cm", drawn[0])
    assert [float(width) for width, _ in widths_and_bottoms] == pytest.approx([242.5, 242.5], abs=0.3)
    assert float(widths_and_bottoms[0][1]) > float(widths_and_bottoms[1][1]) + 153


def test_the_same_pages_give_the_same_bytes() -> None:
    """No time, no name, no random number."""
    jpegs = [_jpeg(30, 40), _jpeg(31, 41)]

    assert pages_pdf(jpegs) == pages_pdf(jpegs)


def test_no_pages() -> None:
    """A PDF without a page is none."""
    with pytest.raises(ValueError, match="no page"):
        pages_pdf([])


@pytest.mark.parametrize(
    "data",
    [b"", b"PNG", b"\xff\xd8", b"\xff\xd8\xff\xd9" + bytes(20), b"\xff\xd8\xff\xc0\x00\x11\x08" + bytes(20)],
    ids=["nothing", "other", "cut", "no-frame", "no-size"],
)
def test_no_jpeg(data: bytes) -> None:
    """What a reader could not show is refused here."""
    with pytest.raises(NotAJpegError):
        pages_pdf([data])


@given(st.binary(max_size=80))
def test_any_bytes_are_taken_or_refused(data: bytes) -> None:
    """No other error, no hang."""
    try:
        pages_pdf([b"\xff\xd8" + data])
    except NotAJpegError:
        return
