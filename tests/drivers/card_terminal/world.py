"""A world in which everything that can go wrong with cards goes wrong at a random step, and the truth is in the bank.

The program is killed before or after any write on the line and any write of the journal; the terminal loses its power;
the cable is pulled; bytes are damaged or dropped; people decline, stop, walk away, or pay.
"""

from __future__ import annotations

import contextlib
import random
from dataclasses import dataclass
from pathlib import Path

from drivers.card_terminal.journal import CardJournal, PaymentState, VoidState
from drivers.card_terminal.model import (
    CardOrderId,
    CardReceipt,
    NotPaid,
    NotPaidReason,
    Paid,
    Unresolved,
    UnresolvedCause,
    Void,
    Voided,
)
from drivers.card_terminal.simulator.core import Faults, ZvtCore
from drivers.commands import CommandStoppedError
from drivers.vocabulary import DeviceError, ErrorClass
from tests.drivers.card_terminal.desk import NOW, MemoryDesk


class Killed(BaseException):
    """The process is gone. Nothing of it may do anything any more."""


@dataclass(frozen=True, slots=True)
class Perils:
    """What may happen in a world: the chance of each at every step."""

    kill: float = 0.0
    power_cut: float = 0.0
    pulled: float = 0.0
    damage: float = 0.0
    dropped: float = 0.0


CALM = Perils()
KILLS = Perils(kill=0.02)
EVERYTHING = Perils(kill=0.006, power_cut=0.004, pulled=0.004, damage=0.01, dropped=0.01)


class Fate:
    """Decides at every step whether this was the last one."""

    def __init__(self, rng: random.Random, perils: Perils, *, kill_at: int | None = None) -> None:
        self.rng, self.perils, self.kill_at = rng, perils, kill_at
        self.calm = False
        self.dead = False
        self.steps = 0

    def step(self) -> None:
        """One more step of the program."""
        if self.dead:
            raise Killed
        self.steps += 1
        if self.steps == self.kill_at or self.strikes(self.perils.kill):
            self.dead = True
            raise Killed

    def strikes(self, chance: float) -> bool:
        """Whether a peril with this chance happens now."""
        return not self.calm and chance > 0 and self.rng.random() < chance


class MortalJournal(CardJournal):
    """A journal whose program may end before and after every write."""

    def __init__(self, path: Path, fate: Fate) -> None:
        super().__init__(path, now=lambda: NOW)
        self._fate = fate

    def started(self, order: CardOrderId, amount_fen: int, terminal_id: str, before: str | None) -> int:
        self._fate.step()
        row = super().started(order, amount_fen, terminal_id, before)
        self._fate.step()
        return row

    def approved(self, payment_id: int, receipt: CardReceipt) -> None:
        self._fate.step()
        super().approved(payment_id, receipt)
        self._fate.step()

    def declined(self, payment_id: int, reason: NotPaidReason, code: str) -> None:
        self._fate.step()
        super().declined(payment_id, reason, code)
        self._fate.step()

    def unknown(self, payment_id: int, cause: UnresolvedCause, code: str) -> None:
        self._fate.step()
        super().unknown(payment_id, cause, code)
        self._fate.step()

    def void(self, payment_id: int, state: VoidState) -> None:
        self._fate.step()
        super().void(payment_id, state)
        self._fate.step()


class CardWorld:
    """One world: a desk, a fate, and the invariants."""

    def __init__(self, folder: Path, seed: int, perils: Perils, *, kill_at: int | None = None) -> None:
        self.rng = random.Random(seed)
        self.fate = Fate(self.rng, perils, kill_at=kill_at)
        self.path = folder / f"card-{seed}-{kill_at}.sqlite"
        self.desk = MemoryDesk(folder, serial=self.rng.random() < 0.5, core=ZvtCore())
        self.told: dict[CardOrderId, object] = {}
        self.voided: set[CardOrderId] = set()
        self._wire()
        self._start()

    # ---- what happens ----

    def _wire(self) -> None:
        link = self.desk.link

        def on_write(data: bytes) -> bytes:
            self.fate.step()
            if self.fate.strikes(self.fate.perils.pulled):
                link.pulled = True
                return b""
            if self.fate.strikes(self.fate.perils.power_cut):
                link.end.reset()
                self.desk.core.power_cycle()
                return b""
            return self._carried(data)

        link.on_write = on_write
        link.damage = self._carried

    def _carried(self, data: bytes) -> bytes:
        if not self.desk._serial:
            return data
        if self.fate.strikes(self.fate.perils.dropped):
            return b""
        if self.fate.strikes(self.fate.perils.damage):
            at = self.rng.randrange(len(data))
            return data[:at] + bytes([data[at] ^ (1 << self.rng.randrange(8))]) + data[at + 1 :]
        return data

    def _start(self) -> None:
        """The program starts, until it runs."""
        while True:
            self.fate.dead = False
            try:
                self.desk.restart(MortalJournal(self.path, self.fate))
            except DeviceError:
                self.desk.link.pulled = False
            except Killed:
                continue
            else:
                return

    def _mood(self) -> None:
        """People, cards and terminals as they come."""
        faults = self.desk.core.faults
        for name, value in (("declines_with", 0), ("silent_from", ""), ("no_status", False), ("busy", False)):
            setattr(faults, name, value)
        match self.rng.randrange(10):
            case 0:
                faults.declines_with = self.rng.choice([0x05, 0x64, 0x6C, 0xFF])
            case 1 | 2:
                faults.silent_from = self.rng.choice(["command", "charge", "status"])
            case 3:
                faults.no_status = True
            case 4:
                faults.busy = True
            case 5:
                faults.reverses_after_power_cut = not faults.reverses_after_power_cut
            case _:
                pass
        self.desk.core.auto = self.rng.random() < 0.8

    def turn(self) -> None:
        """One thing that the terminal does for a resident."""
        self._mood()
        order = CardOrderId(f"order-{self.rng.randrange(4)}")
        try:
            self._do(order)
        except Killed:
            self._start()
        except CommandStoppedError:
            self.told.pop(order, None)
        except DeviceError as error:
            if error.error_class is ErrorClass.LINK:
                self.desk.link.pulled = False
                self._reopen()

    def _do(self, order: CardOrderId) -> None:
        match self.rng.randrange(8):
            case 0:
                self.desk.driver.poll()
            case 1:
                self._tell(order, self.desk.ask(order))
            case 2 if order in self.told:
                self.voided.add(order)  # from here on it may be taken back, also when the program is killed in between
                self.desk.driver.run(Void(order), self.desk.context())
            case _:
                context = self.desk.context(self.rng.choice([5.0, 60.0]))
                if self.rng.random() < 0.15:
                    self.desk.when(self.rng.choice(["present_card", "enter_pin", "processing"]), context.cancel)
                else:
                    self.desk.on_stage = lambda _stage: None
                self._tell(order, self.desk.pay(order, 100 + 10 * int(order[-1]), context))

    def _tell(self, order: CardOrderId, result: object) -> None:
        """What a resident was told: paid stays paid."""
        if isinstance(self.told.get(order), Paid) and order not in self.voided:
            assert isinstance(result, Paid | Voided), (order, result)
        self.told[order] = result
        self.check()

    def _reopen(self) -> None:
        try:
            with contextlib.suppress(DeviceError):
                self.desk.reopen()
                return
            self._start()
        except Killed:
            self._start()

    # ---- what must hold ----

    def check(self) -> None:
        """Never two charges for an order; never "not charged" for what was; never "charged" for what was not."""
        charged: dict[int, int] = {}
        for charge in self.desk.bank.standing:
            charged[charge.amount_fen] = charged.get(charge.amount_fen, 0) + 1
        assert all(count == 1 for count in charged.values()), self.desk.bank.charges
        for number in range(4):
            order = CardOrderId(f"order-{number}")
            payment = self.desk.journal.latest(order)
            stands = 100 + 10 * number in charged
            if payment is None or payment.state is PaymentState.DECLINED:
                assert not stands, (order, payment)
            elif payment.state is PaymentState.APPROVED and payment.void in {VoidState.NONE, VoidState.REFUSED}:
                assert stands, (order, payment)

    def end(self) -> None:
        """The perils are over: everything is known, or listed for a person."""
        self.fate.calm, self.fate.kill_at = True, None
        faults = Faults()
        for name in ("declines_with", "silent_from", "no_status", "busy", "unasked_last"):
            setattr(self.desk.core.faults, name, getattr(faults, name))
        self.desk.link.pulled = False
        self._start()
        with contextlib.suppress(DeviceError):  # what was half said on the line is passed over with the first poll
            self.desk.driver.poll()
        self.desk.reopen()
        self.desk.driver.poll()
        assert self.desk.journal.open_payments() == ()
        self.check()
        for number in range(4):
            order = CardOrderId(f"order-{number}")
            payment = self.desk.journal.latest(order)
            if payment is not None and payment.state is PaymentState.UNKNOWN:
                assert isinstance(self.desk.ask(order), Unresolved)
                assert payment in self.desk.journal.listed()
            elif isinstance(self.told.get(order), Paid) and order not in self.voided:
                assert payment is not None
                assert payment.state is PaymentState.APPROVED
            elif isinstance(self.told.get(order), NotPaid) and payment is not None:
                assert payment.state is not PaymentState.STARTED
        self.desk.close()


def live(folder: Path, seed: int, perils: Perils, turns: int = 12) -> CardWorld:
    """Let one world run to its end."""
    world = CardWorld(folder, seed, perils)
    for _ in range(turns):
        world.turn()
    world.end()
    return world
