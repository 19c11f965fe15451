"""The machine checks find what they are for: each fault, laid on a page on purpose, is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget

from config.texts import Language
from screens.canvas import Canvas
from screens.components.base import Pressable, ReadOnly
from screens.look import Role
from screens.shell import Shell
from tests.screens.checks import faults_of
from tests.screens.checks_of_text import contrast_faults, glyph_faults, overlap_faults, word_faults
from tests.screens.inked import picture_and_ink, pixels_of
from tests.screens.provenance import noted_texts
from tests.screens.samples import samples_of
from tests.screens.stage import sample_catalogue

Stage = Callable[..., Shell]


class Words(ReadOnly):
    """Draws one text in one colour."""

    text, color = "", "ink"

    def paint(self, canvas: Canvas) -> None:
        canvas.line(self.text, Role.BODY, 0, self.height() / 2, self.color)


class Knob(Pressable):
    """A plain target."""

    def paint(self, canvas: Canvas, face: QRect) -> None:
        canvas.fill(face, "card")


def goodbye(stage: Stage) -> Shell:
    """A page with room in its middle."""
    texts = noted_texts(Language.ZH)
    return stage(next(iter(samples_of("goodbye", texts, sample_catalogue()).values())))


def put(shell: Shell, widget: Any, rect: QRect) -> Any:
    """Lay a widget on the page."""
    widget.setParent(shell.page)
    widget.setGeometry(rect)
    widget.show()
    return widget


def knob(shell: Shell, rect: QRect, name: str = "名") -> Knob:
    """Lay a target on the page."""
    made: Knob = put(shell, Knob(), rect)
    made.setAccessibleName(name)
    return made


def found(shell: Shell) -> str:
    """What the checks of targets say."""
    picture_and_ink(shell)
    return "\n".join(faults_of(shell))


def test_a_sound_page_has_no_fault(stage: Stage) -> None:
    """So that what the others find is what they laid."""
    assert found(goodbye(stage)) == ""


def test_a_small_target_is_found(stage: Stage) -> None:
    """Below 60 px."""
    shell = goodbye(stage)
    knob(shell, QRect(500, 700, 50, 200))
    assert "too small" in found(shell)


def test_a_target_without_a_name_is_found(stage: Stage) -> None:
    """Nobody hears what it is."""
    shell = goodbye(stage)
    knob(shell, QRect(500, 700, 200, 200), name="")
    assert "no name" in found(shell)


def test_a_target_that_keys_do_not_reach_is_found(stage: Stage) -> None:
    """It takes no focus."""
    shell = goodbye(stage)
    knob(shell, QRect(500, 700, 200, 200)).setFocusPolicy(Qt.FocusPolicy.NoFocus)
    assert "keys do not reach" in found(shell)


def test_focus_on_what_is_no_control_is_found(stage: Stage) -> None:
    """Something to be read must not stop the keys."""
    shell = goodbye(stage)
    put(shell, QWidget(), QRect(500, 700, 100, 100)).setFocusPolicy(Qt.FocusPolicy.TabFocus)
    assert "focus on no control" in found(shell)


def test_a_target_outside_the_window_is_found(stage: Stage) -> None:
    """Half of it cannot be touched."""
    shell = goodbye(stage)
    knob(shell, QRect(1000, 700, 200, 200))
    assert "outside" in found(shell)


def test_a_text_that_is_cut_is_found(stage: Stage) -> None:
    """It is longer than its widget."""
    shell = goodbye(stage)
    words: Words = put(shell, Words(), QRect(500, 700, 60, 60))
    words.text = "这一行放不下"
    assert "clipped" in found(shell)


def said(shell: Shell, text: str, color: str = "ink") -> list[str]:
    """Lay that text on the page and check all texts."""
    words: Words = put(shell, Words(), QRect(100, 900, 800, 80))
    words.text, words.color = text, color
    texts = noted_texts(Language.ZH)
    texts("goodbye.done")
    picture, inks = picture_and_ink(shell)
    mine = [ink for ink in inks if ink.text == text]
    return [
        *contrast_faults(pixels_of(picture), mine),
        *word_faults(mine, texts.given),
        *glyph_faults(mine),
    ]


def test_pale_text_is_found_in_the_pixels(stage: Stage) -> None:
    """The colour of read-only lines is none for words."""
    assert any(fault.startswith("contrast 1.") for fault in said(goodbye(stage), "2026", "line"))


def test_a_word_that_is_in_no_file_of_texts_is_found(stage: Stage) -> None:
    """Written straight into a page."""
    assert said(goodbye(stage), "鬼才知道 12") == ["not in the texts: “鬼才知道” of “鬼才知道 12”"]


def test_a_character_that_no_shipped_face_has_is_found(stage: Stage) -> None:
    """Of a private plane."""
    assert said(goodbye(stage), "\U0010fffd") == ["no glyph: U+10FFFD"]


def test_texts_over_each_other_are_found(stage: Stage) -> None:
    """Two lines in one place."""
    shell = goodbye(stage)
    for _ in range(2):
        words: Words = put(shell, Words(), QRect(100, 900, 800, 80))
        words.text = "2026"
    _, inks = picture_and_ink(shell)
    assert any("2026" in fault for fault in overlap_faults(inks))
