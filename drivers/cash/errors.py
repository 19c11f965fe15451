"""Typed faults of cash devices. The hierarchy is drawn in the package's docstring."""

from __future__ import annotations

from drivers.cash.events import Fraud, Trouble
from drivers.transport.errors import LinkError
from drivers.vocabulary import DeviceError, ErrorClass, StaffAction


class CashGarbledReplyError(LinkError):
    """Damaged replies again and again: noise, a wrong speed or checksum form, or two devices on one address."""

    def __init__(self, detail: str = "") -> None:
        super().__init__("cash_garbled_reply", temporary=True, action=StaffAction.CHECK_CABLE, detail=detail)


class CashError(DeviceError):
    """Every fault that is the device's, the journal's, or the money's."""


class CashRefusedError(CashError):
    """The device answers NAK or stays busy, also when asked again."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "cash_refused", ErrorClass.PROTOCOL, temporary=True, action=StaffAction.POWER_CYCLE, detail=detail
        )


class CashProtocolError(CashError):
    """A well-formed reply that cannot be the answer."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "cash_unexpected_reply", ErrorClass.PROTOCOL, temporary=True, action=StaffAction.POWER_CYCLE, detail=detail
        )


class CashNoUsableTypeError(CashError):
    """No denomination that the settings accept is in the device's table, or no amount in it is certain."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "cash_no_usable_type",
            ErrorClass.CONFIGURATION,
            temporary=False,
            action=StaffAction.CHECK_SETTINGS,
            detail=detail,
        )


class CashJournalError(CashError):
    """The journal cannot be read or written. No money is taken without it; the detail names the kind of fault."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "cash_journal_failed", ErrorClass.HARDWARE, temporary=True, action=StaffAction.CALL_SERVICE, detail=detail
        )


class CashUnknownResultError(CashError):
    """A note was on its way into the box, and nothing that the device says tells what became of it."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "cash_result_unknown", ErrorClass.HARDWARE, temporary=False, action=StaffAction.COUNT_CASH, detail=detail
        )


class CashRestartedError(CashError):
    """The device lost its power or was exchanged while money may have been on its way."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "cash_device_restarted", ErrorClass.HARDWARE, temporary=True, action=StaffAction.COUNT_CASH, detail=detail
        )


class CashEventsLostError(CashError):
    """More happened than the device remembers. What was lost is for a person to find."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "cash_events_lost", ErrorClass.PROTOCOL, temporary=False, action=StaffAction.COUNT_CASH, detail=detail
        )


class CashFraudError(CashError):
    """The device suspects an attempt to cheat."""

    def __init__(self, kind: Fraud) -> None:
        super().__init__(
            "cash_fraud_suspected",
            ErrorClass.USER,
            temporary=False,
            action=StaffAction.COUNT_CASH,
            detail=kind.value,
        )
        self.kind = kind


class CashJamError(CashError):
    """Something is stuck in the device."""

    def __init__(self, kind: Trouble) -> None:
        super().__init__(
            "cash_jam", ErrorClass.HARDWARE, temporary=False, action=StaffAction.CLEAR_CASH_JAM, detail=kind.value
        )


class CashBoxFullError(CashError):
    """The box is full."""

    def __init__(self) -> None:
        super().__init__("cash_box_full", ErrorClass.SUPPLY, temporary=False, action=StaffAction.EMPTY_CASH_BOX)


class CashBoxRemovedError(CashError):
    """The box is not in its place."""

    def __init__(self) -> None:
        super().__init__("cash_box_removed", ErrorClass.SUPPLY, temporary=False, action=StaffAction.INSERT_CASH_BOX)


class CashFaultError(CashError):
    """The device says that a part of it is broken. The detail names the part, or the self-check's number."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            "cash_device_fault", ErrorClass.HARDWARE, temporary=False, action=StaffAction.CALL_SERVICE, detail=detail
        )


def trouble_error(kind: Trouble) -> CashError:
    """The typed fault for what keeps a device from taking money."""
    match kind:
        case Trouble.JAM_IN_TRANSPORT | Trouble.JAM_IN_STACKER | Trouble.COIN_JAM | Trouble.COIN_RETURN_OPEN:
            return CashJamError(kind)
        case Trouble.STACKER_FULL:
            return CashBoxFullError()
        case Trouble.STACKER_REMOVED:
            return CashBoxRemovedError()
        case _:
            return CashFaultError(kind.value)
