"""A camera's bytes become the right pixels, whatever their format."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.camera.decoding import decode, jpeg_size, reduction_for
from drivers.camera.errors import FramesDamagedError
from drivers.camera.v4l2.stream import PixelLayout
from tests.drivers.camera.fake_kernel import coloured, encode

JPEG = encode(coloured((640, 480)), "MJPG")
MOTION = PixelLayout("MJPG", 640, 480, 0)


def test_motion_jpeg_without_huffman_tables() -> None:
    """Many cameras leave them out, as the standard tables are meant."""
    bare = b"".join(JPEG[:2] if not at else JPEG[at:end] for at, end in _without_tables(JPEG))
    assert len(bare) < len(JPEG) - 300

    assert np.array_equal(decode(bare, MOTION), decode(JPEG, MOTION))


def test_bytes_behind_the_picture_do_no_harm() -> None:
    """Cameras pad their buffers."""
    assert np.array_equal(decode(JPEG + bytes(500), MOTION), decode(JPEG, MOTION))


def test_fill_bytes_before_a_mark_do_no_harm() -> None:
    """The standard allows them."""
    assert jpeg_size(np.frombuffer(JPEG[:2] + b"\xff\xff" + JPEG[2:], np.uint8)) == (640, 480)


def test_a_motion_jpeg_has_the_size_that_it_says() -> None:
    """Not the one that was negotiated."""
    assert decode(JPEG, PixelLayout("MJPG", 1280, 960, 0)).shape == (480, 640, 3)


@pytest.mark.parametrize(
    ("size", "reduction"),
    [((640, 480), 1), ((1280, 960), 1), ((2400, 1800), 2), ((3264, 2448), 2), ((4800, 3600), 4), ((9600, 7200), 4)],
)
def test_previews_are_decoded_smaller_where_enough_is_left(size: tuple[int, int], reduction: int) -> None:
    """At least 1,200 pixels stay on the long side; raw pixels stay as they are."""
    assert reduction_for(PixelLayout("MJPG", *size, 0)) == reduction
    assert reduction_for(PixelLayout("YUYV", *size, 0)) == 1


def test_reduced_decoding_gives_the_same_picture_smaller() -> None:
    """Half the size, the same colours."""
    small = decode(JPEG, MOTION, 2)
    assert small.shape == (240, 320, 3)
    assert np.abs(small[60, 100].astype(int) - decode(JPEG, MOTION)[121, 201].astype(int)).max() < 6


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_mutated_motion_jpeg_is_a_picture_or_a_typed_error(data: st.DataObject) -> None:
    """Never another exception, whatever was lost on the cable."""
    torn = bytearray(JPEG)
    for _ in range(data.draw(st.integers(1, 5))):
        torn[data.draw(st.integers(0, len(torn) - 1))] = data.draw(st.integers(0, 255))
    start = data.draw(st.integers(0, len(torn)))
    del torn[start : start + data.draw(st.integers(0, 400))]

    try:
        image = decode(bytes(torn), MOTION)
    except FramesDamagedError:
        return
    assert image.ndim == 3


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["MJPG", "YUYV", "NV12", "YU12", "RGB3", "GREY"]))
def test_any_bytes_are_a_picture_or_a_typed_error(data: bytes, fourcc: str) -> None:
    """Also bytes that never were a picture."""
    try:
        decode(data, PixelLayout(fourcc, 16, 8, 0))
    except FramesDamagedError:
        return


def test_a_picture_that_claims_to_be_huge_is_not_decoded() -> None:
    """65,535 x 65,535 pixels would take all memory."""
    huge = bytearray(JPEG)
    at = huge.index(b"\xff\xc0")
    huge[at + 5 : at + 9] = b"\xff\xff\xff\xff"

    with pytest.raises(FramesDamagedError, match="no_size"):
        decode(bytes(huge), MOTION)


def test_a_picture_of_a_kind_that_cannot_be_decoded_is_told() -> None:
    """Twelve bits a sample: every mark is in its place, and nothing comes out."""
    deep = bytearray(JPEG)
    deep[deep.index(b"\xff\xc0") + 4] = 12

    with pytest.raises(FramesDamagedError, match="undecodable"):
        decode(bytes(deep), MOTION)


def test_restarts_in_the_wrong_order_tell_of_a_lost_piece() -> None:
    """A JPEG with restart marks whose one piece was lost on the cable."""
    good, encoded = cv2.imencode(".jpg", coloured((640, 480)), [cv2.IMWRITE_JPEG_RST_INTERVAL, 4])
    assert good
    data = bytes(encoded)
    assert decode(data, MOTION).shape == (480, 640, 3)
    first, second = data.index(b"\xff\xd2"), data.index(b"\xff\xd3")

    with pytest.raises(FramesDamagedError, match="mark_in_picture"):
        decode(data[:first] + data[second:], MOTION)


def _without_tables(jpeg: bytes) -> list[tuple[int, int]]:
    """The pieces of a JPEG that are no Huffman tables."""
    pieces, at = [(0, 2)], 2
    while jpeg[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if jpeg[at + 1] != 0xC4:
            pieces.append((at, end))
        at = end
    return [*pieces, (at, len(jpeg))]
