"""Slips that help to find one's way: what is still missing for an item, how to get to a service point. Public words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from config.texts import Texts
from drivers.printer.document import (
    Block,
    Line,
    ListItem,
    NumberedList,
    Paragraph,
    Row,
    Rows,
    Rule,
    Slip,
    Space,
    TextSize,
    Title,
    check_box,
)
from kiosk.slips import SECTION_GAP_DOTS, SLIP_TIME


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """A paper on the list: its name, and below it where to get it and whether the original is looked at."""

    name: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChecklistFacts:
    """What the slip of a checklist says; the groups are those of ``kiosk.checklist.Checklist``."""

    item_name: str
    common_name: str
    situation: tuple[tuple[str, str], ...]
    missing: tuple[ListedPaper, ...]
    later: tuple[ListedPaper, ...]
    ready: tuple[ListedPaper, ...]
    nothing_to_bring: tuple[ListedPaper, ...]
    place: str
    hours: str
    consult: str
    as_of: date
    sample: bool


def checklist_slip(texts: Texts, facts: ChecklistFacts, printed_at: datetime) -> Slip:
    """The list to take along: a box for each paper, ticked for those that are there."""
    blocks: list[Block] = [Title(texts("slip.checklist.title"), facts.common_name), Line(facts.item_name, bold=True)]
    if facts.situation:
        items = tuple(ListItem(f"{asked} {answer}") for asked, answer in facts.situation)
        blocks += [Line(texts("slip.notice.situation"), bold=True), NumberedList(items)]
    blocks.append(Rule())
    for key, papers, ticked in (
        ("missing.group.missing", facts.missing, False),
        ("missing.group.later", facts.later, False),
        ("missing.group.ready", facts.ready, True),
        ("missing.group.nothing", facts.nothing_to_bring, True),
    ):
        blocks += _papers(texts(key), papers, ticked=ticked)
    if not facts.missing:
        blocks.append(Paragraph(texts("missing.none"), bold=True))
    rows = {"place": facts.place, "hours": facts.hours, "consult": facts.consult}
    blocks += [
        Rule(),
        Rows(tuple(Row(texts(f"slip.notice.{name}"), value) for name, value in rows.items() if value)),
        Line(texts("slip.notice.as_of", date=facts.as_of.isoformat()), size=TextSize.SMALL),
    ]
    return Slip((*blocks, *_foot(texts, printed_at, sample=facts.sample)))


@dataclass(frozen=True, slots=True)
class WayFacts:
    """What the slip of a service point says: the facts of its page, and whether they are samples."""

    name: str
    standing: str
    facts: tuple[tuple[str, str], ...]
    sample: bool


def way_slip(texts: Texts, facts: WayFacts, printed_at: datetime) -> Slip:
    """How to get there, when it is open and whom to call."""
    blocks: list[Block] = [
        Title(texts("slip.way.title"), facts.name),
        Rule(),
        Rows(tuple(Row(label, value) for label, value in facts.facts)),
        Rule(),
        Paragraph(texts("slip.way.standing", standing=facts.standing, time=printed_at.strftime(SLIP_TIME))),
        Paragraph(texts("slip.way.call_first")),
    ]
    return Slip((*blocks, *_foot(texts, printed_at, sample=facts.sample)))


def _papers(heading: str, papers: Iterable[ListedPaper], *, ticked: bool) -> list[Block]:
    blocks: list[Block] = []
    for paper in papers:
        blocks.append(Line(f"{check_box(ticked)} {paper.name}", bold=True))
        blocks += [Paragraph(note, size=TextSize.SMALL) for note in paper.notes if note]
    return [Space(SECTION_GAP_DOTS), Line(heading, size=TextSize.LARGE), *blocks] if blocks else []


def _foot(texts: Texts, printed_at: datetime, *, sample: bool) -> list[Block]:
    lines = [texts("slip.notice.sample")] if sample else []
    lines.append(f"{texts('slip.notice.printed_at')} {printed_at.strftime(SLIP_TIME)}")
    return [Line(line, size=TextSize.SMALL) for line in lines]
