"""Handing in what a department asks for afterwards (补正): what is asked, and the amendment that is sealed. Pure.

Source: domain guide 6.1, 6.4, 7 (补正). The department has told everything that is missing; here exactly that is
handed in, added to the case and never written over it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from config.catalogue.model import NeededMaterial
from config.domain.case_state import CaseState
from config.domain.code_sets import Capture, Necessity
from config.domain.identifiers import FieldKey, ItemId, MaterialRef
from kiosk.case_document import NOTICE_VERSION, PRIVACY_NOTICE, material_record
from offline_queue.model import AttachmentDraft
from offline_queue.wire.documents import AmendmentDraft, Consent

if TYPE_CHECKING:
    from config.catalogue import Catalogue
    from kiosk.hall_client import Lookup
    from kiosk.visit import Visit

NOTE = FieldKey("correction_note")
"""What the resident adds in words."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that is asked for; ``ref`` names a material, where it is one."""

    ref: str | None
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Correcting:
    """A case of which something is to be corrected."""

    case_id: str
    receipt_number: str = field(repr=False)
    item_id: ItemId
    wanted: tuple[Wanted, ...] = field(repr=False)
    due: date | None = None


@dataclass(frozen=True, slots=True)
class SealableAmendment:
    """A draft with its pages, ready for the outbox."""

    draft: AmendmentDraft = field(repr=False)
    attachments: tuple[AttachmentDraft, ...] = field(repr=False)


def correction_of(lookup: Lookup, catalogue: Catalogue) -> Correcting | None:
    """What is asked for now, as the hall has told it; None where nothing is, or it cannot be handed in here."""
    answer = lookup.answer
    if answer is None or answer.case_id is None or answer.withdrawal is not None or not answer.steps:
        return None
    last, item_id = answer.steps[-1], ItemId(answer.item_id)
    if last.state != CaseState.CORRECTION_REQUIRED or item_id not in catalogue.items:
        return None
    wanted = tuple(Wanted(one.material_ref, one.text) for one in last.corrections)
    if not wanted and last.note:
        wanted = (Wanted(None, last.note),)
    if not wanted:
        return None
    return Correcting(answer.case_id, answer.receipt_number, item_id, wanted, last.correction_due)


def wanted_papers(correction: Correcting, catalogue: Catalogue) -> tuple[NeededMaterial, ...]:
    """What of it is scanned here; each is needed now, whatever it was before."""
    library = catalogue.file.materials
    refs = dict.fromkeys(MaterialRef(one.ref) for one in correction.wanted if one.ref is not None)
    papers = [(ref, library[ref]) for ref in refs if ref in library]
    return tuple(
        NeededMaterial(ref, material, Necessity.REQUIRED, None, material.note)
        for ref, material in papers
        if material.capture is Capture.SCAN
    )


def amendment_of(
    visit: Visit, correction: Correcting, catalogue: Catalogue, *, privacy_seen_at: datetime, now: datetime
) -> SealableAmendment:
    """Put together what the resident confirmed.

    Raises:
        ValueError: nobody has shown who they are; a bug of the flow, not of the resident.
    """
    presenter = visit.helper or visit.identity
    if presenter is None:
        raise ValueError("nobody is known")
    attachments: list[AttachmentDraft] = []
    materials = tuple(material_record(needed, visit, attachments) for needed in wanted_papers(correction, catalogue))
    note = visit.form.text(NOTE).strip() if visit.form is not None else ""
    draft = AmendmentDraft(
        case_id=correction.case_id,
        receipt_number=correction.receipt_number,
        materials=materials,
        consents=(Consent(kind=PRIVACY_NOTICE, text_version=NOTICE_VERSION, given_at=privacy_seen_at),),
        note=note or None,
        presented_by=presenter.to_person(None),
        captured_at=now,
    )
    return SealableAmendment(draft, tuple(attachments))
