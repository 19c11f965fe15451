"""The page for a number: of a payment notice, of a case, or of an order on a slip. Which one, its form tells."""

from __future__ import annotations

from enum import StrEnum

from config.texts import Texts
from kiosk.money import grouped
from kiosk.present.keyboard import present_keyboard
from screens.input.editing import Allowed, EditingRules
from screens.input.keyboard_spec import KeyboardSpec, Panel
from screens.pages.pay_number import PayNumberState


class NumberFaultView(StrEnum):
    """What is wrong with it; the value is part of the text keys."""

    NOT_FOUND = "not_found"
    WRONG_FORM = "wrong_form"


LONGEST = 40
"""Of a notice's number (`offline_queue.wire.payments.NoticeCode`); the others are shorter."""
FIELD_KEY = "number"
HYPHEN = "-"


def present_pay_number(
    texts: Texts,
    number: str,
    *,
    fault: NumberFaultView | None = None,
    scan_offered: bool = False,
    camera_offered: bool = False,
) -> PayNumberState:
    """The page for one number.

    Args:
        texts: in the language of the visit.
        number: what was typed so far.
        fault: what the last question came to.
        scan_offered: whether the code scanner takes it too.
        camera_offered: whether the camera does; named where there is no scanner.
    """
    seen_by = "help_scan" if scan_offered else "help_camera" if camera_offered else "help"
    return PayNumberState(
        title=texts("pay.number.title"),
        heading=texts("pay.number.heading"),
        label=texts("pay.number.label"),
        need=texts("form.required"),
        help=texts(f"pay.number.{seen_by}"),
        number=number,
        shown=_shown(number),
        error=texts(f"pay.number.error.{fault.value}") if fault is not None else "",
        private=texts("pay.number.private"),
        keyboard=_keyboard(texts, number),
    )


def _shown(number: str) -> str:
    """Digits in fours, an order's number in fives as on its slip, a receipt number as it is."""
    if HYPHEN in number:
        return number
    return grouped(number, 4 if number.isdigit() else 5)


def _keyboard(texts: Texts, number: str) -> KeyboardSpec:
    return KeyboardSpec(
        present_keyboard(texts),
        field_key=FIELD_KEY,
        rules=EditingRules(Allowed.RECEIPT, LONGEST),
        text=number,
        panels=(Panel.DIGITS, Panel.LETTERS),
        act=texts("pay.number.act"),
        act_sub="" if number else texts("pay.number.missing"),
        act_enabled=bool(number),
        can_hide=False,
        point=HYPHEN,
        capitals=True,
    )
