"""An ICT bill acceptor behind the same interface as the ccTalk units, with its weaker guarantee.

It numbers nothing and remembers nothing. Events are counted here, for the journal's keys; what happened while nobody
listened is unknown for ever.

Source: payments sheet, section 9.2.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Mapping

from drivers.cash.cctalk_codec import EventBuffer, Route, RouteAnswer
from drivers.cash.events import (
    Advance,
    Escrowed,
    Fresh,
    Happening,
    InTrouble,
    Restarted,
    Returned,
    StackerBack,
    Unrecognised,
)
from drivers.cash.ict_codec import Enabled, Heard, HostByte, IctParser, PoweredUp
from drivers.cash.model import ICT_BILLS, Capabilities, UnitIdentity, UnitInfo, UnitKind
from drivers.cash.money import Denomination, PriceList, price_list
from drivers.timebase import Timebase
from drivers.transport.errors import NoReplyError
from drivers.transport.serial_link import Link

_log = logging.getLogger(__name__)

ANSWER_LIMIT_S = 0.5
_TRIES = 3


class IctBillAcceptor:
    """The acceptor. For one thread."""

    def __init__(self, link: Link, timebase: Timebase, amounts_fen: Mapping[int, int], *, key: str = "ict") -> None:
        """Prepare.

        Args:
            link: the byte stream.
            timebase: the clock of the link's deadlines.
            amounts_fen: what each note type (from 1) is worth; the device cannot say it.
            key: names the device in the journal; it has no serial number.
        """
        self._link = link
        self._timebase = timebase
        self._parser = IctParser()
        self._heard: deque[Heard] = deque()
        self._routed = False
        self._enabled: bool | None = None
        self._troubled = False
        self._identity = UnitIdentity(UnitKind.BILLS, key)
        self._prices = price_list(
            Denomination(number, f"type {number}", amount_fen) for number, amount_fen in amounts_fen.items()
        )

    @property
    def capabilities(self) -> Capabilities:
        """Escrow, and nothing kept over a fault."""
        return ICT_BILLS

    @property
    def identity(self) -> UnitIdentity:
        """The family; the device does not say who it is."""
        return self._identity

    @property
    def prices(self) -> PriceList:
        """The denominations of the settings."""
        return self._prices

    def identify(self) -> None:
        """Make sure that it answers. Raises ``NoReplyError``."""
        self._parser.reset()
        self._heard.clear()
        self._routed = False
        self._ask_status()

    def buffer(self) -> EventBuffer:
        """Always empty: it keeps no events."""
        return EventBuffer(0, ())

    def history(self, buffer: EventBuffer) -> tuple[Happening, ...]:
        """Nothing is known of the time before."""
        del buffer
        return ()

    def look(self, before: EventBuffer) -> tuple[EventBuffer, Advance]:
        """What it has said since the last look. A power-up comes alone, after what was said before it."""
        self._listen(self._link.read_waiting())
        events: list[Happening] = []
        while self._heard:
            said = self._heard[0]
            if isinstance(said, PoweredUp):
                if events:
                    break
                self._heard.popleft()
                return before, Restarted(0, ())
            self._heard.popleft()
            if isinstance(said, Unrecognised):
                _log.info("cash_byte_ignored code=%02X", said.b)
            elif not isinstance(said, Enabled):
                events.append(said)
                self._troubled = self._troubled or isinstance(said, InTrouble)
            elif self._troubled:
                self._troubled = False  # it answers with its state instead of an error byte
                events.append(StackerBack())
            if isinstance(said, Escrowed):
                break  # the note is decided on before anything else is looked at
        return before, Fresh(tuple(events))

    def choose(self, types: frozenset[int]) -> None:
        """Nothing to say: which notes are taken is decided in escrow, for this family has no choice on the line."""
        del types

    def allow(self) -> None:
        """Take notes from now on."""
        self._ask_until(enabled=True)

    def inhibit(self, *, tries: int = 3) -> None:
        """Take nothing from now on."""
        self._ask_until(enabled=False, tries=tries)

    def forgot_types(self) -> bool:
        """It has no choice of types; that it was left alone is noted at the start."""
        return False

    def route(self, route: Route) -> RouteAnswer:
        """Send the note in escrow somewhere; the answer is the event itself."""
        self._listen(self._link.read_waiting())
        if self._parser.held is None or any(isinstance(said, Escrowed | Returned | PoweredUp) for said in self._heard):
            return RouteAnswer.EMPTY  # what is unread says that the note has gone; another one may be there
        match route:
            case Route.STACK:
                self._routed = True
                self._say(HostByte.ACCEPT)
            case Route.RETURN:
                self._say(HostByte.RETURN)
            case Route.HOLD:
                self._say(HostByte.HOLD)
        return RouteAnswer.TAKEN

    def self_check(self) -> int:
        """The error byte that it answers to a status request with, 0 when all is well. Raises ``NoReplyError``."""
        before = len(self._heard)
        self._ask_status()
        return 1 if any(isinstance(said, InTrouble) for said in list(self._heard)[before:]) else 0

    def info(self) -> UnitInfo:
        """All that is known of it."""
        known = sorted(self._prices.by_type.items())
        return UnitInfo(self._identity, ICT_BILLS, tuple((one.name, one.amount_fen) for _, one in known))

    # ---- the line ----

    def _ask_until(self, *, enabled: bool, tries: int = _TRIES) -> None:
        """Switch it on or off and have it confirm that; it does not answer the order itself."""
        order = HostByte.ENABLE if enabled else HostByte.DISABLE
        for left in range(tries - 1, -1, -1):
            self._say(order)
            try:
                self._ask_status()
            except NoReplyError:
                if left == 0:
                    raise
            if self._enabled is enabled:
                return

    def _ask_status(self) -> None:
        """Ask whether it takes notes; an error byte is an answer too. Raises ``NoReplyError``."""
        self._enabled = None
        self._say(HostByte.STATUS)
        deadline = self._timebase.now() + ANSWER_LIMIT_S
        answered = False
        while not answered:
            answered = any(not isinstance(said, PoweredUp) for said in self._listen(self._link.read(1, deadline)))

    def _listen(self, data: bytes) -> list[Heard]:
        heard = self._parser.feed(data, routed=self._routed)
        for said in heard:
            if isinstance(said, Enabled):
                self._enabled = said.on
            elif isinstance(said, PoweredUp):
                self._routed = False
                self._say(HostByte.ACCEPT)  # within 2 s, or it stays off
        if self._parser.held is None:
            self._routed = False
        self._heard.extend(heard)
        return heard

    def _say(self, byte: HostByte) -> None:
        self._link.write(bytes([byte]))
