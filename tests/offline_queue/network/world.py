"""One seed: a terminal's life over a bad line, until everything has arrived; checked all the way."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pytest

from config.domain.identifiers import EntryId
from offline_queue import enrolment
from offline_queue.engine import PassResult, SyncEngine, SyncPolicy
from offline_queue.errors import EnrolmentRefusedError, TransportError
from offline_queue.events import EntryChanged, QueueEvent
from offline_queue.model import AttachmentDraft, EntryState, HoldCause, Receipt, SyncStop
from offline_queue.outbox import Outbox
from offline_queue.transport import Signer, Timeouts
from offline_queue.wire.documents import (
    AmendmentDraft,
    ComplaintCategory,
    ComplaintDraft,
    DeviceFigures,
    DeviceReportDraft,
    PaymentOutcome,
    PaymentOutcomeDraft,
    WithdrawalDraft,
)
from tests.offline_queue.build import MOMENT, ManualClock, case_draft, rating_draft
from tests.offline_queue.network.house import House
from tests.offline_queue.network.line import Fault, Line, LineTransport, TerminalDied
from tests.offline_queue.network.straight import StraightOutbox

CHUNK_BYTES = 2048
KEEP_S = 120.0
CALM_PASSES = 80
"""So many passes without faults must be enough for everything."""
STORM_PASSES = 5
_YEAR_S = 365 * 86_400


class BrokenPromiseError(AssertionError):
    """Something was lost, doubled, out of order or not as the terminal said."""


@dataclass
class World:
    """One terminal, its line, and what it was told.

    Attributes:
        number: names the terminal; each seed has its own.
        acknowledged: every entry that the outbox has confirmed.
    """

    seed: int
    house: House
    folder: Path
    number: int
    rng: random.Random = field(init=False)
    clock: ManualClock = field(init=False)
    line: Line = field(init=False)
    acknowledged: list[EntryId] = field(default_factory=list)
    cases: list[Receipt] = field(default_factory=list)
    delivered: set[str] = field(default_factory=set)
    purged: set[str] = field(default_factory=set)
    happened: Counter[str] = field(default_factory=Counter)
    lives: int = 0
    jumps: int = 0

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.clock = ManualClock(wall_s=self.house.now().timestamp(), steady_s=1000.0)
        self.line = Line(self.house, self.clock, self.rng, self.rng.choice((0.05, 0.15, 0.3, 0.5, 0.8)))
        self.terminal_id = f"T{self.number}"
        self.station = _letters(self.number // 99)
        self.terminal_no = self.number % 99 + 1

    def require(self, holds: bool, what: str) -> None:
        """Fail with the seed unless it holds."""
        if not holds:
            again = f"again: .venv/bin/python -m tests.offline_queue.network {self.seed}"
            raise BrokenPromiseError(f"seed {self.seed}: {what}; met {dict(self.line.met)}; {again}")

    def seen(self) -> Counter[str]:
        """Tell what this world met, so that it can be shown that none was empty."""
        told = Counter({fault.value: count for fault, count in self.line.met.items()})
        told += self.happened
        told += Counter({"requests": self.line.requests, "entries": len(self.acknowledged)})
        told["sent_bytes"] += sum(self.line.sent_bytes.values())
        return told

    def live(self) -> None:
        """Live through the storm, then through the calm, then look into the hall's books."""
        storm = self._storm_plan()
        while storm:
            self._one_life(storm)
        self.line.calm()
        self._one_life([self._nothing] * CALM_PASSES)

    def _one_life(self, plan: list[Callable[[Outbox], None]]) -> None:
        """Run from a start of the terminal's process to its end, one pass for each step of the plan."""
        self.lives += 1
        self.clock.boot_id = f"boot-{self.lives}"
        outbox = StraightOutbox(self.folder, self.clock)
        transport = LineTransport(self.line, lambda: Signer.of(outbox.identity()), self.clock)
        engine = SyncEngine(
            outbox,
            transport,
            clock=self.clock,
            rng=self.rng,
            on_change=lambda event: self._on_change(event, outbox),
            settings=SyncPolicy(chunk_bytes=CHUNK_BYTES, keep_delivered_s=KEEP_S),
        )
        try:
            while plan:
                plan.pop(0)(outbox)
                result = engine.sync_pass()
                self._check_honest(outbox)
                if self.line.badness == 0 and self._calm_is_over(outbox, engine, result):
                    break
                if result is PassResult.STOPPED:
                    self._cure(engine, outbox)
                self.line.pass_time(min(engine.rest_s(result), self.rng.uniform(1.0, 400.0)))
        except TerminalDied:
            self.happened["terminal died"] += 1
        finally:
            transport.close()
            outbox.close()

    def _storm_plan(self) -> list[Callable[[Outbox], None]]:
        steps: list[Callable[[Outbox], None]] = [self._take_something]
        choices: tuple[Callable[[Outbox], None], ...] = (self._take_something,) * 3 + (self._nothing,) * 4
        choices += (self._jump, self._revoke) if self.rng.random() < 0.3 else (self._jump,)
        steps += [self.rng.choice(choices) for _ in range(STORM_PASSES)]
        return steps

    def _nothing(self, outbox: Outbox) -> None:
        """A pass without news."""

    def _jump(self, _outbox: Outbox) -> None:
        """The terminal's wall clock jumps; the steady one does not."""
        self.jumps += 1
        self.happened["clock jump"] += 1
        true_s = self.house.now().timestamp()
        self.clock.wall_s = true_s + self.rng.choice((0, 250, 3600, -3600, _YEAR_S, -_YEAR_S, 8 * _YEAR_S))

    def _revoke(self, _outbox: Outbox) -> None:
        self.house.revoke(self.terminal_id)
        self.happened["key revoked"] += 1

    def _cure(self, engine: SyncEngine, outbox: Outbox) -> None:
        """Staff do what the stop asks for: a revoked terminal is enrolled anew, over the same line."""
        if engine.stop_cause in {SyncStop.KEY_REVOKED, SyncStop.KEY_UNKNOWN}:
            code = self.house.code_for(self.terminal_id, self.station, self.terminal_no)
            self._enrol(code)
            outbox.reload_identity()
            self.happened["enrolled anew"] += 1

    def _enrol(self, code: str) -> None:
        def over_line(_url: str, signer: Callable[[], Signer], _clock: object, **_rest: object) -> LineTransport:
            return LineTransport(self.line, signer, self.clock)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(enrolment, "HallTransport", over_line)
            for _ in range(40):
                try:
                    enrolment.enrol(self.folder, "http://127.0.0.1:1", code, clock=self.clock, timeouts=Timeouts())
                except (TransportError, EnrolmentRefusedError):
                    self.line.pass_time(61.0)
                except TerminalDied:
                    continue
                else:
                    return
        # Not today: the next pass stops again and somebody else comes.

    def _take_something(self, outbox: Outbox) -> None:
        """Residents come: one to three entries of any kind."""
        for _ in range(self.rng.choice((1, 1, 2, 3))):
            self.acknowledged.append(self.rng.choice(_TAKERS)(self, outbox))

    def pages(self) -> list[AttachmentDraft]:
        """No, one or two scans of up to four chunks."""
        sizes = [self.rng.randint(1, 4 * CHUNK_BYTES) for _ in range(self.rng.choice((0, 0, 1, 1, 2)))]
        return [AttachmentDraft("image/jpeg", self.rng.randbytes(size)) for size in sizes]

    def _on_change(self, event: QueueEvent, outbox: Outbox) -> None:
        """Every state that the terminal tells is true at the hall in the same moment."""
        if not isinstance(event, EntryChanged):
            return
        entry = outbox.entry(event.entry_id)
        held = self.house.holds(event.entry_id)
        match event.state:
            case EntryState.REGISTERED:
                self.require(held is not None, f"{event.entry_id} is registered, and the hall does not have it")
            case EntryState.DELIVERED:
                self.require(held == ("complete", entry.digest), f"{event.entry_id} is delivered; hall: {held}")
                self.delivered.add(event.entry_id)
            case EntryState.HELD:
                self._check_hold(event.cause)
            case _:
                pass

    def _check_hold(self, cause: str | None) -> None:
        """Only the hall's own bugs hold an entry here: nothing that the network does may."""
        self.happened["held"] += 1
        self.require(cause == HoldCause.POISON and self.line.met[Fault.HALL_BUG] > 0, f"held for {cause}")

    def _check_honest(self, outbox: Outbox) -> None:
        """What was purged had been delivered; what was not delivered can still be sent."""
        faults = sum(self.line.interruptions.values()) + self.jumps + self.lives + self.line.met[Fault.SLOW]
        faults += self.happened["key revoked"]
        for entry in outbox.entries():
            self.require(entry.attempts <= 3 * (faults + 2), f"{entry.attempts} attempts for {faults} faults")
            if entry.state is EntryState.PURGED and entry.entry_id not in self.purged:
                held = self.house.holds(entry.entry_id)
                told = entry.settled_at_s is not None and held == ("complete", entry.digest)
                self.require(told, f"{entry.entry_id} was purged before the hall had it")
                self.purged.add(entry.entry_id)

    def _calm_is_over(self, outbox: Outbox, engine: SyncEngine, result: PassResult) -> bool:
        """Staff release what is held; all is over when everything is delivered."""
        for entry in outbox.entries(EntryState.HELD):
            outbox.release(entry.entry_id)
        status = outbox.status()
        if status.depth or result is not PassResult.IDLE or engine.stop_cause is not None:
            return False
        self._check_books(outbox)
        return True

    def _check_books(self, outbox: Outbox) -> None:
        """Nothing lost, nothing twice, in order, without a hole, with the very bytes."""
        self.happened["done"] += 1
        ledger = {entry.entry_id: entry for entry in outbox.entries()}
        books = self.house.books(self.terminal_id)
        at_hall = {held.entry_id: held for held in books.entries}
        self.require(set(self.acknowledged) <= set(ledger), "an acknowledged entry is not in the ledger")
        self.require(set(ledger) == set(at_hall) and len(at_hall) == len(books.entries), "lost or invented entries")
        for entry_id, held in at_hall.items():
            self.require(held.digest == ledger[EntryId(entry_id)].digest, "the hall holds other bytes")
            self.require(held.state == "complete", "not complete")
        self.require(len(books.steps) == len(set(books.steps)), "a case was begun twice")
        begun = {entry_id for entry_id, _ in books.steps}
        self.require({str(receipt.entry_id) for receipt in self.cases} <= begun, "a case was never begun")
        numbers = sorted(held.sequence for held in books.entries)
        self.require(numbers == list(range(1, len(numbers) + 1)), "the numbers have a hole")
        self._check_order([ledger[EntryId(held.entry_id)].case_id for held in books.entries], books.entries)
        self.require(all(state == "complete" for _, state in books.files), "a file is not complete")
        self.require(all(len(sent) == 1 for sent in self.line.bodies.values()), "an entry was sent with other bytes")
        self._check_waste(outbox)

    def _check_order(self, chains: list[str], entries: tuple[object, ...]) -> None:
        last: dict[str, int] = {}
        for chain, held in zip(chains, entries, strict=True):
            sequence: int = held.sequence  # type: ignore[attr-defined]
            self.require(last.get(chain, 0) < sequence, f"out of order in {chain}")
            last[chain] = sequence

    def _check_waste(self, outbox: Outbox) -> None:
        """Of each attachment at most one chunk was sent again for each interruption."""
        sizes = {path: size for path, size in _sizes(outbox).items() if self.line.sent_bytes[path]}
        everywhere = self.jumps + self.lives - 1 + 2 * self.happened["key revoked"]
        for path, size in sizes.items():
            again = self.line.sent_bytes[path] - size
            bound = CHUNK_BYTES * (self.line.interruptions[path] + everywhere)
            self.require(0 <= again <= bound, f"{again} bytes sent again, {bound} allowed")


class Taker(Protocol):
    """One kind of entry, taken in."""

    def __call__(self, world: World, outbox: Outbox, /) -> EntryId:
        """Return its id once it is durable."""


def _case(world: World, outbox: Outbox) -> EntryId:
    pages = world.pages()
    receipt = outbox.enqueue(case_draft(len(pages)), pages)
    world.cases.append(receipt)
    return receipt.entry_id


def _withdrawal(world: World, outbox: Outbox) -> EntryId:
    if not world.cases:
        return _case(world, outbox)
    of = world.rng.choice(world.cases)
    draft = WithdrawalDraft(case_id=of.case_id, receipt_number=of.receipt_number, captured_at=MOMENT)
    return outbox.enqueue_withdrawal(draft).entry_id


def _amendment(world: World, outbox: Outbox) -> EntryId:
    if not world.cases:
        return _case(world, outbox)
    of = world.rng.choice(world.cases)
    draft = AmendmentDraft(case_id=of.case_id, receipt_number=of.receipt_number, note="more", captured_at=MOMENT)
    return outbox.enqueue_amendment(draft, world.pages()).entry_id


def _rating(world: World, outbox: Outbox) -> EntryId:
    of = world.rng.choice(world.cases).receipt_number if world.cases else None
    return outbox.enqueue_rating(rating_draft(of)).entry_id


def _complaint(world: World, outbox: Outbox) -> EntryId:
    draft = ComplaintDraft(
        category=ComplaintCategory.SUGGESTION, title="A bench", text="Please.", language="zh_CN", captured_at=MOMENT
    )
    return outbox.enqueue_complaint(draft, world.pages()).entry_id


def _payment(world: World, outbox: Outbox) -> EntryId:
    draft = PaymentOutcomeDraft(
        order_id=f"{world.terminal_id}-{world.rng.randrange(3)}",
        outcome=world.rng.choice((PaymentOutcome.UNKNOWN, PaymentOutcome.PAID)),
        amount_fen=1000,
        method="cash",
        occurred_at=MOMENT,
        captured_at=MOMENT,
    )
    return outbox.enqueue_payment_outcome(draft).entry_id


def _report(_world: World, outbox: Outbox) -> EntryId:
    figures = DeviceFigures(device="printer", state="ready", counters={"pages": 7})
    return outbox.enqueue_device_report(DeviceReportDraft(devices=(figures,), captured_at=MOMENT)).entry_id


_TAKERS: tuple[Taker, ...] = (_case, _case, _case, _withdrawal, _amendment, _rating, _complaint, _payment, _report)


def _sizes(outbox: Outbox) -> dict[str, int]:
    """Return the sealed size of each attachment by the path that its bytes go to."""
    from offline_queue.wire import routes

    core = outbox._core
    found = {}
    for entry in outbox.entries():
        listed = outbox._ask(lambda entry=entry: core.ledger.store.attachments(entry))  # type: ignore[misc]
        for attachment in listed:
            found[routes.attachment_path(entry.entry_id, attachment.attachment_id)] = attachment.sealed_size_bytes
    return found


def _letters(number: int) -> str:
    """Return a station code of four letters, another one for each number."""
    text = ""
    for _ in range(4):
        number, rest = divmod(number, 26)
        text = chr(ord("A") + rest) + text
    return text
