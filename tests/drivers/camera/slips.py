"""A printed slip on the desk of the camera's tests, at its true size."""

from __future__ import annotations

import cv2
import numpy as np

from drivers.camera.sample_desk import DESK_HEIGHT, DESK_WIDTH, draw_empty_desk
from drivers.camera.source import Pixels
from drivers.printer.document import Line, QrCode, Slip, Title
from drivers.printer.raster import render_slip
from drivers.printer.slip_image import SlipImage
from drivers.printer.typeface import DEBIAN_FONTS

RECEIPT = "LS01-261124-10011-6"
DOTS_PER_MM = 8.0
PIXELS_PER_MM = 2.52
"""Of a desk of 1280 x 960 on which an A4 sheet lies well (``drivers.camera.sample_desk``)."""
PAPER, INK = 245, 45
FINER = 2


def draw_slip_desk(
    data: str = RECEIPT,
    *,
    width_dots: int = 576,
    turn_deg: float = 8.0,
    size: tuple[int, int] = (DESK_WIDTH, DESK_HEIGHT),
    pixels_per_mm: float = PIXELS_PER_MM,
) -> Pixels:
    """The desk with a slip whose QR code says ``data``, BGR.

    Args:
        data: what the code says.
        width_dots: of the paper, 576 or 384.
        turn_deg: how the slip lies.
        size: of the picture, in pixels.
        pixels_per_mm: of a picture of 1280 x 960; fewer are a camera that sees more of the desk.
    """
    slip = render_slip(Slip((Title("测试凭条"), Line("受理编号"), QrCode(data, "扫码查询"))), DEBIAN_FONTS, width_dots)
    grow = size[0] / DESK_WIDTH
    scale = pixels_per_mm * grow / DOTS_PER_MM
    matrix = cv2.getRotationMatrix2D((slip.width / 2, slip.height / 2), turn_deg, scale)
    matrix[:, 2] += np.array([size[0] / 2 - slip.width / 2, size[1] / 2 - slip.height / 2])
    desk = cv2.resize(draw_empty_desk(), size, interpolation=cv2.INTER_CUBIC)
    dots = np.where(_dots(slip), INK, PAPER).astype(np.uint8)
    # Drawn large and made smaller: each pixel is the mean of what it sees, as a sensor's.
    fine = (size[0] * FINER, size[1] * FINER)
    over = matrix * float(FINER)
    flat = cv2.resize(cv2.warpAffine(dots, over, fine), size, interpolation=cv2.INTER_AREA).astype(np.float32)
    cover = cv2.resize(cv2.warpAffine(np.full_like(dots, 255), over, fine), size, interpolation=cv2.INTER_AREA)
    share = (cover.astype(np.float32) / 255.0)[:, :, np.newaxis]
    noise = np.random.default_rng(3).normal(0, 2.0, (size[1], size[0], 1))
    shown = np.where(share > 0, flat[:, :, np.newaxis], 0) + desk.astype(np.float32) * (1.0 - share) + noise
    return np.asarray(np.clip(shown, 0, 255), np.uint8)


def _dots(image: SlipImage) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    rows = np.frombuffer(image.rows, np.uint8).reshape(image.height, image.row_bytes)
    return np.unpackbits(rows, axis=1).astype(bool)
