"""The sync loop: heartbeat, then records, then bytes; one at a time, for ever, never dropping anything.

A pass is one go through what is due. It ends early when the channel fails, the hall asks to wait, or the hall
does not know the terminal's key; the next one begins after the wait that ``policy`` names, or at a `kick`.
While the line is down the heartbeat is the one probe for the whole queue.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from config.domain.identifiers import EntryId
from offline_queue import policy
from offline_queue.clock import Clock
from offline_queue.errors import ChannelError, ChannelFault, NotEnrolledError, QueueError, StorageError
from offline_queue.events import (
    EntryChanged,
    HallNews,
    Line,
    LineChanged,
    LineState,
    QueueEvent,
    QueueListener,
    SyncResumed,
    SyncStopped,
)
from offline_queue.exchange import Exchange, Request, carry_out
from offline_queue.model import Entry, HoldCause, SyncStop
from offline_queue.outbox import Outbox
from offline_queue.pulse import Pulse
from offline_queue.records import RecordSender, Turn
from offline_queue.sending import AttachmentSender, PassEnded
from offline_queue.transport import Answer, HallTransport
from offline_queue.wire.sealing import key_id_of

_LOG = logging.getLogger("offline_queue")


@dataclass(frozen=True, slots=True)
class SyncPolicy:
    """The engine's settings.

    Attributes:
        batch: how many entries are asked from the ledger at a time.
        chunk_bytes: of an attachment, per request.
        keep_delivered_s: how long sealed bytes stay after the hall has confirmed everything.
        keep_rows_s: how long the row without content stays after that.
        heartbeat_s: between heartbeats until the hall names a figure.
        window_s: what the first contact is spread over until the hall names a figure.
        software: the terminal's version.
    """

    batch: int = 20
    chunk_bytes: int = 256 * 1024
    keep_delivered_s: float = 86_400.0
    keep_rows_s: float = 366 * 86_400.0
    heartbeat_s: float = 60.0
    window_s: float = policy.DEFAULT_WINDOW_S
    software: str = "0.1.0"


class PassResult(StrEnum):
    """How a pass ended."""

    IDLE = "idle"
    """Everything that was due was tried."""
    CHANNEL = "channel"
    WAIT = "wait"
    STOPPED = "stopped"
    PAUSED = "paused"
    NOT_ENROLLED = "not_enrolled"
    STORAGE = "storage"
    INTERRUPTED = "interrupted"


class SyncEngine:
    """Brings the outbox's entries to the hall.

    Args:
        outbox: whose entries.
        transport: to which hall.
        clock, rng: time and jitter.
        on_change: gets every event, on the engine's thread.
        settings: see `SyncPolicy`.
        devices: returns the state of each device for the heartbeat, as short codes.
    """

    def __init__(
        self,
        outbox: Outbox,
        transport: HallTransport,
        *,
        clock: Clock,
        rng: random.Random,
        on_change: QueueListener = lambda _event: None,
        settings: SyncPolicy | None = None,
        devices: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self._outbox = outbox
        self._transport = transport
        self._clock = clock
        self._rng = rng
        self._on_change = on_change
        self._settings = settings or SyncPolicy()
        self._pulse = Pulse(outbox, transport, clock, self._settings.software, devices)
        self._records = RecordSender(
            outbox,
            self._call,
            rng=rng,
            changed=self._changed,
            progressed=self._progressed,
            stopping=self._is_stopping,
        )
        self._kicked = threading.Event()
        self._link_up = threading.Event()
        self._woken = threading.Event()
        self._line = LineState(Line.UNKNOWN, clock.now_s())
        self._stop_cause: SyncStop | None = None
        self._news: HallNews | None = None
        self._failures = 0
        self._window_s = self._settings.window_s
        self._next_heartbeat_s = 0.0
        self._not_before_s = 0.0
        self._down_since_s: float | None = None
        self._stopping: Callable[[], bool] = lambda: False

    @property
    def line_state(self) -> LineState:
        """What is known of the line."""
        return self._line

    @property
    def stop_cause(self) -> SyncStop | None:
        """Why nothing is sent until staff do something; None while things go on."""
        return self._stop_cause

    @property
    def hall_news(self) -> HallNews | None:
        """What the last heartbeat brought."""
        return self._news

    def kick(self) -> None:
        """Look at once: there is something new, or the line may be back. From any thread."""
        self._kicked.set()
        self._woken.set()

    def link_up(self) -> None:
        """The network says that it is back: probe within the hall's window, as all the other terminals will."""
        self._link_up.set()
        self._woken.set()

    def run(self, stop: threading.Event) -> None:
        """Work until ``stop`` is set; set it and `kick` to end at once. To be run on a thread of its own.

        The first contact is spread over the hall's window, so that terminals that start together do not
        arrive together.
        """
        self._stopping = stop.is_set
        self.remember_window()
        self._wait(stop, self.first_contact_s())
        while not stop.is_set():
            self._kicked.clear()
            result = self.sync_pass()
            # Neither does a new entry shorten what the hall has asked for, nor does it probe a line that is down.
            kickable = result not in {PassResult.WAIT, PassResult.CHANNEL}
            self._wait(stop, self.rest_s(result), kickable=kickable)

    def remember_window(self) -> None:
        """Take the window that the hall named before this start, when one is kept."""
        self._window_s = self._outbox.kept_window_s() or self._window_s

    def first_contact_s(self) -> float:
        """Return how long to wait before the first contact after a start, or after the line has come back."""
        return policy.first_contact_s(self._window_s, self._rng)

    def rest_s(self, result: PassResult) -> float:
        """Return how long to rest after a pass that ended so; a kick ends the rest early."""
        now_s = self._clock.monotonic_s()
        match result:
            case PassResult.CHANNEL | PassResult.WAIT:
                return max(0.0, self._not_before_s - now_s)
            case PassResult.STOPPED | PassResult.NOT_ENROLLED:
                return policy.BACKOFF_CAP_S
            case PassResult.STORAGE:
                return policy.backoff_s(4, self._rng)
            case PassResult.IDLE | PassResult.PAUSED | PassResult.INTERRUPTED:
                rest_s = self._next_heartbeat_s - now_s
                retry_s = None if result is PassResult.PAUSED else self._next_retry_s()
                if retry_s is not None:
                    rest_s = min(rest_s, max(policy.BACKOFF_BASE_S, retry_s - self._clock.now_s()))
                return max(0.0, rest_s)
            case _:
                assert_never(result)

    def sync_pass(self) -> PassResult:
        """Try everything that is due once. Never raises for what the hall, the line or the disk does."""
        return carry_out(self.passing(), self._transport)

    def passing(self) -> Exchange[PassResult]:
        """The same pass for whoever carries the requests: yields each, is sent its answer."""
        turn = Turn()
        try:
            yield from self._heartbeat_if_due()
            if self._news is not None and self._news.paused:
                return PassResult.PAUSED
            yield from self._records.send_due(self._settings.batch, turn)
            yield from self._send_bytes(turn)
            self._judge_failed(turn)
            self._outbox.purge(self._settings.keep_delivered_s)
            self._outbox.forget(self._settings.keep_rows_s)
            self._spread_late_heartbeat()
        except PassEnded as end:
            return self._ended(end, turn)
        except NotEnrolledError:
            return PassResult.NOT_ENROLLED
        except StorageError as error:
            _LOG.info("sync_storage code=%s", error.code)
            return PassResult.STORAGE
        return PassResult.INTERRUPTED if self._stopping() else PassResult.IDLE

    def _ended(self, end: PassEnded, turn: Turn) -> PassResult:
        meaning = end.meaning
        now_s = self._clock.monotonic_s()
        match meaning:
            case policy.ChannelFailed():
                self._failures += 1
                if self._down_since_s is None:
                    self._down_since_s = now_s
                down_s = now_s - self._down_since_s
                self._not_before_s = now_s + policy.outage_wait_s(self._failures, down_s, self._window_s, self._rng)
                self._set_line(Line.OFFLINE, meaning.fault)
                return PassResult.CHANNEL
            case policy.WaitAsTold():
                self._failures = 0 if turn.successes else self._failures + 1
                self._not_before_s = now_s + policy.told_wait_s(meaning.retry_after_s, self._failures, self._rng)
                return PassResult.WAIT
            case policy.Stop():
                self._next_heartbeat_s = 0.0
                if self._stop_cause is not meaning.cause:
                    self._stop_cause = meaning.cause
                    _LOG.error("sync_stopped cause=%s", meaning.cause.value)
                    self._tell(SyncStopped(meaning.cause))
                return PassResult.STOPPED
            case _:
                assert_never(meaning)

    def _heartbeat_if_due(self) -> Exchange[None]:
        due = self._line.line is not Line.ONLINE or self._stop_cause is not None
        if not due and self._clock.monotonic_s() < self._next_heartbeat_s:
            return
        told = yield from self._pulse.beat(self._call)
        if told is None:
            # A hall that does not take heartbeats may take entries: look again at the usual time.
            self._next_heartbeat_s = self._clock.monotonic_s() + self._settings.heartbeat_s
            return
        self._next_heartbeat_s = self._clock.monotonic_s() + policy.heartbeat_gap_s(told.next_in_s, self._rng)
        self._window_s = float(told.reconnect_window_s)
        self._outbox.keep_window(self._window_s)
        offered = told.sealing_key
        if offered is not None and key_id_of(offered.public_key) == offered.key_id:
            self._outbox.adopt_sealing_key(offered.public_key)
        self._records.max_entries, self._records.max_bytes = told.max_batch_entries, told.max_batch_bytes
        if self._stop_cause is not None:
            self._stop_cause = None
            self._tell(SyncResumed())
        news = HallNews(told.notice_live, told.paused, told.missing_sequences)
        if news != self._news:
            self._news = news
            self._tell(news)

    def _spread_late_heartbeat(self) -> None:
        """Let a heartbeat that a long pass has kept waiting come within the window: fleets end such passes together."""
        now_s = self._clock.monotonic_s()
        if self._next_heartbeat_s <= now_s and self._line.line is Line.ONLINE and self._stop_cause is None:
            self._next_heartbeat_s = now_s + self.first_contact_s()

    def _send_bytes(self, turn: Turn) -> Exchange[None]:
        while not self._stopping():
            due = self._outbox.due_bytes(1)
            if not due:
                return
            yield from self._send_attachments(due[0].entry_id, turn)
            # A new case's record goes before the bytes of the next old one.
            yield from self._records.send_due(self._settings.batch, turn)

    def _send_attachments(self, entry_id: EntryId, turn: Turn) -> Exchange[None]:
        sending = self._outbox.begin_attempt(entry_id)
        sender = AttachmentSender(
            self._outbox, self._call, chunk_bytes=self._settings.chunk_bytes, stopping=self._stopping
        )
        is_known = self._records.knows_offsets(entry_id)
        for attachment in sending.attachments:
            known = attachment.acked_bytes if is_known else None
            match (yield from sender.send(attachment, offset_bytes=known)):
                case None:
                    turn.successes += 1
                    self._failures = 0
                case policy.Hold() as hold:
                    self._hold(entry_id, hold.cause)
                    return
                case policy.EntryFailed():
                    turn.failed.append(entry_id)
                    self._records.defer(sending.entry)
                    return
        if not self._stopping():
            yield from self._records.confirm(sending, sender.verdict, turn)

    def _judge_failed(self, turn: Turn) -> None:
        """A 500 counts against an entry only when others succeeded; when none did, it is the channel's fault."""
        if not turn.failed:
            return
        if turn.successes == 0:
            for entry_id in turn.failed:
                # The channel waits; the entries do not wait on top of that.
                self._outbox.defer(entry_id, 0.0)
            raise PassEnded(policy.ChannelFailed(ChannelFault.UNAVAILABLE))
        for entry_id in turn.failed:
            entry = self._outbox.entry(entry_id)
            wait_s = policy.backoff_s(entry.faults + 1, self._rng)
            after = self._outbox.defer(entry_id, wait_s, fault=True)
            if after.state is not entry.state:
                self._changed(after)

    def _is_stopping(self) -> bool:
        return self._stopping()

    def _progressed(self) -> None:
        self._failures = 0

    def _hold(self, entry_id: EntryId, cause: HoldCause) -> None:
        self._changed(self._outbox.hold(entry_id, cause))

    def _call(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Exchange[Answer]:
        try:
            answer = yield Request(method, path, body, headers)
        except ChannelError as error:
            raise PassEnded(policy.ChannelFailed(error.fault)) from error
        self._down_since_s = None
        self._set_line(Line.ONLINE, None)
        return answer

    def _set_line(self, line: Line, fault: ChannelFault | None) -> None:
        if line is self._line.line and fault is self._line.fault:
            return
        since_s = self._line.since_s if line is self._line.line else self._clock.now_s()
        changed = line is not self._line.line
        self._line = LineState(line, since_s, fault)
        if changed:
            _LOG.info("line_changed line=%s fault=%s", line.value, fault.value if fault else "none")
        self._tell(LineChanged(self._line))

    def _changed(self, entry: Entry) -> None:
        _LOG.info(
            "entry_changed entry_id=%s state=%s cause=%s attempts=%d",
            entry.entry_id,
            entry.state.value,
            entry.cause or "none",
            entry.attempts,
        )
        self._tell(
            EntryChanged(entry.entry_id, entry.kind, entry.receipt_number, entry.state, entry.hall_ref, entry.cause)
        )

    def _tell(self, event: QueueEvent) -> None:
        self._on_change(event)

    def _next_retry_s(self) -> float | None:
        try:
            return self._outbox.next_retry_s()
        except QueueError:
            return None

    def _wait(self, stop: threading.Event, seconds: float, *, kickable: bool = True) -> None:
        """Sleep that long; a kick ends it where it may, `link_up` brings its end into the hall's window.

        Nothing wakes the thread in between: who sets ``stop`` kicks as well.
        """
        until_s = self._clock.monotonic_s() + seconds
        while not stop.is_set() and not (kickable and self._kicked.is_set()):
            now_s = self._clock.monotonic_s()
            if self._link_up.is_set():
                self._link_up.clear()
                until_s = min(until_s, now_s + self.first_contact_s())
            if until_s <= now_s:
                return
            # Whoever wakes says first why: what is cleared here has been seen, or is seen in the next turn.
            self._woken.wait(until_s - now_s)
            self._woken.clear()
