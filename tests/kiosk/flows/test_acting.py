"""Who acts for whom: a guardian, an agent with both cards, a sole trader, a company, by touch and with real cards."""

from __future__ import annotations

from datetime import date

import pytest

from config.catalogue import load_catalogue
from config.domain.code_sets import SubjectKind
from config.domain.identifiers import FieldKey, ItemId
from drivers.printer.document import Row, Rows
from kiosk.acting import Acting, acting_from, acting_ways, unfit
from kiosk.answers import FieldFault
from kiosk.case_document import GUARDIAN_CONSENT, case_of
from kiosk.flows.apply.paper_steps import papers_to_scan
from kiosk.identity import typed_in
from kiosk.policies import Policy
from kiosk.stage import PageName
from offline_queue.wire.documents import CaseDraft, MaterialOrigin, PersonSource
from tests.kiosk.rig import ADULT, CHILD, MAY_SKIP_PAPERS, NAME, NUMBER, Rig

CATALOGUE = load_catalogue()
TODAY = date(2026, 11, 24)
COMPANY_ITEM = "prepackaged_food_filing"
COMPANY_CODE, TRADER_CODE = "91610198MA0000002D", "92610198MA00000017"
TEENAGER = "610198201207070117"
"""Fourteen years old on the day of the tests."""


def draft(rig: Rig) -> CaseDraft:
    """What would be sealed now."""
    around = rig.around
    now = around.now()
    return case_of(rig.visit, around.catalogue, language=around.words.language, privacy_seen_at=now, now=now).draft


def on_to_review(rig: Rig) -> None:
    """Confirm, fill in, leave every paper for later."""
    rig.do(PageName.ID_CHECK, "confirmed")
    rig.seen(PageName.FORM)
    rig.fill_in()
    rig.form_done()
    while rig.front() is PageName.MATERIALS:
        rig.do(PageName.MATERIALS, "skip_pressed")
    rig.seen(PageName.REVIEW)


def test_one_acts_for_oneself_without_being_asked(rig: Rig) -> None:
    """The page says so and can be touched; nobody else is taken down."""
    rig.to_review(MAY_SKIP_PAPERS)
    assert rig.visit.acting is Acting.SELF
    assert draft(rig).agent is None


def test_a_guardian_brings_the_own_card_and_the_childs_data(rig: Rig) -> None:
    """The guardian by chip, the child typed; both in the case, both masked on the slip, with the guardian's consent."""
    assert rig.reader is not None
    rig.set_line(up=False)
    rig.to_who(MAY_SKIP_PAPERS)
    rig.press("who.guardian")
    rig.press("privacy.accept.guardian")
    rig.seen(PageName.ID_CARD)
    rig.read_card()
    assert rig.visit.helper is not None
    rig.press("id_check.confirm")
    rig.seen(PageName.ID_CARD)
    rig.reader.remove()
    rig.do(PageName.ID_CARD, "manual_pressed")
    rig.type_person("张小明", CHILD)
    rig.seen(PageName.ID_CHECK)
    on_to_review(rig)
    case = draft(rig)
    assert (case.applicant.number, case.applicant.source) == (CHILD, PersonSource.MANUAL)
    assert case.agent is not None
    assert (case.agent.person.number, case.agent.person.source) == (NUMBER, PersonSource.CHIP)
    assert case.agent.relation == "父亲"
    assert GUARDIAN_CONSENT in {one.kind for one in case.consents}
    origins = {one.ref: one.origin for one in case.materials}
    assert origins["agent_id_card"] is MaterialOrigin.CHIP
    assert origins["id_card"] is MaterialOrigin.AT_WINDOW
    assert "guardian_proof" in {one.ref for one in papers_to_scan(rig.apply)}
    rig.press("review.confirm")
    rig.seen(PageName.SEALED)
    rig.until(lambda: bool(rig.slips), "the slip")
    rows = [row for block in rig.slips[-1].blocks if isinstance(block, Rows) for row in block.rows]
    assert Row(rig.text("id_check.guardian"), "张*兰\n610***********0024") in rows
    assert any("610***********0057" in row.value for row in rows)
    rig.set_line(up=True)


def test_an_agent_reads_both_cards_and_brings_the_letter(rig: Rig) -> None:
    """The letter of authority is a paper to be scanned, although the item's own list does not name it."""
    rig.to_helper_card(MAY_SKIP_PAPERS, "agent")
    rig.do(PageName.ID_CARD, "manual_pressed")
    rig.type_person("王大力", ADULT)
    rig.do(PageName.ID_CHECK, "confirmed")
    rig.seen(PageName.ID_CARD)
    rig.read_card()
    assert rig.visit.identity is not None
    assert rig.visit.identity.name == NAME
    on_to_review(rig)
    assert "agent_authorization" in {one.ref for one in papers_to_scan(rig.apply)}
    case = draft(rig)
    assert case.agent is not None
    assert case.agent.valid_until is not None
    assert (case.applicant.number, case.agent.person.number) == (NUMBER, ADULT)


def test_the_same_person_twice_is_refused_with_a_way_on(rig: Rig) -> None:
    """And the way on leads to the question who acts."""
    rig.to_helper_card(MAY_SKIP_PAPERS, "agent")
    for _ in range(2):
        rig.do(PageName.ID_CARD, "manual_pressed")
        rig.type_person()
        rig.do(PageName.ID_CHECK, "confirmed")
    assert rig.apply.unfit is Policy.SAME_PERSON
    rig.press("policy.change_who")
    rig.seen(PageName.WHO)
    rig.press("who.self")
    rig.seen(PageName.PRIVACY)
    assert (rig.visit.identity, rig.visit.helper) == (None, None)


def test_a_child_alone_is_sent_for_the_guardian(rig: Rig) -> None:
    """Before anything is filled in."""
    rig.to_manual(MAY_SKIP_PAPERS)
    rig.type_person("张小明", CHILD)
    rig.press("id_check.confirm")
    assert rig.front() is PageName.POLICY
    assert rig.apply.unfit is Policy.MINOR_ALONE


def test_the_helper_can_be_looked_at_again_from_the_review(rig: Rig) -> None:
    """And is kept, with the applicant."""
    rig.to_helper_card(MAY_SKIP_PAPERS, "guardian")
    rig.do(PageName.ID_CARD, "manual_pressed")
    rig.type_person()
    rig.do(PageName.ID_CHECK, "confirmed")
    rig.do(PageName.ID_CARD, "manual_pressed")
    rig.type_person("张小明", CHILD)
    on_to_review(rig)
    rig.do(PageName.REVIEW, "edit_pressed", "helper")
    rig.press("id_check.confirm")
    assert rig.visit.identity is not None
    assert rig.visit.identity.number == CHILD
    on_to_review(rig)


def test_a_companys_agent_names_whom_it_is_represented_by(rig: Rig) -> None:
    """The card is the agent's; the representative stands in the form and is the applicant, to be checked."""
    rig.to_helper_card(COMPANY_ITEM, "org_agent")
    rig.do(PageName.ID_CARD, "manual_pressed")
    rig.type_person("王大力", NUMBER)
    on_to_review(rig)
    case = draft(rig)
    assert case.organisation is not None
    assert (case.applicant.number, case.applicant.source) == (ADULT, PersonSource.MANUAL)
    assert case.agent is not None
    assert case.agent.person.number == NUMBER
    rig.do(PageName.REVIEW, "edit_pressed", "person")
    assert rig.front() is PageName.FORM
    while rig.front() is PageName.FORM:
        rig.press("shell.back")
    assert rig.front() is PageName.ID_CHECK


@pytest.mark.parametrize(
    ("acting", "code", "fault"),
    [
        ("owner", TRADER_CODE, None),
        ("owner", COMPANY_CODE, FieldFault.CODE_ORGANISATION),
        ("legal_rep", COMPANY_CODE, None),
        ("legal_rep", TRADER_CODE, FieldFault.CODE_SOLE_TRADER),
    ],
)
def test_the_credit_code_fits_who_applies(rig: Rig, acting: str, code: str, fault: FieldFault | None) -> None:
    """A sole trader's code begins with 92, another's does not; either may be left out where it is new."""
    rig.to_who(COMPANY_ITEM)
    rig.do(PageName.WHO, "who_chosen", acting)
    rig.do(PageName.PRIVACY, "accepted")
    rig.do(PageName.ID_CARD, "manual_pressed")
    rig.type_person()
    rig.do(PageName.ID_CHECK, "confirmed")
    model = rig.visit.form
    assert model is not None
    key = FieldKey("org_uscc")
    assert model.error(key) is None
    model.set(key, code)
    found = model.error(key)
    assert (None if found is None else found.fault) is fault


def test_what_an_item_does_not_take_says_why(rig: Rig) -> None:
    """A way that is not taken is there, cannot be touched, and a late touch does nothing."""
    rig.to_who("school_enrol_migrant")
    rig.do(PageName.WHO, "who_chosen", "agent")
    assert rig.front() is PageName.WHO
    assert rig.visit.acting is Acting.SELF


@pytest.mark.parametrize("item_id", CATALOGUE.items)
def test_every_item_has_a_way_and_every_refusal_a_reason(item_id: ItemId) -> None:
    """In person at least; the guide's answer is taken over only where the item takes it."""
    item = CATALOGUE.item(item_id)
    for subject in item.subject_kinds:
        ways = acting_ways(item, subject)
        assert not ways[0].refusal
        taken = {way.acting for way in ways if not way.refusal}
        for answer in ("self", "agent", "guardian"):
            assert acting_from(item, subject, {"who": answer}) in taken


@pytest.mark.parametrize(
    ("acting", "item", "applicant", "helper", "found"),
    [
        (Acting.SELF, MAY_SKIP_PAPERS, NUMBER, None, None),
        (Acting.SELF, MAY_SKIP_PAPERS, TEENAGER, None, Policy.MINOR_ALONE),
        (Acting.AGENT, MAY_SKIP_PAPERS, CHILD, NUMBER, Policy.MINOR_AGENT),
        (Acting.AGENT, MAY_SKIP_PAPERS, ADULT, CHILD, Policy.HELPER_MINOR),
        (Acting.AGENT, MAY_SKIP_PAPERS, ADULT, NUMBER, None),
        (Acting.GUARDIAN, MAY_SKIP_PAPERS, CHILD, NUMBER, None),
        (Acting.GUARDIAN, MAY_SKIP_PAPERS, ADULT, NUMBER, Policy.ADULT_WARD),
        (Acting.GUARDIAN, "disability_subsidies", ADULT, NUMBER, None),
        (Acting.GUARDIAN, MAY_SKIP_PAPERS, NUMBER, NUMBER, Policy.SAME_PERSON),
        (Acting.OWNER, COMPANY_ITEM, CHILD, None, Policy.MINOR_ALONE),
        (Acting.ORG_AGENT, COMPANY_ITEM, ADULT, NUMBER, None),
        (Acting.ORG_AGENT, COMPANY_ITEM, None, NUMBER, None),
    ],
)
def test_ages_and_persons_fit_who_acts(
    acting: Acting, item: str, applicant: str | None, helper: str | None, found: Policy | None
) -> None:
    """Domain guide 8: under fourteen a guardian, from fourteen to eighteen as the item says."""
    first = None if applicant is None else typed_in("甲", applicant)
    second = None if helper is None else typed_in("乙", helper)
    assert unfit(acting, CATALOGUE.item(ItemId(item)), applicant=first, helper=second, today=TODAY) is found


def test_an_item_may_let_minors_apply_alone() -> None:
    """From sixteen, where it says so."""
    item = CATALOGUE.item(ItemId("resident_pension_enrol"))
    sixteen = typed_in("甲", "610198201207070117")
    assert unfit(Acting.SELF, item, applicant=sixteen, helper=None, today=date(2028, 7, 7)) is None
    assert unfit(Acting.SELF, item, applicant=sixteen, helper=None, today=date(2028, 7, 6)) is Policy.MINOR_ALONE


def test_two_kinds_of_applicant_are_kept_apart() -> None:
    """An organisation is not its own agent, a person no representative."""
    personal = {way.acting for way in acting_ways(CATALOGUE.item(ItemId(MAY_SKIP_PAPERS)), SubjectKind.PERSONAL)}
    legal = {way.acting for way in acting_ways(CATALOGUE.item(ItemId(COMPANY_ITEM)), SubjectKind.LEGAL)}
    assert not personal & legal
