"""Handwriting with the real model: strokes become candidates, off the GUI thread; the installed model decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from screens.input.editing import Allowed, EditingRules
from screens.input.handwriting.desk import HandwritingDesk
from screens.input.handwriting.installed import MODEL_FILE, STANDARD_FOLDER, model_folder, use_model
from screens.input.handwriting.pad import WritingPad
from screens.input.handwriting.recogniser import MOST, shared_recogniser
from screens.input.handwriting.strokes import SIZE_PX, Strokes, ink_picture
from screens.input.keyboard import Keyboard
from screens.input.keyboard_spec import Panel
from screens.pages.form_state import FormState
from screens.shell import Shell
from tests.screens.checks import faults_of
from tests.screens.input.strokes import WRITTEN
from tests.screens.input.test_keyboard import ENGINE, Hand, spec
from tests.screens.samples import samples_of
from tests.screens.stage import mode_named, picture_of, sample_catalogue, sample_texts

Show = Callable[..., Any]
LIMIT_MS = 30_000
WORDS = (Panel.PINYIN, Panel.HANDWRITING, Panel.LETTERS)


@pytest.fixture
def model() -> Iterator[Path]:
    """The installed model, offered while the test runs."""
    assert use_model(None), f"no {MODEL_FILE} in {STANDARD_FOLDER}: run tools/setup-handwriting"
    yield STANDARD_FOLDER
    use_model(Path("/nowhere"))


@pytest.fixture
def hand(show: Show, model: Path) -> Iterator[Hand]:
    """A keyboard with the panel 手写 in front."""
    keyboard = Keyboard(ENGINE)
    keyboard.show_spec(spec(panels=WORDS))
    show(keyboard, 1080, 692)
    hand = Hand(keyboard)
    hand.press("手写")
    yield hand
    keyboard.forget_text()


def pad_of(place: QWidget) -> WritingPad:
    """Where a finger writes."""
    pad = place.findChild(WritingPad)
    assert pad is not None
    assert pad.isVisible()
    return pad


def write(pad: WritingPad, strokes: Strokes) -> None:
    """Draw with the left button, as a finger does."""
    scale = min(pad.width(), pad.height()) / 100
    left = (pad.width() - 100 * scale) / 2
    for stroke in strokes:
        points = [QPoint(round(left + x * scale), round(y * scale)) for x, y in stroke]
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=points[0])
        for point in points[1:]:
            QTest.mouseMove(pad, point)
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=points[-1])


def write_and_wait(qtbot: QtBot, hand: Hand, character: str) -> None:
    """Write, then wait until the bar has the character that was meant."""
    write(pad_of(hand.keyboard), WRITTEN[character])
    qtbot.waitUntil(lambda: character in hand.shown, timeout=LIMIT_MS)


@pytest.mark.parametrize(
    "mode", ["portrait", "portrait-max-yellow", "portrait-senior-lower", "landscape-hc-en", "landscape-senior-yellow"]
)
def test_the_panel_stands_as_well_as_any_page(stage: Callable[..., Shell], tmp_path: Path, mode: str) -> None:
    """Targets, gaps, names, whole texts: with all five panels and both keys at the end of their row."""
    (tmp_path / MODEL_FILE).touch()
    assert use_model(tmp_path)
    try:
        texts = sample_texts(mode_named(mode).language)
        page, state = samples_of("form", texts, sample_catalogue())["pinyin"]
        assert isinstance(state, FormState)
        assert state.keyboard is not None
        panels = (Panel.HANDWRITING, Panel.PINYIN, Panel.DIGITS, Panel.LETTERS)
        shell = stage((page, replace(state, keyboard=replace(state.keyboard, panels=panels))), mode)
        picture_of(shell)
        assert faults_of(shell) == []
        assert pad_of(shell).width() > shell.width() // 3
    finally:
        use_model(Path("/nowhere"))


@pytest.mark.parametrize("character", WRITTEN)
def test_a_written_character_is_among_the_first_three(model: Path, character: str) -> None:
    found = shared_recogniser(model).candidates(WRITTEN[character])
    assert character in found[:3]
    assert len(found) <= MOST


@pytest.mark.parametrize("character", WRITTEN)
def test_the_order_of_the_strokes_and_their_size_do_not_matter(model: Path, character: str) -> None:
    turned = tuple(tuple((3.7 * x + 900, 3.7 * y + 40) for x, y in stroke) for stroke in reversed(WRITTEN[character]))
    found = shared_recogniser(model).candidates(turned)
    assert character in found[:3]


def test_the_picture_holds_the_ink_whole_and_in_the_middle() -> None:
    picture = ink_picture((((7.0, 7.0),), ((5.0, 5.0), (9.0, 9.0))))
    assert len(picture) == SIZE_PX * SIZE_PX
    rows = [picture[row * SIZE_PX : (row + 1) * SIZE_PX] for row in range(SIZE_PX)]
    inked = [(row, column) for row, line in enumerate(rows) for column, grey in enumerate(line) if grey < 128]
    assert inked
    assert {0, SIZE_PX - 1}.isdisjoint({place for spot in inked for place in spot})
    assert abs(sum(row for row, _ in inked) / len(inked) - (SIZE_PX - 1) / 2) < 1


def test_nothing_written_has_no_candidates(model: Path) -> None:
    assert shared_recogniser(model).candidates(()) == ()


def test_the_candidates_come_while_the_finger_goes_on(qtbot: QtBot, hand: Hand) -> None:
    write_and_wait(qtbot, hand, "王")
    hand.press("王")
    assert hand.text == "王"
    assert pad_of(hand.keyboard).strokes == ()
    write_and_wait(qtbot, hand, "木")
    hand.press("木")
    assert hand.texts[-1] == "王木"


def test_the_act_takes_the_first_candidate(qtbot: QtBot, hand: Hand) -> None:
    write_and_wait(qtbot, hand, "田")
    assert hand.keyboard.preview == "田"
    hand.press("下一格")
    assert (hand.text, hand.acts) == ("田", ["act"])


def test_a_stroke_can_be_taken_back_and_the_pad_be_cleared(qtbot: QtBot, hand: Hand) -> None:
    write_and_wait(qtbot, hand, "王")
    pad = pad_of(hand.keyboard)
    hand.press("撤一笔")
    assert len(pad.strokes) == len(WRITTEN["王"]) - 1
    hand.press("删除")
    assert pad.strokes == ()
    assert not hand.shown["撤一笔"].isEnabled()
    assert hand.text == ""


def test_on_an_empty_pad_delete_takes_the_last_character(qtbot: QtBot, hand: Hand) -> None:
    write_and_wait(qtbot, hand, "山")
    hand.press("山")
    hand.press("删除")
    assert hand.text == ""


def test_only_what_the_field_takes_is_offered(qtbot: QtBot, hand: Hand) -> None:
    hand.keyboard.show_spec(spec(field_key="code", rules=EditingRules(Allowed.CODE, 20), panels=(Panel.HANDWRITING,)))
    pad = pad_of(hand.keyboard)
    asked = hand.keyboard.findChild(HandwritingDesk)
    assert asked is not None
    with qtbot.waitSignal(asked.found, timeout=LIMIT_MS):
        write(pad, WRITTEN["王"])
    assert all(name.isascii() for name in hand.shown if len(name) == 1)


def test_another_panel_keeps_what_was_written_first(qtbot: QtBot, hand: Hand) -> None:
    write_and_wait(qtbot, hand, "人")
    hand.press("拼音")
    assert hand.text == "人"


def test_answers_to_what_was_wiped_are_dropped(qtbot: QtBot, hand: Hand) -> None:
    write(pad_of(hand.keyboard), WRITTEN["王"])
    hand.keyboard.forget_text()
    hand.keyboard.show_spec(spec(field_key="other", panels=(Panel.HANDWRITING,)))
    write_and_wait(qtbot, hand, "木")
    assert "王" not in hand.shown


def test_a_damaged_model_says_so_and_leaves_the_other_panels(qtbot: QtBot, show: Show, tmp_path: Path) -> None:
    (tmp_path / MODEL_FILE).write_bytes(b"not a model")
    assert use_model(tmp_path)
    keyboard = Keyboard(ENGINE)
    keyboard.show_spec(spec(panels=WORDS))
    show(keyboard, 1080, 692)
    hand = Hand(keyboard)
    hand.press("手写")
    pad = pad_of(keyboard)
    write(pad, WRITTEN["十"])
    qtbot.waitUntil(lambda: pad.accessibleName() == "手写暂时不能用，请用拼音", timeout=LIMIT_MS)
    hand.press("拼音")
    hand.type("lishanjiedao")
    assert hand.keyboard.preview == "骊山街道"
    keyboard.forget_text()
    use_model(Path("/nowhere"))


def test_without_a_model_there_is_no_such_panel(show: Show, tmp_path: Path) -> None:
    assert not use_model(tmp_path)
    assert model_folder() is None
    keyboard = Keyboard(ENGINE)
    keyboard.show_spec(spec(panels=WORDS))
    show(keyboard, 1080, 692)
    assert "手写" not in Hand(keyboard).shown
