"""The keyboard: letters become Chinese, panels, marks, the act, and what is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from config.texts import Language
from kiosk.present.keyboard import present_keyboard
from screens.input.editing import Allowed, EditingRules, TextEditing
from screens.input.keyboard import Keyboard
from screens.input.keyboard_spec import KeyboardSpec, Panel
from screens.input.keys import Key
from screens.input.pinyin import PinyinEngine, Style
from tests.screens.stage import sample_texts

ENGINE = PinyinEngine()
Show = Callable[..., Any]


def spec(**more: Any) -> KeyboardSpec:
    return KeyboardSpec(
        present_keyboard(sample_texts(Language.ZH)),
        **{"field_key": "address", "act": "下一格", "can_go_back": True, **more},
    )


class Hand:
    """Presses visible keys by their label or name and keeps what the keyboard says."""

    def __init__(self, keyboard: Keyboard) -> None:
        self.keyboard = keyboard
        self.texts: list[str] = []
        self.acts: list[str] = []
        keyboard.edited.connect(self._on_edited)
        keyboard.act_pressed.connect(lambda: self.acts.append("act"))
        keyboard.previous_pressed.connect(lambda: self.acts.append("previous"))
        keyboard.hide_pressed.connect(lambda: self.acts.append("hide"))

    def _on_edited(self, editing: TextEditing) -> None:
        self.texts.append(editing.text)

    @property
    def shown(self) -> dict[str, Key]:
        return {key.accessibleName(): key for key in self.keyboard.findChildren(Key) if key.isVisible()}

    def press(self, name: str) -> None:
        QTest.mouseClick(self.shown[name], Qt.MouseButton.LeftButton)

    def type(self, letters: str) -> None:
        for letter in letters:
            self.press(letter)

    @property
    def text(self) -> str:
        return self.keyboard.editing.text


@pytest.fixture
def hand(show: Show) -> Hand:
    keyboard = Keyboard(ENGINE)
    keyboard.show_spec(spec())
    show(keyboard, 1080, 692)
    return Hand(keyboard)


def test_letters_wait_and_are_shown_as_what_they_would_become(hand: Hand) -> None:
    hand.type("lishanjiedao")
    assert hand.text == ""
    assert hand.keyboard.preview == "骊山街道"


def test_the_space_takes_the_first_candidate(hand: Hand) -> None:
    hand.type("lishanjiedao")
    hand.press("空格（选第一个）")
    assert (hand.text, hand.keyboard.preview) == ("骊山街道", "")


def test_choosing_a_part_keeps_the_rest(hand: Hand) -> None:
    hand.type("lishanjiedao")
    hand.press("骊山")
    assert hand.text == "骊山"
    assert hand.keyboard.preview == "街道"


def test_the_act_turns_waiting_letters_into_what_is_shown(hand: Hand) -> None:
    hand.type("gaolingbutie")
    hand.press("下一格")
    assert (hand.text, hand.acts) == ("高龄补贴", ["act"])
    assert hand.texts[-1] == "高龄补贴"


def test_letters_without_a_meaning_are_kept_by_the_act(hand: Hand) -> None:
    hand.type("uu")
    assert hand.keyboard.preview == "uu"
    hand.press("下一格")
    assert hand.text == "uu"


def test_space_on_letters_without_a_meaning_keeps_them(hand: Hand) -> None:
    hand.type("u")
    hand.press("空格（选第一个）")
    assert hand.text == "u"


def test_without_letters_the_space_is_a_space(hand: Hand) -> None:
    hand.press("空格")
    assert hand.text == " "


def test_the_split_key_parts_syllables(hand: Hand) -> None:
    assert not hand.shown["分词"].isEnabled()
    hand.type("xi")
    hand.press("分词")
    hand.type("an")
    assert hand.keyboard.preview == "西安"


def test_deleting_takes_letters_then_text(hand: Hand) -> None:
    hand.type("lintong")
    hand.press("空格（选第一个）")
    hand.type("q")
    hand.press("删除")
    hand.press("删除")
    assert hand.text == "临"


def test_all_candidates_open_in_place_of_the_letters(hand: Hand) -> None:
    hand.type("yi")
    hand.press("更多候选")
    assert "q" not in hand.shown
    hand.press("下一页")
    second_page = set(hand.shown)
    hand.press("上一页")
    assert set(hand.shown) != second_page
    hand.press("回到键盘")
    assert "q" in hand.shown
    assert hand.keyboard.preview


def test_a_candidate_of_the_grid_is_taken(hand: Hand) -> None:
    hand.type("yi")
    hand.press("更多候选")
    hand.press("下一页")
    chosen = next(name for name in hand.shown if len(name) == 1)
    hand.press(chosen)
    assert hand.text == chosen
    assert "q" in hand.shown


def test_marks_are_offered_in_the_bar(hand: Hand) -> None:
    hand.press("，。？")
    hand.press("。")
    assert hand.text == "。"
    hand.press("，。？")
    hand.type("l")
    assert hand.keyboard.editing.spelling == "l"


def test_marks_close_when_their_key_is_pressed_again(hand: Hand) -> None:
    hand.press("，。？")
    assert "。" in hand.shown
    hand.press("，。？")
    assert "。" not in hand.shown


def test_waiting_letters_are_taken_when_the_panel_changes(hand: Hand) -> None:
    hand.type("hao")
    hand.press("数字")
    hand.type("12")
    assert hand.text == "好12"
    assert hand.keyboard.panel is Panel.DIGITS


def test_the_keypad_deletes_and_clears(hand: Hand) -> None:
    hand.press("数字")
    hand.type("123")
    hand.press("删除")
    assert hand.text == "12"
    hand.press("清空")
    assert hand.text == ""
    hand.press("下一格")
    assert hand.acts == ["act"]


def test_english_letters_go_in_as_they_are(hand: Hand) -> None:
    hand.press("英文")
    hand.type("ab")
    hand.press("大写")
    hand.type("C")
    hand.press("空格")
    assert hand.text == "abC "


def test_codes_are_typed_in_capitals(hand: Hand) -> None:
    rules = EditingRules(Allowed.CODE, 18)
    hand.keyboard.show_spec(spec(field_key="code", rules=rules, panels=(Panel.DIGITS, Panel.LETTERS), capitals=True))
    hand.press("9")
    hand.press("英文")
    hand.type("MA")
    assert hand.text == "9MA"


def test_the_point_key_types_what_the_field_needs(hand: Hand) -> None:
    rules = EditingRules(Allowed.ID_NUMBER, 18)
    hand.keyboard.show_spec(spec(field_key="id", rules=rules, panels=(Panel.DIGITS,), point="X"))
    hand.type("12X")
    assert hand.text == "12X"
    assert "拼音" not in hand.shown


def test_the_same_field_goes_on_where_it_was(hand: Hand) -> None:
    hand.type("lintong")
    hand.keyboard.show_spec(spec())
    assert hand.keyboard.preview == "临潼"


def test_another_field_begins_anew(hand: Hand) -> None:
    hand.type("lintong")
    hand.keyboard.show_spec(spec(field_key="other", text="已有"))
    assert (hand.text, hand.keyboard.preview) == ("已有", "")


def test_a_text_set_from_outside_wins(hand: Hand) -> None:
    hand.type("lintong")
    hand.keyboard.show_spec(spec(text="骊山"))
    assert (hand.text, hand.keyboard.preview) == ("骊山", "")


def test_in_a_name_field_names_come_first(hand: Hand) -> None:
    hand.keyboard.show_spec(spec(field_key="name", rules=EditingRules(Allowed.NAME, 50), style=Style.NAME))
    hand.type("zhang")
    hand.press("空格（选第一个）")
    hand.type("guilan")
    hand.press("下一格")
    assert hand.text == "张桂兰"


def test_the_way_back_and_the_way_out(hand: Hand) -> None:
    hand.type("hao")
    hand.press("上一格")
    hand.type("ma")
    hand.press("收起键盘")
    assert hand.acts == ["previous", "hide"]
    assert hand.text == "好吗"


def test_a_disabled_act_says_what_is_missing(hand: Hand) -> None:
    hand.keyboard.show_spec(spec(act="查询", act_sub="还差 2 位", act_enabled=False))
    act = hand.shown["查询"]
    assert not act.isEnabled()
    assert act.accessibleDescription() == "还差 2 位"
    hand.press("查询")
    assert hand.acts == []


def test_nothing_is_left_after_a_reset(hand: Hand) -> None:
    hand.type("zhangguilan")
    hand.keyboard.forget_text()
    assert (hand.text, hand.keyboard.preview) == ("", "")
    shown = [key.spec.label for key in hand.keyboard.findChildren(Key)]
    assert not any("张" in label or "桂" in label for label in shown)


def test_keys_do_not_answer_before_there_is_a_field(show: Show) -> None:
    keyboard = Keyboard(ENGINE)
    show(keyboard, 1080, 692)
    keyboard.commit()
    assert keyboard.editing == TextEditing()


def test_the_keyboard_is_painted_on_its_ground(hand: Hand) -> None:
    picture = hand.keyboard.grab().toImage()
    assert picture.pixelColor(5, 300) == hand.keyboard.findChildren(Key)[0].look.color("sunk")
