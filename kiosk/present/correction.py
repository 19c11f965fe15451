"""What is said of something that is handed in afterwards. Wording: domain guide 6.3, 6.4."""

from __future__ import annotations

from dataclasses import replace

from config.catalogue.model import FormBlock, FormSection
from config.catalogue.schema import FormField
from config.domain.code_sets import FieldType
from config.texts import Texts
from kiosk.corrections import NOTE, Correcting
from kiosk.present.sealed import LOST, SlipView
from kiosk.present.withdraw import present_withdrawal_kept
from screens.components.step_header import StepHeaderSpec
from screens.components.timeline import Moment, TimelineEntry
from screens.pages.sealed import SealedState


def correction_form(texts: Texts, correction: Correcting, *, required: bool) -> tuple[FormSection, ...]:
    """One field for what the resident adds in words; its help tells everything that the department asks for."""
    asked = texts("words.list_separator").join(one.text for one in correction.wanted)
    field = FormField(
        key=NOTE,
        label=texts("correct.note"),
        type=FieldType.TEXTAREA,
        required=required,
        help=texts("correct.asked", asked=asked),
        max=300,
    )
    return (FormSection(FormBlock.ITEM, (field,)),)


def present_amendment_kept(
    texts: Texts, *, item_name: str, receipt_number: str, online: bool, slip: SlipView, kept_at: str, phone: str
) -> SealedState:
    """The page when it is kept here: added to the case, not delivered yet. Arguments as for a withdrawal."""
    state = present_withdrawal_kept(
        texts,
        item_name=item_name,
        receipt_number=receipt_number,
        online=online,
        slip=slip,
        kept_at=kept_at,
        phone=phone,
    )
    reason = texts("correct.kept.online" if online else "correct.kept.offline", phone=phone)
    first, sent, last = state.steps
    return replace(
        state,
        head=StepHeaderSpec(texts("correct.kept.title"), item_name),
        banner=texts("correct.kept"),
        banner_reason=state.banner_reason if slip in LOST else reason,
        steps=(
            TimelineEntry(Moment.DONE, texts("correct.step.kept"), when=first.when),
            TimelineEntry(sent.moment, texts("correct.step.sent"), when=sent.when),
            TimelineEntry(Moment.LATER, texts("correct.step.checked"), when=last.when),
        ),
    )
