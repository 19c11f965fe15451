"""What the printer's bytes mean: the tables of the sheet, any split, any noise."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.printer.replies import (
    AutomaticStatus,
    BlockReply,
    FlowSignal,
    FullStatus,
    Garbage,
    ProcessIdReply,
    RealtimeReply,
    Reply,
    ReplyParser,
    ShortReply,
)
from drivers.printer.status import (
    CoverOpen,
    CutterFault,
    HeadHot,
    Mouth,
    Offline,
    OfflineReason,
    PaperLow,
    PaperOut,
    PrinterStatus,
    Ready,
    RealtimeAnswers,
    Unknown,
    Unrecoverable,
    automatic_status,
    full_status,
    mouth_of,
)

FINE = 0x12


@pytest.mark.parametrize(
    ("n", "reply", "status"),
    [
        (1, 0x12, Ready()),
        (1, 0x16, Ready()),
        (1, 0x1A, Offline(OfflineReason.UNSPECIFIED)),
        (1, 0x1E, Offline(OfflineReason.UNSPECIFIED)),
        (1, 0x32, Offline(OfflineReason.WAITING_FOR_RECOVERY)),
        (1, 0x52, Offline(OfflineReason.FEED_BUTTON)),
        (2, 0x1A, Offline(OfflineReason.FEED_BUTTON)),
        (2, 0x16, CoverOpen()),
        (2, 0x32, PaperOut()),
        (2, 0x52, Offline(OfflineReason.UNSPECIFIED)),
        (2, 0x72, PaperOut()),
        (3, 0x1A, CutterFault()),
        (3, 0x16, Offline(OfflineReason.MECHANICAL)),
        (3, 0x32, Unrecoverable()),
        (3, 0x52, HeadHot()),
        (4, 0x1A, PaperLow()),
        (4, 0x16, PaperLow()),
        (4, 0x1E, PaperLow()),
        (4, 0x32, PaperOut()),
        (4, 0x52, PaperOut()),
        (4, 0x72, PaperOut()),
        (4, 0x7E, PaperOut()),
    ],
)
def test_each_worked_value_of_the_sheet(n: int, reply: int, status: PrinterStatus) -> None:
    answers = [FINE] * 4
    answers[n - 1] = reply

    assert RealtimeAnswers(*answers).status() == status


def test_the_most_serious_cause_is_named_first() -> None:
    assert RealtimeAnswers(0x1A, 0x7E, 0x7E, 0x7E).status() == Unrecoverable()
    assert RealtimeAnswers(0x1A, 0x76, 0x5A, 0x7E).status() == CoverOpen()
    assert RealtimeAnswers(0x1A, 0x72, 0x5A, 0x7E).status() == CutterFault()
    assert RealtimeAnswers(0x1A, 0x72, 0x52, 0x7E).status() == PaperOut()
    assert RealtimeAnswers(0x1A, 0x52, 0x52, 0x1E).status() == HeadHot()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("10000000", Ready()),
        ("10000300", PaperLow()),
        ("18000f00", PaperOut()),
        ("38000000", CoverOpen()),
        ("18080000", CutterFault()),
        ("18200000", Unrecoverable()),
        ("18400000", HeadHot()),
        ("18040000", Offline(OfflineReason.MECHANICAL)),
        ("50000000", Offline(OfflineReason.FEED_BUTTON)),
        ("18000000", Offline(OfflineReason.UNSPECIFIED)),
    ],
)
def test_each_automatic_status_of_the_sheet(sent: str, status: PrinterStatus) -> None:
    (reply,) = ReplyParser().feed(bytes.fromhex(sent))

    assert isinstance(reply, AutomaticStatus)
    assert automatic_status(reply) == status


def test_only_ready_and_paper_low_are_usable() -> None:
    unusable: tuple[PrinterStatus, ...] = (
        PaperOut(),
        CoverOpen(),
        CutterFault(),
        HeadHot(),
        Unrecoverable(),
        Unknown(),
    )

    assert (Ready().usable, PaperLow().usable) == (True, True)
    assert [status.usable for status in unusable] == [False] * 6
    assert not Offline(OfflineReason.PORT).usable


@pytest.mark.parametrize(
    ("sent", "replies"),
    [
        ("11", [FlowSignal(go=True)]),
        ("13", [FlowSignal(go=False)]),
        ("12", [RealtimeReply(0x12)]),
        ("7e", [RealtimeReply(0x7E)]),
        ("00", [ShortReply(0)]),
        ("0c", [ShortReply(0x0C)]),
        ("37224130303100", [ProcessIdReply(b"A001")]),
        ("3721 00", [BlockReply(0x37, b"!")]),
        ("5f434849 4e4100", [BlockReply(0x5F, b"CHINA")]),
        ("95", [Garbage(1)]),
        ("10 00 03 00 12", [AutomaticStatus(0x10, 0, 3), RealtimeReply(0x12)]),
        ("10 12", [Garbage(1), RealtimeReply(0x12)]),
        ("10 00 12", [Garbage(2), RealtimeReply(0x12)]),
        ("10 00 00", []),
        ("37 22 41", []),
        ("", []),
    ],
)
def test_reply_types_are_told_apart(sent: str, replies: list[Reply]) -> None:
    assert ReplyParser().feed(bytes.fromhex(sent)) == replies


def test_a_block_that_never_ends_is_noise() -> None:
    assert ReplyParser().feed(b"\x5f" + b"A" * 80) == [Garbage(81)]


def test_a_relaxed_parser_takes_the_awaited_byte_whatever_its_bits() -> None:
    parser = ReplyParser(strict=False)
    parser.expect_realtime()

    assert parser.feed(b"\x6c") == [RealtimeReply(0x6C)]
    assert parser.feed(b"\x0c") == [ShortReply(0x0C)]


def test_a_reset_forgets_half_a_reply_and_the_open_question() -> None:
    parser = ReplyParser(strict=False)
    parser.expect_realtime()
    parser.reset()
    parser.feed(b"\x10\x00")
    parser.reset()

    assert parser.feed(b"\x0c") == [ShortReply(0x0C)]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=120), st.data())
def test_any_bytes_in_any_pieces_give_the_same_replies(sent: bytes, data: st.DataObject) -> None:
    whole, pieces = ReplyParser(), ReplyParser()
    at_once = whole.feed(sent)

    in_pieces: list[Reply] = []
    while sent:
        cut = data.draw(st.integers(1, len(sent)))
        in_pieces += pieces.feed(sent[:cut])
        sent = sent[cut:]

    assert _joined(in_pieces) == _joined(at_once)
    assert _signals(in_pieces) == _signals(at_once)


def _signals(replies: list[Reply]) -> list[Reply]:
    return [reply for reply in replies if isinstance(reply, FlowSignal)]


def _joined(replies: list[Reply]) -> list[Reply]:
    """Neighbouring noise as one: how much of it is seen at a time depends on the pieces."""
    joined: list[Reply] = []
    for reply in replies:
        if isinstance(reply, FlowSignal):
            continue
        if isinstance(reply, Garbage) and joined and isinstance(joined[-1], Garbage):
            joined[-1] = Garbage(joined[-1].count + reply.count)
        else:
            joined.append(reply)
    return joined


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("100f00000000", Ready()),
        ("100f04000000", PaperLow()),
        ("100f05000000", PaperOut()),
        ("100f00020000", CoverOpen()),
        ("100f00010000", CoverOpen()),
        ("100f00000001", CutterFault()),
        ("100f00000080", Unrecoverable()),
        ("100f00000100", HeadHot()),
        ("100f00004000", Offline(OfflineReason.PAPER_JAM)),
        ("100f00002000", Offline(OfflineReason.UNSPECIFIED)),
        ("100f00200000", Offline(OfflineReason.FEED_BUTTON)),
    ],
)
def test_each_full_status_of_a_kiosk_mechanism(sent: str, status: PrinterStatus) -> None:
    parser = ReplyParser()
    parser.expect_full_status()
    (reply,) = parser.feed(bytes.fromhex(sent))

    assert isinstance(reply, FullStatus)
    assert full_status(reply) == status


def test_the_full_status_is_known_by_the_question_alone() -> None:
    parser = ReplyParser()
    assert parser.feed(bytes.fromhex("100f2008")) == [AutomaticStatus(0x10, 0x0F, 0x20)]

    parser.expect_full_status()
    assert parser.feed(bytes.fromhex("10")) == []
    (reply,) = parser.feed(bytes.fromhex("0f20080000"))
    assert isinstance(reply, FullStatus)
    assert mouth_of(reply) is Mouth.MOVING
    assert mouth_of(FullStatus(0x20, 0, 0, 0)) is Mouth.HELD_OUT
    assert mouth_of(FullStatus(0, 0, 0, 0)) is Mouth.EMPTY


def test_another_beginning_is_no_full_status() -> None:
    parser = ReplyParser()
    parser.expect_full_status()

    assert parser.feed(bytes.fromhex("1012")) == [Garbage(1), RealtimeReply(0x12)]


@pytest.mark.parametrize(
    ("sent", "replies"),
    [
        ("10 13 00 11 03 00", [AutomaticStatus(0x10, 0, 3)]),
        ("37 13 22 41 42 11 43 44 00", [ProcessIdReply(b"ABCD")]),
        ("37 22 41 42 18 00 0f 00 43 44 00", [AutomaticStatus(0x18, 0, 0x0F), ProcessIdReply(b"ABCD")]),
        ("37 22 41 42 43 44 18 00 0f 00 00", [AutomaticStatus(0x18, 0, 0x0F), ProcessIdReply(b"ABCD")]),
        ("37 22 41 12 42 43 44 00", [RealtimeReply(0x12), ProcessIdReply(b"ABCD")]),
        ("37 22 41 42 43 44 12 00", [RealtimeReply(0x12), ProcessIdReply(b"ABCD")]),
        ("37 22 41 42 43 44 45 00", [Garbage(6), ShortReply(0x45), ShortReply(0)]),
        ("37 22 41 80 43 44 00", [Garbage(3), Garbage(1), ShortReply(0x43), ShortReply(0x44), ShortReply(0)]),
        ("37 22 41 42 18 12 0f", [RealtimeReply(0x12)]),
    ],
)
def test_what_comes_inside_another_reply_is_taken_out_of_it(sent: str, replies: list[Reply]) -> None:
    parser = ReplyParser()
    parser.expect_realtime()

    found = parser.feed(bytes.fromhex(sent))

    assert [reply for reply in found if not isinstance(reply, FlowSignal)] == replies


def test_an_answer_inside_automatic_status_is_taken_out_only_when_asked_for() -> None:
    asked, unasked = ReplyParser(), ReplyParser()
    asked.expect_realtime()

    assert asked.feed(bytes.fromhex("10 12 00 03 00")) == [RealtimeReply(0x12), AutomaticStatus(0x10, 0, 3)]
    assert unasked.feed(bytes.fromhex("10 12 00 03 00"))[:2] == [Garbage(1), RealtimeReply(0x12)]


def test_a_reply_without_its_end_is_given_up() -> None:
    parser = ReplyParser()
    parser.feed(bytes.fromhex("10 00"))
    waiting = [parser.waiting]

    assert parser.give_up() == [Garbage(1), ShortReply(0)]
    assert [*waiting, parser.waiting] == [True, False]
    assert parser.give_up() == []
