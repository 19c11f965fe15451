"""Language, size, colours and reach are switched in the middle of every page, and what was entered stays."""

from __future__ import annotations

import pytest

from kiosk.flows.apply.table import ApplyState
from kiosk.look_choice import SIZES, THEMES
from kiosk.stage import PageName
from screens.look import Orientation
from screens.shell_state import Aid
from tests.kiosk.rig import MAY_SKIP_PAPERS, NAME, NUMBER, Rig

PAGES = (
    ApplyState.PRIVACY,
    ApplyState.CARD,
    ApplyState.MANUAL_ID,
    ApplyState.CHECK,
    ApplyState.FORM,
    ApplyState.MATERIALS,
    ApplyState.REVIEW,
    ApplyState.SEALED,
)


def entered(rig: Rig) -> object:
    """Everything that the resident has given so far."""
    visit, form = rig.visit, rig.visit.form
    walk = rig.apply._steps[ApplyState.MANUAL_ID]._walk  # type: ignore[attr-defined]
    return (
        visit.identity,
        [form.text(key) for key in form.keys] if form is not None else None,
        [walk.model.text(key) for key in walk.model.keys] if walk is not None else None,
        dict(visit.papers.pages),
        set(visit.papers.later),
        visit.receipt,
        visit.sms_consent,
        dict(visit.answers),
    )


@pytest.mark.parametrize("state", PAGES)
def test_switches_keep_what_was_entered(rig: Rig, state: ApplyState) -> None:
    """Each aid once round, then the other language and back; the page in front stays in front."""
    rig.to_state(state)
    match state:
        case ApplyState.MANUAL_ID:
            rig.do(PageName.MANUAL_ID, "text_edited", "name", NAME)
            rig.do(PageName.MANUAL_ID, "text_edited", "number", NUMBER[:9])
        case ApplyState.FORM:
            rig.fill_in()
        case ApplyState.PRIVACY:
            rig.do(PageName.PRIVACY, "consent_toggled", True)
    before, front, look = entered(rig), rig.front(), rig.stage.look
    for aid, times in ((Aid.TEXT_SIZE, len(SIZES)), (Aid.CONTRAST, len(THEMES)), (Aid.LOWER, 2), (Aid.LANGUAGE, 2)):
        for _ in range(times):
            rig.terminal._on_aid(aid)
            assert rig.front() is front
            assert entered(rig) == before
    assert rig.stage.look == look


def test_switches_by_touch_in_the_middle_of_a_form(rig: Rig) -> None:
    """With the real buttons of the aids bar."""
    rig.to_form(MAY_SKIP_PAPERS)
    rig.fill_in()
    rig.do(PageName.FORM, "keyboard_hidden")
    before = entered(rig)
    rig.hand.press("English")
    assert rig.around.words.language == "en"
    assert rig.hand.can_press(rig.text("shell.back"))
    rig.press("shell.aid.contrast")
    assert entered(rig) == before
    assert rig.stage.look.theme is THEMES[1]


def test_window_turned_in_the_middle_of_a_form(rig: Rig) -> None:
    """Portrait becomes landscape and back; nothing is lost, and the choices of the resident stay."""
    rig.to_form(MAY_SKIP_PAPERS)
    rig.fill_in()
    rig.terminal._on_aid(Aid.CONTRAST)
    before, theme = entered(rig), rig.stage.look.theme
    window = rig.app.window
    assert window is not None
    window.resize(1920, 1080)
    rig.until(lambda: rig.stage.look.orientation is Orientation.LANDSCAPE, "the other orientation")
    assert entered(rig) == before
    assert rig.stage.look.theme is theme
    window.resize(1080, 1920)
    rig.until(lambda: rig.stage.look.orientation is Orientation.PORTRAIT, "the first orientation")
    assert rig.front() is PageName.FORM
    assert entered(rig) == before
