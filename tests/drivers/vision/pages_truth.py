"""The development set of overhead frames with their true corners: ``tests/data/pages``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from drivers.vision.pages.geometry import Floats, Pixels

FOLDER = Path(__file__).parents[2] / "data" / "pages"


@dataclass(frozen=True, slots=True)
class TrueFrame:
    """One frame and what is in it."""

    file: str
    tag: str
    quad: Floats | None
    blurred: bool
    glare_share: float
    size_mm: tuple[float, float] | None

    def image(self) -> Pixels:
        """The frame, BGR."""
        image = cv2.imread(str(FOLDER / self.file))
        assert image is not None
        return np.asarray(image, np.uint8)


def true_frames() -> list[TrueFrame]:
    """All frames of the set."""
    entries = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))["images"]
    return [_frame(entry) for entry in entries]


def _frame(entry: dict[str, Any]) -> TrueFrame:
    quad = entry["quad"]
    size = entry.get("size_mm")
    return TrueFrame(
        file=entry["file"],
        tag=entry["tags"][0],
        quad=None if quad is None else np.array(quad, np.float32),
        blurred=entry.get("blur_sigma", 0.0) > 1.0 or entry.get("motion_px", 0.0) > 4.0,
        glare_share=entry.get("glare_fraction", 0.0),
        size_mm=None if size is None else (size[0], size[1]),
    )


def overlap(found: Floats | None, true: Floats) -> float:
    """Intersection over union of two convex quads; 0 when nothing was found."""
    if found is None:
        return 0.0
    both, _ = cv2.intersectConvexConvex(found, true)
    areas = abs(cv2.contourArea(found)) + abs(cv2.contourArea(true))
    return float(both / (areas - both)) if areas > both else 0.0


def auc(high: list[float], low: list[float]) -> float:
    """How often a value of the first list lies above one of the second; equal ones count half."""
    first, second = np.array(high)[:, np.newaxis], np.array(low)[np.newaxis]
    return float((first > second).mean() + 0.5 * (first == second).mean())
