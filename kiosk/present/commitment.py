"""What the page of notice and commitment says. Source: domain guide 8."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.catalogue.commitment_schema import Commitment
from config.domain.identifiers import MaterialRef
from config.texts import Language, Texts
from kiosk.paper import PaperProgress
from kiosk.present.paging import present_paging
from kiosk.present.privacy import ON_ITS_WAY, TROUBLE
from kiosk.present.step_view import StepView, present_step
from screens.pages.commitment import CommitmentSection, CommitmentState


def present_commitment(
    texts: Texts, catalogue: Catalogue, terms: Commitment, step: StepView, *, paper: PaperProgress | None = None
) -> CommitmentState:
    """The whole letter of one item.

    Args:
        texts: in the language of the visit.
        catalogue: the service catalogue.
        terms: the letter.
        step: where the resident is.
        paper: where the printed copy is; None: nobody has asked for one.
    """
    names = replaced_names(texts, catalogue, terms)
    return CommitmentState(
        head=present_step(texts, step, texts("commitment.title")),
        replaces=texts("commitment.replaces", names=names) if names else texts("commitment.replaces.none"),
        replaces_reason=texts("commitment.ordinary.papers" if names else "commitment.ordinary.none", names=names),
        sections=sections_of(texts, catalogue, terms),
        print=texts("commitment.print"),
        print_reason=texts("privacy.print.running") if paper in ON_ITS_WAY else "",
        print_note="" if paper is None else texts(f"privacy.print.{paper.value}"),
        print_trouble=paper in TROUBLE,
        note=version_note(texts, terms),
        commit=texts("commitment.commit"),
        ordinary=texts("commitment.ordinary" if names else "commitment.ordinary.short"),
        paging=present_paging(texts),
    )


def replaced_names(texts: Texts, catalogue: Catalogue, terms: Commitment) -> str:
    """The materials that need not be handed in, ready to read; empty where there are none."""
    names = [catalogue.text(catalogue.material(MaterialRef(ref)).name, texts.language) for ref in terms.replaces]
    return texts("words.list_separator").join(names)


def sections_of(texts: Texts, catalogue: Catalogue, terms: Commitment) -> tuple[CommitmentSection, ...]:
    """What is promised and what follows, in the language of the texts."""

    def said(lines: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(catalogue.text(line, texts.language) for line in lines)

    return (
        CommitmentSection(texts("commitment.terms"), said(terms.terms)),
        CommitmentSection(texts("commitment.consequences"), said(terms.consequences)),
    )


def version_note(texts: Texts, terms: Commitment) -> str:
    """Which wording this is; in English also that the Chinese one counts."""
    note = texts("commitment.version", version=terms.text_version)
    if texts.language is Language.ZH:
        return note
    return texts("words.sentence_separator").join((note, texts("commitment.chinese_counts")))
