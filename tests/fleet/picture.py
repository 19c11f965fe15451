"""The chart: requests a second and what is still unsent, over time, ours and the baseline, for two fleets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tests.fleet.storm import Figures

SIZE = (1680, 1180)
SCALE = 2
"""Drawn larger and then made smaller: smooth lines."""
OURS, BASELINE = (11, 110, 120), (201, 92, 46)
INK, GREY, GRID, PAPER = (32, 36, 40), (110, 118, 126), (228, 231, 234), (255, 255, 255)
MARGIN = (104, 128, 40, 104)
"""Left, top, right, bottom of the whole, in pixels of the finished picture."""
GAP = (108, 118)


@dataclass(frozen=True, slots=True)
class Series:
    """One line: a value for each second."""

    name: str
    values: Sequence[float]
    colour: tuple[int, int, int]
    width: int = 3


@dataclass(frozen=True, slots=True)
class Panel:
    """One set of axes. ``bound``: a dashed line at the goal."""

    title: str
    unit: str
    series: Sequence[Series]
    bound: float | None = None


def draw(pairs: Sequence[tuple[Figures, Figures]], target: Path) -> None:
    """Write the chart. Each pair is ours and the baseline of one fleet.

    Args:
        pairs: two of them, left and right.
        target: a PNG.
    """
    picture = Image.new("RGB", (SIZE[0] * SCALE, SIZE[1] * SCALE), PAPER)
    pen = ImageDraw.Draw(picture)
    _text(pen, (MARGIN[0], 30), "A fleet comes back after an outage", 30, INK)
    _legend(pen, (MARGIN[0], 80))
    width = (SIZE[0] - MARGIN[0] - MARGIN[2] - GAP[0]) / 2
    height = (SIZE[1] - MARGIN[1] - MARGIN[3] - GAP[1]) / 2
    for column, pair in enumerate(pairs):
        for row, panel in enumerate(_panels(*pair)):
            left, top = MARGIN[0] + column * (width + GAP[0]), MARGIN[1] + 34 + row * (height + GAP[1] - 30)
            _panel(pen, panel, (left, top, left + width, top + height))
    note = "virtual time; the product's sync engine, lanes and virtual queue; line, uplinks and processor are a model"
    _text(pen, (MARGIN[0], SIZE[1] - 36), note, 17, GREY)
    target.parent.mkdir(parents=True, exist_ok=True)
    picture.resize(SIZE, Image.Resampling.LANCZOS).save(target, optimize=True)


def _panels(ours: Figures, baseline: Figures) -> tuple[Panel, Panel]:
    from tests.fleet.scenarios import GOAL_PEAK

    fleet = f"{ours.storm.terminals:,} terminals, {ours.storm.line_bit_per_s / 1e9:g} Gbit/s"
    contacts = Panel(
        f"{fleet}: heartbeats and records a second (peak {ours.peak_contacts} against {baseline.peak_contacts})",
        "requests/s",
        (Series("baseline", baseline.contacts, BASELINE), Series("ours", ours.contacts, OURS)),
        bound=GOAL_PEAK.get(ours.storm.terminals),
    )
    unsent = Panel(
        f"{fleet}: entries not yet delivered",
        "entries",
        (Series("baseline", baseline.unsent, BASELINE), Series("ours", ours.unsent, OURS)),
    )
    return contacts, unsent


def _panel(pen: ImageDraw.ImageDraw, panel: Panel, box: tuple[float, float, float, float]) -> None:
    left, top, right, bottom = box
    seconds = max(len(one.values) for one in panel.series)
    most = max([*(max(one.values, default=0) for one in panel.series), panel.bound or 0]) * 1.06
    step_x, step_y = _step(seconds), _step(most)
    _text(pen, (left, top - 34), panel.title, 19, INK)
    mark = 0.0
    while mark <= most:
        y = bottom - (bottom - top) * mark / most
        _line(pen, [(left, y), (right, y)], GRID, 1)
        _text(pen, (left - 10, y), f"{mark:,.0f}", 16, GREY, "rm")
        mark += step_y
    mark = 0.0
    while mark <= seconds:
        x = left + (right - left) * mark / seconds
        _line(pen, [(x, bottom), (x, bottom + 6)], GREY, 1)
        _text(pen, (x, bottom + 12), f"{mark:,.0f}", 16, GREY, "ma")
        mark += step_x
    _text(pen, (right, bottom + 34), "seconds since the line is back", 16, GREY, "ra")
    _text(pen, (left - 10, top - 12), panel.unit, 16, GREY, "rs")
    for one in panel.series:
        points = [
            (left + (right - left) * second / seconds, bottom - (bottom - top) * value / most)
            for second, value in enumerate(one.values)
        ]
        _line(pen, points, one.colour, one.width)
    if panel.bound is not None:
        y = bottom - (bottom - top) * panel.bound / most
        x = left
        while x < right:
            _line(pen, [(x, y), (min(right, x + 8), y)], INK, 2)
            x += 16
        _text(pen, (right, y - 6), f"goal {panel.bound:g}", 16, INK, "rs")
    _line(pen, [(left, top), (left, bottom), (right, bottom)], GREY, 2)


def _legend(pen: ImageDraw.ImageDraw, at: tuple[float, float]) -> None:
    x, y = at
    for name, colour in (
        ("ours: spread, full jitter, shedding with a virtual queue", OURS),
        ("baseline: again every 5 s, all at once, nothing is turned away", BASELINE),
    ):
        _line(pen, [(x, y + 11), (x + 40, y + 11)], colour, 5)
        _text(pen, (x + 52, y + 11), name, 19, INK, "lm")
        x += 640


def _step(most: float) -> float:
    """Return a round distance of marks, so that there are four to nine of them."""
    size = 1.0
    while True:
        for factor in (1.0, 2.0, 5.0):
            if most / (size * factor) <= 8:
                return size * factor
        size *= 10


def _line(
    pen: ImageDraw.ImageDraw, points: Sequence[tuple[float, float]], colour: tuple[int, int, int], width: int
) -> None:
    pen.line([(x * SCALE, y * SCALE) for x, y in points], fill=colour, width=width * SCALE, joint="curve")


def _text(
    pen: ImageDraw.ImageDraw,
    at: tuple[float, float],
    words: str,
    size: int,
    colour: tuple[int, int, int],
    anchor: str = "la",
) -> None:
    font = ImageFont.load_default(size * SCALE)
    pen.text((at[0] * SCALE, at[1] * SCALE), words, fill=colour, font=font, anchor=anchor)
