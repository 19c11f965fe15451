"""The picture as a value."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from drivers.printer.errors import PrintFileUnreadableError
from drivers.printer.slip_image import SlipImage, read_picture


@pytest.mark.parametrize(
    ("width", "height", "rows", "cuts"),
    [
        (0, 1, b"", ()),
        (12, 1, b"\0\0", ()),
        (8, -1, b"", ()),
        (8, 2, b"\0", ()),
        (8, 2, b"\0\0", (2,)),
        (8, 4, b"\0" * 4, (2, 1)),
        (8, 4, b"\0" * 4, (1, 1)),
    ],
)
def test_a_picture_that_does_not_add_up_is_refused(width: int, height: int, rows: bytes, cuts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each case has words of its own
        SlipImage(width, height, rows, cuts)


def test_the_most_significant_bit_is_the_left_dot_and_one_is_black() -> None:
    with Image.open(io.BytesIO(SlipImage(8, 2, b"\x80\x01").to_png())) as picture:
        dots = [[picture.getpixel((x, y)) for x in range(8)] for y in range(2)]

    assert dots == [[0] + [255] * 7, [255] * 7 + [0]]


def test_the_digest_needs_its_key_and_sees_every_dot_and_cut() -> None:
    image = SlipImage(8, 2, b"\x80\x01")
    digests = {
        image.digest(b"k" * 32),
        image.digest(b"l" * 32),
        SlipImage(8, 2, b"\x80\x00").digest(b"k" * 32),
        SlipImage(8, 2, b"\x80\x01", cuts=(1,)).digest(b"k" * 32),
    }

    assert len(digests) == 4


def test_repr_shows_no_dots() -> None:
    assert repr(SlipImage(8, 1, b"A")) == "SlipImage(width=8, height=1, cuts=())"


def test_a_narrow_picture_is_centred(tmp_path: Path) -> None:
    path = tmp_path / "black.png"
    Image.new("1", (8, 3), 0).save(path)

    assert read_picture(path, 24).rows == b"\x00\xff\x00" * 3


def test_a_wide_picture_is_made_to_fit(tmp_path: Path) -> None:
    path = tmp_path / "wide.png"
    Image.new("L", (1000, 100), 0).save(path)

    image = read_picture(path, 80)

    assert (image.width, image.height, set(image.rows)) == (80, 8, {0xFF})


def test_no_picture_is_a_typed_cause(tmp_path: Path) -> None:
    path = tmp_path / "text.png"
    path.write_text("no picture")

    with pytest.raises(PrintFileUnreadableError):
        read_picture(path, 80)
