"""The page for the number of a payment notice, or of an order on a slip."""

from __future__ import annotations

from enum import StrEnum

from config.texts import Texts
from kiosk.money import grouped
from kiosk.present.keyboard import present_keyboard
from screens.input.editing import Allowed, EditingRules
from screens.input.keyboard_spec import KeyboardSpec, Panel
from screens.pages.pay_number import PayNumberState


class NumberPurpose(StrEnum):
    """Which number is asked for; the value begins the text keys."""

    NOTICE = "number"
    ORDER = "order_number"


class NumberFaultView(StrEnum):
    """What is wrong with it; the value is part of the text keys."""

    NOT_FOUND = "not_found"
    WRONG_FORM = "wrong_form"


LONGEST_NOTICE, LONGEST_ORDER = 40, 32
FIELD_KEY = "number"


def present_pay_number(
    texts: Texts,
    number: str,
    *,
    purpose: NumberPurpose = NumberPurpose.NOTICE,
    whole: bool | None = None,
    fault: NumberFaultView | None = None,
    scan_offered: bool = False,
    camera_offered: bool = False,
) -> PayNumberState:
    """The page for one number.

    Args:
        texts: in the language of the visit.
        number: what was typed so far.
        purpose: which number.
        whole: whether it can be asked for; None: as soon as there is something.
        fault: what the last question came to.
        scan_offered: whether the code scanner takes it too.
        camera_offered: whether the camera does; named where there is no scanner.
    """
    key = f"pay.{purpose.value}"
    seen_by = ".help_scan" if scan_offered else ".help_camera" if camera_offered else ".help"
    can_ask = bool(number) if whole is None else whole
    return PayNumberState(
        title=texts(f"{key}.title"),
        heading=texts(f"{key}.heading"),
        label=texts(f"{key}.label"),
        need=texts("form.required"),
        help=texts(f"{key}{seen_by}"),
        number=number,
        shown=grouped(number, 4 if purpose is NumberPurpose.NOTICE else 5),
        error=texts(f"pay.number.error.{fault.value}") if fault is not None else "",
        good=whole is True,
        private=texts(f"{key}.private"),
        keyboard=_keyboard(texts, number, purpose, can_ask=can_ask),
    )


def _keyboard(texts: Texts, number: str, purpose: NumberPurpose, *, can_ask: bool) -> KeyboardSpec:
    notice = purpose is NumberPurpose.NOTICE
    return KeyboardSpec(
        present_keyboard(texts),
        field_key=FIELD_KEY,
        rules=EditingRules(Allowed.CODE, LONGEST_NOTICE if notice else LONGEST_ORDER),
        text=number,
        panels=(Panel.DIGITS, Panel.LETTERS),
        act=texts(f"pay.{purpose.value}.act"),
        act_sub="" if can_ask else texts("pay.number.missing"),
        act_enabled=can_ask,
        can_hide=False,
        capitals=True,
    )
