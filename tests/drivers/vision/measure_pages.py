"""Figures of page finding and of the quality measures on the development set.

Run ``python -m tests.drivers.vision.measure_pages``; one JSON row per tag and one for all.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections import defaultdict

import cv2
import numpy as np

from drivers.vision import find_page, glare, rectify, sharpness
from tests.drivers.vision.pages_truth import auc, overlap, true_frames


def measure() -> list[dict[str, object]]:
    """Measure everything once, single-threaded."""
    cv2.setNumThreads(1)
    frames = true_frames()
    find_page(frames[0].image())  # the first call loads code
    overlaps: dict[str, list[float]] = defaultdict(list)
    false_pages, cpu_ms = 0, []
    for frame in frames:
        image = frame.image()
        start = time.process_time()
        found = find_page(image)
        cpu_ms.append((time.process_time() - start) * 1e3)
        if frame.quad is None:
            false_pages += found is not None
        else:
            overlaps[frame.tag].append(overlap(found, frame.quad))
    everything = [value for values in overlaps.values() for value in values]
    rows: list[dict[str, object]] = [
        {"tag": tag, "mean_iou": round(statistics.mean(values), 4), "worst_iou": round(min(values), 4)}
        for tag, values in overlaps.items()
    ]
    rows.append(
        {
            "tag": "all",
            "mean_iou": round(statistics.mean(everything), 4),
            "share_over_0.9": round(sum(value > 0.9 for value in everything) / len(everything), 4),
            "empty_desks_taken_for_a_page": false_pages,
            "empty_desks": sum(frame.quad is None for frame in frames),
            "median_cpu_ms": round(statistics.median(cpu_ms), 1),
            "p95_cpu_ms": round(statistics.quantiles(cpu_ms, n=20)[-1], 1),
        }
    )
    rows.append(measure_quality())
    return rows


def measure_quality() -> dict[str, object]:
    """How well blurred pages and pages with glare are told from good ones."""
    pages = [(frame, rectify(frame.image(), frame.quad)) for frame in true_frames() if frame.quad is not None]
    sharp = [sharpness(page) for frame, page in pages if not frame.blurred]
    blurred = [sharpness(page) for frame, page in pages if frame.blurred]
    blurred += [
        sharpness(np.asarray(cv2.GaussianBlur(page, (0, 0), 2.0), np.uint8))
        for frame, page in pages
        if not frame.blurred
    ]
    with_glare = [glare(page) for frame, page in pages if frame.glare_share > 0]
    without = [glare(page) for frame, page in pages if frame.glare_share == 0]
    return {
        "tag": "quality",
        "sharpness_auc": round(auc(sharp, blurred), 4),
        "glare_auc": round(auc(with_glare, without), 4),
        "least_sharp": round(min(sharp), 3),
        "sharpest_blurred": round(max(blurred), 3),
    }


def main() -> None:
    """Print the rows."""
    for row in measure():
        sys.stdout.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
