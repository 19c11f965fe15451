"""Typed faults of the ID card reader. The hierarchy is drawn in the package's docstring.

No error carries anything that was on a card: at most the name of a field or a status byte.
"""

from __future__ import annotations

from drivers.transport.errors import LinkError
from drivers.vocabulary import DeviceError, ErrorClass, StaffAction


class GarbledReplyError(LinkError):
    """Two replies in a row were damaged: noise, a wrong speed, or two programs on the port."""

    def __init__(self, detail: str = "") -> None:
        super().__init__("garbled_reply", temporary=True, action=StaffAction.CHECK_CABLE, detail=detail)


class IdCardError(DeviceError):
    """Every fault that is the reader's or the card's."""


class SamSelfTestError(IdCardError):
    """The security module failed its self-test (SW3 60), also after a reset."""

    def __init__(self) -> None:
        super().__init__("sam_self_test_failed", ErrorClass.HARDWARE, temporary=False, action=StaffAction.CALL_SERVICE)


class SamNotAuthorisedError(IdCardError):
    """The security module has no authorisation (SW3 66)."""

    def __init__(self) -> None:
        super().__init__("sam_not_authorised", ErrorClass.HARDWARE, temporary=False, action=StaffAction.CALL_SERVICE)


class NotPermittedError(IdCardError):
    """The module does not permit the command (SW3 23)."""

    def __init__(self) -> None:
        super().__init__(
            "reader_not_permitted", ErrorClass.CONFIGURATION, temporary=False, action=StaffAction.CALL_SERVICE
        )


class ReaderStuckError(IdCardError):
    """The reader answers, and every cycle fails, also after a reset."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "reader_stuck",
            ErrorClass.HARDWARE,
            temporary=True,
            action=StaffAction.POWER_CYCLE,
            detail=detail,
        )


class UnexpectedReplyError(IdCardError):
    """A well-formed reply that cannot be the answer to the command."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "unexpected_reply",
            ErrorClass.PROTOCOL,
            temporary=True,
            action=StaffAction.POWER_CYCLE,
            detail=detail,
        )


class UnknownCardTypeError(IdCardError):
    """The record's type flag is none of the four known ones."""

    def __init__(self, flag_unit: int) -> None:
        super().__init__(
            "unknown_card_type",
            ErrorClass.PROTOCOL,
            temporary=False,
            action=StaffAction.CHECK_DOCUMENT,
            detail=f"U+{flag_unit:04X}",
        )


class CardDataError(IdCardError):
    """A field of the record cannot be what it must be. The detail names the field, never its content."""

    def __init__(self, field: str) -> None:
        super().__init__(
            "card_data_wrong",
            ErrorClass.PROTOCOL,
            temporary=True,
            action=StaffAction.CHECK_DOCUMENT,
            detail=field,
        )
        self.field = field


class CardInconsistentError(IdCardError):
    """The record's fields contradict each other, also when read again. The detail names the checks."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            "card_inconsistent",
            ErrorClass.USER,
            temporary=True,
            action=StaffAction.CHECK_DOCUMENT,
            detail=detail,
        )


class CardNotVerifiedError(IdCardError):
    """Card and module did not accept each other, several times (SW3 31, 32, 33)."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "card_not_verified",
            ErrorClass.USER,
            temporary=True,
            action=StaffAction.CHECK_DOCUMENT,
            detail=detail,
        )
