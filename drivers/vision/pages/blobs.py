"""Hypotheses from areas: what is unlike the desk, and what lies between two levels of brightness or colour.

Cheap and blind to thin lines; needs a page that differs from the desk over its whole area.
"""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from drivers.vision.pages.geometry import Floats
from drivers.vision.pages.picture import Picture

MIN_AREA_SHARE = 0.02
"""Of the frame; a card that is smaller than this has too few pixels to be read."""

Mask = npt.NDArray[np.uint8]


def quads_from_blobs(picture: Picture) -> Floats:
    """Quads ``(n, 4, 2)`` around the areas that stand out. Not yet judged."""
    quads: list[Floats] = []
    for mask in _masks(picture):
        quads.extend(_quads_in(mask, picture))
    if not quads:
        return np.zeros((0, 4, 2), np.float32)
    return np.stack(quads).astype(np.float32)


def _masks(picture: Picture) -> list[Mask]:
    lab = np.asarray(cv2.GaussianBlur(picture.lab, (0, 0), 1.5), np.float32)
    masks: list[Mask] = []
    distance = _distance_from_desk(lab)
    light = np.clip(lab[:, :, 0] * 2.55, 0, 255).astype(np.uint8)
    for channel in (distance, light):
        level, mask = cv2.threshold(channel, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
        masks.append(cast("Mask", mask))
        for factor in (0.6, 1.3):
            _, mask = cv2.threshold(channel, level * factor, 255, cv2.THRESH_BINARY)
            masks.append(cast("Mask", mask))
    return masks


def _distance_from_desk(lab: Floats) -> Mask:
    """How unlike the frame's border each pixel is, 0 to 255."""
    rims = (lab[:6:2], lab[-6::2], lab[:, :6:2], lab[:, -6::2])
    ring = np.concatenate([rim.reshape(-1, 3) for rim in rims])
    desk = np.median(ring, axis=0)
    spread = np.median(np.abs(ring - desk), axis=0) + 1.0
    scaled = (lab - desk) / spread
    away = np.sqrt(np.einsum("ijk,ijk->ij", scaled, scaled))
    top = float(np.percentile(away[::4, ::4], 98)) + 1e-6
    return np.asarray(np.clip(away * (255.0 / top), 0, 255), np.uint8)


def _quads_in(mask: Mask, picture: Picture) -> list[Floats]:
    kernel = np.ones((5, 5), np.uint8)
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel)
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((7, 7), np.uint8))
    contours, _ = cv2.findContours(opened, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    least = MIN_AREA_SHARE * picture.width * picture.height
    quads: list[Floats] = []
    for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:4]:
        if cv2.contourArea(contour) < least:
            break
        hull = cv2.convexHull(contour)
        quads.append(cast("Floats", cv2.boxPoints(cv2.minAreaRect(hull)).astype(np.float32)))
        around = cv2.arcLength(hull, closed=True)
        for share in (0.02, 0.04, 0.07):
            corners = cv2.approxPolyDP(hull, share * around, closed=True)
            if len(corners) == 4:
                quads.append(corners.reshape(4, 2).astype(np.float32))
                break
    return quads
