"""What the sync engine tells whoever listens. Frozen values, identifiers only; called on the engine's thread."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from config.domain.identifiers import EntryId, ReceiptNumber
from offline_queue.errors import ChannelFault
from offline_queue.model import EntryState, SyncStop
from offline_queue.wire.entries import EntryKind


class Line(StrEnum):
    """What is known of the line to the hall."""

    UNKNOWN = "unknown"
    ONLINE = "online"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class LineState:
    """The line, since when (Unix seconds), and why it is down."""

    line: Line
    since_s: float
    fault: ChannelFault | None = None


@dataclass(frozen=True, slots=True)
class LineChanged:
    """The line is another one than before."""

    state: LineState


@dataclass(frozen=True, slots=True)
class EntryChanged:
    """An entry is in another state. ``cause`` says why it is held or refused."""

    entry_id: EntryId
    kind: EntryKind
    receipt_number: ReceiptNumber | None
    state: EntryState
    case_number: str | None
    cause: str | None


@dataclass(frozen=True, slots=True)
class SyncStopped:
    """Nothing is sent until staff do something."""

    cause: SyncStop


@dataclass(frozen=True, slots=True)
class SyncResumed:
    """Sending goes on after a stop."""


@dataclass(frozen=True, slots=True)
class HallNews:
    """What a heartbeat brought.

    Attributes:
        notice_live: whether the hall sends text messages; only then may a slip promise one.
        paused: the hall wants no entries for now.
        missing_sequences: numbers that the hall has not seen below the highest one that it has.
    """

    notice_live: bool
    paused: bool
    missing_sequences: tuple[int, ...]


QueueEvent = LineChanged | EntryChanged | SyncStopped | SyncResumed | HallNews


class QueueListener(Protocol):
    """Where the engine's events go. Called on the engine's thread; must not block."""

    def __call__(self, event: QueueEvent, /) -> None:
        """Take one event."""
