"""Samples of the lookup page: the number, the code, the camera, a wrong number, nothing found, no line."""

from __future__ import annotations

from datetime import date

from config.catalogue import Catalogue
from config.domain.identifiers import StationCode
from config.domain.receipt_number import ReceiptParts, mint_receipt_number
from config.texts import Texts
from kiosk.present.lookup import LookupEntry, present_lookup
from screens.pages.lookup import LookupField, LookupPage
from tests.screens.samples import Sample

RECEIPT = mint_receipt_number(ReceiptParts(StationCode("LS"), 1, date(2026, 11, 24), 1, 37))


def samples(texts: Texts, _catalogue: Catalogue) -> dict[str, Sample]:
    """One for each state."""
    code = LookupField.CODE
    wrong = RECEIPT[:-1] + ("A" if RECEIPT[-1] != "A" else "B")
    return {
        "code": (LookupPage, present_lookup(texts, LookupEntry(RECEIPT, "74", code), card_offered=True)),
        "receipt": (LookupPage, present_lookup(texts, LookupEntry("LS01-2611"), card_offered=True)),
        "camera": (
            LookupPage,
            present_lookup(texts, LookupEntry(), card_offered=False, camera_offered=True),
        ),
        "wrong": (LookupPage, present_lookup(texts, LookupEntry(wrong), card_offered=True)),
        "not-found": (
            LookupPage,
            present_lookup(texts, LookupEntry(RECEIPT, "740000", code), card_offered=True, not_found=True),
        ),
        "offline": (
            LookupPage,
            present_lookup(texts, LookupEntry(RECEIPT, "740000", code), card_offered=False, online=False),
        ),
    }
