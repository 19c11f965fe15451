"""What stands on a page is heard: every control by the keys, every sentence by the reading."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from config.texts import Language
from screens.canvas import Canvas
from screens.components.base import Pressable
from screens.components.countdown_ring import CountdownRing
from screens.components.ring_map import RingMap
from screens.header import Header
from screens.page import Page
from screens.shell import Shell
from screens.spoken import control_of, parts_of
from tests.screens.samples import sample_modules, samples_of
from tests.screens.stage import MAIN_MODES, picture_of, sample_catalogue, sample_texts

Stage = Callable[..., Shell]
MODES = ("portrait",) if "KIOSK_PROVE" not in os.environ else MAIN_MODES
IN_OTHER_WORDS = re.compile(r"[\W\d_]*|.?")
"""Figures, signs and single characters: rings, places on a map, keys."""


def _samples(page: str, mode: str) -> dict[str, tuple[type[Page], object]]:
    language = Language.EN if mode.endswith("-en") else Language.ZH
    return samples_of(page, sample_texts(language), sample_catalogue())


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


def unheard(shell: Shell, drawn: list[str]) -> list[str]:
    """What was drawn on the page and is neither read nor said by a control."""
    page = shell.page
    assert page is not None
    words = [saying.text for part in parts_of(page) for saying in part.sayings]
    for widget in shell.findChildren(QWidget):
        if isinstance(widget, Pressable) and widget.isVisible():
            words += [saying.text for saying in control_of(widget).sayings]
            words += [widget.accessibleName(), widget.accessibleDescription()]
        elif isinstance(widget, RingMap):
            # A picture of the list beside it.
            words += [widget.spec.here, *widget.spec.rings]
        elif isinstance(widget, Header | CountdownRing):
            words.append(widget.accessibleName())
    said = _plain("|".join(words))
    return sorted({text for text in drawn if not IN_OTHER_WORDS.fullmatch(text) and _plain(text) not in said})


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("page", sample_modules())
def test_what_is_drawn_is_heard_and_what_is_pressed_is_reached(
    page: str, mode: str, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keys come to every control once, each says what it is, and no sentence of the page is only for eyes."""
    drawn: list[str] = []
    for name in ("line", "paragraph"):
        monkeypatch.setattr(Canvas, name, _noting(getattr(Canvas, name), drawn))
    sample = next(iter(_samples(page, mode).values()))
    shell = stage(sample, mode)
    drawn.clear()
    picture_of(shell)
    targets = [one for one in shell.findChildren(Pressable) if one.isVisible() and one.isEnabled()]
    order = shell.focus_order()
    assert sorted(map(id, order)) == sorted(map(id, targets))
    assert [one for one in order if not any(saying.text.strip() for saying in control_of(one).sayings)] == []
    assert shell.page is not None
    assert parts_of(shell.page)
    assert unheard(shell, drawn) == []


def _noting(draw: Callable[..., object], drawn: list[str]) -> Callable[..., object]:
    def noting(canvas: Canvas, text: str, *arguments: object, **options: object) -> object:
        drawn.append(text)
        return draw(canvas, text, *arguments, **options)

    return noting
