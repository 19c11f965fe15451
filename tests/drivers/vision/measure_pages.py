"""Figures of page finding and of the quality measures on the development set.

Run ``python -m tests.drivers.vision.measure_pages``; one JSON row per tag and one for all. With ``--variants`` also one
per way of changing the frames: mirrored, upside down, on its side, half and one and a half times the size, warm light,
colours exchanged, a coarse JPEG; and darker, lighter, noisy and turned by 17 degrees (some pages then reach over the
border), on which the judgement was fitted too. With ``--drawn`` also the table of drawn scenes with seeds that nothing
was fitted on: one row per hardship, one for all.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator

import cv2
import numpy as np

from drivers.vision import find_page, glare, rectify, sharpness
from drivers.vision.pages.geometry import Floats, Pixels
from tests.drivers.vision.drawn_scenes import empty_desks, scenes
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


def measure_variants() -> list[dict[str, object]]:
    """Mean overlap and empty desks taken for a page, for each way of changing the frames."""
    overlaps: dict[str, list[float]] = defaultdict(list)
    false_pages: dict[str, int] = defaultdict(int)
    for frame in true_frames():
        for name, image, quad in variants(frame.image(), frame.quad):
            found = find_page(image)
            if quad is None:
                false_pages[name] += found is not None
            else:
                overlaps[name].append(overlap(found, quad))
    return [
        {
            "variant": name,
            "mean_iou": round(statistics.mean(values), 4),
            "share_over_0.9": round(sum(value > 0.9 for value in values) / len(values), 4),
            "empty_desks_taken_for_a_page": false_pages[name],
        }
        for name, values in overlaps.items()
    ]


def measure_drawn(count: int = 200, seed: int = 7) -> list[dict[str, object]]:
    """Page finding on drawn scenes that are harder than the development set, and on half as many empty desks."""
    overlaps: dict[str, list[float]] = defaultdict(list)
    for drawn in scenes(count, seed):
        assert drawn.quad is not None
        overlaps[drawn.hardship].append(overlap(find_page(drawn.image), drawn.quad))
    desks = empty_desks(count // 2, seed)
    false_pages = sum(find_page(desk.image) is not None for desk in desks)
    overlaps["all drawn"] = [value for values in overlaps.values() for value in values]
    return [
        {
            "drawn": name,
            "mean_iou": round(statistics.mean(values), 4),
            "share_over_0.9": round(sum(value > 0.9 for value in values) / len(values), 4),
            **({"empty_desks_taken_for_a_page": false_pages, "empty_desks": len(desks)} if name == "all drawn" else {}),
        }
        for name, values in overlaps.items()
    ]


def variants(image: Pixels, quad: Floats | None) -> Iterator[tuple[str, Pixels, Floats | None]]:
    """The frame changed in several ways, each with its true corners."""
    height, width = image.shape[:2]
    mirrored = None if quad is None else np.array([width - 1, 0], np.float32) + quad * np.array([-1, 1], np.float32)
    yield "mirrored", np.ascontiguousarray(image[:, ::-1]), mirrored
    yield "darker", np.asarray(image * 0.55, np.uint8), quad
    yield "lighter", np.asarray(255 * (image / 255.0) ** 0.7, np.uint8), quad
    noise = np.random.default_rng(1).normal(0, 8, image.shape)
    yield "noisy", np.asarray(np.clip(image + noise, 0, 255), np.uint8), quad
    half = np.asarray(cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    yield "half_size", half, None if quad is None else quad * np.float32(0.5)
    yield "colours_exchanged", np.ascontiguousarray(image[:, :, [2, 0, 1]]), quad
    large = np.asarray(cv2.resize(image, None, fx=1.5, fy=1.5, interpolation=cv2.INTER_LINEAR), np.uint8)
    yield "larger", large, None if quad is None else quad * np.float32(1.5)
    yield "warm", np.asarray(np.clip(image * np.array([0.72, 0.95, 1.08]), 0, 255), np.uint8), quad
    _, coarse = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 30])
    yield "coarse_jpeg", np.asarray(cv2.imdecode(coarse, cv2.IMREAD_COLOR), np.uint8), quad
    around = None if quad is None else np.array([width - 1, height - 1], np.float32) - quad
    yield "upside_down", np.ascontiguousarray(image[::-1, ::-1]), around
    aside = None if quad is None else np.stack([height - 1 - quad[:, 1], quad[:, 0]], axis=1)
    yield "on_its_side", np.ascontiguousarray(np.rot90(image, -1)), aside
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 17, 0.8)
    turned = np.asarray(cv2.warpAffine(image, turn, (width, height), borderMode=cv2.BORDER_REFLECT), np.uint8)
    corners = None if quad is None else np.asarray(cv2.transform(quad[np.newaxis], turn)[0], np.float32)
    yield "turned", turned, corners


def main() -> None:
    """Print the rows."""
    changed = measure_variants() if "--variants" in sys.argv else []
    drawn = measure_drawn() if "--drawn" in sys.argv else []
    for row in [*measure(), *changed, *drawn]:
        sys.stdout.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
