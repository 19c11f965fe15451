"""The form page: taps and keys become intents, the field in hand is the only one in clear, nothing stays behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from config.domain.identifiers import FieldKey
from config.texts import Language
from kiosk.form_walk import FormWalk
from kiosk.present.form import present_form
from kiosk.present.step_view import StepView
from screens.components.base import Pressable
from screens.components.choice import Choice
from screens.components.field import Field
from screens.pages.form import FormPage
from screens.pages.form_state import FormState, grouped_text
from screens.shell import Shell
from tests.screens.samples.form import DONE, SENIOR, samples, walk_through
from tests.screens.stage import sample_catalogue, sample_texts

Stage = Callable[..., Shell]
STEP = StepView("高龄补贴", 4, 7)


class Resident:
    """Taps on the page as the flow answers: every intent changes the answers and the page shows them."""

    def __init__(self, stage: Stage, walk: FormWalk, mode: str = "portrait") -> None:
        self.walk = walk
        self.events: list[str] = []
        self.shell = stage((FormPage, self.state()), mode)
        page = self.shell.page
        assert isinstance(page, FormPage)
        self.page = page
        page.field_focused.connect(self._on_focused)
        page.text_edited.connect(self._on_edited)
        page.option_chosen.connect(self._on_chosen)
        page.reveal_pressed.connect(lambda key: self.events.append(f"reveal {key}"))
        page.next_pressed.connect(self._on_next)
        page.previous_pressed.connect(self._on_previous)
        page.keyboard_hidden.connect(self._on_hidden)
        page.done_pressed.connect(lambda: self.events.append("done"))

    def state(self) -> FormState:
        return present_form(sample_texts(Language.ZH), sample_catalogue(), self.walk, STEP)

    def press(self, name: str) -> None:
        for widget in self.page.findChildren(Pressable):
            if widget.isVisible() and widget.accessibleName() == name:
                QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
                return
        raise AssertionError(f"no such target: {name}")

    def type(self, letters: str) -> None:
        for letter in letters:
            self.press(letter)

    def fields(self) -> dict[str, Field]:
        return {f.accessibleName(): f for f in self.page.findChildren(Field) if f.isVisible()}

    def _show(self) -> None:
        self.page.render(self.state())

    def _on_focused(self, key: str) -> None:
        self.events.append(f"focus {key}")
        self.walk.focus(FieldKey(key))
        self._show()

    def _on_edited(self, key: str, text: str) -> None:
        self.walk.model.set(FieldKey(key), text)
        self._show()

    def _on_chosen(self, key: str, option: str) -> None:
        self.walk.model.choose(FieldKey(key), option)
        self._show()

    def _on_next(self) -> None:
        self.walk.next()
        self._show()

    def _on_previous(self) -> None:
        self.walk.previous()
        self._show()

    def _on_hidden(self) -> None:
        self.events.append("hidden")
        self.walk.look_over()
        self._show()


def begun(stage: Stage, answers: dict[str, str], focused: str | None, mode: str = "portrait") -> Resident:
    return Resident(stage, walk_through(sample_catalogue(), "senior_allowance", answers, focused), mode)


def test_a_whole_form_is_filled_in_by_touch(stage: Stage) -> None:
    resident = begun(stage, {}, "applicant_mobile")
    resident.type("13800005678")
    resident.press("下一格")
    resident.type("lintongqu")
    resident.press("下一格")
    resident.press("下一格")
    resident.press("下一格")
    resident.press("与子女同住")
    resident.press("下一格")
    assert resident.walk.focused is None
    assert resident.walk.model.complete
    assert resident.walk.model.text(FieldKey("contact_address")) == "临潼区"
    resident.press("填好了，下一步")
    assert resident.events == ["done"]


@pytest.mark.parametrize("mode", ["portrait-senior", "portrait-lower", "landscape"])
def test_words_are_composed_in_every_arrangement(stage: Stage, mode: str) -> None:
    resident = begun(stage, SENIOR, "contact_address", mode)
    resident.type("lishanjiedao")
    resident.press("骊山街道")
    assert resident.walk.model.text(FieldKey("contact_address")) == "骊山街道"


def test_only_the_field_in_hand_is_in_clear(stage: Stage) -> None:
    resident = begun(stage, DONE, "payee_account")
    shown = {name: field.spec.text for name, field in resident.fields().items()}
    assert shown["收款账号 可不填"] == "6228 4800 0000 0000 123"
    resident.press("上一格")
    shown = {name: field.spec.text for name, field in resident.fields().items()}
    assert shown["收款账号 可不填"] == "****0123"
    assert shown["联系地址 必填"].endswith("***")


def test_a_tap_on_another_field_keeps_what_was_being_composed(stage: Stage) -> None:
    resident = begun(stage, SENIOR, "contact_address")
    resident.type("xinfeng")
    resident.press("开户银行 可不填")
    assert resident.walk.model.text(FieldKey("contact_address")) == "新丰"
    assert resident.events == ["focus payee_bank"]


def test_a_locked_field_asks_to_be_shown(stage: Stage) -> None:
    resident = begun(stage, {}, "applicant_mobile")
    resident.press("公民身份号码 来自身份证")
    assert resident.events == ["reveal applicant_id_no"]


def test_hiding_the_keyboard_looks_the_form_over(stage: Stage) -> None:
    resident = begun(stage, {}, "applicant_mobile")
    resident.press("收起键盘")
    assert not resident.page.keyboard_shown
    assert resident.events == ["hidden"]
    resident.press("去填还空着的格")
    assert resident.walk.focused == "applicant_mobile"


def test_several_options_go_in_and_out(stage: Stage) -> None:
    catalogue = sample_catalogue()
    resident = Resident(stage, walk_through(catalogue, "food_business_permit", {}, "business_items"))
    resident.press("糕点类制售")
    resident.press("热食类制售")
    resident.press("糕点类制售")
    chosen = [c.accessibleName() for c in resident.page.findChildren(Choice) if c.isVisible() and c.isChecked()]
    assert chosen == ["热食类制售"]


def test_the_form_is_looked_over_page_by_page(stage: Stage) -> None:
    resident = begun(stage, DONE, None)
    first = set(resident.fields())
    resident.press("下一页")
    second = set(resident.fields())
    assert first.isdisjoint(second)
    resident.press("上一页")
    assert set(resident.fields()) == first


def test_a_tap_on_the_field_in_hand_changes_nothing(stage: Stage) -> None:
    resident = begun(stage, {}, "applicant_mobile")
    resident.press("手机号码 必填")
    assert resident.events == []


def test_a_wrong_number_is_told_when_its_last_digit_is_there(stage: Stage) -> None:
    catalogue = sample_catalogue()
    resident = Resident(stage, walk_through(catalogue, "school_enrol_migrant", {}, "child_id_no"))
    resident.type("61019820190101001")
    assert resident.fields()["儿童身份号码 必填"].spec.error == ""
    resident.type("0")
    assert resident.fields()["儿童身份号码 必填"].spec.error


def test_nothing_is_left_when_the_visit_ends(stage: Stage) -> None:
    resident = begun(stage, DONE, "payee_account")
    resident.page.forget_text()
    texts = [f.spec.text for f in resident.page.findChildren(Field)]
    assert not any("6228" in text or "临潼" in text for text in texts)
    names = [w.accessibleName() for w in resident.page.findChildren(QWidget)]
    assert not any("6228" in name for name in names)


def test_taps_before_the_first_state_do_nothing() -> None:
    page = FormPage()
    page.arrange()
    page._on_field(0)
    page._on_choice(0)
    page._on_edited(page._keyboard.editing)
    assert page.findChildren(Field) == []
    page.deleteLater()


@pytest.mark.parametrize(
    ("text", "shown"),
    [("", ""), ("1945", "1945"), ("194503", "1945-03"), ("19450312", "1945-03-12"), ("194503129", "1945-03-12-9")],
)
def test_a_date_is_grouped_while_it_is_typed(text: str, shown: str) -> None:
    assert grouped_text(text, (4, 2, 2), "-") == shown


def test_every_sample_is_a_form() -> None:
    for page, state in samples(sample_texts(Language.EN), sample_catalogue()).values():
        assert page is FormPage
        assert isinstance(state, FormState)
