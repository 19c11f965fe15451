"""Rare characters by their code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from screens.input.code_panel import characters_of
from screens.input.editing import Allowed, EditingRules
from screens.input.keyboard import Keyboard
from screens.input.keyboard_spec import Panel
from tests.screens.input.test_keyboard import ENGINE, Hand, spec

NAME = EditingRules(Allowed.NAME, 20)


@pytest.mark.parametrize(
    ("code", "characters"),
    [
        ("5586", ("喆",)),
        ("5803", ("堃",)),
        ("20BB7", ("𠮷",)),
        ("86B4", ("蚴", "喆")),
        ("D0DC", ("熊",)),
        ("95328236", ("𠀀",)),
        ("558", ()),
        ("E000", ()),
        ("D800", ()),
        ("110000", ()),
        ("FFFF", ()),
        ("", ()),
        ("123456789", ()),
    ],
)
def test_a_code_names_at_most_one_character_of_each_table(code: str, characters: tuple[str, ...]) -> None:
    assert characters_of(code) == characters


@pytest.fixture
def hand(show: Callable[..., Any]) -> Hand:
    """A keyboard with the panel 编码 in front."""
    keyboard = Keyboard(ENGINE)
    keyboard.show_spec(spec(rules=NAME, panels=(Panel.CODE, Panel.PINYIN)))
    show(keyboard, 1080, 692)
    return Hand(keyboard)


def test_the_character_of_a_code_is_chosen_in_the_bar(hand: Hand) -> None:
    hand.type("5586")
    hand.press("喆")
    assert hand.text == "喆"
    assert "喆" not in hand.shown


def test_the_act_takes_the_first_character(hand: Hand) -> None:
    hand.type("5803")
    hand.press("下一格")
    assert (hand.text, hand.acts) == ("堃", ["act"])


def test_half_a_code_is_nothing_and_is_dropped_by_the_act(hand: Hand) -> None:
    hand.type("558")
    hand.press("下一格")
    assert hand.text == ""
    hand.press("拼音")
    hand.press("编码")
    hand.type("6")
    assert "喆" not in hand.shown


def test_delete_takes_digits_first_then_characters(hand: Hand) -> None:
    hand.type("5586")
    hand.press("喆")
    hand.type("58")
    hand.press("删除")
    hand.press("删除")
    assert hand.text == "喆"
    hand.press("删除")
    assert hand.text == ""


def test_clear_takes_all_digits(hand: Hand) -> None:
    hand.type("5586")
    hand.press("清空")
    assert "喆" not in hand.shown
    assert hand.text == ""
