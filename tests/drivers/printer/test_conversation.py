"""Questions and answers on a scripted line, with time moved by hand."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from drivers.commands import LiveContext
from drivers.printer.conversation import Conversation
from drivers.printer.errors import LinkLostDuringError, PrinterOfflineError, PrinterStalledError, StatusUnknownError
from drivers.printer.jobs import PrintJobId
from drivers.printer.outcome import Confirmed, PrintSlip, UnknownOutcome, UnknownReason
from drivers.printer.printer import ReceiptPrinter
from drivers.printer.profile import PAPER_80MM, ProofMethod
from drivers.printer.sending import fault_before
from drivers.printer.status import CoverOpen, Offline, OfflineReason, PaperLow, Ready, Unknown
from drivers.transport.errors import NoReplyError, UnpluggedError
from tests.drivers.printer.sample_slips import striped

FINE = {b"\x10\x04" + bytes([n]): b"\x12" for n in (1, 2, 3, 4)}


CUT = b"\x1d\x56\x42\x00" + b"\x1d\x72\x01" * 2
"""The cut with the second request for proof behind it."""


class TickingTime:
    """A clock that moves by a hundredth of a second at each look."""

    def __init__(self) -> None:
        self._now = 0.0

    def now(self) -> float:
        self._now += 0.01
        return self._now

    def wait(self, condition: threading.Condition, timeout_s: float) -> None:
        raise AssertionError("nothing here waits on a condition")


class ScriptedLink:
    """A line whose other end answers by a table; ``full`` takes no bytes."""

    def __init__(self, answers: dict[bytes, bytes], *, full: bool = False) -> None:
        self.answers = answers
        self.full = full
        self.gone_at: bytes | None = None
        self.sent: list[bytes] = []
        self.after_reads: tuple[int, bytes, dict[bytes, bytes]] | None = None
        self._waiting = b""

    def open(self) -> None:
        self._waiting = b""

    def close(self) -> None:
        self._waiting = b""

    def read(self, size: int, deadline: float) -> bytes:
        if len(self._waiting) < size:
            raise NoReplyError
        return self.read_waiting(size)

    def read_waiting(self, max_size: int = 4096) -> bytes:
        if self.after_reads is not None:
            left, late, answers = self.after_reads
            self.after_reads = (left - 1, late, answers)
            if not left:
                self._waiting, self.answers, self.after_reads = self._waiting + late, answers, None
        data, self._waiting = self._waiting[:max_size], self._waiting[max_size:]
        return data

    def write_some(self, data: bytes, wait_s: float) -> int:
        if self.full:
            return 0
        if self.gone_at is not None and data.startswith(self.gone_at) and CUT in self.sent:
            raise UnpluggedError
        self.sent.append(data)
        self._waiting += self.answers.get(data, b"")
        return len(data)

    def unsent(self) -> int:
        return 0


def talk_over(link: ScriptedLink) -> Conversation:
    return Conversation(link, timebase=TickingTime(), profile=PAPER_80MM, reply_limit_s=0.2)


def test_four_good_answers_are_ready() -> None:
    link = ScriptedLink(FINE)

    assert talk_over(link).ask_all() == Ready()
    assert link.sent == list(FINE)


def test_silence_is_asked_three_times_and_then_no_reply() -> None:
    link = ScriptedLink({})

    with pytest.raises(NoReplyError):
        talk_over(link).ask_all()

    assert link.sent == [b"\x10\x04\x01"] * 3


def test_a_line_that_takes_nothing_is_no_reply() -> None:
    with pytest.raises(NoReplyError):
        talk_over(ScriptedLink(FINE, full=True)).ask_all()


def test_after_xoff_only_questions_go_out_until_xon() -> None:
    link = ScriptedLink({b"a": b"\x13", b"\x10\x04\x02": b"\x11\x12"})
    talk = talk_over(link)

    written = [talk.write_some(b"a"), talk.write_some(b"b"), talk.write_some(talk.question(2), real_time=True)]

    assert (written, talk.write_some(b"c"), talk.held) == ([1, 0, 3], 1, False)
    assert (link.sent, talk.answer(2)) == ([b"a", b"\x10\x04\x02", b"c"], 0x12)


def test_an_answer_that_is_late_is_not_taken_for_the_answer_to_the_next_question() -> None:
    late = {b"\x10\x04\x01": b"", b"\x10\x04\x02": b"\x12", b"\x10\x04\x03": b"\x12", b"\x10\x04\x04": b"\x12"}
    link = ScriptedLink(late)
    time = TickingTime()
    talk = Conversation(link, timebase=time, profile=PAPER_80MM, reply_limit_s=0.2)
    link.after_reads = (40, b"\x1a", {**late, b"\x10\x04\x01": b"\x1a"})

    assert talk.ask_all() == Offline(OfflineReason.UNSPECIFIED)


def test_a_reply_whose_end_is_lost_is_dropped_after_a_while() -> None:
    link = ScriptedLink({b"x": b"\x10\x00"})
    talk = talk_over(link)
    talk.send(b"x", 1.0)

    for _ in range(40):
        talk.listen(0.05)

    assert talk.garbage_bytes == 1
    assert not talk.heard_automatic


def test_every_status_that_came_by_itself_is_kept_in_order() -> None:
    link = ScriptedLink({b"x": bytes.fromhex("38000000 10000000")})
    talk = talk_over(link)

    talk.send(b"x", 1.0)

    assert list(talk.automatic) == [CoverOpen(), Ready()]


def test_a_sensor_that_the_model_lacks_says_nothing() -> None:
    link = ScriptedLink({**FINE, b"\x10\x04\x04": b"\x1e"})
    profile = replace(PAPER_80MM, near_end=False)

    assert talk_over(link).ask_all() == PaperLow()
    assert Conversation(link, timebase=TickingTime(), profile=profile, reply_limit_s=0.2).ask_all() == Ready()


def test_sending_over_a_line_that_takes_nothing_stalls() -> None:
    with pytest.raises(PrinterStalledError):
        talk_over(ScriptedLink(FINE, full=True)).send(b"abc", 1.0)


def test_answers_that_make_no_sense_are_unknown() -> None:
    with pytest.raises(StatusUnknownError):
        talk_over(ScriptedLink({b"\x10\x04\x01": b"\x95"})).ask_all()


def test_flow_control_blocks_and_unasked_answers_are_no_answers() -> None:
    link = ScriptedLink(
        {b"\x10\x04\x01": b"\x13\x11\x5fCHINA\x00\x12\x12", **{q: a for q, a in FINE.items() if q[2] > 1}}
    )
    talk = talk_over(link)

    assert talk.ask_all() == Ready()
    assert talk.questions_open == 0


def test_what_came_before_is_forgotten() -> None:
    link = ScriptedLink({b"x": b"\x95\x00\x37\x22A001\x00\x10\x00\x00\x00"})
    talk = talk_over(link)
    talk.send(b"x", 1.0)
    talk.listen()
    assert (talk.garbage_bytes, talk.short_replies, talk.process_ids) == (1, 1, {b"A001"})
    link.sent.clear()
    link.write_some(b"x", 0.0)

    talk.forget()

    assert (talk.garbage_bytes, talk.short_replies, talk.process_ids, list(talk.automatic)) == (0, 0, set(), [])
    assert not talk.listen()


def printer_over(link: ScriptedLink, proof: ProofMethod = ProofMethod.NONE) -> Callable[[], object]:
    """A way to print ten rows over the line."""
    profile = replace(PAPER_80MM, automatic_status=False, proof=proof)
    time = TickingTime()
    printer = ReceiptPrinter(link, profile, digest_key=b"k" * 32, timebase=time)
    printer.open()
    context = LiveContext(timebase=time, timeout_s=1000)
    return lambda: printer.run(PrintSlip(striped(rows=10), PrintJobId("job-1")), context)


def test_a_full_line_before_the_slip_is_an_offline_printer() -> None:
    with pytest.raises(PrinterOfflineError):
        printer_over(ScriptedLink(FINE, full=True))()


def test_a_slip_that_meets_a_full_line_stalls() -> None:
    link = ScriptedLink(FINE)
    link.answers = _FullAfter(link, FINE)

    with pytest.raises(PrinterStalledError):
        printer_over(link)()


def test_answers_that_make_no_sense_after_the_slip_leave_it_unknown() -> None:
    link = ScriptedLink(FINE)
    link.answers = _NoiseAfterTheSlip(FINE)

    assert printer_over(link)() == UnknownOutcome(UnknownReason.NO_PROOF, Unknown())


def test_noise_that_looks_like_an_answer_is_no_proof() -> None:
    early = ScriptedLink({**FINE, b"\x1b\x40\x1d\x50\xcb\xcb": b"\x00\x00", CUT: b"\x60\x60"})

    outcome = printer_over(early, ProofMethod.BUFFERED_STATUS)()

    assert outcome == UnknownOutcome(UnknownReason.NO_PROOF, Ready())


def test_a_line_that_goes_after_the_proof_takes_nothing_back() -> None:
    link = ScriptedLink({**FINE, b"\x1d\x72\x01" * 2: b"\x00\x00", CUT: b"\x00\x00"})
    link.gone_at = b"\x10\x04\x01"

    outcome = printer_over(link, ProofMethod.BUFFERED_STATUS)()

    assert outcome == Confirmed(ProofMethod.BUFFERED_STATUS, cut=True, status=Offline(OfflineReason.PORT))


def test_a_line_that_goes_before_the_proof_leaves_nobody_knowing() -> None:
    link = ScriptedLink(FINE)
    link.gone_at = b"\x10\x04"

    with pytest.raises(LinkLostDuringError):
        printer_over(link, ProofMethod.BUFFERED_STATUS)()


def test_a_line_that_goes_at_the_last_question_leaves_nobody_knowing() -> None:
    link = ScriptedLink(FINE)
    link.gone_at = b"\x10\x04\x01"

    with pytest.raises(LinkLostDuringError):
        printer_over(link, ProofMethod.BUFFERED_STATUS)()


def test_each_reason_to_be_offline_is_named_in_the_error() -> None:
    for reason in OfflineReason:
        fault = fault_before(Offline(reason))
        assert isinstance(fault, PrinterOfflineError)
        assert fault.detail == reason
    assert isinstance(fault_before(Unknown()), StatusUnknownError)


class _FullAfter(dict[bytes, bytes]):
    """The line is full once the last of the four questions was answered."""

    def __init__(self, link: ScriptedLink, answers: dict[bytes, bytes]) -> None:
        super().__init__(answers)
        self._link = link

    def get(self, key: bytes, default: bytes | None = None, /) -> bytes | None:  # type: ignore[override]  # bytes only
        self._link.full = key == b"\x10\x04\x04"
        return super().get(key, default)


class _NoiseAfterTheSlip(dict[bytes, bytes]):
    """Good answers until the cut, then noise."""

    def __init__(self, answers: dict[bytes, bytes]) -> None:
        super().__init__(answers)
        self._cut = False

    def get(self, key: bytes, default: bytes | None = None, /) -> bytes | None:  # type: ignore[override]  # bytes only
        self._cut = self._cut or key.startswith(b"\x1d\x56")
        return b"\x95" if self._cut else super().get(key, default)
