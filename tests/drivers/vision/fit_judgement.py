"""Fit the weights of the page finder's judgement.

Run ``python -m tests.drivers.vision.fit_judgement``: prints ``WEIGHTS`` and ``NO_PAGE`` for
``drivers/vision/pages/scoring.py``. Takes some minutes. Frames: the development set as it is and changed in four ways,
and drawn scenes with the seeds 1 to 3; other seeds stay unseen and are for measuring
(``python -m tests.drivers.vision.measure_pages --drawn``).

In each frame the quads compete with each other and with "no page", the good ones share the prize (softmax, cross
entropy, a little decay, Adam).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from drivers.vision.pages.blobs import quads_from_blobs
from drivers.vision.pages.evidence import EVIDENCE, evidence_of
from drivers.vision.pages.finder import SHORT_LIST
from drivers.vision.pages.geometry import Floats, Pixels
from drivers.vision.pages.lines import quads_from_lines
from drivers.vision.pages.picture import as_bgr, pictures_of
from drivers.vision.pages.scoring import best_first, plausible, quick_marks
from tests.drivers.vision.drawn_scenes import empty_desks, scenes
from tests.drivers.vision.measure_pages import variants
from tests.drivers.vision.pages_truth import overlap, true_frames

SEEDS = (1, 2, 3)
DEVELOPMENT_WEIGHT = 1.5
ROUNDS = 500
DECAY = 0.002
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Contest:
    """The quads of one frame: their evidence, which of them are good, and how much the frame counts."""

    evidence: Doubles = field(repr=False)
    good: npt.NDArray[np.bool_] = field(repr=False)
    weight: float


def frames() -> Iterator[tuple[Pixels, Floats | None, float]]:
    """Every frame with its true corners and its weight."""
    for frame in true_frames():
        yield frame.image(), frame.quad, DEVELOPMENT_WEIGHT
        for name, image, quad in variants(frame.image(), frame.quad):
            if name in {"darker", "lighter", "noisy", "turned"}:
                yield image, quad, DEVELOPMENT_WEIGHT
    for seed in SEEDS:
        for drawn in scenes(150, seed) + empty_desks(75, seed):
            yield drawn.image, drawn.quad, 1.0


def contest(image: Pixels, true: Floats | None, weight: float) -> Contest | None:
    """The quads of one frame; None where there are none, or none that is any good on a frame with a page."""
    work, _ = pictures_of(as_bgr(image))
    quads = plausible(np.concatenate([quads_from_blobs(work), quads_from_lines(work)]), work)
    if len(quads) == 0:
        return None
    quads = quads[best_first(quick_marks(quads, work))[:SHORT_LIST]]
    evidence = evidence_of(quads, work).astype(np.float64)
    if true is None:
        return Contest(evidence, np.zeros(len(quads), bool), weight)
    overlaps = np.array([overlap(quad / np.float32(work.scale), true) for quad in quads])
    best = float(overlaps.max())
    if best < 0.8:
        return None
    return Contest(evidence, overlaps >= max(min(0.95, best - 0.01), best - 0.03), weight)


def fit(contests: list[Contest]) -> tuple[Doubles, float]:
    """The weights, and the sum at which a quad is as likely no page."""
    everything = np.concatenate([one.evidence for one in contests])
    middle, spread = everything.mean(axis=0), everything.std(axis=0) + 1e-6
    size = everything.shape[1]
    theta, first, second = np.zeros(size + 1), np.zeros(size + 1), np.zeros(size + 1)
    for turn in range(1, ROUNDS + 1):
        slope = np.concatenate([DECAY * theta[:size], [0.0]])
        for one in contests:
            scaled = (one.evidence - middle) / spread
            marks = np.concatenate([scaled @ theta[:size], theta[size:]])
            shares = np.exp(marks - marks.max())
            shares /= shares.sum()
            wanted = np.zeros(len(marks))
            if one.good.any():
                wanted[:-1] = shares[:-1] * one.good
                wanted /= max(wanted.sum(), 1e-12)
            else:
                wanted[-1] = 1.0
            error = (shares - wanted) * (one.weight / len(contests))
            slope[:size] += scaled.T @ error[:-1]
            slope[size] += error[-1]
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        theta -= 0.05 * (first / (1 - 0.9**turn)) / (np.sqrt(second / (1 - 0.999**turn)) + 1e-8)
    weights = theta[:size] / spread
    return weights, float(theta[size] + middle @ weights)


def main() -> None:
    """Fit and print."""
    contests = [one for one in (contest(*frame) for frame in frames()) if one is not None]
    weights, no_page = fit(contests)
    for name, weight in zip(EVIDENCE, weights, strict=True):
        sys.stdout.write(f'    "{name}": {weight:.3f},\n')
    sys.stdout.write(f"NO_PAGE = {no_page:.3f}\n")


if __name__ == "__main__":
    main()
