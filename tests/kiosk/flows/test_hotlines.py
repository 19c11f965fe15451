"""Whom to call: large numbers and a code for the phone, with and without a line."""

from __future__ import annotations

from config.texts import Language
from kiosk.present.hotlines import present_hotlines
from kiosk.stage import PageName
from screens.pages.hotlines import HotlinesPage
from tests.kiosk.rig import Rig, assert_at_rest
from tests.screens.stage import sample_texts


def test_a_number_is_chosen_by_touch_and_its_code_shown(rig: Rig) -> None:
    """Back leads home, and nothing is left when the visit ends."""
    rig.arrive()
    rig.terminal.open_hotlines()
    rig.do(PageName.SEARCH, "topics_pressed")
    rig.seen(PageName.HOTLINES)
    page = rig.stage.page(PageName.HOTLINES)
    assert isinstance(page, HotlinesPage)
    rig.hand.press("12366")
    codes = [piece.spec.content for piece in page._pieces if type(piece.spec).__name__ == "QrCodeSpec"]  # type: ignore[union-attr]
    assert codes == ["tel:12366"]
    rig.press("shell.back")
    assert rig.front() is PageName.HOME
    rig.press("shell.exit")
    assert_at_rest(rig)


def test_the_emergency_numbers_come_first_and_are_no_buttons() -> None:
    """They are to be seen and dialled, whatever is chosen."""
    state = present_hotlines(sample_texts(Language.ZH), "110", window_phone="")
    assert [one.number for one in state.emergencies] == ["110", "120", "119"]
    assert state.chosen.number == "12345"
