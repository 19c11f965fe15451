"""Whether a card's content may be used: its record, held against itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from drivers.id_card.codec import CardContent
from drivers.id_card.consistency import Finding, findings, rejected
from drivers.id_card.errors import CardInconsistentError
from drivers.id_card.records import IdCardRecord, parse_text


@dataclass(frozen=True, slots=True)
class AcceptedCard:
    """A card's content that may be used."""

    content: CardContent
    record: IdCardRecord = field(repr=False)
    findings: tuple[Finding, ...]


def accept(content: CardContent, today: date) -> AcceptedCard:
    """Read the record and hold its fields against each other.

    Raises:
        UnknownCardTypeError: a type flag that is none of the four.
        CardDataError: a field that cannot be what it must be.
        CardInconsistentError: fields contradict each other; the detail names the rules.
    """
    record = parse_text(content.text)
    found = findings(record, today)
    if rejected(found):
        raise CardInconsistentError(",".join(finding.check.value for finding in found))
    return AcceptedCard(content, record, found)
