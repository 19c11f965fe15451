"""What becomes of entries for every answer that a hall can give."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from offline_queue.engine import PassResult, SyncEngine
from offline_queue.errors import ChannelFault
from offline_queue.events import EntryChanged, HallNews, Line, LineChanged, QueueEvent, SyncResumed, SyncStopped
from offline_queue.model import EntryState, HoldCause, SyncStop
from offline_queue.outbox import Outbox
from offline_queue.policy import DEFAULT_WINDOW_S
from offline_queue.transport import HallTransport, Signer
from offline_queue.wire.documents import WithdrawalDraft
from offline_queue.wire.entries import ProblemKind
from tests.offline_queue.build import (
    MOMENT,
    FaultyConnection,
    ManualClock,
    case_draft,
    faulty_connect,
    opened,
    page,
    rating_draft,
)
from tests.offline_queue.played_hall import (
    HANGS,
    LOGIN_PAGE,
    LOST,
    Asked,
    PlayedHall,
    Reply,
    fixed,
    problem,
)


def test_a_case_with_pages_is_delivered(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, events: list[QueueEvent]
) -> None:
    receipt = outbox.enqueue(case_draft(2), [page(150_000), page(10)])
    assert engine.sync_pass() is PassResult.IDLE
    entry = outbox.entry(receipt.entry_id)
    assert (entry.state, entry.hall_ref, entry.attempts) == (EntryState.DELIVERED, "C0001", 2)
    assert played.entries[receipt.entry_id].complete
    assert [e.state for e in events if isinstance(e, EntryChanged)] == [EntryState.REGISTERED, EntryState.DELIVERED]
    assert [asked.method for asked in played.asked[:2]] == ["POST", "PUT"], "heartbeat first"


def test_an_entry_without_pages_is_delivered_at_once(
    outbox: Outbox, engine: SyncEngine, events: list[QueueEvent]
) -> None:
    outbox.enqueue_rating(rating_draft())
    engine.sync_pass()
    assert outbox.status().delivered == 1
    assert [e.state for e in events if isinstance(e, EntryChanged)] == [EntryState.DELIVERED]


def test_records_go_before_bytes(outbox: Outbox, engine: SyncEngine, played: PlayedHall) -> None:
    for _ in range(3):
        outbox.enqueue(case_draft(1), [page()])
    engine.sync_pass()
    methods = [asked.method for asked in played.asked]
    assert methods[1:4] == ["PUT", "PUT", "PUT"]
    assert outbox.status().delivered == 3


@pytest.mark.parametrize(
    ("status", "kind", "cause"),
    [
        (400, ProblemKind.UPLOAD_PROTOCOL, HoldCause.REQUEST_REFUSED),
        (409, ProblemKind.ENTRY_DIFFERS, HoldCause.ENTRY_DIFFERS),
        (409, ProblemKind.RECEIPT_TAKEN, HoldCause.RECEIPT_TAKEN),
        (413, ProblemKind.TOO_LARGE, HoldCause.TOO_LARGE),
        (422, ProblemKind.SCHEMA, HoldCause.SCHEMA),
        (422, ProblemKind.SEAL, HoldCause.SEAL),
    ],
)
def test_hall_answers_4xx_holds_that_entry_alone(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, status: int, kind: ProblemKind, cause: HoldCause
) -> None:
    bad, good = outbox.enqueue(case_draft()), outbox.enqueue(case_draft())
    played.next("PUT", problem(status, kind))
    assert engine.sync_pass() is PassResult.IDLE
    assert (outbox.entry(bad.entry_id).state, outbox.entry(bad.entry_id).cause) == (EntryState.HELD, cause)
    assert outbox.entry(good.entry_id).state is EntryState.DELIVERED
    outbox.release(bad.entry_id)
    engine.sync_pass()
    assert outbox.entry(bad.entry_id).state is EntryState.DELIVERED


def test_hall_answers_500_to_one_entry_while_others_succeed(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, clock: ManualClock
) -> None:
    """Eight times, and it waits for staff; the others never wait for it."""
    poison = outbox.enqueue(case_draft())
    for turn in range(8):
        assert outbox.entry(poison.entry_id).state is EntryState.READY
        assert outbox.entry(poison.entry_id).faults == turn
        other = outbox.enqueue(case_draft())
        played.next("PUT", problem(500, ProblemKind.INTERNAL))
        assert engine.sync_pass() is PassResult.IDLE
        assert outbox.entry(other.entry_id).state is EntryState.DELIVERED
        clock.move(301)
    entry = outbox.entry(poison.entry_id)
    assert (entry.state, entry.cause, entry.attempts) == (EntryState.HELD, HoldCause.POISON, 8)


def test_hall_answers_500_to_everything_counts_against_no_entry(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, clock: ManualClock
) -> None:
    entry_ids = [outbox.enqueue(case_draft()).entry_id for _ in range(2)]
    for _ in range(10):
        played.next("PUT", problem(500, ProblemKind.INTERNAL), times=2)
        assert engine.sync_pass() is PassResult.CHANNEL
        clock.move(301)
    assert [outbox.entry(e).faults for e in entry_ids] == [0, 0]
    engine.sync_pass()
    assert outbox.status().delivered == 2


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        (LOST, ChannelFault.BROKEN),
        (HANGS, ChannelFault.TIMEOUT),
        (LOGIN_PAGE, ChannelFault.FOREIGN),
        (Reply(302, headers={"Location": "http://127.0.0.1:9/login"}, signed=False), ChannelFault.FOREIGN),
        (Reply(200, b"{}", signed=False), ChannelFault.FOREIGN),
        (Reply(422, b"{}", signed=False), ChannelFault.FOREIGN),
        (Reply(401, b"{}", signed=False), ChannelFault.FOREIGN),
        (Reply(502, b"bad gateway", signed=False), ChannelFault.UNAVAILABLE),
        (Reply(502, b"bad gateway"), ChannelFault.UNAVAILABLE),
        (Reply(200, b"garbage \xff\x00"), ChannelFault.GARBAGE),
        (Reply(200, b'{"entry_id": 5}'), ChannelFault.GARBAGE),
        (Reply(307), ChannelFault.GARBAGE),
        (Reply(200, b"x" * 2_000_000, signed=False), ChannelFault.FOREIGN),
    ],
)
def test_channel_faults_back_off_and_count_against_no_entry(
    outbox: Outbox,
    engine: SyncEngine,
    played: PlayedHall,
    events: list[QueueEvent],
    reply: Reply,
    fault: ChannelFault,
) -> None:
    receipt = outbox.enqueue(case_draft())
    played.next("PUT", fixed(reply))
    assert engine.sync_pass() is PassResult.CHANNEL
    entry = outbox.entry(receipt.entry_id)
    assert (entry.state, entry.attempts, entry.faults) == (EntryState.READY, 1, 0)
    assert engine.line_state.line is Line.OFFLINE
    assert engine.line_state.fault is fault
    assert 1 <= engine.rest_s(PassResult.CHANNEL) <= 2
    assert engine.sync_pass() is PassResult.IDLE
    assert outbox.entry(receipt.entry_id).state is EntryState.DELIVERED
    lines = [e.state.line for e in events if isinstance(e, LineChanged)]
    assert lines == [Line.ONLINE, Line.OFFLINE, Line.ONLINE]


def test_a_verdict_on_other_bytes_is_held(outbox: Outbox, engine: SyncEngine, played: PlayedHall) -> None:
    """Invariant 7: no delivery without the digest echoed."""
    other, receipt = outbox.enqueue(case_draft()), outbox.enqueue(case_draft())
    engine_first = played.act

    def confuse(hall: PlayedHall, asked: Asked) -> Reply:
        engine_first(asked)
        return hall.answer_of(other.entry_id)

    played.next("PUT", lambda hall, asked: hall.act(asked))
    played.next("PUT", confuse)
    engine.sync_pass()
    entry = outbox.entry(receipt.entry_id)
    assert (entry.state, entry.cause) == (EntryState.HELD, HoldCause.DIGEST_ECHO)


@pytest.mark.parametrize(("status", "kind"), [(503, ProblemKind.BUSY), (429, ProblemKind.RATE)])
def test_retry_after_is_honoured(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, status: int, kind: ProblemKind
) -> None:
    outbox.enqueue(case_draft())
    played.next("PUT", problem(status, kind, retry_after_s=30))
    assert engine.sync_pass() is PassResult.WAIT
    assert 30 <= engine.rest_s(PassResult.WAIT) <= 33
    assert engine.line_state.line is Line.ONLINE


def test_retry_after_is_not_cut_short_by_a_kick(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, clock: ManualClock
) -> None:
    outbox.enqueue(case_draft())
    busy, stop = threading.Event(), threading.Event()

    def answer(hall: PlayedHall, asked: Asked) -> Reply:
        busy.set()
        return problem(503, ProblemKind.BUSY, retry_after_s=120)(hall, asked)

    played.next("PUT", answer)
    thread = threading.Thread(target=engine.run, args=(stop,), name="engine")
    engine.kick()
    thread.start()
    assert busy.wait(20)
    for _ in range(5):
        engine.kick()
    stop.set()
    engine.kick()
    thread.join(20)
    assert not thread.is_alive()
    assert len(played.requests("PUT")) == 1


def test_clock_skew_is_corrected_and_sent_once_more(
    outbox: Outbox, engine: SyncEngine, transport: HallTransport, played: PlayedHall
) -> None:
    played.skew_s = 4000.0
    receipt = outbox.enqueue(case_draft())
    played.next("POST", problem(401, ProblemKind.CLOCK_SKEW))
    assert engine.sync_pass() is PassResult.IDLE
    assert outbox.entry(receipt.entry_id).state is EntryState.DELIVERED
    first, second = played.requests("POST")
    created = [int(a.headers["signature-input"].split("created=")[1].split(";")[0]) for a in (first, second)]
    assert created[1] - created[0] == 4000
    assert transport.hall_offset_s == 4000.0
    assert outbox.clock_reading().hall_offset_s == 4000.0


@pytest.mark.expects_log_warnings
def test_clock_skew_twice_stops_with_an_alarm(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, events: list[QueueEvent]
) -> None:
    outbox.enqueue(case_draft())
    played.next("POST", problem(401, ProblemKind.CLOCK_SKEW), times=2)
    assert engine.sync_pass() is PassResult.STOPPED
    assert events[-1] == SyncStopped(SyncStop.CLOCK)


@pytest.mark.expects_log_warnings
@pytest.mark.parametrize(
    ("status", "kind", "cause"),
    [
        (401, ProblemKind.KEY_UNKNOWN, SyncStop.KEY_UNKNOWN),
        (403, ProblemKind.KEY_REVOKED, SyncStop.KEY_REVOKED),
        (401, ProblemKind.SIGNATURE, SyncStop.SIGNATURE),
    ],
)
def test_unknown_key_stops_everything_and_keeps_everything(
    outbox: Outbox,
    engine: SyncEngine,
    played: PlayedHall,
    events: list[QueueEvent],
    status: int,
    kind: ProblemKind,
    cause: SyncStop,
) -> None:
    receipts = [outbox.enqueue(case_draft()) for _ in range(2)]
    played.next("PUT", problem(status, kind), times=2)
    assert engine.sync_pass() is PassResult.STOPPED
    assert engine.sync_pass() is PassResult.STOPPED
    stopped_for = engine.stop_cause
    assert stopped_for is cause
    assert events[-1] == SyncStopped(cause)
    assert outbox.status().ready == 2
    assert engine.rest_s(PassResult.STOPPED) == 300
    assert engine.sync_pass() is PassResult.IDLE
    assert engine.stop_cause != cause
    assert SyncResumed() in events
    assert all(outbox.entry(r.entry_id).state is EntryState.DELIVERED for r in receipts)


def test_a_paused_terminal_sends_heartbeats_only(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, events: list[QueueEvent], clock: ManualClock
) -> None:
    played.heartbeat = {"paused": True, "notice_live": True, "missing_sequences": (3,)}
    outbox.enqueue(case_draft())
    assert engine.sync_pass() is PassResult.PAUSED
    assert played.requests("PUT") == []
    assert events[-1] == HallNews(notice_live=True, paused=True, missing_sequences=(3,))
    assert engine.hall_news == events[-1]
    assert 48 <= engine.rest_s(PassResult.PAUSED) <= 72
    played.heartbeat = {}
    clock.move(73)
    assert engine.sync_pass() is PassResult.IDLE
    assert outbox.status().delivered == 1


def test_heartbeats_come_when_the_hall_wants_them(engine: SyncEngine, played: PlayedHall, clock: ManualClock) -> None:
    for _ in range(3):
        engine.sync_pass()
    assert len(played.requests("POST")) == 1
    clock.move(73)
    engine.sync_pass()
    assert len(played.requests("POST")) == 2


def test_a_heartbeat_that_a_long_pass_kept_waiting_is_spread_over_the_window(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, clock: ManualClock
) -> None:
    """A fleet that drains ends its passes together; what was due meanwhile comes within the window, then as ever."""
    played.heartbeat = {"reconnect_window_s": 30}
    outbox.enqueue(case_draft(1), [page()])

    def slowly(hall: PlayedHall, asked: Asked) -> Reply:
        clock.move(500)
        return hall.act(asked)

    played.next("PATCH", slowly)
    assert engine.sync_pass() is PassResult.IDLE
    rest_s = engine.rest_s(PassResult.IDLE)
    assert 0 < rest_s <= 30
    clock.move(rest_s - 0.001)
    engine.sync_pass()
    assert len(played.requests("POST")) == 1
    clock.move(0.002)
    engine.sync_pass()
    assert len(played.requests("POST")) == 2
    assert 48 <= engine.rest_s(PassResult.IDLE) <= 72


def test_a_hall_that_fails_on_heartbeats_still_gets_entries(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall
) -> None:
    outbox.enqueue(case_draft())
    played.next("POST", problem(500, ProblemKind.INTERNAL))
    assert engine.sync_pass() is PassResult.IDLE
    assert outbox.status().delivered == 1


def test_a_garbled_heartbeat_is_a_fault_of_the_channel(engine: SyncEngine, played: PlayedHall) -> None:
    played.next("POST", fixed(Reply(200, b"[]")))
    assert engine.sync_pass() is PassResult.CHANNEL


def test_back_off_grows_while_the_line_is_down(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, clock: ManualClock
) -> None:
    outbox.enqueue(case_draft())
    played.next("POST", fixed(LOST), times=12)
    waits = []
    for _ in range(12):
        assert engine.sync_pass() is PassResult.CHANNEL
        waits.append(engine.rest_s(PassResult.CHANNEL))
        clock.move(60)
    assert all(1 <= wait_s <= 300 for wait_s in waits)
    assert max(waits) > 30
    assert played.requests("PUT") == [], "one probe for the whole queue"
    assert outbox.entries()[0].attempts == 0


def test_sealed_bytes_are_purged_a_day_after_delivery(outbox: Outbox, engine: SyncEngine, clock: ManualClock) -> None:
    receipt = outbox.enqueue(case_draft(1), [page()])
    engine.sync_pass()
    clock.move(86_401)
    engine.sync_pass()
    assert outbox.entry(receipt.entry_id).state is EntryState.PURGED


def test_the_loop_delivers_what_is_added_and_ends_when_told(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall
) -> None:
    stop, delivered = threading.Event(), threading.Event()
    engine._on_change = lambda event: (
        delivered.set() if isinstance(event, EntryChanged) and event.state is EntryState.DELIVERED else None
    )
    thread = threading.Thread(target=engine.run, args=(stop,), name="engine")
    engine.kick()
    thread.start()
    try:
        outbox.enqueue(case_draft())
        engine.kick()
        assert delivered.wait(20)
    finally:  # a thread that is left running would keep the whole run from ending
        stop.set()
        engine.kick()
        thread.join(20)
    assert not thread.is_alive()


def test_an_idle_engine_rests_until_its_next_duty(outbox: Outbox, engine: SyncEngine) -> None:
    engine.sync_pass()
    assert 48 <= engine.rest_s(PassResult.IDLE) <= 72
    outbox.defer(outbox.enqueue(case_draft()).entry_id, 20)
    assert 19 <= engine.rest_s(PassResult.IDLE) <= 20
    assert engine.rest_s(PassResult.NOT_ENROLLED) == 300
    assert engine.rest_s(PassResult.STORAGE) >= 1


class VirtualSleep(threading.Event):
    """A sleep that takes no time: the clock moves by it, and it is written down."""

    def __init__(self, clock: ManualClock, waking: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self.clock, self.waking = clock, waking
        self.slept_s: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self.slept_s.append(timeout)
        if len(self.slept_s) == 1:
            self.waking()
        if not self.is_set():
            self.clock.move(timeout)
        return self.is_set()


def test_an_engine_with_something_deferred_sleeps_until_its_time_at_once(
    outbox: Outbox, engine: SyncEngine, clock: ManualClock
) -> None:
    """Nothing wakes the thread before the next time, also with an entry that waits behind the deferred one."""
    engine.sync_pass()
    case = outbox.enqueue(case_draft())
    outbox.enqueue_withdrawal(
        WithdrawalDraft(case_id=case.case_id, receipt_number=case.receipt_number, captured_at=MOMENT)
    )
    outbox.defer(case.entry_id, 20)
    sleep = engine._woken = VirtualSleep(clock)
    engine._wait(threading.Event(), engine.rest_s(engine.sync_pass()))
    assert [round(seconds) for seconds in sleep.slept_s] == [20]


def test_a_new_entry_wakes_a_sleeping_engine(engine: SyncEngine, clock: ManualClock) -> None:
    """A kick ends the sleep, and no time goes by."""
    began_s = clock.monotonic_s()
    engine._woken = VirtualSleep(clock, engine.kick)
    engine._wait(threading.Event(), 60)
    assert clock.monotonic_s() == began_s


def test_a_kick_does_not_wake_an_engine_whose_line_is_down(engine: SyncEngine, clock: ManualClock) -> None:
    """The rest of a channel that failed is slept to its end."""
    began_s = clock.monotonic_s()
    engine._woken = VirtualSleep(clock, engine.kick)
    engine._wait(threading.Event(), 200, kickable=False)
    assert clock.monotonic_s() == began_s + 200


def test_a_line_that_is_back_is_tried_within_the_hall_s_window(engine: SyncEngine, clock: ManualClock) -> None:
    """What is left of a long rest shrinks to a random part of the window, for this terminal as for all others."""
    began_s = clock.monotonic_s()
    sleep = engine._woken = VirtualSleep(clock, engine.link_up)
    engine._wait(threading.Event(), 300, kickable=False)
    assert 0 < clock.monotonic_s() - began_s <= DEFAULT_WINDOW_S
    assert len(sleep.slept_s) == 2


def test_a_disk_that_fails_in_mid_pass_loses_nothing(data_dir: Path, played: PlayedHall, clock: ManualClock) -> None:
    with opened(data_dir, clock=clock, connect=faulty_connect) as outbox:
        receipt = outbox.enqueue(case_draft())
        transport = HallTransport(played.url, lambda: Signer.of(outbox.identity()), clock)
        engine = SyncEngine(outbox, transport, clock=clock, rng=random.Random(1))

        def disk_fails(hall: PlayedHall, asked: Asked) -> Reply:
            FaultyConnection.fail_commit = "lost"
            return hall.act(asked)

        played.next("PUT", disk_fails)
        assert engine.sync_pass() is PassResult.STORAGE
        assert outbox.entry(receipt.entry_id).state is EntryState.READY
        assert engine.sync_pass() is PassResult.IDLE
        transport.close()
        assert outbox.entry(receipt.entry_id).state is EntryState.DELIVERED
        assert len(played.entries) == 1


def test_without_an_identity_nothing_is_sent(tmp_path: Path, played: PlayedHall, clock: ManualClock) -> None:
    with opened(tmp_path / "fresh", clock=clock) as outbox:
        transport = HallTransport(played.url, lambda: Signer.of(outbox.identity()), clock)
        engine = SyncEngine(outbox, transport, clock=clock, rng=random.Random(1))
        assert engine.sync_pass() is PassResult.NOT_ENROLLED
        transport.close()
    assert played.asked == []
