"""The frame: intents of aids and plinth, what is painted again, the focus ring, pages that are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kiosk.present.shell import present_shell
from screens.canvas import Canvas
from screens.components import Button, ButtonKind, ButtonSpec, Label, LabelSpec
from screens.look import Look, Role, TextSize, Zone
from screens.page import Page
from screens.shell import Aid, Countdown, FocusRing, Shell, ShellState
from tests.screens.stage import NOW, mode_named, sample_place, sample_texts, strike

Stage = Callable[..., Shell]


@dataclass(frozen=True, slots=True)
class SampleState:
    """One word."""

    word: str


class SamplePage(Page):
    """A title and one button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = Button(ButtonKind.PRIMARY, self)
        self.label = Label(self)
        self.word = ""

    def render(self, state: SampleState) -> None:  # type: ignore[override]
        """Show that."""
        self.word = state.word
        self.button.show_spec(ButtonSpec(state.word))
        self.label.show_spec(LabelSpec(state.word))
        self.rearrange()

    def arrange(self) -> None:
        """The button in the actions."""
        self.button.set_face(self.zone(Zone.ACTIONS))
        self.label.setGeometry(self.zone(Zone.CONTENT))

    def paint(self, canvas: Canvas) -> None:
        """The word as title."""
        canvas.paragraph(self.word, Role.TITLE, self.zone(Zone.TITLE), middle=True)


class WholePage(SamplePage):
    """Takes the whole window."""

    whole_window = True


SAMPLE = (SamplePage, SampleState("下一步"))


class Painted(QObject):
    """Collects what is painted in a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.regions: list[QRect] = []
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note the region."""
        if isinstance(event, QPaintEvent):
            self.regions.append(event.rect())
        return False


def state(**options: Any) -> ShellState:
    """A usual frame."""
    look = options.pop("look", Look())
    usual: dict[str, Any] = {"place": sample_place("zh_CN"), "now": NOW, "online": True, "look": look}
    return present_shell(sample_texts(mode_named("portrait").language), **{**usual, **options})


@pytest.mark.parametrize(
    ("part", "signal"),
    [("back", "back_pressed"), ("home", "home_pressed"), ("help", "help_pressed"), ("exit", "exit_pressed")],
)
def test_the_plinth_sends_intents(stage: Stage, qtbot: QtBot, part: str, signal: str) -> None:
    """返回 · 首页 · 呼叫工作人员 · 退出."""
    shell = stage(SAMPLE)
    button = getattr(shell._plinth, part)
    with qtbot.waitSignal(getattr(shell, signal)):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("aid", Aid)
def test_the_aids_send_which_one(stage: Stage, qtbot: QtBot, aid: Aid) -> None:
    """Each of the six."""
    shell = stage(SAMPLE)
    with qtbot.waitSignal(shell.aid_pressed) as pressed:
        QTest.mouseClick(shell._aids.buttons[aid], Qt.MouseButton.LeftButton)
    assert pressed.args == [aid]


def test_unusable_buttons_stay_where_they_are_and_do_nothing(stage: Stage, qtbot: QtBot) -> None:
    """As outlines: the plinth never changes its shape."""
    shell = stage(SAMPLE)
    before = shell._plinth.back.geometry()
    shell.render(state(back=False, home=False))
    assert shell._plinth.back.isVisible()
    assert shell._plinth.back.geometry() == before
    with qtbot.assertNotEmitted(shell.back_pressed):
        QTest.mouseClick(shell._plinth.back, Qt.MouseButton.LeftButton)


def test_each_second_repaints_the_ring_only(stage: Stage) -> None:
    """Neither the page nor the rest of the plinth."""
    shell = stage(SAMPLE)
    shell.render(state(countdown=Countdown(52, 60)))
    QApplication.processEvents()
    page, plinth, leave = Painted(shell.page or shell), Painted(shell._plinth), Painted(shell._plinth.exit)
    shell.render(state(countdown=Countdown(51, 60)))
    QApplication.processEvents()
    assert page.regions == []
    assert len(leave.regions) == 1
    assert leave.regions[0].width() <= 80
    assert all(region.width() <= 80 for region in plinth.regions)


def test_no_countdown_shows_a_door(stage: Stage) -> None:
    """While camera, payment or staff call are at work."""
    shell = stage(SAMPLE)
    ringed = shell._plinth.exit.grab().toImage()
    shell.render(state(countdown=None))
    assert shell._plinth.exit.grab().toImage() != ringed


def test_the_same_state_paints_nothing_again(stage: Stage) -> None:
    """A minute tick that changes nothing costs nothing."""
    shell = stage(SAMPLE)
    shell.render(state())
    QApplication.processEvents()
    header = Painted(shell._header)
    shell.render(state())
    QApplication.processEvents()
    assert header.regions == []
    shell.render(replace(state(), time="10:25"))
    QApplication.processEvents()
    assert header.regions


def test_a_page_for_the_whole_window_has_no_frame(stage: Stage) -> None:
    """The idle picture paints its own header."""
    shell = stage((WholePage, SampleState("开始")))
    assert shell._header.isHidden()
    assert shell._aids.isHidden()
    assert shell._plinth.isHidden()


def test_the_keyboard_takes_actions_and_aids(stage: Stage) -> None:
    """The focused field stays above; the plinth stays where it is."""
    shell = stage(SAMPLE)
    page = shell.page
    assert page is not None
    full = page.zone(Zone.CONTENT)
    page.show_keyboard(shown=True)
    assert shell._aids.isHidden()
    assert shell._plinth.isVisible()
    assert page.zone(Zone.CONTENT).bottom() < page.look.rect(Zone.KEYBOARD).y() < full.bottom()
    page.show_keyboard(shown=False)
    assert shell._aids.isVisible()
    assert page.zone(Zone.CONTENT) == full


def test_pages_are_kept_and_get_the_look_when_they_come_back(stage: Stage) -> None:
    """A page that is not in front is not arranged anew for nothing."""
    shell = stage(SAMPLE)
    first, second = shell.page, SamplePage()
    assert first is not None
    second.render(SampleState("第二页"))
    shell.show_page(second)
    assert first.isHidden()
    assert second.isVisible()
    shell.apply_look(Look(size=TextSize.SENIOR))
    assert [page.look.senior for page in (first, second)] == [False, True]
    shell.show_page(first)
    assert [page.look.senior for page in (first, second)] == [True, True]
    assert second.isHidden()


def test_the_focus_ring_is_for_keys_not_for_touch(stage: Stage, qtbot: QtBot) -> None:
    """Tab shows it round what has the focus; the next touch takes it away."""
    shell = stage(SAMPLE)
    QApplication.processEvents()
    ring = shell.findChild(FocusRing)
    assert isinstance(ring, FocusRing)
    assert ring.isHidden()
    shell.activateWindow()
    focused = shell.page.button if isinstance(shell.page, SamplePage) else None
    assert focused is not None
    focused.setFocus()
    assert ring.isHidden()
    QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert ring.isVisible()
    target = QApplication.focusWidget()
    assert target is not None
    inside = QRect(target.mapTo(shell, QPoint(0, 0)), target.size())
    assert ring.geometry().contains(inside)
    assert ring.grab().toImage().pixelColor(ring.width() // 2, 2) == shell.look.color("focus")
    QTest.mouseClick(focused, Qt.MouseButton.LeftButton)
    assert ring.isHidden()


def test_every_target_can_be_reached_by_tab(stage: Stage) -> None:
    """The page's button, the aids and the plinth; nothing else takes the focus."""
    shell = stage(SAMPLE)
    QApplication.processEvents()
    seen = set()
    widget: QWidget | None = shell.page.button if isinstance(shell.page, SamplePage) else None
    for _ in range(20):
        assert widget is not None
        seen.add(widget.accessibleName())
        QTest.keyClick(widget, Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
    assert {"下一步", "大字", "English", "返回", "呼叫工作人员", "退出"} <= seen


def test_nothing_that_was_drawn_is_kept_after_the_visit(stage: Stage) -> None:
    """Pages and their parts let go of set text."""
    shell = stage(SAMPLE)
    QApplication.processEvents()
    page = shell.page
    assert isinstance(page, SamplePage)
    assert page._setter._blocks
    assert page.button._setter._blocks
    shell.forget_texts()
    assert not page._setter._blocks
    assert not page.button._setter._blocks


def test_a_shell_for_another_window_size(qapp: QApplication) -> None:
    """Half size: everything is half as large."""
    shell = Shell(Look(width=540, height=960))
    shell.resize(540, 960)
    shell.render(state(look=shell.look))
    page = SamplePage()
    page.render(SampleState("下一步"))
    shell.show_page(page)
    shell.show()
    qapp.processEvents()
    assert page.button.height() == 58
    assert shell._plinth.y() == 880
    strike(shell)
