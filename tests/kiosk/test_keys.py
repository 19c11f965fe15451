"""Use without touch: a keyboard, a keypad, or two buttons, on the real terminal."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kiosk.flows.visit_table import VisitState
from kiosk.stage import PageName
from screens.components.base import Pressable
from screens.shell import FocusRing
from tests.kiosk.rig import MAY_SKIP_PAPERS, Rig

SWITCH = '[access]\nkeys = "switch"\nswitch_next = "F7"\nswitch_choose = "F8"\n'


def _press(rig: Rig, *keys: Qt.Key) -> None:
    assert rig.app.window is not None
    for key in keys:
        QTest.keyClick(rig.app.window, key)


def _focused(rig: Rig) -> str:
    assert rig.app.window is not None
    widget = rig.app.window.focusWidget()
    return widget.accessibleName() if isinstance(widget, Pressable) else ""


def _go_to(rig: Rig, name: str, key: Qt.Key = Qt.Key.Key_Tab) -> None:
    """Move the focus until it is there."""
    for _ in range(100):
        _press(rig, key)
        if _focused(rig).startswith(name):
            return
    raise AssertionError(f"the focus never came to {name!r}")


def test_any_key_begins_a_visit(rig: Rig) -> None:
    """And is no more than that: nothing is pressed by it."""
    _press(rig, Qt.Key.Key_Return)
    rig.seen(PageName.HOME)
    assert _focused(rig) == ""


def test_a_key_that_only_changes_others_begins_nothing(rig: Rig) -> None:
    """Shift alone is no sign that somebody wants to begin."""
    _press(rig, Qt.Key.Key_Shift)
    assert rig.doing() is VisitState.RESTING


def test_the_focus_begins_at_the_title_of_a_page_that_has_come(rig: Rig) -> None:
    """The first step goes to the first control of the page, with the ring round it."""
    window = rig.app.window
    assert window is not None
    window.activateWindow()
    rig.until(window.isActiveWindow, "the window to be the active one")
    _press(rig, Qt.Key.Key_Tab)
    rig.seen(PageName.HOME)
    _press(rig, Qt.Key.Key_Tab)
    assert _focused(rig).startswith(rig.text("home.search")[:3])
    ring = rig.terminal._shell.findChild(FocusRing)
    assert isinstance(ring, FocusRing)
    assert ring.isVisible()
    _press(rig, Qt.Key.Key_Return)
    rig.seen(PageName.SEARCH)
    assert _focused(rig) == ""


def test_the_keyboard_types_on_the_keyboard_of_the_screen(rig: Rig) -> None:
    """Letters spell, Backspace takes one away, the item is found and opened by Enter."""
    _press(rig, Qt.Key.Key_Tab)
    rig.seen(PageName.HOME)
    _go_to(rig, rig.text("home.search")[:3])
    _press(rig, Qt.Key.Key_Return)
    rig.seen(PageName.SEARCH)
    _press(rig, Qt.Key.Key_G, Qt.Key.Key_Z, Qt.Key.Key_X, Qt.Key.Key_Backspace, Qt.Key.Key_F)
    item = rig.around.catalogue.item("public_rental_housing").common_name  # type: ignore[arg-type]  # of the sample
    rig.until(lambda: any(one.accessibleName() == item for one in rig.terminal._shell.focus_order()), "the item")
    _go_to(rig, item)
    _press(rig, Qt.Key.Key_Return)
    rig.seen(PageName.GUIDE)


def test_escape_goes_back_and_home_leads_home(rig: Rig) -> None:
    """As the two buttons of the plinth do."""
    rig.to_guide(MAY_SKIP_PAPERS)
    _press(rig, Qt.Key.Key_Escape)
    rig.seen(PageName.HOME)
    rig.do(PageName.HOME, "item_pressed", MAY_SKIP_PAPERS)
    rig.seen(PageName.GUIDE)
    _press(rig, Qt.Key.Key_Home)
    rig.seen(PageName.HOME)


def test_a_question_that_covers_the_page_is_answered_by_keys(rig: Rig) -> None:
    """Leaving with something entered asks first; both answers are reached, and nothing below it is."""
    rig.to_form(MAY_SKIP_PAPERS)
    rig.fill_in()
    _press(rig, Qt.Key.Key_Home)
    rig.seen(PageName.LEAVE)
    names = [one.accessibleName() for one in rig.terminal._shell.focus_order()]
    assert {rig.text("leave.stay"), rig.text("leave.leave")} <= set(names)
    _go_to(rig, rig.text("leave.stay"))
    _press(rig, Qt.Key.Key_Return)
    rig.seen(PageName.FORM)


def test_end_goes_to_what_the_page_is_there_for(rig: Rig) -> None:
    """The primary button."""
    rig.to_privacy(MAY_SKIP_PAPERS)
    _press(rig, Qt.Key.Key_End)
    assert _focused(rig) == rig.text("privacy.accept")


def test_the_focus_stays_where_it_is_while_the_page_is_rendered_again(rig: Rig) -> None:
    """A second that goes by does not throw anybody back to the title."""
    rig.to_privacy(MAY_SKIP_PAPERS)
    _press(rig, Qt.Key.Key_End)
    before = _focused(rig)
    for _ in range(3):
        rig.tick()
        rig.terminal._render_all()
    rig.until(lambda: _focused(rig) == before, "the focus to come back")


def test_calling_staff_is_one_key(rig: Rig) -> None:
    """From anywhere."""
    rig.arrive()
    _press(rig, Qt.Key.Key_F1)
    rig.seen(PageName.STAFF_CALL)


def test_a_terminal_without_a_speaker_takes_the_keys_of_reading_and_does_nothing(rig: Rig) -> None:
    """F2 to F5."""
    rig.arrive()
    _press(rig, Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F5)
    assert not rig.terminal.reads_aloud
    assert rig.front() is PageName.HOME


@pytest.fixture(scope="module")
def switched(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """A terminal with two buttons."""
    with Rig(qapp, tmp_path_factory.mktemp("switched"), reader=False, printer=False, more_toml=SWITCH) as rig:
        yield rig.start()
    gc.collect()


def test_two_buttons_are_enough(switched: Rig) -> None:
    """One goes on and round, the other presses: to the lookup of a case and back to the home page."""
    rig = switched
    _press(rig, Qt.Key.Key_F7)
    rig.seen(PageName.HOME)
    _go_to(rig, rig.text("home.progress"), Qt.Key.Key_F7)
    _press(rig, Qt.Key.Key_F8)
    rig.seen(PageName.LOOKUP)
    _go_to(rig, rig.text("shell.home"), Qt.Key.Key_F7)
    _press(rig, Qt.Key.Key_F8)
    rig.seen(PageName.HOME)
    rig.leave()


def test_two_buttons_go_round(switched: Rig) -> None:
    """After the last control comes the first."""
    rig = switched
    rig.arrive()
    _press(rig, Qt.Key.Key_F7)
    first = _focused(rig)
    for _ in range(len(rig.terminal._shell.focus_order())):
        _press(rig, Qt.Key.Key_F7)
    assert _focused(rig) == first
    rig.leave()
