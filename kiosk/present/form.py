"""What the form page shows: every field masked but the one being edited, faults in words, what is still missing."""

from __future__ import annotations

from collections.abc import Mapping

from config.catalogue import Catalogue
from config.catalogue.schema import FormField
from config.domain.code_sets import FieldType
from config.domain.identifiers import FieldKey
from config.texts import Texts
from kiosk.answers import NO, YES, FieldFault, max_length
from kiosk.form_walk import FormWalk
from kiosk.forms import FieldError, FormModel
from kiosk.masking import mask_account, mask_address, mask_name, mask_number, mask_phone
from kiosk.present.keyboard import input_manner, present_keyboard
from kiosk.present.step_view import StepView, present_step
from screens.input.keyboard_spec import KeyboardSpec
from screens.pages.form_state import FieldSpan, FormFieldState, FormOption, FormState

CHOOSING = frozenset({FieldType.CHOICE, FieldType.MULTI_CHOICE, FieldType.BOOL})
NARROW = CHOOSING | {
    FieldType.PHONE,
    FieldType.DATE,
    FieldType.AMOUNT,
    FieldType.INTEGER,
    FieldType.NAME,
}
MEDIUM = frozenset({FieldType.ID_NUMBER, FieldType.USCC, FieldType.BANK_ACCOUNT, FieldType.TEXT})
FIXED_LENGTH = frozenset({FieldType.ID_NUMBER, FieldType.USCC, FieldType.DATE})
GROUPS = {
    FieldType.ID_NUMBER: (6, 8, 4),
    FieldType.DATE: (4, 2, 2),
    FieldType.BANK_ACCOUNT: (4, 4, 4, 4, 4, 4, 4),
}
PLACEHOLDERS = {
    FieldType.DATE: "form.placeholder.date",
    FieldType.ID_NUMBER: "form.placeholder.id_number",
    FieldType.USCC: "form.placeholder.uscc",
    FieldType.PHONE: "form.placeholder.phone",
    FieldType.AMOUNT: "form.placeholder.amount",
    FieldType.INTEGER: "form.placeholder.amount",
    FieldType.BANK_ACCOUNT: "form.placeholder.account",
    FieldType.NAME: "form.placeholder.name",
    FieldType.ADDRESS: "form.placeholder.address",
}
DATE_BREAK = "-"
NUMBER_BREAK = " "


def present_form(
    texts: Texts,
    catalogue: Catalogue,
    walk: FormWalk,
    step: StepView,
    *,
    revealed: FieldKey | None = None,
) -> FormState:
    """The form page.

    Args:
        texts: in the language of the visit.
        catalogue: gives labels and options in that language.
        walk: the answers and where the resident is.
        step: the step of the case.
        revealed: the locked field that is shown in clear for a moment.
    """
    model = walk.model
    errors = model.errors()
    shown_faults = {key: error for key, error in errors.items() if _judged(walk, key)}
    fields = tuple(
        _field(texts, catalogue, walk, key, fault=_fault_words(texts, shown_faults, key), revealed=key == revealed)
        for key in model.keys
    )
    focused = str(walk.focused) if walk.focused is not None else ""
    return FormState(
        header=present_step(texts, step, texts("form.title")),
        hint=_hint(texts, model, wrong=sum(1 for e in shown_faults.values() if e.fault is not FieldFault.MISSING)),
        fields=fields,
        focused=focused,
        keyboard=_keyboard(texts, walk),
        next_label=texts("form.next"),
        previous_label=texts("form.previous"),
        can_go_back=not walk.first,
        done_label=texts(_done_key(model)),
        complete=model.complete,
        page_up=texts("paging.previous"),
        page_down=texts("paging.next"),
        positions=tuple(
            tuple(texts("form.page", page=page + 1, pages=pages) for page in range(pages))
            for pages in range(1, len(fields) + 1)
        ),
    )


def shown_answer(texts: Texts, catalogue: Catalogue, model: FormModel, key: FieldKey, *, revealed: bool = False) -> str:
    """An answer as screens show it: masked (guide 10.3) unless it is revealed; empty when there is none."""
    entry, text = model.field(key), model.text(key)
    if not text:
        return ""
    match entry.type:
        case FieldType.BOOL:
            return texts("form.yes" if text == YES else "form.no")
        case FieldType.CHOICE | FieldType.MULTI_CHOICE:
            return _shown_choice(texts, catalogue, entry, model.chosen(key), revealed=revealed)
        case _:
            return grouped(entry, text) if revealed else _masked(texts, entry, text)


def grouped(entry: FormField, text: str) -> str:
    """Numbers in groups that are easy to compare, dates with hyphens; other answers as they are."""
    if entry.type not in GROUPS or not text.isascii():
        return text
    parts, rest = [], text
    for size in GROUPS[entry.type]:
        if rest:
            parts.append(rest[:size])
            rest = rest[size:]
    if rest:
        parts.append(rest)
    return (DATE_BREAK if entry.type is FieldType.DATE else NUMBER_BREAK).join(parts)


def _masked(texts: Texts, entry: FormField, text: str) -> str:
    match entry.type:
        case FieldType.NAME:
            return mask_name(text)
        case FieldType.ID_NUMBER:
            return mask_number(text)
        case FieldType.PHONE:
            return mask_phone(text)
        case FieldType.BANK_ACCOUNT:
            return mask_account(text)
        case FieldType.ADDRESS:
            return mask_address(text)
        case _:
            return texts("form.filled") if entry.sensitive else grouped(entry, text)


def _shown_choice(
    texts: Texts, catalogue: Catalogue, entry: FormField, chosen: tuple[str, ...], *, revealed: bool
) -> str:
    if entry.sensitive and not revealed:
        return texts("form.chosen", count=len(chosen))
    names = [catalogue.text(option, texts.language) for option in chosen]
    return names[0] if len(names) == 1 else texts("form.chosen", count=len(names))


def _fault_words(texts: Texts, faults: Mapping[FieldKey, FieldError], key: FieldKey) -> str:
    error = faults.get(key)
    return texts(error.text_key, limit=error.limit) if error else ""


def _judged(walk: FormWalk, key: FieldKey) -> bool:
    """Whether a fault may be told: the field was left, or a number of fixed length has all its characters."""
    if key != walk.focused:
        return key in walk.left
    return _whole(walk.model, key)


def _whole(model: FormModel, key: FieldKey) -> bool:
    entry = model.field(key)
    return entry.type in FIXED_LENGTH and len(model.text(key)) == max_length(entry)


def _done_key(model: FormModel) -> str:
    if model.complete:
        return "form.done"
    return "form.to_missing" if model.missing_count else "form.to_wrong"


def _hint(texts: Texts, model: FormModel, *, wrong: int) -> str:
    if wrong:
        return texts("form.hint.wrong", count=wrong)
    if model.missing_count:
        return texts("form.hint.missing", count=model.missing_count)
    return texts("form.hint.complete")


def _field(
    texts: Texts, catalogue: Catalogue, walk: FormWalk, key: FieldKey, *, fault: str, revealed: bool
) -> FormFieldState:
    model = walk.model
    entry = model.field(key)
    locked, editing = model.locked(key), key == walk.focused
    need = "form.from_card" if locked else "form.required" if entry.required else "form.optional"
    choosing = entry.type in CHOOSING
    help_text = catalogue.text(entry.help, texts.language) if entry.help else ""
    if choosing and not help_text and editing:
        help_text = texts("form.choose_many" if entry.type is FieldType.MULTI_CHOICE else "form.choose_one")
    return FormFieldState(
        key=str(key),
        label=catalogue.text(entry.label, texts.language),
        need=texts(need),
        shown=shown_answer(texts, catalogue, model, key, revealed=revealed),
        placeholder=texts(PLACEHOLDERS[entry.type]) if entry.type in PLACEHOLDERS else "",
        help=help_text,
        error=fault,
        good=bool(model.text(key)) and model.error(key) is None and (not editing or _whole(model, key)),
        locked=locked,
        span=_span(entry.type),
        options=_options(texts, catalogue, model, key) if choosing else (),
        many=entry.type is FieldType.MULTI_CHOICE,
        groups=GROUPS.get(entry.type, ()),
        group_break=DATE_BREAK if entry.type is FieldType.DATE else NUMBER_BREAK,
    )


def _span(kind: FieldType) -> FieldSpan:
    return FieldSpan.NARROW if kind in NARROW else FieldSpan.MEDIUM if kind in MEDIUM else FieldSpan.WIDE


def _options(texts: Texts, catalogue: Catalogue, model: FormModel, key: FieldKey) -> tuple[FormOption, ...]:
    entry, chosen = model.field(key), model.chosen(key)
    if entry.type is FieldType.BOOL:
        return tuple(FormOption(value, texts(f"form.{value}"), value in chosen) for value in (YES, NO))
    return tuple(
        FormOption(option, catalogue.text(option, texts.language), option in chosen) for option in entry.options
    )


def _keyboard(texts: Texts, walk: FormWalk) -> KeyboardSpec | None:
    key = walk.focused
    if key is None or walk.model.field(key).type in CHOOSING:
        return None
    manner = input_manner(walk.model.field(key), texts.language)
    return KeyboardSpec(
        present_keyboard(texts),
        field_key=str(key),
        rules=manner.rules,
        text=walk.model.text(key),
        panels=manner.panels,
        act=texts("form.next"),
        can_go_back=not walk.first,
        point=manner.point,
        capitals=manner.capitals,
        style=manner.style,
    )
