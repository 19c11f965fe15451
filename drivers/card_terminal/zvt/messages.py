"""What the terminal sends, as typed values. Bytes that make no sense become ``Malformed``, never an exception.

Of a card only the digits that the terminal leaves unmasked at the end are kept, at most four; everything else of it
(number, tracks, expiry, chip data) is dropped here and reaches nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from drivers.card_terminal.zvt import commands
from drivers.card_terminal.zvt.apdu import Apdu
from drivers.card_terminal.zvt.fields import Field, FieldError, Fields, card_tail, llvar_size, parse_fields

_VERSION_MARK = 0xF0
MAX_NAME = 40


@dataclass(frozen=True, slots=True)
class Accepted:
    """80 00: it has the command."""


@dataclass(frozen=True, slots=True)
class RefusedCommand:
    """84 xx: it does not do the command; nothing has happened."""

    code: int


@dataclass(frozen=True, slots=True)
class Stage:
    """04 FF: what it waits for."""

    code: int


@dataclass(frozen=True, slots=True)
class PaymentStatus:
    """04 0F: how a payment went. Numbers are None and texts empty where the terminal gives none.

    Attributes:
        result: 0 when it is done, else the code.
        amount: in the smallest unit of the currency.
        currency: ISO 4217 number.
        receipt: number of the receipt.
        trace: running number of the transaction.
        terminal_id: digits.
        date: month and day, digits.
        time: hours, minutes, seconds, digits.
        card_tail: the last digits of the card where they are told.
        card_name: the scheme.
        complete: whether every field could be read.
    """

    result: int | None
    amount: int | None = None
    currency: int | None = None
    receipt: int | None = None
    trace: int | None = None
    terminal_id: str = ""
    date: str = ""
    time: str = ""
    card_tail: str = field(default="", repr=False)
    card_name: str = field(default="", repr=False)
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Completion:
    """06 0F: the command is done. Raw data, because their meaning depends on the command."""

    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Aborted:
    """06 1E: the command is not done. ``code`` is None where it gives none."""

    code: int | None


@dataclass(frozen=True, slots=True)
class Printed:
    """06 D1 or 06 D3: a part of a receipt. Its text is not kept."""


@dataclass(frozen=True, slots=True)
class Other:
    """Something that is not used here."""

    control: int


@dataclass(frozen=True, slots=True)
class Malformed:
    """A message that is used here, with data that make no sense."""

    control: int


Message = Accepted | RefusedCommand | Stage | PaymentStatus | Completion | Aborted | Printed | Other | Malformed


def message_of(apdu: Apdu) -> Message:
    """What a unit from the terminal says."""
    if apdu.control >> 8 == commands.REFUSED_CLASS:
        return RefusedCommand(apdu.control & 0xFF)
    match apdu.control:
        case commands.ACCEPTED:
            return Accepted()
        case commands.INTERMEDIATE:
            return Stage(apdu.data[0]) if apdu.data else Malformed(apdu.control)
        case commands.STATUS:
            return _status(apdu)
        case commands.COMPLETION:
            return Completion(apdu.data)
        case commands.ABORTED:
            return Aborted(apdu.data[0] if apdu.data else None)
        case commands.PRINT_LINE | commands.PRINT_BLOCK:
            return Printed()
        case control:
            return Other(control)


def _status(apdu: Apdu) -> PaymentStatus | Malformed:
    try:
        fields = parse_fields(apdu.data)
    except FieldError:
        return Malformed(apdu.control)
    return PaymentStatus(
        result=fields.byte(Field.RESULT),
        amount=fields.number(Field.AMOUNT),
        currency=fields.number(Field.CURRENCY),
        receipt=fields.number(Field.RECEIPT),
        trace=fields.number(Field.TRACE),
        terminal_id=fields.digits(Field.TERMINAL_ID),
        date=fields.digits(Field.DATE),
        time=fields.digits(Field.TIME),
        card_tail=card_tail(fields.values.get(Field.PAN, b"")),
        card_name=fields.text(Field.CARD_NAME)[:MAX_NAME],
        complete=fields.complete,
    )


@dataclass(frozen=True, slots=True)
class Registered:
    """What the completion of a registration tells. ``flags`` is its status byte, None where it gives none."""

    terminal_id: str = ""
    currency: int | None = None
    flags: int | None = None


NEEDS_INITIALISATION, NEEDS_DIAGNOSIS = 0x01, 0x02
"""Flags of a registration [1]."""


def registered_of(completion: Completion) -> Registered:
    """Read the completion of a registration, leniently."""
    fields = _lenient(completion.data)
    return Registered(fields.digits(Field.TERMINAL_ID), fields.number(Field.CURRENCY), fields.byte(Field.PAYMENT_TYPE))


@dataclass(frozen=True, slots=True)
class Condition:
    """What the completion of a status enquiry tells [gk]. ``status`` is None where it gives none."""

    status: int | None = None
    software: str = ""


def condition_of(completion: Completion) -> Condition:
    """Read the completion of a status enquiry, leniently: perhaps a version (F0 and its text), then a status byte."""
    data, software = completion.data, ""
    if data[:1] == bytes([_VERSION_MARK]) and len(data) > 1:
        try:
            size = llvar_size(data, 1, 3)
        except FieldError:
            return Condition()
        text = data[4 : 4 + size]
        software = bytes(one for one in text if 0x20 <= one < 0x7F).decode("ascii")[:MAX_NAME]
        data = data[4 + size :]
    return Condition(data[0] if data else None, software)


def _lenient(data: bytes) -> Fields:
    try:
        return parse_fields(data)
    except FieldError:
        return Fields({}, complete=False)
