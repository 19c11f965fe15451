"""What the page printer is now: printer-state and printer-state-reasons as one typed value. Pure.

A reason is a keyword with a severity behind it: ``media-empty-error`` stops the printer, ``-warning`` and ``-report``
do not, and a keyword without one counts as an error. In a printer that has stopped, every reason is one why it did.

A printer that is idle is never taken for unfit: a print service keeps the reasons of its last job until the next one
runs (CUPS 2.4: ``idle`` with ``media-needed-warning`` long after the tray was filled), so whoever believed them would
never print again. Source: RFC 8011, 5.4.11 and 5.4.12; keywords of CUPS (``offline``, ``connecting-to-device``) beside
those of the RFC.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class PrinterState(IntEnum):
    """``printer-state`` (RFC 8011, 5.4.11)."""

    IDLE = 3
    PROCESSING = 4
    STOPPED = 5


class OfflineReason(StrEnum):
    """Why no pages can go to the printer."""

    SERVICE = "service"
    """The print service or the printer's own server does not answer."""
    NO_QUEUE = "no_queue"
    """The service answers and has no queue of that name."""
    PRINTER = "printer"
    """The service answers and cannot reach the printer."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Takes pages."""

    usable = True


@dataclass(frozen=True, slots=True)
class NeedsLook:
    """Takes pages; paper or toner is nearly at its end, or the last document met a trouble that may be over by now."""

    usable = True


@dataclass(frozen=True, slots=True)
class PaperOut:
    """There is no paper, or not the paper that is asked for."""

    usable = False


@dataclass(frozen=True, slots=True)
class Jam:
    """Paper is stuck."""

    usable = False


@dataclass(frozen=True, slots=True)
class DoorOpen:
    """A door, a cover or a tray is open or missing."""

    usable = False


@dataclass(frozen=True, slots=True)
class TonerOut:
    """Toner or ink is at its end, or the waste box is full."""

    usable = False


@dataclass(frozen=True, slots=True)
class OutputFull:
    """The output tray is full."""

    usable = False


@dataclass(frozen=True, slots=True)
class Stopped:
    """Stopped for a reason that is none of the others: paused by a person, an error of its own, a missing filter."""

    usable = False


@dataclass(frozen=True, slots=True)
class Offline:
    """Nothing can be sent to it."""

    reason: OfflineReason
    usable = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not asked yet, or its answers made no sense. Never to be taken for fine."""

    usable = False


PagePrinterStatus = Ready | NeedsLook | PaperOut | Jam | DoorOpen | TonerOut | OutputFull | Stopped | Offline | Unknown

_SEVERITIES = ("-error", "-warning", "-report")
_MEANING: dict[str, PagePrinterStatus] = {
    # The most serious first: what staff have to do first decides when there are several.
    "offline": Offline(OfflineReason.PRINTER),
    "connecting-to-device": Offline(OfflineReason.PRINTER),
    "timed-out": Offline(OfflineReason.PRINTER),
    "shutdown": Offline(OfflineReason.PRINTER),
    "media-jam": Jam(),
    "door-open": DoorOpen(),
    "cover-open": DoorOpen(),
    "interlock-open": DoorOpen(),
    "input-tray-missing": DoorOpen(),
    "output-tray-missing": DoorOpen(),
    "media-needed": PaperOut(),
    "media-empty": PaperOut(),
    "toner-empty": TonerOut(),
    "marker-supply-empty": TonerOut(),
    "marker-waste-full": TonerOut(),
    "developer-empty": TonerOut(),
    "output-area-full": OutputFull(),
}
_LOW = frozenset({"media-low", "toner-low", "marker-supply-low", "developer-low", "marker-waste-almost-full"})
_ALWAYS = frozenset({"offline", "media-needed"})
"""Nothing comes out, even where the service says it as a mere report: its backends do."""
_WHILE_AT_WORK = frozenset({"connecting-to-device"})
"""A printer that is at work says so now and then; it means something once the printer has stopped."""


def status_of(state: int, reasons: Iterable[str], *, accepting: bool) -> PagePrinterStatus:
    """What state and reasons mean together.

    Args:
        state: ``printer-state``.
        reasons: ``printer-state-reasons``.
        accepting: ``printer-is-accepting-jobs``.
    """
    named = [_split(reason) for reason in reasons]
    stopped, idle = state == PrinterState.STOPPED, state == PrinterState.IDLE
    blocking = {
        keyword
        for keyword, severity in named
        if stopped or keyword in _ALWAYS or (severity in {"", "-error"} and keyword not in _WHILE_AT_WORK)
    }
    for keyword, status in _MEANING.items():
        if keyword in blocking and not idle:
            return status
    if state not in set(PrinterState):
        return Unknown()
    if stopped or not accepting:
        return Stopped()
    return NeedsLook() if any(keyword in _LOW or keyword in _MEANING for keyword, _ in named) else Ready()


def _split(reason: str) -> tuple[str, str]:
    """A reason as keyword and severity; the severity is empty where there is none."""
    for severity in _SEVERITIES:
        if reason.endswith(severity):
            return reason.removesuffix(severity), severity
    return reason, ""
