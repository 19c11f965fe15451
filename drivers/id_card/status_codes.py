"""The module's status byte SW3 and what a driver should do about each value.

Source: ID card reader sheet, section 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, IntEnum, auto
from types import MappingProxyType


class StatusCode(IntEnum):
    """SW3, the module's own state."""

    BAD_REQUEST_CHECKSUM = 0x10
    BAD_REQUEST_LENGTH = 0x11
    WRONG_COMMAND = 0x21
    NOT_PERMITTED = 0x23
    UNRECOGNISED_ERROR = 0x24
    CARD_REFUSED_MODULE = 0x31
    MODULE_REFUSED_CARD = 0x32
    CONTENT_NOT_VERIFIED = 0x33
    CARD_TYPE_NOT_RECOGNISED = 0x40
    READ_FAILED = 0x41
    NO_RANDOM_NUMBER = 0x47
    SELF_TEST_FAILED = 0x60
    NOT_AUTHORISED = 0x66
    NO_CARD = 0x80
    """Also: the card that was read is still lying there."""
    SELECT_FAILED = 0x81
    SUCCESS = 0x90
    NO_SUCH_ITEM = 0x91
    CARD_FOUND = 0x9F


class Reaction(Enum):
    """What a driver does about a status."""

    PROCEED = auto()
    SELECT = auto()
    TREAT_AS_EMPTY = auto()
    RESEND_ONCE = auto()
    COMMAND_UNSUPPORTED = auto()
    REPORT_CONFIGURATION = auto()
    RETRY_THEN_RESET = auto()
    LIFT_CARD = auto()
    NOT_AN_ID_CARD = auto()
    FIND_AGAIN = auto()
    RESET_ONCE_THEN_OUT_OF_SERVICE = auto()
    OUT_OF_SERVICE = auto()
    KEEP_POLLING = auto()


REACTIONS: Mapping[StatusCode, Reaction] = MappingProxyType(
    {
        StatusCode.SUCCESS: Reaction.PROCEED,
        StatusCode.CARD_FOUND: Reaction.SELECT,
        StatusCode.NO_SUCH_ITEM: Reaction.TREAT_AS_EMPTY,
        StatusCode.BAD_REQUEST_CHECKSUM: Reaction.RESEND_ONCE,
        StatusCode.BAD_REQUEST_LENGTH: Reaction.RESEND_ONCE,
        StatusCode.WRONG_COMMAND: Reaction.COMMAND_UNSUPPORTED,
        StatusCode.NOT_PERMITTED: Reaction.REPORT_CONFIGURATION,
        StatusCode.UNRECOGNISED_ERROR: Reaction.RETRY_THEN_RESET,
        StatusCode.CARD_REFUSED_MODULE: Reaction.LIFT_CARD,
        StatusCode.MODULE_REFUSED_CARD: Reaction.LIFT_CARD,
        StatusCode.CONTENT_NOT_VERIFIED: Reaction.LIFT_CARD,
        StatusCode.CARD_TYPE_NOT_RECOGNISED: Reaction.NOT_AN_ID_CARD,
        StatusCode.READ_FAILED: Reaction.FIND_AGAIN,
        StatusCode.NO_RANDOM_NUMBER: Reaction.RETRY_THEN_RESET,
        StatusCode.SELF_TEST_FAILED: Reaction.RESET_ONCE_THEN_OUT_OF_SERVICE,
        StatusCode.NOT_AUTHORISED: Reaction.OUT_OF_SERVICE,
        StatusCode.NO_CARD: Reaction.KEEP_POLLING,
        StatusCode.SELECT_FAILED: Reaction.FIND_AGAIN,
    }
)


def reaction_to(sw3: int) -> Reaction:
    """What to do about a status byte; an unknown one is treated like an unrecognised error."""
    try:
        return REACTIONS[StatusCode(sw3)]
    except ValueError:
        return Reaction.RETRY_THEN_RESET
