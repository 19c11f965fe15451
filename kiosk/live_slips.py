"""Slips of what is asked of the hall: a case asked back, an appointment, a place in the line. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from config.texts import Texts
from drivers.printer.document import (
    BigNumber,
    Block,
    Line,
    ListItem,
    NumberedList,
    Paragraph,
    QrCode,
    Row,
    Rows,
    Rule,
    Slip,
    Space,
    TextSize,
    Title,
)
from kiosk.slips import SECTION_GAP_DOTS, SLIP_TIME, Place


@dataclass(frozen=True, slots=True)
class WithdrawalFacts:
    """What the slip of a withdrawal says: never the lookup code (decisions 10)."""

    place: Place
    receipt_number: str
    item_name: str
    asked_at: datetime
    clock_synchronised: bool


def withdrawal_slip(texts: Texts, facts: WithdrawalFacts) -> Slip:
    """The slip for a request that is kept here and goes on when there is a line (guide 6.3, 6.4)."""
    clock = "slip.clock.synchronised" if facts.clock_synchronised else "slip.clock.unsynchronised"
    return Slip(
        (
            Title(texts("slip.withdrawal.title"), texts("slip.deposit.subtitle")),
            Rule(),
            BigNumber(facts.receipt_number, texts("slip.receipt_number")),
            Rows(
                (
                    Row(texts("slip.terminal_time"), f"{facts.asked_at.strftime(SLIP_TIME)}\n{texts(clock)}"),
                    *place_rows(texts, facts.place),
                    Row(texts("slip.item"), facts.item_name),
                )
            ),
            Rule(),
            Paragraph(texts("slip.withdrawal.statement")),
            Paragraph(texts("slip.withdrawal.next", phone=facts.place.phone), bold=True),
            QrCode(facts.receipt_number, texts("slip.qr_caption")),
        )
    )


def place_rows(texts: Texts, place: Place) -> list[Row]:
    """Station and terminal."""
    return [
        Row(texts("slip.station"), place.station),
        Row(texts("slip.terminal"), texts("slip.terminal.value", number=place.terminal_no)),
    ]


@dataclass(frozen=True, slots=True)
class BookingFacts:
    """What the slip of an appointment says. ``who`` is name and number, masked."""

    place: Place
    number: str
    item_name: str
    when: str
    where: str
    who: tuple[str, str] = field(repr=False)
    bring: tuple[str, ...]
    printed_at: datetime


def booking_slip(texts: Texts, facts: BookingFacts) -> Slip:
    """The slip of an appointment, with the number that the hall gave it."""
    return Slip(
        (
            Title(texts("slip.booking.title"), facts.place.station),
            Rule(),
            BigNumber(facts.number, texts("booking.number")),
            Rows(
                (
                    Row(texts("slip.booking.when"), facts.when, bold=True),
                    Row(texts("slip.booking.where"), facts.where),
                    Row(texts("slip.item"), facts.item_name),
                    Row(texts("slip.applicant"), "\n".join(facts.who)),
                )
            ),
            *_to_bring(texts, facts.bring),
            Rule(),
            Paragraph(texts("slip.booking.cancel", phone=facts.place.phone), bold=True),
            Line(f"{texts('slip.notice.printed_at')} {facts.printed_at.strftime(SLIP_TIME)}", size=TextSize.SMALL),
        )
    )


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What the slip of a place in the line says; ``drawn_at`` in the terminal's zone."""

    place: Place
    number: str
    item_name: str
    where: str
    ahead: int
    drawn_at: datetime
    bring: tuple[str, ...]


def ticket_slip(texts: Texts, facts: TicketFacts) -> Slip:
    """The slip of a place in the line, as it will be called."""
    ahead = texts("booking.ahead.value", count=facts.ahead, clock=f"{facts.drawn_at:%H:%M}")
    return Slip(
        (
            Title(texts("slip.ticket.title"), facts.place.station),
            Rule(),
            BigNumber(facts.number, texts("booking.ticket.number")),
            Rows(
                (
                    Row(texts("booking.ahead"), ahead, bold=True),
                    Row(texts("slip.booking.where"), facts.where),
                    Row(texts("slip.item"), facts.item_name),
                )
            ),
            *_to_bring(texts, facts.bring),
            Rule(),
            Paragraph(texts("slip.ticket.statement")),
            Line(f"{texts('slip.notice.printed_at')} {facts.drawn_at.strftime(SLIP_TIME)}", size=TextSize.SMALL),
        )
    )


def _to_bring(texts: Texts, names: tuple[str, ...]) -> tuple[Block, ...]:
    heading = Line(texts("slip.booking.bring"), bold=True)
    return (Space(SECTION_GAP_DOTS), heading, NumberedList(tuple(ListItem(name) for name in names)))


@dataclass(frozen=True, slots=True)
class AmendmentFacts:
    """What the slip of something handed in afterwards says: never the lookup code (decisions 10)."""

    place: Place
    receipt_number: str
    item_name: str
    kept_at: datetime
    papers: tuple[tuple[str, int], ...]
    """Names of what was scanned, and pages."""


def amendment_slip(texts: Texts, facts: AmendmentFacts) -> Slip:
    """The slip for what is kept here and is added to the case when there is a line (guide 6.4)."""
    papers = tuple(ListItem(name, texts("slip.pages", count=pages)) for name, pages in facts.papers)
    return Slip(
        (
            Title(texts("slip.amendment.title"), texts("slip.deposit.subtitle")),
            Rule(),
            BigNumber(facts.receipt_number, texts("slip.receipt_number")),
            Rows(
                (
                    Row(texts("slip.terminal_time"), facts.kept_at.strftime(SLIP_TIME)),
                    *place_rows(texts, facts.place),
                    Row(texts("slip.item"), facts.item_name),
                )
            ),
            *((NumberedList(papers),) if papers else ()),
            Rule(),
            Paragraph(texts("slip.amendment.statement")),
            Paragraph(texts("slip.amendment.next", phone=facts.place.phone), bold=True),
            QrCode(facts.receipt_number, texts("slip.qr_caption")),
        )
    )
