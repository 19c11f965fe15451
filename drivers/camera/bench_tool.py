"""What ``kiosk device camera`` does, without the command line around it.

Both functions return plain values for JSON and raise ``CameraError``.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from pathlib import Path

from drivers.camera.errors import NoPageError
from drivers.camera.source import Frame
from drivers.camera.source_text import source_from_text
from drivers.camera.watch import FRAME_MARGIN
from drivers.paper import PaperKind
from drivers.timebase import SystemTime, Timebase
from drivers.vision import find_page, glare, read_codes, rectify, sharpness
from drivers.vision.encode import encode_page

FIND_TRIES = 5
"""Frames that are looked at before a page or a code is given up: a live camera needs a moment for its exposure."""


def find_page_in(
    source: str,
    out_path: Path,
    *,
    kind: PaperKind = PaperKind.ANY,
    timebase: Timebase | None = None,
) -> dict[str, object]:
    """Find the page under a camera, write it as a JPEG, and tell where and how good it is.

    Args:
        source: as ``source_from_text`` takes it.
        out_path: where the rectified page goes; the folder exists.
        kind: the paper that is expected.
        timebase: the machine's clock by default.

    Returns:
        ``corners`` (four pairs of pixels, TL, TR, BR, BL), ``frame`` and ``page`` (width, height), ``sharpness``,
        ``glare``, ``complete``, ``out``.

    Raises:
        CameraError: no such source, or no page (``NoPageError``).
        OSError: the page cannot be written.
    """
    with closing(_frames(source, timebase)) as frames:
        found = next(((frame, quad) for frame in frames if (quad := find_page(frame.image)) is not None), None)
    if found is None:
        raise NoPageError
    frame, quad = found
    page = rectify(frame.image, quad, kind)
    encoded = encode_page(page)
    out_path.write_bytes(encoded.jpeg)
    height, width = frame.image.shape[:2]
    inside = (quad >= FRAME_MARGIN).all() and (quad <= (width - FRAME_MARGIN, height - FRAME_MARGIN)).all()
    return {
        "corners": [[round(float(x), 2), round(float(y), 2)] for x, y in quad],
        "frame": [width, height],
        "page": [encoded.width, encoded.height],
        "sharpness": round(sharpness(page), 4),
        "glare": round(glare(page), 4),
        "complete": bool(inside),
        "out": str(out_path),
    }


def read_codes_in(source: str, *, timebase: Timebase | None = None) -> dict[str, object]:
    """Read the codes under a camera.

    Returns:
        ``codes``: the texts; empty when there are none.

    Raises:
        CameraError: no such source.
    """
    with closing(_frames(source, timebase)) as frames:
        found = next((codes for frame in frames if (codes := read_codes(frame.image))), [])
    return {"codes": found}


def _frames(source: str, timebase: Timebase | None) -> Generator[Frame, None, None]:
    """A few frames of a source, which is closed when no more are asked for."""
    opened = source_from_text(source, timebase if timebase is not None else SystemTime())
    opened.open()
    try:
        for _ in range(FIND_TRIES):
            yield opened.read()
    finally:
        opened.close()
