"""What the pages say through which staff go: the code, the steps of changing the roll, the test page."""

from __future__ import annotations

from config.texts import Texts
from drivers.printer.status import CoverOpen, PaperOut
from drivers.vocabulary import Status
from kiosk.flows.staff.table import StaffState
from kiosk.paper import PaperState
from kiosk.present.keyboard import present_keyboard
from kiosk.present.paging import present_paging
from kiosk.staff_code import DIGITS
from screens.components.state_card import StateCardSpec, StateKind
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.illustrations.acts import Act
from screens.input.editing import Allowed, EditingRules
from screens.input.keyboard_spec import KeyboardSpec, Panel
from screens.pages.notice import NoticeState
from screens.pages.paper_roll import PaperRollState
from screens.pages.staff_code import StaffCodeState

STEPS = 4
_STEP = {
    StaffState.OPEN_COVER: (1, Act.ROLL_OPEN),
    StaffState.PUT_ROLL: (2, Act.ROLL_PUT),
    StaffState.CLOSE_COVER: (3, Act.ROLL_CLOSE),
    StaffState.NO_PAPER: (2, Act.ROLL_PUT),
}
TEST_STEP = 4


def present_code(texts: Texts, code: str, *, wrong: bool, pause_s: int, checking: bool) -> StaffCodeState:
    """The page for the code.

    Args:
        texts: in the language of the visit.
        code: what was typed so far; the page shows how many digits that is, the keyboard goes on from it.
        wrong: the last code was wrong.
        pause_s: seconds before another try; 0: now.
        checking: the code is being checked.
    """
    typed = len(code)
    missing = DIGITS - typed
    error = texts("staff_code.locked", seconds=pause_s) if pause_s else texts("staff_code.wrong") if wrong else ""
    sub = texts("staff_code.checking") if checking else texts("staff_code.missing", count=missing) if missing else ""
    return StaffCodeState(
        title=texts("staff_code.title"),
        note=texts("staff_code.note"),
        label=texts("staff_code.label"),
        need=texts("staff_code.need", count=DIGITS),
        length=DIGITS,
        typed=typed,
        error=error,
        keyboard=KeyboardSpec(
            present_keyboard(texts),
            field_key="staff_code",
            rules=EditingRules(Allowed.DIGITS, DIGITS),
            text=code,
            panels=(Panel.DIGITS,),
            act=texts("staff_code.act"),
            act_sub=sub,
            act_enabled=not sub and not pause_s,
            can_hide=False,
        ),
    )


def present_paper_step(texts: Texts, state: StaffState, status: Status | None) -> PaperRollState:
    """One step of changing the roll, with what the printer says now."""
    number, act = _STEP[state]
    key = f"paper_roll.{state.value}"
    return PaperRollState(
        head=StepHeaderSpec(
            title=texts(f"{key}.title"),
            caption=texts("paper_roll.caption", number=number, count=STEPS),
            step=number,
            of=STEPS,
        ),
        act=act,
        picture=texts(f"{key}.picture"),
        sentence=texts(f"paper_roll.now.{_seen(status)}"),
        hint=texts("paper_roll.follows"),
        steps=tuple(texts(f"{key}.{letter}") for letter in ("a", "b")),
        warning=texts("paper_roll.hot") if state is not StaffState.CLOSE_COVER else "",
        next=texts(f"{key}.next"),
        paging=present_paging(texts),
    )


def _seen(status: Status | None) -> str:
    if isinstance(status, CoverOpen):
        return "cover_open"
    if isinstance(status, PaperOut):
        return "paper_out"
    return "ready" if status is not None and status.usable else "unknown"


def present_test(texts: Texts, state: StaffState, paper: PaperState | None) -> NoticeState:
    """The test page: being printed, asked for, or not come out and why."""
    head = StepHeaderSpec(
        title=texts(f"paper_roll.{state.value}.title"),
        caption=texts("paper_roll.caption", number=TEST_STEP, count=STEPS),
        step=TEST_STEP,
        of=STEPS,
    )
    match state:
        case StaffState.TEST_PRINT:
            card = StateCardSpec(StateKind.LOADING, texts("paper_roll.test_print"), texts("paper_roll.test_print.why"))
            return NoticeState(head, card)
        case StaffState.ASK:
            card = StateCardSpec(
                StateKind.GOOD, texts("paper_roll.ask"), texts("paper_roll.ask.why"), icon=Icon.PRINTER
            )
            return NoticeState(head, card, texts("paper_roll.ask.yes"), texts("paper_roll.ask.no"))
        case _:
            card = StateCardSpec(
                StateKind.DEVICE_MISSING, texts("paper_roll.failed"), _why(texts, paper), icon=Icon.PRINTER
            )
            return NoticeState(head, card, texts("paper_roll.failed.again"), texts("paper_roll.failed.change"))


def _why(texts: Texts, paper: PaperState | None) -> str:
    """The printer's own cause and cure where it gave one."""
    if paper is None or paper.error is None:
        return texts("paper_roll.failed.why")
    error = paper.error
    key = f"device.error.{error.code}"
    said = texts(key) if texts.has(key) else texts("paper_roll.failed.why")
    return "\n".join((said, texts("staff.cure", action=texts(f"device.action.{error.action}"))))
