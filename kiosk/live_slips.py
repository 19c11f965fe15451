"""Slips of what is asked of the hall: a case that is asked back. Pure: facts and texts in, a slip document out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from config.texts import Texts
from drivers.printer.document import BigNumber, Paragraph, QrCode, Row, Rows, Rule, Slip, Title
from kiosk.slips import SLIP_TIME, Place


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
