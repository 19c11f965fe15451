"""Words that several pages of payment use: kinds of fees, ways to pay, grounds, money."""

from __future__ import annotations

from config.texts import Language, Texts
from kiosk.money import yuan
from offline_queue.wire.payments import CARD, CASH, Bill, ReductionGround
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon

PAYMENT_CODE = "payment_code"
"""The way in which the payer shows a code; whose it is, only the code tells."""

_ICONS = {CASH: Icon.CASH, CARD: Icon.CARD, PAYMENT_CODE: Icon.PHONE}
_BRANDS = {
    "wechat": ("wechat",),
    "alipay": ("alipay",),
    "unionpay_qr": ("unionpay", "bank_app"),
    "nontax": ("wechat", "alipay", "unionpay", "bank_app"),
}


def money(texts: Texts, amount_fen: int) -> str:
    """An amount with its currency."""
    return texts("pay.money", amount=yuan(amount_fen))


def method_name(texts: Texts, method: str) -> str:
    """The name of a way to pay; one that is not known here is paid by a code."""
    key = f"pay.method.{method}"
    return texts(key) if texts.has(key) else texts("pay.method.other")


def method_icon(method: str) -> Icon:
    """Its sign: what is held in the hand."""
    return _ICONS.get(method, Icon.QR)


def brands(texts: Texts, method: str) -> tuple[str, ...]:
    """What reads a code of that method; none where that is not known."""
    return tuple(texts(f"pay.brand.{brand}") for brand in _BRANDS.get(method, ()))


def brand_of_code(texts: Texts, scheme: str) -> str:
    """Whose payment code it is: ``wechat``, ``alipay``, ``unionpay``."""
    return texts(f"pay.brand.{scheme}")


def ground_name(texts: Texts, ground: ReductionGround) -> str:
    """The name of a ground of a reduction: the hall's, else ours; one that neither names is a ground set by rule."""
    name = ground.name_en if texts.language is Language.EN else ground.name
    key = f"pay.ground.{ground.ground}"
    return name or (texts(key) if texts.has(key) else texts("pay.ground.other"))


def reduction_name(texts: Texts, bill: Bill) -> str:
    """The name of the ground by which a bill was reduced; empty where it was not."""
    if bill.reduction is None:
        return ""
    named = ReductionGround(ground=bill.reduction, name=bill.reduction_name, name_en=bill.reduction_name_en)
    return ground_name(texts, named)


def proof_rule(texts: Texts, ground: ReductionGround) -> str:
    """Which paper staff ask for."""
    proof = ground.proof_en if texts.language is Language.EN else ground.proof
    return texts("pay.bills.claim_proof", proof=proof) if proof else texts("pay.bills.claim_rule")


def present_head(texts: Texts, title: str, subject: str = "", **values: object) -> StepHeaderSpec:
    """The head of a page of payment: what it asks for, and above it what is paid."""
    caption = texts("pay.caption.of", subject=subject) if subject else texts("pay.caption")
    return StepHeaderSpec(texts(title, **values), caption, caption_short=texts("pay.caption"))
