"""Slips of payment with invented facts.

``python -m tests.kiosk.sample_payment_slips`` draws the golden pictures anew.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from config.texts import Language, Texts
from drivers.printer.document import Slip
from drivers.printer.raster import render_slip
from drivers.printer.typeface import DEBIAN_FONTS
from kiosk.payment_slips import (
    CashCount,
    InstructionFor,
    PaymentFacts,
    cash_slip,
    instruction_slip,
    paid_slip,
    refund_slip,
    unknown_slip,
)
from kiosk.slips import Place

GOLDEN = Path(__file__).parent / "golden"
WIDTH_DOTS = 576
NOW = datetime(2026, 11, 24, 10, 33, tzinfo=ZoneInfo("Asia/Shanghai"))
PLACE = Place("骊山街道便民服务中心", 1, "综合窗口", "029-00000001")
ORDER = "K2611241031221A2B3C4D5E6F"
FACTS = PaymentFacts(
    place=PLACE,
    order=ORDER,
    kind_name="办事收费",
    subject="居民身份证补领工本费",
    payee="区财政非税收入专户（示例）",
    amount_fen=2_000,
    method_name="微信支付",
    at=NOW.replace(minute=31),
    reduction="原来 40.00 元，减免后 20.00 元（低保、低收入家庭）",
    reduction_basis="样例减免依据〔2026〕1号",
    receipt_number="LS01-261124-10037-X",
    lookup_code="204816",
)
FULL = replace(FACTS, reduction="", reduction_basis="")
CASH = replace(FULL, amount_fen=4_000, method_name="现金")
NOTICE = replace(FULL, subject="不动产登记费", payer_masked="张*兰", receipt_number="", amount_fen=8_120)


def payment_slips(texts: Texts) -> dict[str, Slip]:
    """One of each kind, by name."""
    notes = (CashCount(1_000, 2), CashCount(500, 1), CashCount(50, 1))
    book = "6101000126000000123"
    return {
        "paid": paid_slip(texts, FACTS, paid_at=NOW, settled=True, document_number="S-000128", printed_at=NOW),
        "paid_notice": paid_slip(
            texts, NOTICE, paid_at=NOW, settled=True, document_number=book, is_book=True, printed_at=NOW
        ),
        "unknown": unknown_slip(texts, FACTS, printed_at=NOW),
        "refunded": refund_slip(
            texts, FACTS, refund_number="R2611241031221A2B3C4D5E6F", refund_fen=2_000, done=True, printed_at=NOW
        ),
        "cash": cash_slip(texts, CASH, notes, uncertain=True, printed_at=NOW),
        "instruction": instruction_slip(
            texts,
            PLACE,
            subject="政府非税收入缴款",
            purpose=InstructionFor.NOTICE,
            notice_code="61010926112400037815",
            printed_at=NOW,
        ),
    }


def golden_of(name: str) -> Path:
    """Where the kept picture of that slip lies."""
    return GOLDEN / f"payment_{name}_80mm.png"


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name, slip in payment_slips(Texts.load(Language.ZH)).items():
        golden_of(name).write_bytes(render_slip(slip, DEBIAN_FONTS, WIDTH_DOTS).to_png())
