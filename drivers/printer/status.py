"""How a printer is, and what its replies mean. Source: receipt printer sheet, sections 7 and 10."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from drivers.printer.replies import AutomaticStatus, FullStatus


class OfflineReason(StrEnum):
    """Why the printer takes no slips though it has paper and its cover is closed."""

    NO_REPLY = "no_reply"
    PORT = "port"
    FEED_BUTTON = "feed_button"
    WAITING_FOR_RECOVERY = "waiting_for_recovery"
    MECHANICAL = "mechanical"
    PAPER_JAM = "paper_jam"
    SETTINGS = "settings"
    """The settings do not fit, so the printer is not asked at all."""
    UNSPECIFIED = "unspecified"


@dataclass(frozen=True, slots=True)
class Ready:
    """Online, with paper. ``refilled``: the paper was out and is in again; a test print is due."""

    refilled: bool = False
    usable = True


@dataclass(frozen=True, slots=True)
class PaperLow:
    """Online; the roll is near its end. Prints, and staff should bring a roll."""

    usable = True


@dataclass(frozen=True, slots=True)
class PaperOut:
    """There is no paper."""

    usable = False


@dataclass(frozen=True, slots=True)
class CoverOpen:
    """The cover is open."""

    usable = False


@dataclass(frozen=True, slots=True)
class CutterFault:
    """The cutter is stuck."""

    usable = False


@dataclass(frozen=True, slots=True)
class HeadHot:
    """An error that goes away by itself: the head is hot, or the voltage low."""

    usable = False


@dataclass(frozen=True, slots=True)
class Unrecoverable:
    """An error that only a power cycle or the service can clear."""

    usable = False


@dataclass(frozen=True, slots=True)
class Offline:
    """The printer cannot be reached, or says that it is offline."""

    reason: OfflineReason
    usable = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not asked yet, or the answers made no sense. Never to be taken for fine."""

    usable = False


PrinterStatus = Ready | PaperLow | PaperOut | CoverOpen | CutterFault | HeadHot | Unrecoverable | Offline | Unknown


# ---- meaning ------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Causes:
    """Every cause that replies can name, before the most serious one is chosen."""

    unrecoverable: bool = False
    cutter: bool = False
    cover: bool = False
    paper_out: bool = False
    hot: bool = False
    offline: OfflineReason | None = None
    paper_low: bool = False

    def status(self) -> PrinterStatus:
        """The most serious cause: what needs the service first, then what staff can cure, then what passes."""
        if self.unrecoverable:
            return Unrecoverable()
        if self.cover:
            # Before the cutter: whoever frees the cutter has the cover open, and nothing may move meanwhile.
            return CoverOpen()
        if self.cutter:
            return CutterFault()
        if self.paper_out:
            return PaperOut()
        if self.hot:
            return HeadHot()
        if self.offline is not None:
            return Offline(self.offline)
        return PaperLow() if self.paper_low else Ready()


@dataclass(frozen=True, slots=True)
class RealtimeAnswers:
    """The four answers to ``DLE EOT`` 1 to 4; section 7.1 has the bits."""

    printer: int
    cause: int
    error: int
    paper: int

    def status(self) -> PrinterStatus:
        """What the four answers mean together."""
        offline = None
        if self.printer & 0x20:
            offline = OfflineReason.WAITING_FOR_RECOVERY
        elif self.cause & 0x08 or self.printer & 0x40:
            offline = OfflineReason.FEED_BUTTON
        elif self.error & 0x04:
            offline = OfflineReason.MECHANICAL
        elif self.printer & 0x08 or self.cause & 0x40:
            offline = OfflineReason.UNSPECIFIED
        return _Causes(
            unrecoverable=bool(self.error & 0x20),
            cutter=bool(self.error & 0x08),
            cover=bool(self.cause & 0x04),
            paper_out=bool(self.cause & 0x20 or self.paper & 0x60),
            hot=bool(self.error & 0x40),
            offline=offline,
            paper_low=bool(self.paper & 0x0C),
        ).status()


def automatic_status(reply: AutomaticStatus) -> PrinterStatus:
    """What the printer said by itself (section 7.3)."""
    offline = None
    if reply.first & 0x40:
        offline = OfflineReason.FEED_BUTTON
    elif reply.errors & 0x04:
        offline = OfflineReason.MECHANICAL
    elif reply.first & 0x08:
        offline = OfflineReason.UNSPECIFIED
    return _Causes(
        unrecoverable=bool(reply.errors & 0x20),
        cutter=bool(reply.errors & 0x08),
        cover=bool(reply.first & 0x20),
        paper_out=bool(reply.paper & 0x0C),
        hot=bool(reply.errors & 0x40),
        offline=offline,
        paper_low=bool(reply.paper & 0x03),
    ).status()


class Mouth(StrEnum):
    """What a presenter says of the slip at its mouth."""

    EMPTY = "empty"
    HELD_OUT = "held_out"
    MOVING = "moving"


def mouth_of(reply: FullStatus) -> Mouth:
    """Where the slip is (section 10.1): the motor moves it, the sensor sees it."""
    if reply.user & 0x08:
        return Mouth.MOVING
    return Mouth.HELD_OUT if reply.paper & 0x20 else Mouth.EMPTY


def full_status(reply: FullStatus) -> PrinterStatus:
    """What a Custom mechanism says of itself as a whole (section 10.1)."""
    offline = None
    if reply.recoverable & 0x40:
        offline = OfflineReason.PAPER_JAM
    elif reply.recoverable & 0x22 or reply.user & 0x60:
        offline = OfflineReason.FEED_BUTTON if reply.user & 0x60 else OfflineReason.UNSPECIFIED
    return _Causes(
        unrecoverable=bool(reply.unrecoverable & 0x8C),
        cutter=bool(reply.unrecoverable & 0x03),
        cover=bool(reply.user & 0x03),
        paper_out=bool(reply.paper & 0x01),
        hot=bool(reply.recoverable & 0x09),
        offline=offline,
        paper_low=bool(reply.paper & 0x04),
    ).status()
