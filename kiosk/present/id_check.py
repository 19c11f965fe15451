"""What the page says on which the resident checks who was read. Source: domain guide 10.3."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import assert_never

from config.texts import Texts
from kiosk.identity import Validity
from kiosk.present.paging import present_paging
from kiosk.present.step_view import StepView, present_step
from offline_queue.wire.documents import CardType
from screens.components.banner import BannerKind
from screens.components.tag import TagKind, TagSpec
from screens.icons import Icon
from screens.pages.id_check import IdCheckNotice, IdCheckRow, IdCheckState


@dataclass(frozen=True, slots=True)
class CheckView:
    """One hint from the item's conditions, ready to read: what is asked, what was found, whether it fits."""

    label: str
    text: str = field(repr=False)
    ok: bool = True


def present_id_check(
    texts: Texts,
    step: StepView,
    *,
    card_type: CardType,
    name_masked: str,
    number_masked: str,
    validity: Validity,
    valid_until: str,
    checks: tuple[CheckView, ...],
    card_lying: bool,
    manual: bool,
    whose: str = "",
) -> IdCheckState:
    """The page for one person.

    Args:
        texts: in the language of the visit.
        step: where the resident is.
        card_type: which document.
        name_masked: as ``kiosk.masking`` gives it.
        number_masked: as ``kiosk.masking`` gives it.
        validity: of the document, today.
        valid_until: the last day as ``2029-01-01``; empty when there is none.
        checks: what the item asks of the person.
        card_lying: whether the card still lies on the reader.
        manual: whether the number was typed in.
        whose: where two people take part: agent, guardian, applicant, ward.
    """
    rows = [
        IdCheckRow(texts("id_check.type"), texts(f"id_check.type.{card_type.value}")),
        IdCheckRow(texts("id_check.number"), number_masked),
    ]
    if not manual:
        text, ok = _validity(texts, validity, valid_until)
        rows.append(IdCheckRow(texts("id_check.validity"), text, ok))
    rows += [IdCheckRow(check.label, check.text, check.ok) for check in checks]
    source = TagSpec(texts("id_check.typed"), TagKind.PLAIN, Icon.KEYBOARD)
    if not manual:
        source = TagSpec(texts("id_check.chip"), TagKind.GOOD, Icon.CHECK)
    return IdCheckState(
        head=present_step(texts, step, texts("id_check.title_manual" if manual else "id_check.title")),
        notices=tuple(_notices(texts, validity, card_lying=card_lying, manual=manual)),
        applicant=texts(f"id_check.{whose}" if whose else "id_check.applicant"),
        name=name_masked,
        source=source,
        rows=tuple(rows),
        note=texts("id_check.note"),
        again=texts("id_check.retype" if manual else "id_check.reread"),
        confirm=texts("id_check.confirm"),
        paging=present_paging(texts),
    )


def _validity(texts: Texts, validity: Validity, valid_until: str) -> tuple[str, bool | None]:
    match validity:
        case Validity.VALID:
            return texts("id_check.validity.until", date=valid_until), True
        case Validity.LONG_TERM:
            return texts("id_check.validity.long_term"), True
        case Validity.EXPIRED:
            return texts("id_check.validity.expired", date=valid_until), False
        case Validity.UNKNOWN:
            return texts("id_check.validity.unknown"), None
        case _:
            assert_never(validity)


def _notices(texts: Texts, validity: Validity, *, card_lying: bool, manual: bool) -> list[IdCheckNotice]:
    notices = []
    if card_lying:
        notices.append(IdCheckNotice(texts("id_check.take_card"), texts("id_check.take_card.reason"), Icon.ID_CARD))
    elif not manual:
        notices.append(IdCheckNotice(texts("id_check.card_taken"), "", Icon.CHECK_CIRCLE, BannerKind.GOOD))
    if validity is Validity.EXPIRED:
        notices.append(IdCheckNotice(texts("id_check.expired"), texts("id_check.expired.reason"), Icon.WARNING))
    if manual:
        notices.append(IdCheckNotice(texts("id_check.manual"), texts("id_check.manual.reason"), Icon.KEYBOARD))
    return notices
