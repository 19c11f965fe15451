"""The kiosk's live questions to the hall, through the one signed client of the queue (decisions 2).

Every call blocks on the network: it runs on the background lane for the hall, never on the GUI thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from kiosk.background import Background, Lane

if TYPE_CHECKING:
    from kiosk.hall_calls import HallCalls, LiveCallError
    from offline_queue.model import FollowUp, LocalProgress
    from offline_queue.wire.progress import ComplaintAnswer, ProgressAnswer


class LookupOutcome(StrEnum):
    """How a question for progress ended."""

    FOUND = "found"
    """The hall answered."""
    LOCAL_ONLY = "local_only"
    """The hall could not be asked or does not know the case yet; this terminal does."""
    UNKNOWN = "unknown"
    """Neither knows this number with this code."""
    UNREACHABLE = "unreachable"
    """The hall could not be asked, and this terminal does not know the case."""
    BUSY = "busy"
    """Too many questions; ask later."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is known of a case or a complaint: with ``FOUND`` what the hall said of one or the other.

    Attributes:
        waiting: beside what the hall said, what was handed in about the case at this terminal.
    """

    outcome: LookupOutcome
    answer: ProgressAnswer | None = field(default=None, repr=False)
    local: LocalProgress | None = field(default=None, repr=False)
    complaint: ComplaintAnswer | None = field(default=None, repr=False)
    waiting: tuple[FollowUp, ...] = field(default=(), repr=False)


Asks = Callable[[str, str], Lookup]
Told = TypeVar("Told")


class HallClient:
    """Asks the hall off the GUI thread."""

    def __init__(self, background: Background, ask_progress: Asks, calls: Callable[[], HallCalls]) -> None:
        """Wrap what blocks.

        Args:
            background: whose lane for the hall is used.
            ask_progress: by receipt number and lookup code; never raises for a fault of the line.
            calls: gives the live calls; raises `OfflineError` before there is a line.
        """
        self._background = background
        self._ask_progress = ask_progress
        self._calls = calls

    def progress(self, receipt_number: str, lookup_code: str, on_done: Callable[[Lookup], None]) -> None:
        """How a case stands; ``on_done`` comes on the GUI thread unless the visit has ended."""
        self._background.run(
            Lane.HALL,
            lambda: self._ask_progress(receipt_number, lookup_code),
            on_done,
            lambda _error: on_done(Lookup(LookupOutcome.UNREACHABLE)),
        )

    def tell(self, call: Callable[[HallCalls], object]) -> None:
        """Make a live call of which nobody waits for the answer, not even when the visit has ended."""
        self._background.run_service(Lane.HALL, lambda: call(self._calls()), _nobody_waits, _nobody_waits)

    def ask(
        self,
        call: Callable[[HallCalls], Told],
        on_done: Callable[[Told], None],
        on_failed: Callable[[LiveCallError], None],
    ) -> None:
        """Make a live call, such as ``lambda calls: calls.slots(item_id)``; one of the two comes on the GUI thread.

        ``on_failed`` gets `OfflineError`, `BusyError` or `RefusedError`. What comes after the visit or the flow has
        ended is dropped.
        """

        def failed(error: Exception) -> None:
            from kiosk.hall_calls import LiveCallError

            if not isinstance(error, LiveCallError):
                raise error
            on_failed(error)

        self._background.run(Lane.HALL, lambda: call(self._calls()), on_done, failed)


def _nobody_waits(_answer: object) -> None:
    """What the hall said, or that it said nothing, changes nothing here any more."""
