"""The one transport to the hall, made when the outbox is open, and what residents ask over it on the hall's lane.

Imported with the terminal; what brings HTTP and cryptography is imported when the line is opened (docs/adr/003).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.hall_client import Lookup, LookupOutcome

if TYPE_CHECKING:
    from config.settings.model import HallSettings
    from kiosk.hall_calls import HallCalls
    from offline_queue.clock import Clock
    from offline_queue.outbox import Outbox
    from offline_queue.transport import HallTransport

_HEARD = frozenset({LookupOutcome.FOUND, LookupOutcome.UNKNOWN, LookupOutcome.BUSY})
"""Only the hall can have said so; what this terminal knows by itself proves nothing of the line."""


class HallLine:
    """Closed until ``open``; what is asked before that is answered honestly.

    Args:
        make_clock: gives the queue's clock.
        opened: gives the outbox while it is open.
        heard: called, on the asking thread, whenever the hall has answered a resident's question.
    """

    def __init__(
        self, make_clock: Callable[[], Clock], opened: Callable[[], Outbox | None], heard: Callable[[], None]
    ) -> None:
        self._make_clock = make_clock
        self._opened = opened
        self._heard = heard
        self._transport: HallTransport | None = None

    def open(self, hall: HallSettings, outbox: Outbox) -> HallTransport:
        """Make the transport for this outbox's identity."""
        from offline_queue.transport import HallTransport, Signer, Timeouts

        self._transport = HallTransport(
            hall.url,
            lambda: Signer.of(outbox.identity()),
            self._make_clock(),
            timeouts=Timeouts(connect_s=hall.connect_timeout_s, stall_s=hall.read_timeout_s),
            ca_file=str(hall.ca_file or ""),
        )
        return self._transport

    def close(self) -> None:
        """Close every connection."""
        if self._transport is not None:
            self._transport.close()

    def look_up(self, receipt_number: str, lookup_code: str) -> Lookup:
        """How a case stands. Blocks; never raises for a fault of the line."""
        from kiosk.case_lookup import look_up

        outbox = self._opened()
        if outbox is None or self._transport is None:
            return Lookup(LookupOutcome.UNREACHABLE)
        found = look_up(self._transport, outbox, receipt_number, lookup_code)
        if found.outcome in _HEARD:
            self._heard()
        return found

    def calls(self) -> HallCalls:
        """The live calls. Raises `OfflineError` before the line is open."""
        from kiosk.hall_calls import HallCalls, OfflineError

        if self._transport is None:
            raise OfflineError
        return HallCalls(self._transport, self._heard)
