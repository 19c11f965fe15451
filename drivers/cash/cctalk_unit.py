"""A bill validator or a coin acceptor on a ccTalk wire.

Source: payments sheet, section 9.1 (start-up order, event buffer, inhibits).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from drivers.cash import cctalk_codec as codec
from drivers.cash.cctalk_bus import CcTalkBus
from drivers.cash.cctalk_codec import TYPES, EventBuffer, Header, ReplyError, Route, RouteAnswer, Scaling
from drivers.cash.cctalk_frames import BILL_VALIDATOR, COIN_ACCEPTOR
from drivers.cash.errors import CashGarbledReplyError, CashProtocolError, CashRefusedError
from drivers.cash.events import Advance, Happening, Meaning, advance, bill_happening, coin_happening, newest
from drivers.cash.model import CCTALK_BILLS, CCTALK_COINS, Capabilities, UnitIdentity, UnitInfo, UnitKind
from drivers.cash.money import Denomination, PriceList, bill_id, coin_id, country_of, price_list, scaled_fen
from drivers.transport.errors import NoReplyError

_AGREEING_LOOKS = 6
_STACKER_AND_ESCROW = b"\x03"
_ACCEPTING, _NOT_ACCEPTING = b"\x01", b"\x00"

T = TypeVar("T")


class _CcTalkUnit:
    """What both kinds have in common."""

    _kind: UnitKind
    _capabilities: Capabilities
    _events: Header
    _meaning: Meaning

    def __init__(self, bus: CcTalkBus, address: int) -> None:
        self._bus = bus
        self._address = address
        self._identity = UnitIdentity(self._kind, "")
        self._prices = price_list(())

    @property
    def capabilities(self) -> Capabilities:
        """What it can do at all."""
        return self._capabilities

    @property
    def identity(self) -> UnitIdentity:
        """Who it is; known after ``identify``."""
        return self._identity

    @property
    def prices(self) -> PriceList:
        """Its denominations; known after ``identify``."""
        return self._prices

    def identify(self) -> None:
        """Ask who it is and what it takes; changes nothing in the device.

        Raises:
            LinkError: it does not answer.
            CashRefusedError, CashProtocolError: its serial number cannot be read.
        """
        self._bus.greet(self._address)
        serial_number = self._parsed(Header.SERIAL_NUMBER, codec.parse_serial)
        product = self._text(Header.PRODUCT_CODE)
        self._identity = UnitIdentity(
            self._kind,
            f"{product or 'cctalk'}-{serial_number}",
            manufacturer=self._text(Header.MANUFACTURER),
            category=self._text(Header.EQUIPMENT_CATEGORY),
            product=product,
            serial_number=str(serial_number),
            software=self._text(Header.SOFTWARE_REVISION),
        )
        self._prices = price_list(self._denominations())

    def buffer(self) -> EventBuffer:
        """Its events as they are now: two looks in a row that agree, so that no damaged reply is money.

        Raises:
            LinkError: it does not answer.
            CashRefusedError, CashProtocolError: its answers make no sense.
        """
        last = self._parsed(self._events, codec.parse_events)
        for _ in range(_AGREEING_LOOKS):
            again = self._parsed(self._events, codec.parse_events)
            if again == last:
                return again
            last = again
        raise CashProtocolError("event buffers that never agree")

    def history(self, buffer: EventBuffer) -> tuple[Happening, ...]:
        """What the events in a buffer mean, the oldest first."""
        return newest(buffer, buffer.counter, self._meaning)

    def look(self, before: EventBuffer) -> tuple[EventBuffer, Advance]:
        """Its events as they are now, and what is new since then. An unchanged buffer is read once only."""
        now = self._parsed(self._events, codec.parse_events)
        if now != before:
            now = self.buffer()
        return now, advance(before, now, self._meaning)

    def choose(self, types: frozenset[int]) -> None:
        """Take exactly these types once it may take any."""
        self._bus.ask(self._address, Header.SET_INHIBIT, codec.encode_mask(types))

    def allow(self) -> None:
        """Take the chosen types from now on."""
        self._bus.ask(self._address, Header.SET_MASTER_INHIBIT, _ACCEPTING)

    def inhibit(self, *, tries: int = 3) -> None:
        """Take nothing from now on."""
        self._bus.ask(self._address, Header.SET_MASTER_INHIBIT, _NOT_ACCEPTING, tries=tries)

    def forgot_types(self) -> bool:
        """Whether its mask of types is empty."""
        data = self._optional(Header.INHIBIT_STATUS)
        return data is not None and len(data) == 2 and not codec.parse_mask(data)

    def route(self, route: Route) -> RouteAnswer:
        """Send the note in escrow somewhere; a coin acceptor has none."""
        return self._bus.route(self._address, route) if self._capabilities.escrow else RouteAnswer.EMPTY

    def self_check(self) -> int:
        """The number of its fault, 0 for none and for a device that has no self-check."""
        data = self._optional(Header.SELF_CHECK)
        return data[0] if data else 0

    def info(self) -> UnitInfo:
        """All that is known of it; after ``identify``."""
        known = sorted(self._prices.by_type.items())
        return UnitInfo(
            self._identity,
            self._capabilities,
            tuple((one.name, one.amount_fen) for _, one in known),
            self._bus.checksum.value,
            self._bus.echo,
        )

    def _denominations(self) -> list[Denomination]:
        raise NotImplementedError

    def _parsed(self, header: Header, parse: Callable[[bytes], T]) -> T:
        """A reply that must make sense."""
        try:
            return parse(self._bus.ask(self._address, header))
        except ReplyError as error:
            raise CashProtocolError(f"{header.name}: {error}") from None

    def _optional(self, header: Header, data: bytes = b"") -> bytes | None:
        """A reply that the device may owe: None where it gives none."""
        try:
            return self._bus.ask(self._address, header, data, tries=2)
        except (NoReplyError, CashGarbledReplyError, CashRefusedError):
            return None

    def _text(self, header: Header) -> str:
        return codec.parse_text(self._optional(header) or b"")


class BillValidator(_CcTalkUnit):
    """A ccTalk bill validator with stacker and escrow."""

    _kind = UnitKind.BILLS
    _capabilities = CCTALK_BILLS
    _events = Header.READ_BILL_EVENTS
    _meaning = staticmethod(bill_happening)

    def __init__(self, bus: CcTalkBus, address: int = BILL_VALIDATOR) -> None:
        super().__init__(bus, address)
        self._scalings: dict[str, Scaling | None] = {}

    def choose(self, types: frozenset[int]) -> None:
        """Take exactly these types once it may take any, each into escrow first."""
        self._bus.ask(self._address, Header.OPERATING_MODE, _STACKER_AND_ESCROW)
        super().choose(types)

    def _denominations(self) -> list[Denomination]:
        self._scalings.clear()
        found = []
        for number in range(1, TYPES + 1):
            known = bill_id(self._optional(Header.BILL_ID, bytes([number])) or b"")
            if known is None:
                continue
            name, value = known
            scaling = self._scaling(country_of(name))
            amount_fen = None if scaling is None else scaled_fen(value, scaling)
            if amount_fen is not None:
                found.append(Denomination(number, name, amount_fen))
        return found

    def _scaling(self, country: str) -> Scaling | None:
        if country not in self._scalings:
            data = self._optional(Header.COUNTRY_SCALING, country.encode("ascii"))
            try:
                self._scalings[country] = None if data is None else codec.parse_scaling(data)
            except ReplyError:
                self._scalings[country] = None
        return self._scalings[country]


class CoinAcceptor(_CcTalkUnit):
    """A ccTalk coin acceptor: no escrow, a coin that is accepted is in the box."""

    _kind = UnitKind.COINS
    _capabilities = CCTALK_COINS
    _events = Header.READ_COIN_EVENTS
    _meaning = staticmethod(coin_happening)

    def __init__(self, bus: CcTalkBus, address: int = COIN_ACCEPTOR, *, unit_fen: int = 1) -> None:
        """Prepare.

        Args:
            bus: the wire.
            address: the device's address.
            unit_fen: what 1 in the value of a coin id is worth.
        """
        super().__init__(bus, address)
        self._unit_fen = unit_fen

    def _denominations(self) -> list[Denomination]:
        found = []
        for number in range(1, TYPES + 1):
            known = coin_id(self._optional(Header.COIN_ID, bytes([number])) or b"")
            if known is not None:
                found.append(Denomination(number, known[0], known[1] * self._unit_fen))
        return found
