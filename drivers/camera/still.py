"""A picture that came as a file, such as from a phone: judged and cut out like a frame of the camera.

Error hierarchy::

    StillError   it cannot be opened as a picture, or it is too small or too large for one
"""

from __future__ import annotations

import cv2
import numpy as np

from drivers.camera.commands import PAGE_BUDGET_BYTES, CapturedPage, CaptureRequest
from drivers.camera.source import Frame
from drivers.camera.v4l2.negotiation import MIN_HEIGHT, MIN_WIDTH
from drivers.camera.watch import PREVIEW_LONG_SIDE, take_page
from drivers.paper import PaperKind
from drivers.vision import find_page
from drivers.vision.pages.picture import shrink

LONGEST_SIDE_PX = 8_000
"""More would take more memory than a terminal has to spare."""
_JPEG_START = b"\xff\xd8\xff"


class StillError(Exception):
    """The bytes are no picture that a page can be taken from."""


def page_of_picture(
    jpeg: bytes, kind: PaperKind = PaperKind.ANY, *, budget_bytes: int = PAGE_BUDGET_BYTES
) -> CapturedPage:
    """Return the page in a picture; the whole picture where no page stands out from its ground.

    Args:
        jpeg: a JPEG file; orientation notes in it are followed.
        kind: what is expected.
        budget_bytes: of the page's JPEG.

    Raises:
        StillError: see above. The size is read before the pixels are.
    """
    if not jpeg.startswith(_JPEG_START) or max(_size_of(jpeg)) > LONGEST_SIDE_PX:
        raise StillError
    try:
        decoded = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise StillError from error
    if decoded is None:
        raise StillError
    image = np.asarray(decoded, np.uint8)
    height, width = image.shape[:2]
    if max(width, height) < MIN_WIDTH or min(width, height) < MIN_HEIGHT:
        raise StillError
    small, scale = shrink(image, PREVIEW_LONG_SIDE)
    found = find_page(small)
    quad = None if found is None else found / np.float32(scale)
    request = CaptureRequest.PAGE if quad is not None else CaptureRequest.WHOLE_FRAME
    return take_page(Frame(image, 0.0, 0), quad, kind, request, budget_bytes=budget_bytes)


def _size_of(jpeg: bytes) -> tuple[int, int]:
    """Width and height as the file's head says. Raises `StillError` where there is no such head."""
    at = 2
    while at + 9 <= len(jpeg) and jpeg[at] == 0xFF:
        marker = jpeg[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            return int.from_bytes(jpeg[at + 7 : at + 9]), int.from_bytes(jpeg[at + 5 : at + 7])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4])
    raise StillError
