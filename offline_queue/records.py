"""Sends records: several in one request where several wait, one by itself where it is under suspicion.

A batch is refused as a whole only for reasons that lie in one of its records or in the line. So after any such end
its records go by themselves once, and the one that is at fault shows.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from pydantic import ValidationError

from config.domain.identifiers import AttachmentId, EntryId
from offline_queue import policy
from offline_queue.errors import ChannelFault
from offline_queue.exchange import Call, Exchange
from offline_queue.model import Entry, EntryState, HoldCause, Sending
from offline_queue.outbox import Outbox
from offline_queue.sending import PassEnded
from offline_queue.transport import Answer
from offline_queue.wire import routes
from offline_queue.wire.batches import BATCH_MEDIA_TYPE, BatchAnswer, RecordResult, join_bodies
from offline_queue.wire.entries import EntryAnswer
from offline_queue.wire.entries import EntryState as HallState

_STRANGE_ATTEMPTS = 2
"""So many attempts of an earlier process, and the entry may have been what ended it: it goes by itself."""


@dataclass(slots=True)
class Turn:
    """What one pass has seen so far."""

    successes: int = 0
    failed: list[EntryId] = field(default_factory=list)


class RecordSender:
    """Sends what is due, and notes the hall's verdicts.

    Args:
        outbox: whose entries.
        call: how the hall is called.
        rng: for waits.
        changed: is told of an entry in another state.
        progressed: is told of every verdict.
        stopping: whether to end early.
    """

    def __init__(
        self,
        outbox: Outbox,
        call: Call,
        *,
        rng: random.Random,
        changed: Callable[[Entry], None],
        progressed: Callable[[], None],
        stopping: Callable[[], bool],
    ) -> None:
        self._outbox = outbox
        self._call = call
        self._rng = rng
        self._changed = changed
        self._progressed = progressed
        self._stopping = stopping
        self._suspects: set[EntryId] = set()
        self._tried: set[EntryId] = set()
        self._told: set[EntryId] = set()
        self._deferred: Counter[EntryId] = Counter()
        self.max_entries = 0
        self.max_bytes = 0

    def send_due(self, limit: int, turn: Turn) -> Exchange[None]:
        """Send every record that is due: urgent ones first, then the oldest. Raises `PassEnded`."""
        while not self._stopping():
            due = self._outbox.due_records(limit)
            if not due:
                return
            together = self._fitting(due)
            if together:
                yield from self._send_batch(together, turn)
            for entry in due:
                if self._stopping():
                    return
                if entry not in together:
                    yield from self._send_one(entry.entry_id, turn)

    def knows_offsets(self, entry_id: EntryId) -> bool:
        """Whether the hall has told this process how much of the attachments it has; once, for what is tried now."""
        known = entry_id in self._told
        self._told.discard(entry_id)
        return known

    def confirm(self, sending: Sending, verdict: EntryAnswer | None, turn: Turn) -> Exchange[None]:
        """Take the verdict that came with the last chunk, or ask for it: the record again gets the newest state."""
        entry_id = sending.entry.entry_id
        if verdict is not None and verdict.state is HallState.COMPLETE:
            self._take_verdict(sending.entry, verdict, turn)
            return
        yield from self._put(sending, turn)
        if self._outbox.entry(entry_id).state is EntryState.REGISTERED and entry_id not in turn.failed:
            # Every byte was sent and it is not complete: the hall lost some. The offsets are new; later.
            self.defer(sending.entry)

    def defer(self, entry: Entry) -> None:
        """Let an entry wait the longer, the oftener it failed by itself.

        Its attempts say nothing about that: they count what a kill or the line has cut off as well.
        """
        self._deferred[entry.entry_id] += 1
        failures = max(entry.faults, self._deferred[entry.entry_id])
        self._outbox.defer(entry.entry_id, policy.backoff_s(failures, self._rng))

    def _fitting(self, due: Sequence[Entry]) -> list[Entry]:
        """Return the entries that go in one request; none when there would be one only."""
        together: list[Entry] = []
        size_bytes = 0
        for entry in due:
            if len(together) == self.max_entries:
                break
            if not self._is_suspect(entry) and size_bytes + entry.size_bytes + 1 <= self.max_bytes:
                together.append(entry)
                size_bytes += entry.size_bytes + 1
        return together if len(together) > 1 else []

    def _is_suspect(self, entry: Entry) -> bool:
        if entry.faults or entry.entry_id in self._suspects:
            return True
        return entry.attempts >= _STRANGE_ATTEMPTS and entry.entry_id not in self._tried

    def _send_batch(self, entries: Sequence[Entry], turn: Turn) -> Exchange[None]:
        entry_ids = [entry.entry_id for entry in entries]
        sendings = self._outbox.begin_attempts(entry_ids)
        self._tried.update(entry_ids)
        body = join_bodies([sending.body for sending in sendings])
        try:
            answer = yield from self._call("POST", routes.ENTRIES_BATCH, body, {"Content-Type": BATCH_MEDIA_TYPE})
        except PassEnded:
            self._suspects.update(entry_ids)
            raise
        match policy.meaning_of(answer.status, answer.headers, answer.body):
            case policy.Good():
                self._take_results(sendings, _results_of(answer, sendings), turn)
            case policy.Hold() | policy.EntryFailed():
                self._suspects.update(entry_ids)
            case policy.Stop() | policy.WaitAsTold() | policy.ChannelFailed() as end:
                raise PassEnded(end)

    def _take_results(self, sendings: Sequence[Sending], results: Sequence[RecordResult], turn: Turn) -> None:
        ended: PassEnded | None = None
        for sending, result in zip(sendings, results, strict=True):
            if result.answer is not None and result.status in {200, 201}:
                self._take_verdict(sending.entry, result.answer, turn)
                continue
            problem = b"" if result.problem is None else result.problem.model_dump_json().encode("utf-8")
            try:
                self._take_refusal(sending.entry, policy.meaning_of(result.status, {}, problem), turn)
            except PassEnded as end:
                ended = ended or end
        if ended is not None:
            raise ended

    def _send_one(self, entry_id: EntryId, turn: Turn) -> Exchange[None]:
        sending = self._outbox.begin_attempts([entry_id])[0]
        self._tried.add(entry_id)
        yield from self._put(sending, turn)
        self._suspects.discard(entry_id)

    def _put(self, sending: Sending, turn: Turn) -> Exchange[None]:
        answer = yield from self._call("PUT", routes.entry_path(sending.entry.entry_id), sending.body)
        meaning = policy.meaning_of(answer.status, answer.headers, answer.body)
        if not isinstance(meaning, policy.Good):
            self._take_refusal(sending.entry, meaning, turn)
            return
        try:
            told = EntryAnswer.model_validate_json(answer.body)
        except ValidationError:
            raise PassEnded(policy.ChannelFailed(ChannelFault.GARBAGE)) from None
        self._take_verdict(sending.entry, told, turn)

    def _take_refusal(self, entry: Entry, meaning: policy.Meaning, turn: Turn) -> None:
        match meaning:
            case policy.Hold() as hold:
                turn.successes += 1  # the hall works: it could say what is wrong
                self._settled(entry.entry_id)
                self._deferred.pop(entry.entry_id, None)
                self._changed(self._outbox.hold(entry.entry_id, hold.cause))
            case policy.EntryFailed():
                turn.failed.append(entry.entry_id)
                self.defer(entry)
            case policy.Stop() | policy.WaitAsTold() | policy.ChannelFailed() as end:
                raise PassEnded(end)
            case policy.Good():
                raise PassEnded(policy.ChannelFailed(ChannelFault.GARBAGE))
            case _:
                assert_never(meaning)

    def _take_verdict(self, entry: Entry, told: EntryAnswer, turn: Turn) -> None:
        self._settled(entry.entry_id)
        if told.entry_id != entry.entry_id or told.digest != entry.digest:
            self._changed(self._outbox.hold(entry.entry_id, HoldCause.DIGEST_ECHO))
            return
        turn.successes += 1
        self._progressed()
        acked = [(AttachmentId(known.attachment_id), known.offset_bytes) for known in told.attachments]
        match told.state:
            case HallState.COMPLETE:
                self._deferred.pop(entry.entry_id, None)
                self._changed(self._outbox.settle(entry.entry_id, told.hall_number, acked))
            case HallState.STORED:
                after = self._outbox.register(entry.entry_id, told.hall_number, acked)
                self._told.add(entry.entry_id)
                if entry.state is EntryState.READY:
                    self._changed(after)
            case _:
                assert_never(told.state)

    def _settled(self, entry_id: EntryId) -> None:
        self._suspects.discard(entry_id)
        self._tried.discard(entry_id)


def _results_of(answer: Answer, sendings: Sequence[Sending]) -> Sequence[RecordResult]:
    """Read a batch's answer; it must speak of these records in this order. Raises `PassEnded`."""
    try:
        results = BatchAnswer.model_validate_json(answer.body).results
    except ValidationError:
        raise PassEnded(policy.ChannelFailed(ChannelFault.GARBAGE)) from None
    if [result.digest for result in results] != [sending.entry.digest for sending in sendings]:
        raise PassEnded(policy.ChannelFailed(ChannelFault.GARBAGE))
    return results
