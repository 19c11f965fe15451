"""Fit the weights of ``drivers/vision/pages/orientation.py``.

Run ``python -m tests.drivers.vision.fit_orientation``: prints ``WEIGHTS``, then how often the way up is right on the
development set when four fifths of it and the drawn scenes were fitted on and the rest was not (five times in turn).
"""

from __future__ import annotations

import sys

import numpy as np

from drivers.vision.pages.geometry import Floats, Pixels, order_corners
from drivers.vision.pages.orientation import SURE_ENOUGH, figures_of
from tests.drivers.vision.drawn_scenes import scenes
from tests.drivers.vision.fit_judgement import Contest, Doubles, fit
from tests.drivers.vision.pages_truth import true_frames

SEEDS = (1, 2)
FOLDS = 5


def contest(image: Pixels, upright: Floats, weight: float) -> tuple[tuple[str, ...], Contest]:
    """The four ways up of one page."""
    seen = order_corners(upright)
    names, figures = figures_of(image, seen)
    right = int(np.argmin(np.linalg.norm(seen - upright[0], axis=1)))
    return names, Contest(figures.astype(np.float64), np.arange(4) == right, weight)


def right_ones(contests: list[Contest], weights: Doubles) -> tuple[int, int, int]:
    """How many are right, how many are sure, how many of those are right."""
    right = sure = both = 0
    for one in contests:
        marks = one.evidence @ weights
        shares = np.exp(marks - marks.max()) / np.exp(marks - marks.max()).sum()
        best = int(shares.argmax())
        right += bool(one.good[best])
        sure += bool(shares[best] >= SURE_ENOUGH)
        both += bool(one.good[best] and shares[best] >= SURE_ENOUGH)
    return right, sure, both


def main() -> None:
    """Fit and print."""
    made = [contest(frame.image(), frame.quad, 2.0) for frame in true_frames() if frame.quad is not None]
    names, development = made[0][0], [one for _, one in made]
    drawn = [
        contest(one.image, one.quad, 1.0)[1] for seed in SEEDS for one in scenes(120, seed) if one.quad is not None
    ]
    weights, _ = fit(development + drawn)
    for name, weight in zip(names, weights, strict=True):
        sys.stdout.write(f'    "{name}": {weight:.3f},\n')
    totals = np.zeros(3, int)
    for fold in range(FOLDS):
        rest = [one for index, one in enumerate(development) if index % FOLDS != fold]
        held_out = [one for index, one in enumerate(development) if index % FOLDS == fold]
        totals += right_ones(held_out, fit(rest + drawn)[0])
    sys.stdout.write(f"held out: {len(development)} pages, right / sure / sure and right: {totals.tolist()}\n")
    unseen = [contest(one.image, one.quad, 1.0)[1] for one in scenes(100, 7) if one.quad is not None]
    sys.stdout.write(f"drawn, unseen: {len(unseen)} pages, {right_ones(unseen, weights)}\n")


if __name__ == "__main__":
    main()
