"""Receipt number and lookup code: typed by touch, the act opens when both are whole, nothing stays behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from config.texts import Language
from kiosk.present.lookup import LookupEntry, present_lookup
from screens.components.base import Pressable
from screens.input.code_boxes import CodeBoxes
from screens.input.keys import Key
from screens.pages.lookup import LookupField, LookupPage, LookupState
from screens.shell import Shell
from tests.screens.samples.lookup import RECEIPT
from tests.screens.stage import sample_texts

Stage = Callable[..., Shell]


class Resident:
    """Taps on the page; the flow takes what was typed."""

    def __init__(self, stage: Stage, entry: LookupEntry, mode: str = "portrait") -> None:
        self.entry = entry
        self.events: list[str] = []
        page = stage((LookupPage, self.state()), mode).page
        assert isinstance(page, LookupPage)
        self.page = page
        page.text_edited.connect(self._on_edited)
        page.field_focused.connect(self._on_focused)
        page.next_pressed.connect(lambda: self._on_focused("code"))
        page.lookup_pressed.connect(lambda: self.events.append("lookup"))
        page.card_pressed.connect(lambda: self.events.append("card"))

    def state(self) -> LookupState:
        return present_lookup(sample_texts(Language.ZH), self.entry, card_offered=True)

    def press(self, name: str) -> None:
        for widget in self.page.findChildren(Pressable):
            if widget.isVisible() and widget.accessibleName() == name:
                QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
                return
        raise AssertionError(f"no such target: {name}")

    def _on_edited(self, field: str, text: str) -> None:
        old = self.entry
        if field == "receipt":
            self.entry = LookupEntry(text, old.code, old.focused)
        else:
            self.entry = LookupEntry(old.receipt, text, old.focused)
        self.page.render(self.state())

    def _on_focused(self, field: str) -> None:
        self.entry = LookupEntry(self.entry.receipt, self.entry.code, LookupField(field))
        self.page.render(self.state())


@pytest.mark.parametrize("mode", ["portrait", "portrait-lower", "landscape-senior"])
def test_both_numbers_are_typed_by_touch(stage: Stage, mode: str) -> None:
    resident = Resident(stage, LookupEntry(), mode)
    for part in ("LS", "01-261124-10037-", RECEIPT[-1]):
        resident.press("英文" if part[0].isalpha() else "数字")
        for character in part:
            resident.press(character)
    assert resident.entry.receipt_number == RECEIPT
    resident.press("下一格")
    for digit in "740551":
        resident.press(digit)
    resident.press("查询")
    assert resident.entry.lookup_code == "740551"
    assert resident.events == ["lookup"]


def test_the_act_waits_for_the_missing_digits(stage: Stage) -> None:
    resident = Resident(stage, LookupEntry(RECEIPT, "7405", LookupField.CODE))
    act = next(k for k in resident.page.findChildren(Key) if k.isVisible() and k.accessibleName() == "查询")
    assert not act.isEnabled()
    assert act.accessibleDescription() == "还差 2 位"


def test_the_card_is_the_easier_way(stage: Stage) -> None:
    resident = Resident(stage, LookupEntry())
    resident.press("放身份证，直接查")
    assert resident.events == ["card"]


def test_the_fields_can_be_chosen(stage: Stage) -> None:
    resident = Resident(stage, LookupEntry(RECEIPT))
    chosen = []
    for name in ("查询码 6 位数字", "回执号 必填", "回执号 必填"):
        resident.press(name)
        chosen.append(resident.entry.focused.value)
    assert chosen == ["code", "receipt", "receipt"]


def test_the_way_back_leads_to_the_number(stage: Stage) -> None:
    resident = Resident(stage, LookupEntry(RECEIPT, "", LookupField.CODE))
    resident.press("上一格")
    assert resident.entry.focused is LookupField.RECEIPT


def test_nothing_is_left_when_the_visit_ends(stage: Stage) -> None:
    resident = Resident(stage, LookupEntry(RECEIPT, "740551", LookupField.CODE))
    resident.page.forget_text()
    assert [boxes.spec.text for boxes in resident.page.findChildren(CodeBoxes)] == [""]
    assert resident.page._receipt.spec.text == ""
    resident.page._on_act()
    assert resident.events == []
