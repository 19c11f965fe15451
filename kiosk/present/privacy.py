"""What the privacy notice says. Source: domain guide 10.1, 10.2 and 10.4."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.catalogue.schema import Item
from config.domain.code_sets import WHO, Capture, SubjectKind
from config.texts import Language, Texts
from kiosk.acting import FOR_ANOTHER, Acting, who_answer
from kiosk.paper import PaperProgress
from kiosk.present.paging import present_paging
from kiosk.present.step_view import StepView, present_step
from screens.pages.privacy import OptionalConsent, PrivacyRow, PrivacyState

ON_ITS_WAY = frozenset({PaperProgress.DRAWING, PaperProgress.PRINTING})
TROUBLE = frozenset(
    {
        PaperProgress.RETRACTED,
        PaperProgress.UNKNOWN,
        PaperProgress.OUT_OF_PAPER,
        PaperProgress.FAILED,
        PaperProgress.NO_PRINTER,
    }
)


def present_privacy(
    texts: Texts,
    catalogue: Catalogue,
    item: Item,
    step: StepView,
    *,
    language: Language,
    controller: str,
    contact_phone: str,
    ledger_months: int,
    sms_offered: bool,
    sms_consent: bool,
    subject: SubjectKind = SubjectKind.PERSONAL,
    acting: Acting = Acting.SELF,
    paper: PaperProgress | None = None,
) -> PrivacyState:
    """The notice for one item.

    Args:
        texts: in the language of the visit.
        catalogue: the service catalogue.
        item: what is applied for; its form and materials decide which data are named.
        step: where the resident is.
        language: for the names that the catalogue has in both languages.
        controller: who runs the terminal.
        contact_phone: whom to call about the data.
        ledger_months: how long receipt numbers and times are kept.
        sms_offered: whether a message can be promised, so that the optional consent is asked at all.
        sms_consent: whether it is given now.
        subject: what kind of applicant it is.
        acting: who stands here and for whom; another person's data are named too.
        paper: where the printed notice is; None: nobody has asked for one.
    """
    office = catalogue.text(catalogue.department_of(item).display, language)
    separator = texts("words.list_separator")
    who = office if controller == office else separator.join((office, controller))
    own = _data(catalogue, item, language, subject, Acting.SELF)
    rows = {
        "who": texts("privacy.who.value", controller=who, phone=contact_phone),
        "purpose": texts("privacy.purpose.value", item=catalogue.item_common_name(item, language)),
        "data": separator.join(own),
        "method": texts("privacy.method.value", office=office),
        "retention": texts("privacy.retention.value", months=ledger_months),
        "rights": texts("privacy.rights.value", hotline=item.contact.supervise),
    }
    if acting in FOR_ANOTHER:
        rows["other"] = texts(f"privacy.other.{acting.value}")
        both = _data(catalogue, item, language, subject, acting)
        rows["other_data"] = separator.join(one for one in both if one not in own)
    categories = separator.join(texts(f"catalogue.sensitive_category.{one.value}") for one in item.sensitive_categories)
    consent = OptionalConsent(texts("privacy.sms"), texts("privacy.sms.sub"), given=sms_consent)
    return PrivacyState(
        head=present_step(texts, step, texts("privacy.title")),
        who=texts("privacy.acting", who=texts(f"who.{acting.value}")),
        who_act=texts("privacy.acting.change" if acting in FOR_ANOTHER else "privacy.acting.other"),
        rows=tuple(PrivacyRow(texts(f"privacy.{name}"), value) for name, value in rows.items()),
        sensitive=texts("privacy.sensitive", categories=categories) if categories else "",
        sensitive_reason=texts("privacy.sensitive.reason") if categories else "",
        consent=consent if sms_offered else None,
        print=texts("privacy.print"),
        print_reason=texts("privacy.print.running") if paper in ON_ITS_WAY else "",
        print_note="" if paper is None else texts(f"privacy.print.{paper.value}"),
        print_trouble=paper in TROUBLE,
        decline=texts("privacy.decline"),
        accept=texts("privacy.accept.guardian" if acting is Acting.GUARDIAN else "privacy.accept"),
        paging=present_paging(texts),
    )


def _data(catalogue: Catalogue, item: Item, language: Language, subject: SubjectKind, acting: Acting) -> list[str]:
    """What is asked for: the form's fields and the scanned materials, each once, in their order."""
    agent, guardian = acting in {Acting.AGENT, Acting.ORG_AGENT}, acting is Acting.GUARDIAN
    labels = [
        catalogue.text(field.label, language)
        for section in catalogue.form(item, subject, agent=agent, guardian=guardian)
        for field in section.fields
    ]
    labels += [
        catalogue.text(needed.material.name, language)
        for needed in catalogue.materials_of(item, {WHO: who_answer(acting)} if acting in FOR_ANOTHER else None)
        if needed.material.capture is Capture.SCAN
    ]
    return list(dict.fromkeys(labels))
