"""Parts of a case's slip that only some cases have: the commitment, the wish for deferral, who acted. Pure.

What is printed here is a copy of what the resident chose; it is no word of the authority (domain guide 6.4, 8).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from config.catalogue import Catalogue
from config.catalogue.commitment_schema import Commitment
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
)
from kiosk.present.commitment import replaced_names, sections_of, version_note

GAP_DOTS = 12
SLIP_TIME = "%Y-%m-%d %H:%M"


def helper_blocks(texts: Texts, who: str, name_masked: str, number_masked: str, relation: str) -> list[Block]:
    """Who acted for the applicant, masked as the applicant is; ``who`` is a text key."""
    rows = [Row(texts(who), f"{name_masked}\n{number_masked}")]
    if relation:
        rows.append(Row(texts("slip.helper.relation"), relation))
    return [Rule(), Rows(tuple(rows))]


def commitment_blocks(texts: Texts, catalogue: Catalogue, terms: Commitment, decided_at: datetime) -> list[Block]:
    """The copy of a commitment that was made: what it replaces, the whole text, when."""
    names = replaced_names(texts, catalogue, terms)
    replaces = texts("commitment.replaces", names=names) if names else texts("commitment.replaces.none")
    chosen = texts("slip.commitment.chosen", time=decided_at.strftime(SLIP_TIME))
    return [
        Rule(),
        Line(texts("slip.commitment.title"), bold=True),
        Paragraph(chosen),
        Paragraph(replaces),
        *_letter(texts, catalogue, terms),
        Paragraph(texts("slip.commitment.statement")),
    ]


def commitment_slip(
    texts: Texts, catalogue: Catalogue, terms: Commitment, item_name: str, printed_at: datetime
) -> Slip:
    """The text to be read in peace, before anything was chosen."""
    names = replaced_names(texts, catalogue, terms)
    replaces = texts("commitment.replaces", names=names) if names else texts("commitment.replaces.none")
    return Slip(
        (
            Title(texts("commitment.title"), texts("slip.commitment.subtitle", item=item_name)),
            Rule(),
            Paragraph(replaces),
            *_letter(texts, catalogue, terms),
            Rule(),
            Line(f"{texts('slip.notice.printed_at')} {printed_at.strftime(SLIP_TIME)}", size=TextSize.SMALL),
        )
    )


def paper_signature_blocks(texts: Texts) -> list[Block]:
    """The signature was not made here: where it is made."""
    return [Rule(), Paragraph(texts("slip.signature.on_paper"), bold=True)]


def deferral_blocks(texts: Texts, names: Sequence[str]) -> list[Block]:
    """The wish to hand in some papers afterwards, and who decides about it."""
    return [
        Rule(),
        Line(texts("slip.deferral.title"), bold=True),
        NumberedList(tuple(ListItem(name) for name in names)),
        Paragraph(texts("slip.deferral.statement")),
    ]


def _letter(texts: Texts, catalogue: Catalogue, terms: Commitment) -> list[Block]:
    blocks: list[Block] = []
    for section in sections_of(texts, catalogue, terms):
        blocks += [
            Space(GAP_DOTS),
            Line(section.heading, bold=True),
            NumberedList(tuple(ListItem(line) for line in section.lines)),
        ]
    return [*blocks, Line(version_note(texts, terms), size=TextSize.SMALL)]
