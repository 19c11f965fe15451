"""What every family of cash devices offers to the driver, and what a device is asked for at its start."""

from __future__ import annotations

from typing import Protocol

from drivers.cash.cctalk_codec import EventBuffer, Route, RouteAnswer
from drivers.cash.events import Advance, Happening
from drivers.cash.model import Capabilities, UnitIdentity, UnitInfo
from drivers.cash.money import PriceList


class CashUnit(Protocol):
    """One bill or coin device. All of it is called on the device's thread only, on an open link."""

    @property
    def capabilities(self) -> Capabilities:
        """What it can do at all."""

    @property
    def identity(self) -> UnitIdentity:
        """Who it is; known after ``identify``."""

    @property
    def prices(self) -> PriceList:
        """Its denominations; known after ``identify``."""

    def identify(self) -> None:
        """Ask who it is and what it takes; changes nothing in the device. Raises ``DeviceError``."""

    def buffer(self) -> EventBuffer:
        """Its events as they are now. Raises ``DeviceError``."""

    def history(self, buffer: EventBuffer) -> tuple[Happening, ...]:
        """What the events in a buffer mean, the oldest first."""

    def look(self, before: EventBuffer) -> tuple[EventBuffer, Advance]:
        """Its events as they are now, and what is new since then. Raises ``DeviceError``."""

    def choose(self, types: frozenset[int]) -> None:
        """Take exactly these types once it may take any. Raises ``DeviceError``."""

    def allow(self) -> None:
        """Take the chosen types from now on. Raises ``DeviceError``."""

    def inhibit(self, *, tries: int = 3) -> None:
        """Take nothing from now on. Raises ``DeviceError``."""

    def forgot_types(self) -> bool:
        """Whether it says that no type is allowed, though some were: it was without power. False if it cannot say."""

    def route(self, route: Route) -> RouteAnswer:
        """Send the note in escrow somewhere. Raises ``LinkError`` when the port itself fails."""

    def self_check(self) -> int:
        """The number of its fault, 0 for none. Raises ``DeviceError``."""

    def info(self) -> UnitInfo:
        """All that is known of it; after ``identify``."""
