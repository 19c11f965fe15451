"""Who stands at the terminal: read from a card or typed in. In memory only, for one visit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import assert_never

from config.domain.citizen_number import parse_citizen_number
from config.domain.number_error import NumberError
from config.domain.permanent_residence_number import PermanentResidenceNumber, parse_permanent_residence_number
from drivers.id_card.records import (
    CitizenRecord,
    ForeignResident2017Record,
    ForeignResident2023Record,
    HmtPermitRecord,
    IdCardRecord,
    LongTerm,
    ValidUntil,
)
from kiosk.masking import mask_name, mask_number
from offline_queue.wire.documents import CardType, Person, PersonSource

HMT_PREFIXES = ("81", "82", "83")
"""Residence permits of Hong Kong, Macao and Taiwan residents (ID card sheet, section 7)."""


class Validity(StrEnum):
    """Whether the card is still good, seen from one day."""

    VALID = "valid"
    LONG_TERM = "long_term"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    """Typed in: nobody has seen the card."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A person's documents as far as a case needs them; ethnicity and portrait are left on the card (guide 10.2)."""

    card_type: CardType
    source: PersonSource
    name: str = field(repr=False)
    number: str = field(repr=False)
    birth_date: date | None = field(repr=False)
    valid_until: ValidUntil | None = field(repr=False)
    address: str = field(repr=False)

    @property
    def name_masked(self) -> str:
        """As the screens and slips show it."""
        return mask_name(self.name)

    @property
    def number_masked(self) -> str:
        """As the screens and slips show it."""
        return mask_number(self.number)

    @property
    def typed(self) -> bool:
        """Whether the number was typed in, so that the original has to be checked."""
        return self.source is PersonSource.MANUAL

    def validity(self, today: date) -> Validity:
        """Whether the card is good on that day."""
        if self.valid_until is None:
            return Validity.UNKNOWN
        if isinstance(self.valid_until, LongTerm):
            return Validity.LONG_TERM
        return Validity.EXPIRED if self.valid_until < today else Validity.VALID

    def age(self, today: date) -> int | None:
        """Full years on that day, None when the birth date is not known."""
        if self.birth_date is None:
            return None
        before_birthday = (today.month, today.day) < (self.birth_date.month, self.birth_date.day)
        return today.year - self.birth_date.year - before_birthday

    def to_person(self, mobile: str | None) -> Person:
        """The person as the wire carries it."""
        return Person(
            card_type=self.card_type,
            source=self.source,
            name=self.name,
            number=self.number,
            birth_date=self.birth_date,
            valid_until=None if isinstance(self.valid_until, LongTerm) else self.valid_until,
            address=self.address or None,
            mobile=mobile or None,
        )


def from_card(record: IdCardRecord, newest_address: str | None) -> Identity:
    """The person of a card; the newest address of the chip goes before the printed one."""
    match record:
        case CitizenRecord():
            kind, name, number = CardType.RESIDENT_ID, record.name, record.citizen_number
            until, address = record.valid_until, newest_address or record.address
        case HmtPermitRecord():
            kind, name, number = CardType.HMT_PERMIT, record.name, record.citizen_number
            until, address = record.valid_until, newest_address or record.address
        case ForeignResident2017Record() | ForeignResident2023Record():
            kind, name = CardType.FOREIGN_PERMANENT_ID, record.chinese_name or record.english_name
            number, until, address = record.card_number, record.expiry_date, ""
        case _:
            assert_never(record)
    return Identity(kind, PersonSource.CHIP, _whole(name), number, record.birth_date, until, _whole(address))


def _whole(text: str) -> str:
    """Text that every screen, slip and document takes.

    A card's fields count 16-bit units, so a rare character can be cut in half at the end of one. Such a half is no
    character anywhere else; the sign for an unreadable one stands in its place.
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def typed_in(name: str, number: str) -> Identity:
    """The person who typed a number; what the number tells is taken from it.

    The caller has checked the number; the older form of foreign numbers tells no century, so no birth date either.
    """
    cleaned = "".join(number.split()).upper()
    kind, birth_date = _read_number(cleaned)
    return Identity(kind, PersonSource.MANUAL, name.strip(), cleaned, birth_date, None, "")


def _read_number(number: str) -> tuple[CardType, date | None]:
    try:
        citizen = parse_citizen_number(number)
    except NumberError:
        pass
    else:
        permit = number.startswith(HMT_PREFIXES)
        return (CardType.HMT_PERMIT if permit else CardType.RESIDENT_ID), citizen.birth_date
    try:
        foreign = parse_permanent_residence_number(number)
    except NumberError:
        return CardType.OTHER, None
    born = foreign.birth_date if isinstance(foreign, PermanentResidenceNumber) else None
    return CardType.FOREIGN_PERMANENT_ID, born
