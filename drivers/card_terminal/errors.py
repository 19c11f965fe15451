"""Typed faults of card terminals. The hierarchy is drawn in the package's docstring."""

from __future__ import annotations

from drivers.transport.errors import LinkError
from drivers.vocabulary import DeviceError, ErrorClass, StaffAction


class CardGarbledError(LinkError):
    """Damaged frames again and again: noise, a wrong speed, or something else at the other end."""

    def __init__(self, detail: str = "") -> None:
        super().__init__("card_garbled", temporary=True, action=StaffAction.CHECK_CABLE, detail=detail)


class CardTerminalError(DeviceError):
    """Every fault that is the terminal's or the journal's."""


class CardRefusedError(CardTerminalError):
    """The terminal refuses a command, or stays busy. The detail is its code."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "card_refused", ErrorClass.PROTOCOL, temporary=True, action=StaffAction.POWER_CYCLE, detail=detail
        )


class CardNotRegisteredError(CardTerminalError):
    """The terminal does not accept our registration: the password, the currency or the options do not fit."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "card_not_registered",
            ErrorClass.CONFIGURATION,
            temporary=False,
            action=StaffAction.CHECK_SETTINGS,
            detail=detail,
        )


class CardJournalError(CardTerminalError):
    """The journal cannot be read or written. No card is charged without it; the detail names the kind of fault."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "card_journal_failed", ErrorClass.HARDWARE, temporary=True, action=StaffAction.CALL_SERVICE, detail=detail
        )


class CardUnsettledError(CardTerminalError):
    """What became of an earlier payment is not known yet, and a new one would hide it: it is asked for first."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "card_unsettled", ErrorClass.PROTOCOL, temporary=True, action=StaffAction.CHECK_CARD_JOURNAL, detail=detail
        )


class CardFaultError(CardTerminalError):
    """The terminal says that it is out of order. The detail is its code."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            "card_terminal_fault", ErrorClass.HARDWARE, temporary=False, action=StaffAction.CALL_SERVICE, detail=detail
        )
