"""Machine checks on every page that has samples, in a set of modes in which every value of every mode occurs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.shell import Shell
from tests.screens.checks import faults_of
from tests.screens.samples import sample_modules, samples_of
from tests.screens.stage import mode_named, picture_of, sample_catalogue, sample_texts

MODES = (
    "portrait",
    "portrait-large-lower-en",
    "portrait-senior-hc",
    "portrait-max-yellow",
    "portrait-senior-lower",
    "landscape-hc-en",
    "landscape-senior-yellow",
)
LEAST_CONTRAST = 7.0
"""WCAG 2.2, 1.4.6 (AAA). The tokens promise more for every pair that carries text."""

Stage = Callable[..., Shell]


def cases() -> Iterator[tuple[str, str]]:
    """Every page in every mode."""
    for page in sample_modules():
        for mode in MODES:
            yield page, mode


@pytest.mark.parametrize(("page", "mode"), list(cases()))
def test_targets_names_texts_and_places(stage: Stage, page: str, mode: str) -> None:
    """Large enough, apart, named, whole, in the window and within reach, in every sample state."""
    language = mode_named(mode).language
    found = {}
    for name, sample in samples_of(page, sample_texts(language), sample_catalogue()).items():
        shell = stage(sample, mode, online="offline" not in name)
        picture_of(shell)
        found[name] = faults_of(shell)
    assert {name: faults for name, faults in found.items() if faults} == {}


def luminance(color: QColor) -> float:
    """Relative luminance, WCAG 2.2."""

    def channel(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) + 0.0722 * channel(color.blueF())


def contrast(first: QColor, second: QColor) -> float:
    """The ratio of two colours, WCAG 2.2."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def ground_of(picture: QImage, area: QRectF) -> QColor:
    """The colour that most pixels of that area have."""
    box = area.toRect().intersected(picture.rect())
    seen = Counter(
        picture.pixel(x, y)
        for x in range(box.left(), box.right() + 1, 2)
        for y in range(box.top(), box.bottom() + 1, 2)
    )
    return QColor(seen.most_common(1)[0][0]) if seen else QColor()


@pytest.mark.parametrize("mode", MODES[:4])
@pytest.mark.parametrize("page", sample_modules())
def test_every_text_stands_out_from_what_is_painted_behind_it(
    stage: Stage, page: str, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Measured in the pixels of the picture, not in the tokens."""
    drawn: list[tuple[QWidget, str, QRectF, QColor]] = []

    def note(canvas: Canvas, text: str, ink: QRectF, color: str) -> None:
        device = canvas.painter.device()
        if isinstance(device, QWidget) and canvas.bounds is not None:
            drawn.append((device, text, ink, canvas.color(color)))

    found = samples_of(page, sample_texts(mode_named(mode).language), sample_catalogue())
    shell = stage(next(iter(found.values())), mode)
    monkeypatch.setattr(Canvas, "_check", note)
    drawn.clear()
    picture = picture_of(shell)
    weak = []
    for widget, text, ink, color in drawn:
        if not widget.isVisible():
            continue
        place = ink.translated(widget.mapTo(shell, QPoint(0, 0)).toPointF())
        ratio = contrast(color, ground_of(picture, place))
        if ratio < LEAST_CONTRAST and color != ground_of(picture, place):
            weak.append(f"{ratio:.1f} “{text}”")
    assert drawn
    assert weak == []
