"""What the till sends: commands and answers, as units.

Source: PA00P015, chapters 2 (commands of the till) and 3 (of the terminal); confidence in the package's docstring.
"""

from __future__ import annotations

from drivers.card_terminal.zvt.apdu import Apdu
from drivers.card_terminal.zvt.bcd import encode_bcd
from drivers.card_terminal.zvt.fields import Field, encode_field

REGISTRATION, AUTHORISATION, REVERSAL, END_OF_DAY = 0x0600, 0x0601, 0x0630, 0x0650
REPEAT_RECEIPT, ABORT, STATUS_ENQUIRY = 0x0620, 0x06B0, 0x0501
INTERMEDIATE, STATUS, COMPLETION, ABORTED = 0x04FF, 0x040F, 0x060F, 0x061E
PRINT_LINE, PRINT_BLOCK = 0x06D1, 0x06D3
ACCEPTED = 0x8000
REFUSED_CLASS = 0x84

MAX_AMOUNT = 10**12 - 1
MAX_RECEIPT = 9999

POSITIVE = Apdu(ACCEPTED)
"""The answer to every message of the terminal."""

STOP = Apdu(ABORT)
"""End what runs."""

PRINTS_PAYMENT, PRINTS_ADMIN, SENDS_STAGES = 0x02, 0x04, 0x08
TILL_STARTS_PAYMENTS, TILL_ADMINISTERS, SENDS_LINES = 0x10, 0x20, 0x80
CONFIG_BYTE = PRINTS_PAYMENT | PRINTS_ADMIN | SENDS_STAGES | TILL_STARTS_PAYMENTS | TILL_ADMINISTERS | SENDS_LINES
"""The till takes the receipts (and lets them go), is told the stages, and alone begins payments."""


def password_of(digits: str) -> bytes:
    """A password of six digits. Raises ``ValueError`` for another."""
    if len(digits) != 6 or not (digits.isascii() and digits.isdecimal()):
        raise ValueError("a password has six digits")
    return bytes.fromhex(digits)


def registration(password: bytes, config: int, currency: int) -> Apdu:
    """Make the terminal ours: what it prints, what it sends, in which currency."""
    service = encode_field(Field.SERVICE, b"\x00")
    return Apdu(
        REGISTRATION, password + bytes([config]) + encode_bcd(currency, 2) + service + encode_field(Field.TLV, b"")
    )


def authorisation(amount: int, currency: int) -> Apdu:
    """Charge an amount in the smallest unit of a currency (ISO 4217 number)."""
    data = encode_field(Field.AMOUNT, encode_bcd(amount, 6)) + encode_field(Field.CURRENCY, encode_bcd(currency, 2))
    return Apdu(AUTHORISATION, data)


def reversal(password: bytes, receipt: int) -> Apdu:
    """Take the payment with this receipt number back."""
    return Apdu(REVERSAL, password + encode_field(Field.RECEIPT, encode_bcd(receipt, 2)))


def repeat_receipt(password: bytes) -> Apdu:
    """Ask for the last payment again."""
    return Apdu(REPEAT_RECEIPT, password)


def end_of_day(password: bytes) -> Apdu:
    """Close the day."""
    return Apdu(END_OF_DAY, password)


def status_enquiry(password: bytes) -> Apdu:
    """Ask how it is."""
    return Apdu(STATUS_ENQUIRY, password)
