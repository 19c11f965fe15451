"""A world in which everything that can go wrong with cash goes wrong at a random step, and the truth is in the vault.

The program is killed before or after any byte on the line and any write of the journal; the device loses its power; the
cable is pulled; bytes are damaged; residents insert notes whenever they like.
"""

from __future__ import annotations

import contextlib
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from drivers.cash.cctalk_codec import EventBuffer
from drivers.cash.cctalk_frames import Checksum
from drivers.cash.journal import CashJournal
from drivers.cash.model import Accept, CashSessionId, UnitKind
from drivers.cash.posting import OPEN, Cause, Line, NoteState, Posting
from drivers.cash.simulator.bill_core import BILL_NAMES, BillTimes, Phase
from drivers.cash.simulator.coin_core import COIN_NAMES
from drivers.commands import CommandStoppedError
from drivers.vocabulary import DeviceError, ErrorClass
from tests.drivers.cash.till import NOW, MemoryTill


class Killed(BaseException):
    """The process is gone. Nothing of it may do anything any more."""


@dataclass(frozen=True, slots=True)
class Perils:
    """What may happen in a world: the chance of each at every step."""

    kill: float = 0.01
    power_cut: float = 0.0
    pulled: float = 0.0
    damage: float = 0.0
    dropped: float = 0.0
    coins: bool = False


KILLS = Perils(kill=0.006)
KILLS_WITH_COINS = Perils(kill=0.006, coins=True)
EVERYTHING = Perils(kill=0.004, power_cut=0.004, pulled=0.002, damage=0.01, dropped=0.01, coins=True)


class Fate:
    """Decides at every step whether this was the last one."""

    def __init__(self, rng: random.Random, perils: Perils) -> None:
        self.rng, self.perils = rng, perils
        self.calm = False
        self.dead = False
        self.steps = 0

    def step(self) -> None:
        """One more step of the program."""
        self.steps += 1
        if not self.calm and (self.dead or self.rng.random() < self.perils.kill):
            self.dead = True
            raise Killed

    def strikes(self, chance: float) -> bool:
        """Whether a peril with this chance happens now."""
        return not self.calm and self.rng.random() < chance


class MortalJournal(CashJournal):
    """A journal whose program may end before and after every write."""

    def __init__(self, path: Path, fate: Fate) -> None:
        super().__init__(path, now=lambda: NOW)
        self._fate = fate

    def meet(self, device: str, unit: UnitKind, buffer: EventBuffer) -> None:
        self._fate.step()
        super().meet(device, unit, buffer)
        self._fate.step()

    def enter(self, device: str, buffer: EventBuffer, posting: Posting) -> None:
        self._fate.step()
        super().enter(device, buffer, posting)
        self._fate.step()

    def route_sent(self, note_id: int) -> None:
        self._fate.step()
        super().route_sent(note_id)
        self._fate.step()

    def accepting(self, device: str, *, on: bool) -> None:
        self._fate.step()
        super().accepting(device, on=on)
        self._fate.step()

    def given_up(self, note_id: int, cause: Cause) -> None:
        self._fate.step()
        super().given_up(note_id, cause)
        self._fate.step()


class World:
    """One life of a till, from a seed."""

    def __init__(self, seed: int, folder: Path, perils: Perils) -> None:
        self.rng = random.Random(seed)
        self.fate = Fate(self.rng, perils)
        self.perils = perils
        path = folder / f"till-{seed}"
        path.mkdir()
        rng = self.rng
        self.till = MemoryTill(
            path,
            checksum=Checksum.CRC if perils.damage else rng.choice(list(Checksum)),
            coins=perils.coins,
            echo=rng.random() < 0.5,
            times=BillTimes(rng.choice([0.0, 0.1, 0.7]), rng.choice([0.0, 0.4]), rng.choice([2.0, 30.0])),
        )
        self.till.bill.faults.stacks_at_power_up = rng.random() < 0.5
        self.till.bill.faults.reports_power_up_stack = rng.random() < 0.5
        self.till.bill.jump(rng.choice([0, 0, 3, 252, 254, 255]))
        self.till.journal = MortalJournal(path / "cash.sqlite", self.fate)
        self.till.wire.on_write = self._on_write
        self.till.wire.damage = self._on_reply
        self.till.time.on_wait = self._on_wait
        self.sessions = 0

    def live(self, lives: int = 3) -> None:
        """So many starts of the program, each to its end; then a calm one."""
        for _ in range(lives):
            self.fate.dead = False
            with contextlib.suppress(Killed):
                self._one_life()
            self._while_dead()
        self.fate.calm, self.fate.dead = True, False
        self.till.wire.pulled = False
        self.till.bill.faults.jams_on_stack = False
        self.till.restart()
        self.till.driver.poll()
        self.till.driver.poll()

    def _one_life(self) -> None:
        self.till.journal.close()
        self.till.wire.close()
        self.till.driver = self.till.new_driver(self.till.journal)
        opened = False
        for _ in range(self.rng.randrange(1, 6)):
            try:
                if not opened:
                    self.till.driver.open()
                    opened = True
                self._one_visit()
            except CommandStoppedError:
                continue
            except DeviceError as error:
                if error.error_class is ErrorClass.LINK and opened:
                    self.till.driver.close()
                    opened = False
                if self.rng.random() < 0.7:
                    self.till.wire.pulled = False
                self.till.time.at += 1.0

    def _one_visit(self) -> None:
        if self.rng.random() < 0.3:
            self.till.driver.poll()
            return
        self.sessions += self.rng.random() < 0.7
        context = self.till.context(self.rng.choice([3.0, 20.0]))
        amount_fen = self.rng.choice([None, 500, 5000, 10000, 12345, 50000])
        if self.rng.random() < 0.15:
            self.till.when(object, context.cancel)
        command = Accept(CashSessionId(f"order-{self.sessions}"), amount_fen, may_exceed=self.rng.random() < 0.2)
        try:
            self.till.driver.run(command, context)
        finally:
            self.till.on_progress = lambda _value: None

    def _while_dead(self) -> None:
        """The program is gone; residents and devices are not."""
        for _ in range(self.rng.randrange(0, 4)):
            self.till.time.at += self.rng.choice([0.1, 1.0, 5.0])
            self.till.bill.tick()
            self._hands(0.5)
        if self.fate.strikes(self.perils.power_cut * 20):
            self._power_cut()

    # ---- what happens at each step ----

    def _on_write(self, data: bytes) -> bytes:
        self.fate.step()
        if self.fate.strikes(self.perils.pulled):
            self.till.wire.pulled = True
        if self.fate.strikes(self.perils.power_cut):
            self._power_cut()
        if self.fate.strikes(self.perils.dropped):
            return data[: self.rng.randrange(len(data))]
        if self.fate.strikes(0.02):
            # The program dies in the middle of a write: the device gets a part of the request, or all of it.
            self.fate.dead = True
            return data[: self.rng.randrange(len(data) + 1)]
        return data

    def _on_reply(self, data: bytes) -> bytes:
        if data and self.fate.strikes(self.perils.damage):
            damaged = bytearray(data)
            damaged[self.rng.randrange(len(data))] ^= 1 << self.rng.randrange(8)
            data = bytes(damaged)
        if data and self.fate.strikes(self.perils.dropped):
            data = data[: self.rng.randrange(len(data))]
        self.fate.step()
        return data

    def _on_wait(self, _now: float) -> None:
        self.fate.step()
        self.till.bill.tick()
        self._hands(0.5)

    def _hands(self, chance: float) -> None:
        if self.fate.calm or self.rng.random() > chance:
            return
        bill = self.till.bill
        match self.rng.randrange(12):
            case 0:
                bill.refuse()
            case 1 if self.rng.random() < 0.3:
                bill.faults.jams_on_stack = True
            case 2 if bill.transport.phase is Phase.STUCK:
                bill.unjam(into_box=self.perils.power_cut > 0 and self.rng.random() < 0.5)
            case 3 if bill.transport.phase is Phase.ESCROW:
                bill.escrow_times_out()
            case 4 | 5 if self.perils.coins:
                self.till.coin.insert(self.rng.randrange(1, len(COIN_NAMES) + 1))
            case _:
                bill.insert(self.rng.randrange(1, len(BILL_NAMES) + 1))

    def _power_cut(self) -> None:
        self.till.bill.power_up()
        self.till.coin.power_up()


@dataclass(frozen=True, slots=True)
class Books:
    """What the journal says at the end, by amount, against what is in the box."""

    stacked: Counter[int]
    credited: Counter[int]
    listed: Counter[int]
    seen: Counter[int]
    """Of the listed ones, those whose stacked event was seen."""
    lost_events: int
    gaps: int
    """Times that a device which took money forgot everything."""
    open_rows: int


def books_of(world: World) -> Books:
    """Close the books of a world."""
    lines: list[Line] = []
    for number in range(world.sessions + 1):
        lines += world.till.journal.lines_of(f"order-{number}")
    lines += world.till.journal.lines_of("")
    listed = world.till.journal.listed()
    unknown = [line for line in lines if line.state is NoteState.UNKNOWN]
    assert sorted(line.note_id or 0 for line in unknown) == [line.note_id for line in listed.notes]
    return Books(
        stacked=Counter(piece.amount_fen for piece in world.till.vault.stacked),
        credited=Counter(line.amount_fen for line in lines if line.state is NoteState.STACKED),
        listed=Counter(line.amount_fen for line in unknown),
        seen=Counter(line.amount_fen for line in unknown if line.stacked_event is not None),
        lost_events=sum(loss.events or 0 for loss in listed.losses),
        gaps=sum(loss.events is None for loss in listed.losses),
        open_rows=sum(line.state in OPEN for line in lines),
    )


def run_worlds(seeds: range, folder: Path, perils: Perils, check: Callable[[World, Books], None]) -> Counter[str]:
    """Run so many worlds; returns what they have seen in all."""
    seen: Counter[str] = Counter()
    for seed in seeds:
        world = World(seed, folder, perils)
        world.live()
        books = books_of(world)
        try:
            check(world, books)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {books}") from error
        seen["stacked"] += books.stacked.total()
        seen["credited"] += books.credited.total()
        seen["listed"] += books.listed.total()
        seen["lost_events"] += books.lost_events
        seen["gaps"] += books.gaps
        seen["steps"] += world.fate.steps
        world.till.journal.close()
    return seen
