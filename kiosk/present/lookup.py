"""What the page for receipt number and lookup code shows, and whether both are whole."""

from __future__ import annotations

from dataclasses import dataclass, field

from config.domain.identifiers import LookupCode, ReceiptNumber
from config.domain.lookup_code import DIGITS, parse_lookup_code
from config.domain.number_error import NumberError, NumberFault
from config.domain.receipt_number import normalise_receipt_number
from config.texts import Texts
from kiosk.present.keyboard import present_keyboard
from screens.input.editing import Allowed, EditingRules
from screens.input.keyboard_spec import KeyboardSpec, Panel
from screens.pages.lookup import LookupField, LookupState

LONGEST_RECEIPT = 26
HYPHEN = "-"


@dataclass(frozen=True, slots=True)
class LookupEntry:
    """What was typed so far; ``focused`` is the field in hand."""

    receipt: str = field(default="", repr=False)
    code: str = field(default="", repr=False)
    focused: LookupField = LookupField.RECEIPT

    @property
    def receipt_number(self) -> ReceiptNumber | None:
        """The number in its exact form; None while it is not whole or its check character does not fit."""
        try:
            return normalise_receipt_number(self.receipt)
        except NumberError:
            return None

    @property
    def lookup_code(self) -> LookupCode | None:
        """The code; None while digits are missing."""
        try:
            return parse_lookup_code(self.code)
        except NumberError:
            return None

    @property
    def receipt_wrong(self) -> bool:
        """Whether the number has its length but does not add up."""
        try:
            normalise_receipt_number(self.receipt)
        except NumberError as error:
            return error.reason is not NumberFault.LENGTH
        return False


def present_lookup(
    texts: Texts,
    entry: LookupEntry,
    *,
    card_offered: bool,
    scan_offered: bool = False,
    camera_offered: bool = False,
    online: bool = True,
    not_found: bool = False,
    locked_minutes: int = 0,
) -> LookupState:
    """The lookup page.

    Args:
        texts: in the language of the visit.
        entry: what was typed so far.
        card_offered: whether the ID card opens the way too (a reader is there and the hall can be asked).
        scan_offered: whether a scanner takes the QR code of the slip.
        camera_offered: whether the document camera looks for it; a scanner that can be used is named before it.
        online: whether the hall can be reached; without it only this terminal's own records are known.
        not_found: the last question found nothing.
        locked_minutes: after too many wrong tries, how long to wait; 0: not locked.
    """
    notice = "" if online else texts("lookup.offline")
    if locked_minutes:
        notice = texts("lookup.locked", minutes=locked_minutes)
    wrong = entry.receipt_wrong
    return LookupState(
        title=texts("lookup.title"),
        card=texts("lookup.card") if card_offered else "",
        card_sub=texts("lookup.card_sub"),
        heading=texts("lookup.heading" if card_offered else "lookup.heading_alone"),
        receipt_label=texts("lookup.receipt"),
        receipt_need=texts("form.required"),
        receipt_help=texts(f"lookup.receipt_help{_seen_by(scan=scan_offered, camera=camera_offered)}"),
        receipt=entry.receipt,
        receipt_error=texts("lookup.receipt_wrong") if wrong else "",
        receipt_good=entry.receipt_number is not None,
        code_label=texts("lookup.code"),
        code_need=texts("lookup.code_need"),
        code=entry.code,
        code_error=texts("lookup.not_found") if not_found else "",
        code_length=DIGITS,
        lost=texts("lookup.lost"),
        private=texts("lookup.private"),
        notice=notice,
        focused=entry.focused,
        keyboard=_keyboard(texts, entry, locked=bool(locked_minutes)),
    )


def _seen_by(*, scan: bool, camera: bool) -> str:
    if scan:
        return "_scan"
    return "_camera" if camera else ""


def _keyboard(texts: Texts, entry: LookupEntry, *, locked: bool) -> KeyboardSpec:
    words = present_keyboard(texts)
    if entry.focused is LookupField.RECEIPT:
        whole = entry.receipt_number is not None
        return KeyboardSpec(
            words,
            field_key=LookupField.RECEIPT.value,
            rules=EditingRules(Allowed.RECEIPT, LONGEST_RECEIPT),
            text=entry.receipt,
            panels=(Panel.DIGITS, Panel.LETTERS),
            act=texts("lookup.next"),
            act_sub="" if whole else texts("lookup.receipt_missing"),
            act_enabled=whole,
            can_hide=False,
            point=HYPHEN,
            capitals=True,
        )
    missing = DIGITS - len(entry.code)
    if entry.receipt_number is None:
        sub = texts("lookup.receipt_missing")
    else:
        sub = texts("lookup.code_missing", count=missing) if missing else ""
    return KeyboardSpec(
        words,
        field_key=LookupField.CODE.value,
        rules=EditingRules(Allowed.DIGITS, DIGITS),
        text=entry.code,
        panels=(Panel.DIGITS,),
        act=texts("lookup.act"),
        act_sub=sub,
        act_enabled=not sub and not locked,
        can_go_back=True,
        can_hide=False,
    )
