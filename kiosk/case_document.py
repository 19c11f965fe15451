"""From a visit to the draft that is sealed: what goes into it, and the order of its pages. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import assert_never

from config.catalogue import Catalogue
from config.catalogue.material_schema import ScanRule
from config.catalogue.model import NeededMaterial
from config.catalogue.schema import Item
from config.domain.code_sets import Capture, Necessity, OriginalCheck, SubjectKind
from config.domain.identifiers import FieldKey
from config.texts import Language, Texts
from kiosk.acting import FOR_ANOTHER, Acting, is_child
from kiosk.commitments import commitment_record, deferral_wish
from kiosk.pages_pdf import pages_pdf
from kiosk.signature import REF as SIGNATURE_REF
from kiosk.signature import Signature, png_of
from kiosk.visit import Visit
from offline_queue.model import AttachmentDraft
from offline_queue.wire.documents import (
    Agent,
    CaseDraft,
    Consent,
    MaterialOrigin,
    MaterialRecord,
    Organisation,
    ServiceItem,
)

PRIVACY_NOTICE = "privacy_notice"
SMS_CONSENT = "sms_reminder"
GUARDIAN_CONSENT = "guardian_consent"
"""Of a guardian to the use of the data of a child under fourteen (个人信息保护法 31)."""
NOTICE_VERSION = "2026-11"
"""Version of the wording of the privacy notice in the text catalogues; change it with the wording."""

MOBILE_FIELDS = (FieldKey("applicant_mobile"), FieldKey("contact_mobile"))


@dataclass(frozen=True, slots=True)
class SealableCase:
    """A draft with its pages, ready for ``enqueue``."""

    draft: CaseDraft = field(repr=False)
    attachments: tuple[AttachmentDraft, ...] = field(repr=False)


def case_of(
    visit: Visit, catalogue: Catalogue, *, language: Language, privacy_seen_at: datetime, now: datetime
) -> SealableCase:
    """Put together what the resident confirmed.

    Args:
        visit: complete: item, identity and form are there.
        catalogue: the one the resident was shown.
        language: of the screens.
        privacy_seen_at: when the notice was confirmed.
        now: when the case was confirmed.

    Raises:
        ValueError: the visit is not complete; a bug of the flow, not of the resident.
    """
    item, person, form = visit.item, visit.identity, visit.form
    if item is None or person is None or form is None or not form.complete:
        raise ValueError("the visit is not complete")
    attachments: list[AttachmentDraft] = []
    materials = [material_record(needed, visit, attachments) for needed in catalogue.materials_of(item, visit.answers)]
    if visit.signature is not None:
        materials.append(_signature(visit.signature, attachments))
    mobile = next((text for key in MOBILE_FIELDS if key in form.keys and (text := form.text(key))), None)
    consents = [Consent(kind=PRIVACY_NOTICE, text_version=NOTICE_VERSION, given_at=privacy_seen_at)]
    if visit.sms_consent:
        consents.append(Consent(kind=SMS_CONSENT, text_version=NOTICE_VERSION, given_at=privacy_seen_at))
    if visit.acting is Acting.GUARDIAN and is_child(person, now.date()):
        consents.append(Consent(kind=GUARDIAN_CONSENT, text_version=NOTICE_VERSION, given_at=privacy_seen_at))
    draft = CaseDraft(
        item=_item(item, catalogue),
        applicant=person.to_person(mobile),
        organisation=_organisation(visit),
        agent=_agent(visit),
        form=form.to_fields(),
        materials=tuple(materials),
        consents=tuple(consents),
        commitment=commitment_record(item, visit.commitment),
        deferral=deferral_wish(visit, catalogue, now),
        language=language.value,
        captured_at=now,
    )
    return SealableCase(draft, tuple(attachments))


def _item(item: Item, catalogue: Catalogue) -> ServiceItem:
    return ServiceItem(
        item_id=item.id,
        name=item.name,
        catalogue_version=catalogue.version,
        receiving_office=catalogue.department_of(item).display,
        implementation_code=item.implementation_code,
        local_code=item.code,
    )


def _organisation(visit: Visit) -> Organisation | None:
    if visit.subject is SubjectKind.PERSONAL or visit.form is None:
        return None
    form = visit.form
    return Organisation(
        name=form.text(FieldKey("org_name")), credit_code=form.text(FieldKey("org_uscc")).strip().upper() or None
    )


def relation_of(visit: Visit) -> str:
    """What one who acts is to the applicant, as the form has it; empty where it does not ask."""
    form = visit.form
    keys = [FieldKey(key) for key in ("agent_relation", "guardian_kinship")]
    return next((form.text(key) for key in keys if key in form.keys), "") if form is not None else ""


def _agent(visit: Visit) -> Agent | None:
    """Who acts for the applicant, and as what."""
    helper, form = visit.helper, visit.form
    if helper is None or form is None or visit.acting not in FOR_ANOTHER:
        return None

    def text(key: str) -> str | None:
        return form.text(FieldKey(key)).strip() or None if FieldKey(key) in form.keys else None

    until = form.value(FieldKey("agent_valid_until")) if FieldKey("agent_valid_until") in form.keys else None
    return Agent(
        person=helper.to_person(text("agent_mobile")),
        relation=relation_of(visit) or visit.acting.value,
        scope=text("agent_scope"),
        valid_until=until if isinstance(until, date) else None,
    )


def material_record(needed: NeededMaterial, visit: Visit, attachments: list[AttachmentDraft]) -> MaterialRecord:
    """What became of one material; its files are added to the attachments."""
    pages = visit.papers.pages.get(needed.ref, [])
    first = len(attachments)
    attachments.extend(_files([page.jpeg for page in pages], needed.material.scan))
    return MaterialRecord(
        ref=needed.ref,
        name=needed.material.name,
        necessity=needed.necessity.value,
        original_check=needed.material.original_check.value,
        origin=_origin(needed, visit, scanned=bool(pages)),
        pages=tuple(range(first, len(attachments))),
    )


def _signature(signature: Signature, attachments: list[AttachmentDraft]) -> MaterialRecord:
    """The image of a signature, or that it is made on paper with staff."""
    pages: tuple[int, ...] = ()
    if not signature.on_paper:
        pages = (len(attachments),)
        attachments.append(AttachmentDraft("image/png", bytearray(png_of(signature.strokes))))
    return MaterialRecord(
        ref=SIGNATURE_REF,
        name=Texts.load(Language.ZH)("signature.material"),
        necessity=Necessity.REQUIRED.value,
        original_check=OriginalCheck.NONE.value if pages else OriginalCheck.AT_WINDOW.value,
        origin=MaterialOrigin.GENERATED if pages else MaterialOrigin.AT_WINDOW,
        pages=pages,
    )


def _files(jpegs: list[bytes], rule: ScanRule) -> list[AttachmentDraft]:
    """The files of one material: a picture for each page, or one PDF of several."""
    if rule.one_pdf and len(jpegs) > 1:
        return [AttachmentDraft("application/pdf", pages_pdf(jpegs, cards=rule.two_to_a_page))]
    return [AttachmentDraft("image/jpeg", bytearray(jpeg)) for jpeg in jpegs]


def _origin(needed: NeededMaterial, visit: Visit, *, scanned: bool) -> MaterialOrigin:
    match needed.material.capture:
        case Capture.CARD_READ:
            holder = visit.helper if needed.material.holder == "helper" else visit.identity
            typed = holder is None or holder.typed
            return MaterialOrigin.AT_WINDOW if typed else MaterialOrigin.CHIP
        case Capture.SCAN:
            if scanned:
                return MaterialOrigin.SCAN
            return MaterialOrigin.LATER if needed.ref in visit.papers.later else MaterialOrigin.AT_WINDOW
        case Capture.GENERATED:
            return MaterialOrigin.GENERATED
        case Capture.CODE_SCAN:
            return MaterialOrigin.CODE_SCAN
        case Capture.SHARED:
            return MaterialOrigin.SHARED
        case Capture.NONE:
            return MaterialOrigin.AT_WINDOW
        case _ as unknown:
            assert_never(unknown)
