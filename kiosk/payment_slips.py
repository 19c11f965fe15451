"""What goes on the slips of payment. Pure: facts and texts in, a slip document out.

Wording: domain guide, section 12; payments sheet, sections 1 and 10. None of them is a fiscal receipt: the legal
document comes from the payee. The payer stands there only as the platform masks the name; the code holds the order's
number alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from config.texts import Texts
from drivers.printer.document import (
    Align,
    BigNumber,
    Block,
    Column,
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
    Table,
    TextSize,
    Title,
)
from kiosk.money import grouped, short_yuan, yuan
from kiosk.slips import SECTION_GAP_DOTS, SLIP_TIME, Place


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """What every slip of an order names, as far as it is known; texts ready to read.

    Attributes:
        order: the hall's number.
        kind_name: which of the three kinds of fees.
        reduction: that it was reduced, and by which ground; empty: it was not.
        reduction_basis: by which law or notice; empty: the hall has none.
        lookup_code: with the number it tells at any terminal how the order stands; empty: only at this one.
        payer_masked: as the platform masks it.
        at: when it was ordered, in the terminal's zone.
        receipt_number: of the case that it belongs to; empty: none.
    """

    place: Place
    order: str
    kind_name: str
    subject: str = field(repr=False)
    payee: str
    amount_fen: int
    method_name: str
    at: datetime
    reduction: str = ""
    reduction_basis: str = ""
    lookup_code: str = field(default="", repr=False)
    payer_masked: str = field(default="", repr=False)
    receipt_number: str = ""


def paid_slip(
    texts: Texts,
    facts: PaymentFacts,
    *,
    paid_at: datetime,
    settled: bool,
    document_number: str = "",
    is_book: bool = False,
    printed_at: datetime,
    reprint: bool = False,
) -> Slip:
    """The slip for an order that is paid.

    Args:
        texts: in the language of the visit.
        facts: of the order.
        paid_at: when it was paid, in the terminal's zone.
        settled: whether the bill is settled; otherwise it is being.
        document_number: of the electronic payment book, or of the hall's own record.
        is_book: whether that is a payment book, which is the legal document.
        printed_at: the terminal's time.
        reprint: whether it was printed before.
    """
    rows = [*_rows(texts, facts), Row(texts("slip.pay.paid_at"), paid_at.strftime(SLIP_TIME))]
    if document_number:
        name = "slip.pay.document" if is_book else "slip.pay.document.record"
        rows.append(Row(texts(name), document_number, bold=True))
    blocks: list[Block] = [
        *_heading(texts, "paid", facts, reprint=reprint),
        BigNumber(_money(texts, facts.amount_fen), texts("slip.pay.amount.paid")),
        Rows(tuple(rows)),
        Rule(),
        Paragraph(texts("slip.pay.paid.statement" if settled else "slip.pay.settling.statement"), bold=True),
    ]
    if document_number and is_book:
        blocks.append(Paragraph(texts("slip.pay.paid.document")))
    return Slip((*blocks, *_foot(texts, facts, printed_at)))


def unknown_slip(texts: Texts, facts: PaymentFacts, *, printed_at: datetime, reprint: bool = False) -> Slip:
    """The slip for an order of which nothing is known yet: not to be paid again, and what to do."""
    place = facts.place
    steps = (
        texts("slip.pay.unknown.step.wait"),
        texts("slip.pay.unknown.step.any" if facts.lookup_code else "slip.pay.unknown.step.here"),
        texts("slip.pay.unknown.step.ask", place=place.window, phone=place.phone),
        texts("slip.pay.unknown.step.twice"),
    )
    return Slip(
        (
            *_heading(texts, "unknown", facts, reprint=reprint),
            Space(SECTION_GAP_DOTS),
            Paragraph(texts("slip.pay.unknown.statement"), bold=True),
            *_due(texts, facts),
            Rows((*_rows(texts, facts), Row(texts("slip.pay.asked_at"), facts.at.strftime(SLIP_TIME)))),
            Rule(),
            *_steps(texts("slip.pay.unknown.what"), steps),
            *_foot(texts, facts, printed_at),
        )
    )


def refund_slip(
    texts: Texts,
    facts: PaymentFacts,
    *,
    refund_number: str,
    refund_fen: int,
    done: bool,
    printed_at: datetime,
    reprint: bool = False,
) -> Slip:
    """The slip for money that went back, or is on its way."""
    rows = [*_rows(texts, facts), Row(texts("slip.pay.refund_number"), grouped(refund_number))]
    return Slip(
        (
            *_heading(texts, "refunded", facts, reprint=reprint),
            BigNumber(_money(texts, refund_fen), texts("slip.pay.amount.refund")),
            Rows(tuple(rows)),
            Rule(),
            Paragraph(texts("slip.pay.refunded.statement" if done else "slip.pay.refunding.statement"), bold=True),
            *_foot(texts, facts, printed_at),
        )
    )


@dataclass(frozen=True, slots=True)
class CashCount:
    """How many of a denomination are in the box for the order."""

    value_fen: int
    count: int


def cash_slip(
    texts: Texts,
    facts: PaymentFacts,
    counts: tuple[CashCount, ...],
    *,
    uncertain: bool,
    inside_fen: int | None = None,
    printed_at: datetime,
    reprint: bool = False,
) -> Slip:
    """The slip for cash that is in the box and cannot be given back here: what is in, note by note.

    Args:
        texts: in the language of the visit.
        facts: of the order.
        counts: what was stacked for it.
        uncertain: whether what became of one more note is not known.
        inside_fen: what is in the box, where the hall knows it and the single notes are not known here (any more).
        printed_at: the terminal's time.
        reprint: whether it was printed before.
    """
    counted_fen = sum(one.value_fen * one.count for one in counts)
    in_box_fen = counted_fen if inside_fen is None else max(inside_fen, counted_fen)
    notes = tuple(
        (texts("slip.pay.cash.note", yuan=short_yuan(one.value_fen)), texts("slip.pay.cash.count", count=one.count))
        for one in sorted(counts, key=lambda one: -one.value_fen)
    )
    blocks: list[Block] = [
        *_heading(texts, "cash", facts, reprint=reprint),
        BigNumber(_money(texts, in_box_fen), texts("slip.pay.amount.inside")),
    ]
    if notes and counted_fen == in_box_fen:
        blocks.append(Line(texts("slip.pay.cash.notes"), bold=True))
        blocks.append(Table((Column(share=3), Column(share=2, align=Align.RIGHT)), notes))
    if uncertain:
        blocks.append(Line(texts("slip.pay.cash.uncertain"), bold=True))
    place = facts.place
    due = Row(texts("slip.pay.amount.due"), _money(texts, facts.amount_fen))
    blocks += [
        Rule(),
        Rows((due, *_rows(texts, facts), Row(texts("slip.pay.asked_at"), facts.at.strftime(SLIP_TIME)))),
        Rule(),
        Paragraph(texts("slip.pay.cash.statement", place=place.window, phone=place.phone), bold=True),
    ]
    if uncertain:
        blocks.append(Paragraph(texts("slip.pay.cash.uncertain.statement")))
    return Slip((*blocks, *_foot(texts, facts, printed_at)))


class InstructionFor(StrEnum):
    """What is to be brought; the value is part of the text keys."""

    NOTICE = "notice"
    """A payment notice."""
    CASE = "receipt"
    """A case that was handed in."""


def instruction_slip(
    texts: Texts,
    place: Place,
    *,
    subject: str,
    purpose: InstructionFor,
    notice_code: str = "",
    receipt_number: str = "",
    printed_at: datetime,
) -> Slip:
    """The slip where there is no line: how and where to pay. Nothing was charged, and no amount is known."""
    rows = [Row(texts("slip.pay.instruction.item"), subject)]
    if notice_code:
        rows.append(Row(texts("slip.pay.instruction.notice_code"), grouped(notice_code, 4), bold=True))
    if receipt_number:
        rows.append(Row(texts("slip.pay.receipt_number"), receipt_number, bold=True))
    rows.append(Row(texts("slip.pay.amount"), texts("slip.pay.instruction.amount_unknown")))
    ways = [texts("slip.pay.instruction.way.window", place=place.window, phone=place.phone)]
    if purpose is InstructionFor.NOTICE:
        ways.append(texts("slip.pay.instruction.way.phone"))
    ways.append(texts(f"slip.pay.instruction.way.later.{purpose.value}"))
    return Slip(
        (
            Title(texts("slip.pay.instruction.title"), texts("slip.pay.instruction.subtitle")),
            Rule(),
            Rows((*rows, *_place_rows(texts, place))),
            Rule(),
            Paragraph(texts("slip.pay.instruction.why"), bold=True),
            *_steps(texts("slip.pay.instruction.ways"), tuple(ways)),
            Rule(),
            Line(
                f"{texts('slip.pay.instruction.bring')} {texts(f'slip.pay.instruction.bring.{purpose.value}')}",
                bold=True,
            ),
            Paragraph(texts("slip.pay.instruction.beware")),
            _printed(texts, printed_at),
        )
    )


def _heading(texts: Texts, kind: str, facts: PaymentFacts, *, reprint: bool) -> list[Block]:
    title = texts(f"slip.pay.{kind}.title")
    if reprint:
        title = f"{title} ({texts('slip.pay.reprint')})"
    return [
        Title(title, texts(f"slip.pay.{kind}.subtitle")),
        Rule(),
        BigNumber(grouped(facts.order), texts("slip.pay.order")),
        *([Rows((Row(texts("slip.pay.lookup_code"), facts.lookup_code, bold=True),))] if facts.lookup_code else []),
    ]


def _due(texts: Texts, facts: PaymentFacts) -> list[Block]:
    """What is to be paid, where that is known: of an order that the hall could not be asked for it is not."""
    return [BigNumber(_money(texts, facts.amount_fen), texts("slip.pay.amount.due"))] if facts.amount_fen else []


def _rows(texts: Texts, facts: PaymentFacts) -> list[Row]:
    known = (
        ("slip.pay.kind", facts.kind_name),
        ("slip.pay.subject", facts.subject),
        ("slip.pay.payee", facts.payee),
        ("slip.pay.payer", facts.payer_masked),
        ("slip.pay.reduction", facts.reduction),
        ("slip.pay.reduction_basis", facts.reduction_basis),
        ("slip.pay.method", facts.method_name),
        ("slip.pay.receipt_number", facts.receipt_number),
    )
    return [*(Row(texts(key), value) for key, value in known if value), *_place_rows(texts, facts.place)]


def _place_rows(texts: Texts, place: Place) -> list[Row]:
    return [
        Row(texts("slip.station"), place.station),
        Row(texts("slip.terminal"), texts("slip.terminal.value", number=place.terminal_no)),
    ]


def _steps(heading: str, steps: tuple[str, ...]) -> list[Block]:
    return [Space(SECTION_GAP_DOTS), Line(heading, bold=True), NumberedList(tuple(ListItem(step) for step in steps))]


def _foot(texts: Texts, facts: PaymentFacts, printed_at: datetime) -> list[Block]:
    """The code has what is needed to ask again: the number, and what goes with it at other terminals."""
    if facts.lookup_code:
        code = QrCode(f"{facts.order}-{facts.lookup_code}", texts("slip.pay.qr_caption.any"))
    else:
        code = QrCode(facts.order, texts("slip.pay.qr_caption"))
    return [_printed(texts, printed_at), code]


def _printed(texts: Texts, printed_at: datetime) -> Line:
    return Line(f"{texts('slip.pay.printed_at')} {printed_at.strftime(SLIP_TIME)}", size=TextSize.SMALL)


def _money(texts: Texts, amount_fen: int) -> str:
    return texts("pay.money", amount=yuan(amount_fen))
