"""What a resident has to say: a complaint, a suggestion or a question, from the form to the draft. Pure.

Fields: GB/T 39046 table 10 as the domain guide (13) names it. Anonymous unless a name or a telephone number is given.
"""

from __future__ import annotations

from datetime import datetime

from config.catalogue.model import FormBlock, FormSection
from config.catalogue.schema import FormField
from config.domain.code_sets import FieldMask, FieldType
from config.domain.identifiers import FieldKey
from config.domain.number_error import NumberError
from config.domain.receipt_number import normalise_receipt_number
from config.texts import Language, Texts
from kiosk.forms import FormModel
from offline_queue.wire.documents import ComplaintCategory, ComplaintDraft

TITLE, TEXT, ABOUT = FieldKey("title"), FieldKey("text"), FieldKey("about")
RECEIPT, NAME, MOBILE = FieldKey("receipt"), FieldKey("name"), FieldKey("mobile")
LONGEST_TITLE, LONGEST_TEXT, LONGEST_NAME = 60, 800, 40
LONGEST_RECEIPT = 30
WORD_BREAK = ","


def opinion_form(texts: Texts) -> tuple[FormSection, ...]:
    """The form in a language; the words are the texts' own, since no catalogue holds them."""

    def entry(key: FieldKey, kind: FieldType, longest: int | None, *, mask: FieldMask | None = None) -> FormField:
        return FormField(
            key=key,
            label=texts(f"opinion.field.{key}"),
            type=kind,
            required=key in {TITLE, TEXT},
            mask=mask,
            help=texts(f"opinion.field.{key}.help"),
            max=longest,
        )

    fields = (
        entry(TITLE, FieldType.TEXT, LONGEST_TITLE),
        entry(TEXT, FieldType.TEXTAREA, LONGEST_TEXT),
        entry(ABOUT, FieldType.TEXT, LONGEST_TITLE),
        entry(RECEIPT, FieldType.TEXT, LONGEST_RECEIPT),
        entry(NAME, FieldType.NAME, LONGEST_NAME),
        entry(MOBILE, FieldType.PHONE, None, mask=FieldMask.PHONE),
    )
    return (FormSection(FormBlock.ITEM, fields),)


def speaks_of_danger(form: FormModel) -> bool:
    """Whether what was written may mean that somebody is in danger now, in whatever language it was written.

    A word too many costs one touch; one too few may cost more.
    """
    written = " ".join(form.text(key) for key in (TITLE, TEXT, ABOUT)).casefold()
    words = (word for language in Language for word in Texts.load(language)("opinion.danger.words").split(WORD_BREAK))
    return any(word.casefold() in written for word in words)


def opinion_of(form: FormModel, category: ComplaintCategory, *, language: Language, now: datetime) -> ComplaintDraft:
    """Put together what was said.

    Args:
        form: complete.
        category: what the resident chose at the beginning.
        language: of the screens.
        now: the moment of sending, with its zone.

    A receipt number that is none goes into the text as it was typed: it may still tell somebody something.
    """
    text, receipt = form.text(TEXT).strip(), form.text(RECEIPT).strip()
    about_case = None
    if receipt:
        try:
            about_case = str(normalise_receipt_number(receipt))
        except NumberError:
            text = f"{text}\n{receipt}"
    name, mobile = form.text(NAME).strip() or None, form.text(MOBILE).strip() or None
    return ComplaintDraft(
        category=category,
        title=form.text(TITLE).strip(),
        text=text,
        about=form.text(ABOUT).strip() or None,
        about_receipt_number=about_case,
        anonymous=name is None and mobile is None,
        name=name,
        mobile=mobile,
        language=language.value,
        captured_at=now,
    )
