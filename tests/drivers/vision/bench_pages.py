"""Figures of pages for the bench: ``python -m tests.drivers.vision.bench_pages``, one JSON row a line.

Development set and unseen drawn scenes, one thread; beside each figure the one of plain means in the same run: Canny
edges and the largest ``approxPolyDP`` with four corners; variance of the Laplacian; share of saturated pixels.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from drivers.vision import find_page, glare, rectify, sharpness
from drivers.vision.colour import even_light
from drivers.vision.pages.geometry import Floats, Pixels
from tests.bench.rows import Row, row
from tests.drivers.vision.drawn_scenes import empty_desks, scenes
from tests.drivers.vision.pages_truth import TrueFrame, auc, overlap, true_frames

DRAWN_SEED = 7
DRAWN = 60
Finder = Callable[[Pixels], Floats | None]


@dataclass(frozen=True, slots=True)
class Found:
    """How a finder did."""

    overlaps: tuple[float, ...]
    in_order: float
    false_pages: int
    median_ms: float


def plain_finder(image: Pixels) -> Floats | None:
    """The usual recipe: Canny, contours, the largest that four corners approximate."""
    grey = cv2.GaussianBlur(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), (5, 5), 0)
    edges = cv2.dilate(cv2.Canny(grey, 75, 200), np.ones((3, 3), np.uint8))
    contours, _ = cv2.findContours(edges, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:5]:
        if cv2.contourArea(contour) < 0.03 * image.shape[0] * image.shape[1]:
            break
        corners = cv2.approxPolyDP(contour, 0.02 * cv2.arcLength(contour, closed=True), closed=True)
        if len(corners) == 4 and cv2.isContourConvex(corners):
            quad = np.asarray(corners.reshape(4, 2), np.float32)
            return quad if cv2.contourArea(quad, oriented=True) > 0 else np.ascontiguousarray(quad[::-1])
    return None


def try_finder(finder: Finder, frames: Iterable[tuple[Pixels, Floats | None]]) -> Found:
    """Let a finder look at every frame."""
    overlaps, in_order, false_pages, times = [], [], 0, []
    for image, true in frames:
        begun = time.process_time()
        quad = finder(image)
        times.append((time.process_time() - begun) * 1e3)
        if true is None:
            false_pages += quad is not None
            continue
        overlaps.append(overlap(quad, true))
        in_order.append(quad is not None and float(np.abs(quad - true).max()) < 60)
    return Found(tuple(overlaps), statistics.mean(in_order), false_pages, statistics.median(times))


def finding_rows(
    name: str, ours: Found, plain: Found, empty: int, goals: tuple[float, float, float] | None
) -> list[Row]:
    """Rows of one set of frames; goals: least mean, least share over 0.9, most empty desks taken for a page."""
    rows: list[Row] = []
    for who, found, goal in (("", ours, goals), (", Canny + approxPolyDP", plain, None)):
        good = statistics.mean(value > 0.9 for value in found.overlaps)
        rows += [
            row(f"pages: mean IoU, {name}{who}", statistics.mean(found.overlaps), "", digits=4)
            | {"goal": None if goal is None else f">= {goal[0]}"},
            row(f"pages: over 0.9, {name}{who}", good, "share") | {"goal": None if goal is None else f">= {goal[1]}"},
            row(f"pages: empty desks taken, {name}{who}", found.false_pages / empty, "share")
            | {"goal": None if goal is None else goal[2]},
        ]
    rows.append(row(f"pages: corners from the upright page, {name}", ours.in_order, "share"))
    return rows


def quality_rows(pages: Sequence[tuple[TrueFrame, Pixels]]) -> list[Row]:
    """Sharp against blurred, glare against none."""

    def tell(measure: Callable[[Pixels], float], *, of_glare: bool) -> float:
        if of_glare:
            shining = [measure(page) for frame, page in pages if frame.glare_share > 0]
            return auc(shining, [measure(page) for frame, page in pages if frame.glare_share == 0])
        sharp = [(frame, page) for frame, page in pages if not frame.blurred]
        blurred = [measure(page) for frame, page in pages if frame.blurred]
        blurred += [measure(np.asarray(cv2.GaussianBlur(page, (0, 0), 2.0), np.uint8)) for _, page in sharp]
        return auc([measure(page) for _, page in sharp], blurred)

    return [
        row("pages: sharpness AUC", tell(sharpness, of_glare=False), "") | {"goal": ">= 0.98"},
        row("pages: sharpness AUC, variance of the Laplacian", tell(_laplacian, of_glare=False), ""),
        row("pages: glare AUC", tell(glare, of_glare=True), "") | {"goal": ">= 0.93"},
        row("pages: glare AUC, saturated pixels", tell(_saturated, of_glare=True), ""),
    ]


def _laplacian(page: Pixels) -> float:
    return float(cv2.Laplacian(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), cv2.CV_64F).var())


def _saturated(page: Pixels) -> float:
    return float((page.min(axis=2) >= 250).mean())


def time_ms(work: Callable[[Pixels], object], pages: Sequence[Pixels]) -> float:
    """Median CPU time of one piece of work."""
    times = []
    for page in pages:
        begun = time.process_time()
        work(page)
        times.append((time.process_time() - begun) * 1e3)
    return statistics.median(times)


def main() -> None:
    """Print the rows."""
    cv2.setNumThreads(1)
    frames = true_frames()
    development = [(frame.image(), frame.quad) for frame in frames]
    find_page(development[0][0])  # the first call loads code
    ours, plain = (try_finder(finder, development) for finder in (find_page, plain_finder))
    rows = finding_rows("development set", ours, plain, 6, (0.95, 0.92, 0.084))
    drawn = [(one.image, one.quad) for one in scenes(DRAWN, DRAWN_SEED) + empty_desks(DRAWN // 2, DRAWN_SEED)]
    found = [try_finder(finder, drawn) for finder in (find_page, plain_finder)]
    rows += finding_rows("unseen drawn scenes", found[0], found[1], DRAWN // 2, None)
    rows += [
        row("pages: finding, median CPU", ours.median_ms, "ms", goal=60.0, digits=1),
        row("pages: finding, median CPU, Canny + approxPolyDP", plain.median_ms, "ms", digits=1),
    ]
    pages = [(frame, rectify(frame.image(), frame.quad)) for frame in frames if frame.quad is not None]
    with_quads = [(image, quad) for image, quad in development if quad is not None]
    quads = {id(image): quad for image, quad in with_quads}
    rows += [
        row(
            "pages: rectify, median CPU",
            time_ms(lambda image: rectify(image, quads[id(image)]), [image for image, _ in with_quads]),
            "ms",
            digits=2,
        ),
        row("pages: even light, median CPU", time_ms(even_light, [page for _, page in pages]), "ms", digits=2),
    ]
    for one in rows + quality_rows(pages):
        sys.stdout.write(json.dumps(one) + "\n")


if __name__ == "__main__":
    main()
