"""Notice and commitment, and the wish to hand in papers afterwards: chosen by touch, kept in the case, on the slip."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from config.domain.identifiers import ItemId
from drivers.printer.document import Line, NumberedList, Paragraph
from kiosk.case_document import case_of
from kiosk.commitments import commitment_text
from kiosk.flows.apply.paper_steps import papers_to_scan
from kiosk.stage import PageName
from offline_queue.wire.documents import CaseDraft, CommitmentDecision
from screens.components.fact import Fact
from tests.kiosk.rig import NO_PAPERS, WITH_PAPERS, Rig

REPLACES_PROOF = "unemployment_registration"
"""May wait for the line; a commitment stands for its one paper."""


def draft(rig: Rig) -> CaseDraft:
    """What would be sealed now."""
    around = rig.around
    now = around.now()
    return case_of(rig.visit, around.catalogue, language=around.words.language, privacy_seen_at=now, now=now).draft


def words_of(slip: Any) -> str:
    """Every sentence on a slip."""
    said: list[str] = []
    for block in slip.blocks:
        match block:
            case Line(text=text) | Paragraph(text=text):
                said.append(text)
            case NumberedList(items=items):
                said += [item.text for item in items]
    return "\n".join(said)


def test_the_whole_text_is_there_and_turning_pages_chooses_nothing(rig: Rig) -> None:
    """Every sentence is seen on some page; only one of the two buttons leads on, and both are equally wide."""
    rig.to_commitment(REPLACES_PROOF)
    page: Any = rig.stage.page(PageName.COMMITMENT)
    terms = rig.apply.item.commitment_terms
    assert terms is not None
    seen: set[str] = set()
    for number in range(page.column.page_count):
        page.column.turn_to(number)
        seen |= {part.spec.value for part in page.findChildren(Fact) if part.isVisible()}
    assert {*terms.terms, *terms.consequences} <= seen
    assert rig.visit.commitment is None
    assert rig.front() is PageName.COMMITMENT
    widths = {page.bar._primary.width(), page.bar._left().width()}
    assert max(widths) - min(widths) <= 2


def test_a_commitment_replaces_the_proof_and_its_copy_goes_along(rig: Rig) -> None:
    """Which paper comes from the catalogue; the case says which wording it was, the slip has all of it."""
    rig.set_line(up=False)
    rig.to_commitment(REPLACES_PROOF)
    rig.press("commitment.commit")
    rig.seen(PageName.REVIEW)
    terms = rig.apply.item.commitment_terms
    assert terms is not None
    record = draft(rig).commitment
    assert record is not None
    assert record.decision is CommitmentDecision.COMMITTED
    assert record.replaces == ("termination_proof",)
    assert record.text_sha256 == hashlib.sha256(commitment_text(terms).encode()).hexdigest()
    assert {one.ref for one in draft(rig).materials} == {"id_card", "commitment_letter"}
    rig.press("review.confirm")
    rig.seen(PageName.SEALED)
    rig.until(lambda: bool(rig.slips), "the slip")
    words = words_of(rig.slips[-1])
    assert all(line in words for line in (*terms.terms, *terms.consequences))
    assert rig.text("slip.commitment.statement") in words
    rig.set_line(up=True)


def test_the_ordinary_way_asks_for_the_proof(rig: Rig) -> None:
    """And is recorded as chosen after the text was shown; the slip has no copy."""
    rig.to_commitment(REPLACES_PROOF)
    rig.press("commitment.ordinary")
    rig.seen(PageName.MATERIALS)
    assert [one.ref for one in papers_to_scan(rig.apply)] == ["termination_proof"]
    record = draft(rig).commitment
    assert record is not None
    assert (record.decision, record.replaces) == (CommitmentDecision.ORDINARY, ())


def test_the_guides_answer_for_another_way_is_not_asked_again(rig: Rig) -> None:
    """One who has said that the proof is at hand commits to nothing and is shown nothing."""
    rig.to_guide(REPLACES_PROOF)
    rig.do(PageName.GUIDE, "option_chosen", "proof", "yes")
    rig.do(PageName.GUIDE, "start_pressed")
    rig.seen(PageName.PRIVACY)
    rig.do(PageName.PRIVACY, "accepted")
    rig.do(PageName.ID_CARD, "manual_pressed")
    rig.type_person()
    rig.do(PageName.ID_CHECK, "confirmed")
    rig.fill_in()
    rig.do(PageName.FORM, "done_pressed")
    rig.seen(PageName.MATERIALS)
    assert draft(rig).commitment is None


def test_the_way_can_be_changed_at_the_review(rig: Rig) -> None:
    """And the papers follow it."""
    rig.to_commitment(REPLACES_PROOF)
    rig.press("commitment.commit")
    rig.seen(PageName.REVIEW)
    rig.do(PageName.REVIEW, "edit_pressed", "commitment")
    rig.press("commitment.ordinary")
    rig.seen(PageName.MATERIALS)


def test_the_text_is_printed_before_anything_is_chosen(rig: Rig) -> None:
    """To be read in peace."""
    rig.to_commitment(NO_PAPERS)
    rig.do(PageName.COMMITMENT, "print_pressed")
    rig.until(lambda: bool(rig.slips), "the text on paper")
    terms = rig.around.catalogue.item(ItemId(NO_PAPERS)).commitment_terms
    assert terms is not None
    assert all(line in words_of(rig.slips[-1]) for line in terms.terms)
    assert rig.visit.commitment is None


def test_the_wish_for_deferral_is_asked_never_ticked_beforehand(rig: Rig) -> None:
    """Only for secondary papers; the case carries the wish, and the slip says that the authority decides."""
    rig.set_line(up=False)
    rig.to_review(WITH_PAPERS)
    assert draft(rig).deferral is None
    rig.do(PageName.REVIEW, "deferral_toggled", True)
    wish = draft(rig).deferral
    assert wish is not None
    assert wish.materials == ("employment_or_study_proof",)
    rig.press("review.confirm")
    rig.seen(PageName.SEALED)
    rig.until(lambda: bool(rig.slips), "the slip")
    assert rig.text("slip.deferral.statement") in words_of(rig.slips[-1])
    rig.set_line(up=True)


def test_a_case_without_them_is_written_as_before() -> None:
    """So that a hall that does not know them takes every other case."""
    known = CaseDraft.model_fields
    assert {"commitment", "deferral"} <= set(known)
    bare = CaseDraft.model_construct()
    assert not {"commitment", "deferral"} & set(bare.model_dump())


@pytest.mark.parametrize("item_id", ["public_place_hygiene_permit", "birth_registration_family", NO_PAPERS])
def test_every_letter_of_the_sample_drops_what_it_replaces(rig: Rig, item_id: str) -> None:
    """Whoever commits is not asked for the paper that the commitment stands for."""
    catalogue = rig.around.catalogue
    item = catalogue.item(ItemId(item_id))
    terms = item.commitment_terms
    assert terms is not None
    after = {one.ref for one in catalogue.materials_of(item, {terms.situation: terms.commit})}
    assert not after & set(terms.replaces)
    assert "commitment_letter" in after
