"""From what a resident confirmed to the draft that is sealed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from config.catalogue import Catalogue, load_catalogue
from config.domain.code_sets import Capture, FieldType, SubjectKind
from config.domain.identifiers import ItemId
from config.texts import Language
from kiosk.case_document import SealableCase, case_of
from kiosk.forms import FormModel
from kiosk.identity import Identity, typed_in
from kiosk.visit import Visit
from offline_queue.wire.documents import MaterialOrigin
from tests.kiosk.rig import ANSWERS, MAY_SKIP_PAPERS, NAME, NUMBER, WITH_PAPERS

NOW = datetime(2026, 11, 24, 2, 31, tzinfo=UTC)
ORGANISATION_ITEM = "prepackaged_food_filing"


@dataclass(frozen=True)
class Page:
    """A page as the camera gives it, as far as a draft knows it."""

    jpeg: bytes = field(repr=False)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def visit_of(catalogue: Catalogue) -> Callable[..., Visit]:
    """A visit with a complete form for an item."""

    def make(item_id: str, person: Identity | None = None) -> Visit:
        visit = Visit(1)
        item = catalogue.item(ItemId(item_id))
        visit.begin_case(item)
        visit.identity = person or typed_in(NAME, NUMBER)
        visit.form = FormModel(catalogue.form(item, visit.subject, agent=False), date(2026, 11, 24))
        for entry in visit.form.fields:
            match entry.type:
                case FieldType.CHOICE | FieldType.MULTI_CHOICE:
                    visit.form.choose(entry.field_key, entry.options[0])
                case FieldType.BOOL:
                    visit.form.choose(entry.field_key, "yes")
                case kind:
                    visit.form.set(entry.field_key, ANSWERS.get(kind, "测试路1号"))
        assert visit.form.complete
        return visit

    return make


def draft_of(visit: Visit, catalogue: Catalogue) -> SealableCase:
    return case_of(visit, catalogue, language=Language.ZH, privacy_seen_at=NOW, now=NOW)


def test_pages_are_numbered_in_the_order_of_the_attachments(
    visit_of: Callable[..., Visit], catalogue: Catalogue
) -> None:
    """One page of one paper, two of the next; what comes later has none."""
    visit = visit_of(WITH_PAPERS)
    visit.papers.pages = {
        "household_register": [Page(b"one")],  # type: ignore[list-item]
        "residence_proof": [Page(b"two"), Page(b"three")],  # type: ignore[list-item]
    }
    visit.papers.later = {"marriage_certificate"}
    case = draft_of(visit, catalogue)
    by_ref = {one.ref: one for one in case.draft.materials}
    assert [bytes(one.content) for one in case.attachments] == [b"one", b"two", b"three"]
    assert by_ref["household_register"].pages == (0,)
    assert by_ref["residence_proof"].pages == (1, 2)
    assert {one.media_type for one in case.attachments} == {"image/jpeg"}
    assert by_ref["household_register"].origin is MaterialOrigin.SCAN
    assert by_ref["marriage_certificate"].origin is MaterialOrigin.LATER
    assert by_ref["marriage_certificate"].pages == ()


def test_several_pages_of_a_booklet_become_one_pdf(visit_of: Callable[..., Visit], catalogue: Catalogue) -> None:
    """Where the material says so; the pages after it count on from the one file."""
    first, second = (b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x20\x00" + bytes([width, 3, 1]) for width in (16, 24))
    visit = visit_of(WITH_PAPERS)
    visit.papers.pages = {
        "household_register": [Page(first), Page(second)],  # type: ignore[list-item]
        "residence_proof": [Page(b"three")],  # type: ignore[list-item]
    }
    case = draft_of(visit, catalogue)
    by_ref = {one.ref: one for one in case.draft.materials}
    assert [one.media_type for one in case.attachments] == ["application/pdf", "image/jpeg"]
    assert bytes(case.attachments[0].content).startswith(b"%PDF-")
    assert by_ref["household_register"].pages == (0,)
    assert by_ref["residence_proof"].pages == (1,)


def test_typed_person_brings_the_card_to_the_window(visit_of: Callable[..., Visit], catalogue: Catalogue) -> None:
    """Only a card that was read is a material from the chip."""
    typed = visit_of(WITH_PAPERS)
    for visit, origin in ((typed, MaterialOrigin.AT_WINDOW),):
        draft = draft_of(visit, catalogue).draft
        cards = [
            one
            for one, needed in zip(draft.materials, catalogue.materials_of(visit.item, {}), strict=True)  # type: ignore[arg-type]
            if needed.material.capture is Capture.CARD_READ
        ]
        assert [one.origin for one in cards] == [origin] * len(cards)


def test_every_item_makes_a_draft(visit_of: Callable[..., Visit], catalogue: Catalogue) -> None:
    """Whatever its form and its materials are."""
    for item in catalogue.items.values():
        draft = draft_of(visit_of(item.id), catalogue).draft
        assert draft.item.item_id == item.id
        assert len(draft.materials) == len(catalogue.materials_of(item, {}))


def test_consents_are_those_that_were_given(visit_of: Callable[..., Visit], catalogue: Catalogue) -> None:
    """The notice always; the message only when it was chosen."""
    visit = visit_of(MAY_SKIP_PAPERS)
    assert [one.kind for one in draft_of(visit, catalogue).draft.consents] == ["privacy_notice"]
    visit.sms_consent = True
    assert [one.kind for one in draft_of(visit, catalogue).draft.consents] == ["privacy_notice", "sms_reminder"]


def test_organisation_is_named_where_the_item_is_for_one(visit_of: Callable[..., Visit], catalogue: Catalogue) -> None:
    """And not otherwise."""
    assert draft_of(visit_of(MAY_SKIP_PAPERS), catalogue).draft.organisation is None
    visit = visit_of(ORGANISATION_ITEM)
    assert visit.subject is SubjectKind.LEGAL
    organisation = draft_of(visit, catalogue).draft.organisation
    assert organisation is not None
    assert organisation.credit_code == ANSWERS[FieldType.USCC]


@pytest.mark.parametrize("missing", ["item", "identity", "form"])
def test_incomplete_visit_makes_none(visit_of: Callable[..., Visit], catalogue: Catalogue, missing: str) -> None:
    """A bug of the flow is an error, not half a case."""
    visit = visit_of(MAY_SKIP_PAPERS)
    setattr(visit, missing, None)
    with pytest.raises(ValueError, match="not complete"):
        draft_of(visit, catalogue)


def test_nothing_personal_in_repr(visit_of: Callable[..., Visit], catalogue: Catalogue) -> None:
    """A draft in a traceback says nothing."""
    shown = repr(draft_of(visit_of(MAY_SKIP_PAPERS), catalogue)) + repr(visit_of(MAY_SKIP_PAPERS))
    assert NAME not in shown
    assert NUMBER not in shown
