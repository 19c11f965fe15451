"""What goes on each slip. Pure: facts and texts in, a slip document out.

Wording: domain guide 6.4 and 7. A slip of this terminal proves a deposit or a delivery; the words for receipt and
acceptance belong to the authority. Names and numbers arrive here already masked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

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

SECTION_GAP_DOTS = 12
SLIP_TIME = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the slip comes from and where to ask."""

    station: str
    terminal_no: int
    window: str
    phone: str


@dataclass(frozen=True, slots=True)
class SealedMaterial:
    """One material in the envelope."""

    name: str
    pages: int


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a case slip says. Personal parts are masked and hidden from ``repr``."""

    place: Place
    receipt_number: str
    lookup_code: str = field(repr=False)
    stored_at: datetime
    """When the envelope was stored, in the terminal's own zone."""
    clock_synchronised: bool
    item_name: str
    name_masked: str = field(repr=False)
    number_masked: str = field(repr=False)
    number_typed: bool
    materials: tuple[SealedMaterial, ...]
    originals: tuple[str, ...]
    """Names of the materials whose originals will be checked."""
    latest_day: date
    """After this day the resident should ask."""
    sms_live: bool
    order_matters: bool = False
    """Whether the item has an order of priority that a deposit does not hold."""
    more: tuple[Block, ...] = field(default=(), repr=False)
    """What only some cases have, before the code (``kiosk.case_slip_parts``)."""


def deposit_slip(texts: Texts, facts: CaseFacts) -> Slip:
    """The slip for a case that is sealed here and has not been sent (guide 6.4, deposit slip)."""
    deadline = "slip.deposit.deadline_sms" if facts.sms_live else "slip.deposit.deadline_lookup"
    blocks: list[Block] = [
        Title(texts("slip.deposit.title"), texts("slip.deposit.subtitle")),
        Rule(),
        *_case_rows(texts, facts),
        *_materials(texts, facts, "slip.sealed_materials"),
        Rule(),
        Paragraph(texts("slip.deposit.statement")),
        Paragraph(
            texts(
                deadline,
                month=facts.latest_day.month,
                day=facts.latest_day.day,
                place=facts.place.window,
                phone=facts.place.phone,
            ),
            bold=True,
        ),
    ]
    if facts.order_matters:
        blocks.append(Paragraph(texts("slip.deposit.priority")))
    blocks += [
        Paragraph(texts("slip.deposit.withdraw")),
        Paragraph(_originals(texts, facts.originals)),
        *facts.more,
        QrCode(facts.receipt_number, texts("slip.qr_caption")),
    ]
    return Slip(tuple(blocks))


def delivery_slip(texts: Texts, facts: CaseFacts, *, case_number: str, delivered_at: datetime) -> Slip:
    """The slip for a case that the hall has echoed as complete (guide 6.4, delivery slip)."""
    blocks: list[Block] = [
        Title(texts("slip.delivery.title"), texts("slip.delivery.subtitle")),
        Rule(),
        *_case_rows(texts, facts),
        Rows(
            (
                Row(texts("slip.delivery.delivered_at"), delivered_at.strftime(SLIP_TIME)),
                Row(texts("slip.delivery.case_number"), case_number, bold=True),
            )
        ),
        *_materials(texts, facts, "slip.delivered_materials"),
        Rule(),
        Paragraph(texts("slip.delivery.statement")),
        Paragraph(texts("slip.delivery.next", phone=facts.place.phone), bold=True),
        Paragraph(_originals(texts, facts.originals)),
        *facts.more,
        QrCode(facts.receipt_number, texts("slip.qr_caption")),
    ]
    return Slip(tuple(blocks))


def short_slip(texts: Texts, place: Place, *, receipt_number: str, item_name: str, printed_at: datetime) -> Slip:
    """The reprint after a restart: number and item, never the lookup code (decisions 10)."""
    return Slip(
        (
            Title(texts("slip.short.title"), texts("slip.deposit.subtitle")),
            Rule(),
            BigNumber(receipt_number, texts("slip.receipt_number")),
            Rows((*_place_rows(texts, place), Row(texts("slip.item"), item_name))),
            Rule(),
            Paragraph(texts("slip.short.statement")),
            Line(f"{texts('slip.notice.printed_at')} {printed_at.strftime(SLIP_TIME)}", size=TextSize.SMALL),
            QrCode(receipt_number, texts("slip.qr_caption")),
        )
    )


def privacy_slip(
    texts: Texts, item_name: str, rows: Sequence[tuple[str, str]], title: str, printed_at: datetime
) -> Slip:
    """The privacy notice of an item, as the screen shows it, to be read in peace."""
    return Slip(
        (
            Title(title, texts("slip.privacy.subtitle", item=item_name)),
            Rule(),
            *(block for label, text in rows for block in (Line(label, bold=True), Paragraph(text))),
            Rule(),
            Line(f"{texts('slip.notice.printed_at')} {printed_at.strftime(SLIP_TIME)}", size=TextSize.SMALL),
        )
    )


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What a one-time notice sheet says (guide 7: the general sheet that a kiosk may print)."""

    item_name: str
    common_name: str
    authority: str
    legal_basis: tuple[str, ...]
    eligibility: tuple[str, ...]
    materials: tuple[tuple[str, str], ...]
    """Name and how it is needed: necessity, original check, note."""
    promised_limit: str
    statutory_limit: str
    fee: str
    onsite_count: int
    onsite_reason: str
    place: str
    hours: str
    consult: str
    supervise: str
    guide: str
    as_of: date
    sample: bool
    situation: tuple[tuple[str, str], ...] = ()
    """What the sheet was made for: questions with the answers given; the lists above are those after them."""


def notice_sheet(texts: Texts, facts: NoticeFacts, printed_at: datetime) -> Slip:
    """The general one-time notice sheet from the published guide."""
    rows = [
        Row(texts("slip.notice.authority"), facts.authority),
        Row(texts("slip.notice.limit"), _limits(texts, facts)),
        Row(texts("slip.notice.fee"), facts.fee),
        Row(
            texts("slip.notice.visits"),
            "\n".join(filter(None, (texts("slip.notice.visits.value", count=facts.onsite_count), facts.onsite_reason))),
        ),
        Row(texts("slip.notice.place"), facts.place),
        Row(texts("slip.notice.hours"), facts.hours),
        Row(texts("slip.notice.consult"), facts.consult),
        Row(texts("slip.notice.supervise"), facts.supervise),
    ]
    blocks: list[Block] = [
        Title(texts("slip.notice.title"), facts.common_name),
        Line(facts.item_name, bold=True),
        Rule(),
        Rows(tuple(rows)),
        *_section(texts("slip.notice.situation"), [ListItem(f"{asked} {answer}") for asked, answer in facts.situation]),
        *_section(texts("slip.notice.eligibility"), [ListItem(text) for text in facts.eligibility]),
        *_section(
            texts("slip.notice.materials"),
            [ListItem(f"{name} {how}".strip()) for name, how in facts.materials],
        ),
        Space(SECTION_GAP_DOTS),
        Line(texts("slip.notice.guide"), bold=True),
        Paragraph(facts.guide.strip()),
        *_section(texts("slip.notice.basis"), [ListItem(text) for text in facts.legal_basis]),
        Rule(),
        Line(texts("slip.notice.as_of", date=facts.as_of.isoformat()), size=TextSize.SMALL),
    ]
    if facts.sample:
        blocks.append(Line(texts("slip.notice.sample"), size=TextSize.SMALL))
    blocks.append(Line(f"{texts('slip.notice.printed_at')} {printed_at.strftime(SLIP_TIME)}", size=TextSize.SMALL))
    return Slip(tuple(blocks))


def printer_test_slip(texts: Texts, station: str, terminal_no: int, printed_at: datetime) -> Slip:
    """The page after a change of the roll: every size, a whole row, a code; staff compare it with the screen."""
    return Slip(
        (
            Title(texts("slip.test.title"), station),
            Rule(solid=True),
            Rows(
                (
                    Row(texts("slip.terminal"), texts("slip.terminal.value", number=terminal_no)),
                    Row(texts("slip.notice.printed_at"), printed_at.strftime(SLIP_TIME)),
                )
            ),
            *(Line(texts("slip.test.line"), size=size) for size in TextSize),
            Paragraph(texts("slip.test.check")),
            QrCode(f"printer-test {printed_at.strftime(SLIP_TIME)}"),
            Rule(),
        )
    )


@dataclass(frozen=True, slots=True)
class ProgressFacts:
    """What a progress slip says; the steps are words that the caller was allowed to use."""

    place: Place
    receipt_number: str
    item_name: str
    steps: tuple[tuple[str, str], ...]
    """What has happened and when, oldest first."""
    case_number: str
    live: bool
    as_of: datetime


def progress_slip(texts: Texts, facts: ProgressFacts) -> Slip:
    """The state of a case, with the source and the time of the data."""
    rows = [
        Row(texts("slip.receipt_number"), facts.receipt_number, bold=True),
        Row(texts("slip.item"), facts.item_name),
    ]
    if facts.case_number:
        rows.append(Row(texts("slip.delivery.case_number"), facts.case_number))
    source = "slip.progress.source" if facts.live else "slip.progress.local"
    return Slip(
        (
            Title(texts("slip.progress.title"), texts("slip.deposit.subtitle")),
            Rule(),
            Rows(tuple(rows)),
            Rule(),
            NumberedList(tuple(ListItem(text, when) for text, when in facts.steps)),
            Rule(),
            Line(texts(source, time=facts.as_of.strftime(SLIP_TIME)), size=TextSize.SMALL),
        )
    )


@dataclass(frozen=True, slots=True)
class OpinionFacts:
    """What the slip of a complaint, suggestion or question says: nothing of what was written."""

    place: Place
    receipt_number: str
    lookup_code: str = field(repr=False)
    kept_at: datetime
    clock_synchronised: bool
    kind: str
    """What it is, in words."""
    anonymous: bool


def opinion_slip(texts: Texts, facts: OpinionFacts) -> Slip:
    """The slip for what is kept here and goes on when there is a line (guide 13)."""
    clock = "slip.clock.synchronised" if facts.clock_synchronised else "slip.clock.unsynchronised"
    return Slip(
        (
            Title(texts("slip.opinion.title"), texts("slip.deposit.subtitle")),
            Rule(),
            BigNumber(facts.receipt_number, texts("slip.receipt_number")),
            BigNumber(" ".join(facts.lookup_code), texts("slip.lookup_code")),
            Rows(
                (
                    Row(texts("slip.terminal_time"), f"{facts.kept_at.strftime(SLIP_TIME)}\n{texts(clock)}"),
                    *_place_rows(texts, facts.place),
                    Row(texts("slip.opinion.kind"), facts.kind),
                    Row(texts("slip.opinion.who"), texts(f"slip.opinion.who.{str(facts.anonymous).lower()}")),
                )
            ),
            Rule(),
            Paragraph(texts("slip.opinion.statement")),
            Paragraph(texts("slip.opinion.next", phone=facts.place.phone), bold=True),
            QrCode(facts.receipt_number, texts("slip.qr_caption")),
        )
    )


def _place_rows(texts: Texts, place: Place) -> list[Row]:
    return [
        Row(texts("slip.station"), place.station),
        Row(texts("slip.terminal"), texts("slip.terminal.value", number=place.terminal_no)),
    ]


def _case_rows(texts: Texts, facts: CaseFacts) -> list[Block]:
    clock = "slip.clock.synchronised" if facts.clock_synchronised else "slip.clock.unsynchronised"
    blocks: list[Block] = [
        BigNumber(facts.receipt_number, texts("slip.receipt_number")),
        BigNumber(" ".join(facts.lookup_code), texts("slip.lookup_code")),
        Rows(
            (
                Row(texts("slip.terminal_time"), f"{facts.stored_at.strftime(SLIP_TIME)}\n{texts(clock)}"),
                *_place_rows(texts, facts.place),
                Row(texts("slip.item"), facts.item_name),
                Row(texts("slip.applicant"), f"{facts.name_masked}\n{facts.number_masked}"),
            )
        ),
    ]
    if facts.number_typed:
        blocks.append(Paragraph(texts("slip.manual_identity"), size=TextSize.SMALL))
    return blocks


def _materials(texts: Texts, facts: CaseFacts, key: str) -> list[Block]:
    if not facts.materials:
        return [Line(texts("slip.no_materials"))]
    items = tuple(ListItem(m.name, texts("slip.pages", count=m.pages)) for m in facts.materials)
    return [Space(SECTION_GAP_DOTS), Line(texts(key, count=len(items)), bold=True), NumberedList(items)]


def _originals(texts: Texts, names: Sequence[str]) -> str:
    if not names:
        return texts("slip.originals.none")
    return texts("slip.originals", names=texts("slip.originals.separator").join(names))


def _limits(texts: Texts, facts: NoticeFacts) -> str:
    lines = []
    if facts.promised_limit:
        lines.append(texts("slip.notice.limit_promised", text=facts.promised_limit))
    if facts.statutory_limit:
        lines.append(texts("slip.notice.limit_statutory", text=facts.statutory_limit))
    return "\n".join(lines)


def _section(heading: str, items: Sequence[ListItem]) -> list[Block]:
    return [Space(SECTION_GAP_DOTS), Line(heading, bold=True), NumberedList(tuple(items))] if items else []
