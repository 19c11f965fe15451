"""A page that is shown anew between touch and release: the touch does what it was meant for, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from screens.components import Pressable
from screens.page import Page
from screens.pages.home import HomeAction, HomePage, HomeState
from screens.pages.menu import MenuPage, MenuState
from screens.pages.progress import ProgressPage, ProgressState
from screens.shell import Shell
from tests.screens.samples import samples_of
from tests.screens.stage import mode_named, sample_catalogue, sample_texts

MODE = "portrait"
DEVICE = QTest.createTouchDevice()
Stage = Callable[..., Shell]


def put(stage: Stage, name: str, sample: str) -> tuple[Page, object]:
    """That page in front, and its state."""
    page_class, state = samples_of(name, sample_texts(mode_named(MODE).language), sample_catalogue())[sample]
    page = stage((page_class, state), MODE).findChild(page_class)
    assert isinstance(page, Page)
    return page, state


def touch(button: Pressable, meanwhile: Callable[[], None]) -> None:
    """A finger goes down, something happens, it goes up in the same place."""
    window, at = button.window(), button.rect().center()
    place = button.mapTo(window, at)
    QTest.touchEvent(window, DEVICE).press(0, place, window).commit()
    assert button.isDown()
    meanwhile()
    QTest.touchEvent(window, DEVICE).release(0, place, window).commit()


@pytest.fixture
def home(stage: Stage) -> tuple[HomePage, HomeState, list[HomeAction]]:
    page, state = put(stage, "home", "usual")
    assert isinstance(page, HomePage)
    assert isinstance(state, HomeState)
    pressed: list[HomeAction] = []
    page.action_pressed.connect(pressed.append)
    return page, state, pressed


def test_the_same_page_again_keeps_the_touch(home: tuple[HomePage, HomeState, list[HomeAction]]) -> None:
    """The line comes back, a device is plugged in: what the finger lies on is still there."""
    page, state, pressed = home
    touch(page._tiles[HomeAction.APPLY], lambda: page.render(replace(state, hours="")))
    assert pressed == [HomeAction.APPLY]


def test_what_is_gone_is_not_pressed(home: tuple[HomePage, HomeState, list[HomeAction]], qtbot: QtBot) -> None:
    page, state, pressed = home
    tile = page._tiles[HomeAction.GUIDE]
    less = replace(state, tiles=tuple(one for one in state.tiles if one.action is not HomeAction.GUIDE))

    def render() -> None:
        page.render(less)
        qtbot.waitUntil(lambda: not tile.isVisible())

    touch(tile, render)
    assert pressed == []
    assert not tile.isDown()


def test_a_row_of_a_list_that_names_something_else_now_is_not_pressed(stage: Stage) -> None:
    page, state = put(
        stage, "menu", next(iter(samples_of("menu", sample_texts(mode_named(MODE).language), sample_catalogue())))
    )
    assert isinstance(page, MenuPage)
    assert isinstance(state, MenuState)
    pressed: list[str] = []
    page.entry_pressed.connect(pressed.append)
    row = page._list._rows[1]
    touch(row, lambda: page.render(replace(state, note="")))
    assert pressed == [state.entries[1].item_id]
    touch(row, lambda: page.render(replace(state, entries=state.entries[1:])))
    assert pressed == [state.entries[1].item_id]


def test_a_button_of_a_column_stays_what_it_was_or_is_not_pressed(stage: Stage) -> None:
    page, state = put(stage, "progress", "correction")
    assert isinstance(page, ProgressPage)
    assert isinstance(state, ProgressState)
    offered = replace(state, correct="现在补正", withdraw="撤回这份申请")
    page.render(offered)
    pressed: list[str] = []
    page.correct_pressed.connect(lambda: pressed.append("correct"))
    page.withdraw_pressed.connect(lambda: pressed.append("withdraw"))
    button = next(one for one in page.findChildren(Pressable) if one.text() == "现在补正" and one.isVisible())
    touch(button, lambda: page.render(replace(offered, note="别的话")))
    assert pressed == ["correct"]
    button = next(one for one in page.findChildren(Pressable) if one.text() == "现在补正" and one.isVisible())
    touch(button, lambda: page.render(replace(offered, correct="")))
    assert pressed == ["correct"]
