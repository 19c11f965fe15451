"""Asking how a case stands: each state with entry, back, time-out and exit; what the hall says and what it does not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from kiosk.flows.progress_flow import MAX_TRIES, ProgressState
from kiosk.flows.visit_table import VisitState
from kiosk.hall_calls import HallCalls, OfflineError
from kiosk.hall_client import HallClient, Lookup, LookupOutcome
from kiosk.stage import PageName
from tests.kiosk.rig import MAY_SKIP_PAPERS, Rig, assert_at_rest
from tests.screens.samples.progress import sample_complaint


def handed_in(rig: Rig) -> tuple[str, str]:
    """A case of this terminal; its receipt number and its code."""
    rig.to_sealed(MAY_SKIP_PAPERS)
    receipt = rig.visit.receipt
    assert receipt is not None
    rig.leave()
    return str(receipt.receipt_number), str(receipt.lookup_code)


def ask(rig: Rig, receipt: str, code: str) -> None:
    """Type both and look it up."""
    rig.arrive()
    rig.terminal.open_progress()
    assert rig.front() is PageName.LOOKUP
    rig.do(PageName.LOOKUP, "text_edited", "receipt", receipt)
    rig.do(PageName.LOOKUP, "next_pressed")
    rig.do(PageName.LOOKUP, "text_edited", "code", code)
    rig.do(PageName.LOOKUP, "lookup_pressed")


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Holds the hall's answers back; opened at the end whatever happened."""
    made = threading.Event()
    yield made
    made.set()


def answer_with(rig: Rig, monkeypatch: pytest.MonkeyPatch, gate: threading.Event, *outcomes: LookupOutcome) -> None:
    """Let the hall's lane answer that, one after the other, once the gate is open."""
    left = list(outcomes)

    def answer(_receipt: str, _code: str) -> Lookup:
        assert gate.wait(20)
        return Lookup(left.pop(0))

    monkeypatch.setattr(rig.around, "hall", HallClient(rig.around.background, answer, no_calls))


def no_calls() -> HallCalls:
    """Nothing here makes a live call."""
    raise OfflineError


WHOLE = ("LS01-261124-10011-6", "123456")


@pytest.fixture
def receipt(rig: Rig) -> tuple[str, str]:
    """A number and a code that belong to a case of this terminal."""
    return handed_in(rig)


def test_the_terminal_itself_answers_for_its_own_case(rig: Rig, receipt: tuple[str, str]) -> None:
    """The played hall does not know it; the ledger does. The slip says the same."""
    assert rig.printer is not None
    ask(rig, *receipt)
    rig.seen(PageName.PROGRESS)
    assert rig.asking() is ProgressState.SHOWN
    before = len(rig.printer.slips)
    rig.press("progress.print")
    rig.until(lambda: len(rig.printer.slips) > before, "the slip")  # type: ignore[union-attr]
    assert receipt[0] in rig.slips[-1].to_text()
    rig.press("shell.back")
    assert rig.front() is PageName.LOOKUP
    rig.press("shell.back")
    assert rig.front() is PageName.HOME


def test_a_complaint_is_shown_and_printed_with_its_number(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hall knows it; it has a reference number and no service item."""
    assert rig.printer is not None
    told = Lookup(LookupOutcome.FOUND, complaint=sample_complaint(category="suggestion"))
    monkeypatch.setattr(rig.around, "hall", HallClient(rig.around.background, lambda _number, _code: told, no_calls))
    ask(rig, *WHOLE)
    rig.seen(PageName.PROGRESS)
    before = len(rig.printer.slips)
    rig.press("progress.print")
    rig.until(lambda: len(rig.printer.slips) > before, "the slip")  # type: ignore[union-attr]
    slip = rig.slips[-1].to_text()
    for words in ("建议", "TS202611240001", WHOLE[0], "已收到，尚未受理"):
        assert words in slip
    assert "工作人员处理" not in slip
    rig.press("shell.back")
    assert rig.front() is PageName.LOOKUP


def test_shown_times_out_and_forgets(rig: Rig, receipt: tuple[str, str]) -> None:
    """A case on the screen of a terminal that was left."""
    ask(rig, *receipt)
    rig.seen(PageName.PROGRESS)
    rig.tick(100)
    assert rig.doing() is VisitState.WARNING
    rig.tick(20)
    assert_at_rest(rig)


def test_shown_leads_home(rig: Rig, receipt: tuple[str, str]) -> None:
    """By its own button."""
    ask(rig, *receipt)
    rig.seen(PageName.PROGRESS)
    rig.press("progress.done")
    assert rig.front() is PageName.HOME


def test_asking_times_out_and_exits(rig: Rig) -> None:
    """Both forget what was typed."""
    rig.arrive()
    rig.terminal.open_progress()
    rig.do(PageName.LOOKUP, "text_edited", "receipt", WHOLE[0])
    rig.press("shell.exit")
    assert_at_rest(rig)
    rig.arrive()
    rig.terminal.open_progress()
    assert rig.progress._entry.receipt == ""
    rig.tick(120)
    assert_at_rest(rig)


def test_asking_needs_both(rig: Rig) -> None:
    """Nothing is sent with half of it."""
    ask(rig, WHOLE[0], "12")
    assert rig.asking() is ProgressState.ASKING
    rig.do(PageName.LOOKUP, "field_focused", "receipt")
    assert rig.front() is PageName.LOOKUP


def test_waiting_ends_with_the_answer(rig: Rig, monkeypatch: pytest.MonkeyPatch, gate: threading.Event) -> None:
    """There is no such case."""
    answer_with(rig, monkeypatch, gate, LookupOutcome.UNKNOWN)
    ask(rig, *WHOLE)
    assert rig.asking() is ProgressState.WAITING
    assert rig.front() is PageName.NOTICE
    gate.set()
    rig.seen(PageName.LOOKUP)
    assert rig.progress._wrong_tries == 1


def test_waiting_can_be_gone_back_from(rig: Rig, monkeypatch: pytest.MonkeyPatch, gate: threading.Event) -> None:
    """The answer that comes after it is dropped."""
    answer_with(rig, monkeypatch, gate, LookupOutcome.UNREACHABLE, LookupOutcome.UNKNOWN)
    ask(rig, *WHOLE)
    rig.press("shell.back")
    assert rig.front() is PageName.LOOKUP
    later: list[Lookup] = []
    rig.around.hall.progress(*WHOLE, later.append)
    gate.set()
    rig.until(lambda: bool(later), "a later answer")
    assert rig.asking() is ProgressState.ASKING


def test_waiting_times_out(rig: Rig, monkeypatch: pytest.MonkeyPatch, gate: threading.Event) -> None:
    """And the late answer is dropped."""
    answer_with(rig, monkeypatch, gate, LookupOutcome.UNKNOWN)
    ask(rig, *WHOLE)
    rig.tick(120)
    gate.set()
    assert_at_rest(rig)


def test_a_late_answer_brings_no_left_question_back(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, gate: threading.Event
) -> None:
    """Home was pressed while the hall was asked."""
    answer_with(rig, monkeypatch, gate, LookupOutcome.UNREACHABLE, LookupOutcome.UNKNOWN)
    ask(rig, *WHOLE)
    rig.press("shell.home")
    later: list[Lookup] = []
    rig.around.hall.progress(*WHOLE, later.append)
    gate.set()
    rig.until(lambda: bool(later), "a later answer")
    assert rig.front() is PageName.HOME


def test_failed_offers_a_retry_and_back(rig: Rig, monkeypatch: pytest.MonkeyPatch, gate: threading.Event) -> None:
    """The line was down; then it was not."""
    answer_with(rig, monkeypatch, gate, LookupOutcome.UNREACHABLE, LookupOutcome.BUSY, LookupOutcome.UNKNOWN)
    gate.set()
    ask(rig, *WHOLE)
    rig.until(lambda: rig.asking() is ProgressState.FAILED, "the failure")
    assert rig.front() is PageName.NOTICE
    rig.press("notice.lookup_failed.primary")
    rig.until(lambda: rig.asking() is ProgressState.FAILED, "the second failure")
    rig.press("shell.back")
    assert rig.front() is PageName.LOOKUP
    rig.do(PageName.LOOKUP, "lookup_pressed")
    rig.until(lambda: rig.asking() is ProgressState.ASKING, "the answer")


def test_failed_times_out_and_exits(rig: Rig, monkeypatch: pytest.MonkeyPatch, gate: threading.Event) -> None:
    """As every page does."""
    answer_with(rig, monkeypatch, gate, *[LookupOutcome.UNREACHABLE] * 2)
    gate.set()
    ends: tuple[Callable[[], None], ...] = (lambda: rig.press("shell.exit"), lambda: rig.tick(120))
    for end in ends:
        ask(rig, *WHOLE)
        rig.until(lambda: rig.asking() is ProgressState.FAILED, "the failure")
        end()
        assert_at_rest(rig)


def test_five_wrong_pairs_lock_the_page(rig: Rig, monkeypatch: pytest.MonkeyPatch, gate: threading.Event) -> None:
    """Codes are not guessed here."""
    answer_with(rig, monkeypatch, gate, *[LookupOutcome.UNKNOWN] * MAX_TRIES)
    gate.set()
    ask(rig, *WHOLE)
    for tries in range(1, MAX_TRIES + 1):
        rig.until(lambda: rig.progress._wrong_tries == tries, "the answer")  # noqa: B023 - waited for right here
        rig.do(PageName.LOOKUP, "lookup_pressed")
    assert rig.asking() is ProgressState.ASKING


def test_a_bug_while_asking_is_a_failed_question(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is raised on the lane, the resident gets a page."""

    def burst(_receipt: str, _code: str) -> Lookup:
        raise ZeroDivisionError

    monkeypatch.setattr(rig.around, "hall", HallClient(rig.around.background, burst, no_calls))
    ask(rig, *WHOLE)
    rig.until(lambda: rig.asking() is ProgressState.FAILED, "the failure")


def test_the_hall_is_asked_while_the_line_is_down(rig: Rig, receipt: tuple[str, str]) -> None:
    """The ledger answers: sealed here, and delivered or waiting."""
    rig.set_line(up=False)
    ask(rig, *receipt)
    rig.seen(PageName.PROGRESS)
    rig.press("shell.back")
    rig.do(PageName.LOOKUP, "text_edited", "code", "000000" if receipt[1] != "000000" else "000001")
    rig.do(PageName.LOOKUP, "lookup_pressed")
    rig.until(lambda: rig.asking() is ProgressState.FAILED, "the failure")
    rig.set_line(up=True)
