"""The words every device driver uses: kinds, error classes, staff actions, events.

* *capability* is what a device can do at all, *status* what it is now, an *event* what just happened, a *command* what
  it was asked to do. Unknown is not unsupported, and neither is empty.
* Drivers give typed causes, never sentences. The sentence for a cause is ``device.error.<code>`` in the text catalogue,
  the sentence for a staff action is ``device.action.<action>`` (in plain Chinese and English).

Error hierarchy::

    DeviceError                 code, error_class, temporary, action
    └── one small subclass tree per driver, e.g. drivers.id_card.errors
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType, Protocol

CommandId = NewType("CommandId", int)
"""Names one command for its whole life; unique within one process."""


class DeviceKind(StrEnum):
    """The kinds of device that a terminal can have."""

    ID_CARD = "id_card"
    PRINTER = "printer"
    PAGE_PRINTER = "page_printer"
    CAMERA = "camera"
    CODE_SCANNER = "code_scanner"
    CASH = "cash"
    CARD_TERMINAL = "card_terminal"
    SPEAKER = "speaker"


class ErrorClass(StrEnum):
    """Where the cause of an error lies, and so who can cure it."""

    LINK = "link"
    """The cable, the port or the power: reopening may help."""
    HARDWARE = "hardware"
    """The device itself says that it is broken."""
    SUPPLY = "supply"
    """Something has to be refilled or emptied."""
    USER = "user"
    """The resident can cure it: lift the card, flatten the paper."""
    PROTOCOL = "protocol"
    """The device answered something that it must not."""
    CONFIGURATION = "configuration"
    """The settings name a port, a file or an option that does not fit."""


class StaffAction(StrEnum):
    """What staff should do first. The sentence is ``device.action.<value>``."""

    NONE = "none"
    WAIT = "wait"
    CHECK_CABLE = "check_cable"
    CHECK_SETTINGS = "check_settings"
    POWER_CYCLE = "power_cycle"
    REFILL_PAPER = "refill_paper"
    REFILL_SHEETS = "refill_sheets"
    CLOSE_COVER = "close_cover"
    CLEAR_CUTTER = "clear_cutter"
    CLEAR_JAM = "clear_jam"
    CHANGE_TONER = "change_toner"
    EMPTY_TRAY = "empty_tray"
    CLEAR_CASH_JAM = "clear_cash_jam"
    EMPTY_CASH_BOX = "empty_cash_box"
    INSERT_CASH_BOX = "insert_cash_box"
    COUNT_CASH = "count_cash"
    CHECK_CARD_JOURNAL = "check_card_journal"
    ASK_RESIDENT_TO_RETRY = "ask_resident_to_retry"
    CHECK_DOCUMENT = "check_document"
    CALL_SERVICE = "call_service"


class DeviceError(Exception):
    """A typed fault of a device. Never carries personal data: it is logged and shown to staff.

    Attributes:
        code: short stable name such as ``no_reply``; the text catalogue has ``device.error.<code>``.
        error_class: where the cause lies.
        temporary: whether trying again later can succeed without anyone doing anything.
        action: what staff should do first.
    """

    def __init__(
        self, code: str, error_class: ErrorClass, *, temporary: bool, action: StaffAction, detail: str = ""
    ) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.error_class = error_class
        self.temporary = temporary
        self.action = action
        self.detail = detail


class Status(Protocol):
    """What every device status can say of itself; each driver has its own closed union of frozen dataclasses."""

    @property
    def usable(self) -> bool:
        """Whether the device can serve a resident now."""


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """The device's status is another one than before (the first one included)."""

    device: DeviceKind
    status: Status


@dataclass(frozen=True, slots=True)
class CommandProgressed:
    """A running command has something to show; ``progress`` is a value of the driver's own progress union."""

    device: DeviceKind
    command: CommandId
    progress: object


@dataclass(frozen=True, slots=True)
class CommandDone:
    """A command has ended well; ``result`` is its typed result."""

    device: DeviceKind
    command: CommandId
    result: object


@dataclass(frozen=True, slots=True)
class CommandFailed:
    """A command has ended with a typed error."""

    device: DeviceKind
    command: CommandId
    error: DeviceError


@dataclass(frozen=True, slots=True)
class CommandCancelled:
    """A command was cancelled on request. A time limit is not a cancel: it is a ``CommandFailed``."""

    device: DeviceKind
    command: CommandId


DeviceEvent = StatusChanged | CommandProgressed | CommandDone | CommandFailed | CommandCancelled


class EventSink(Protocol):
    """Where a device's events go. Called on the device's own thread; must not block."""

    def __call__(self, event: DeviceEvent, /) -> None:
        """Take one event."""
