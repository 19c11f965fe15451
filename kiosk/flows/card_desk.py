"""An ID card for a question to the hall: read from its chip, kept for as long as the hall takes the reading."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from drivers.commands import TimeLimitError
from drivers.id_card.errors import CardDataError, UnknownCardTypeError
from drivers.id_card.model import CardRead, CardRemoved, ReadCard, WaitRemoval
from drivers.vocabulary import (
    CommandDone,
    CommandFailed,
    CommandId,
    CommandProgressed,
    DeviceError,
    DeviceEvent,
    DeviceKind,
    StatusChanged,
)
from kiosk.flows.apply.identity_steps import BEFORE_A_CARD, LASTING, REMOVAL_LIMIT_S, phase_of
from kiosk.identity import Identity, from_card
from kiosk.present.id_card import CardPhase
from offline_queue.wire.card_queries import MAX_READ_AGE_S, CardReading

if TYPE_CHECKING:
    from kiosk.flows.surroundings import Surroundings


class CardDesk:
    """Asks the reader as long as a page waits for the card; the number counts only as the chip gave it.

    Args:
        around: of the flow.
        on_read: a card was read; ``identity`` is there.
        on_change: the page has something else to say, or the card was taken away.
    """

    def __init__(self, around: Surroundings, on_read: Callable[[], None], on_change: Callable[[], None]) -> None:
        self._around = around
        self._on_read = on_read
        self._on_change = on_change
        self._reading: CommandId | None = None
        self._removal: CommandId | None = None
        self._read_at = 0.0
        self.phase = CardPhase.WAITING
        self.identity: Identity | None = None
        self.lying = False

    @property
    def usable(self) -> bool:
        """Whether there is a reader to ask."""
        return self._around.devices.usable(DeviceKind.ID_CARD)

    @property
    def stale(self) -> bool:
        """Whether the hall would no longer take the reading: the card has to be read again."""
        return self.identity is None or self._age_s() > MAX_READ_AGE_S

    def begin(self) -> None:
        """Wait for a card."""
        self.identity = None
        self.phase = CardPhase.WAITING
        self._ask()

    def end(self) -> None:
        """No page waits any longer; what was read stays."""
        if self._reading is not None:
            self._around.devices.cancel(self._reading)
            self._reading = None

    def forget(self) -> None:
        """Nothing of the card stays."""
        self.end()
        if self._removal is not None:
            self._around.devices.cancel(self._removal)
            self._removal = None
        self.identity = None
        self.lying = False

    def reading(self) -> CardReading:
        """What a question to the hall carries. Raises ``ValueError`` when it is stale; ask before."""
        person = self.identity
        if person is None:
            raise ValueError("no card was read")
        return CardReading(
            card_type=person.card_type, number=person.number, source="chip", read_age_s=int(self._age_s())
        )

    def on_device(self, event: DeviceEvent) -> None:
        """Follow the reader."""
        match event:
            case StatusChanged(DeviceKind.ID_CARD, status):
                self._on_status(usable=status.usable)
            case CommandProgressed(DeviceKind.ID_CARD, command, progress) if command == self._reading:
                if not (self.phase in LASTING and progress in BEFORE_A_CARD):
                    self._show(phase_of(progress))
            case CommandDone(DeviceKind.ID_CARD, command, CardRead() as result) if command == self._reading:
                self._reading = None
                self._take(from_card(result.record, result.newest_address))
            case CommandFailed(DeviceKind.ID_CARD, command, error) if command == self._reading:
                self._reading = None
                self._on_failed(error)
            case CommandDone(DeviceKind.ID_CARD, command, CardRemoved()) if command == self._removal:
                self._removal = None
                self.lying = False
                self._on_change()
            case CommandFailed(DeviceKind.ID_CARD, command) if command == self._removal:
                self._removal = None
            case _:
                pass

    def _age_s(self) -> float:
        return self._around.monotonic() - self._read_at

    def _take(self, person: Identity) -> None:
        self.identity = person
        self._read_at = self._around.monotonic()
        self.lying = True
        self._removal = self._around.devices.submit(DeviceKind.ID_CARD, WaitRemoval(), REMOVAL_LIMIT_S)
        self._on_read()

    def _on_status(self, *, usable: bool) -> None:
        if self.identity is not None:
            return
        if not usable:
            self._show(CardPhase.NO_READER)
        elif self._reading is None and self.phase is CardPhase.NO_READER:
            self._ask()
            self._show(CardPhase.WAITING)

    def _on_failed(self, error: DeviceError) -> None:
        if isinstance(error, TimeLimitError):
            self._show(CardPhase.WAITING)
        elif isinstance(error, UnknownCardTypeError):
            self._show(CardPhase.UNKNOWN_CARD)
        elif isinstance(error, CardDataError) or self.usable:
            self._show(CardPhase.READ_FAILED)
        else:
            self._show(CardPhase.NO_READER)
            return
        self._ask()

    def _ask(self) -> None:
        if not self.usable:
            self.phase = CardPhase.NO_READER
            return
        settings = self._around.settings.devices.id_card
        command = ReadCard(with_fingerprint=False, with_address=settings.with_newest_address)
        self._reading = self._around.devices.submit(DeviceKind.ID_CARD, command, settings.read_timeout_s)

    def _show(self, phase: CardPhase) -> None:
        if phase is not self.phase:
            self.phase = phase
            self._on_change()
