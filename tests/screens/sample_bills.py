"""Bills that the samples of payment pay, invented."""

from __future__ import annotations

from config.texts import Language, Texts
from offline_queue.wire.payments import Bill, BillState, FeeClass, MethodOffer

ORDER = "K2611241031221A2B3C4D5E6F"
CODE = "weixin://wxpay/bizpayurl?pr=x7Kp29LqZ0demo"
LONG_CODE = (
    "00020101021226440016A0000003330101030120123456789012345678905204939953031565406100.005802CN5917DEMO SERVICE "
    "HALL6007BEIJING62260115K012026112400010703K0163048DFE"
)
"""The longest kind: an EMV merchant-presented code of the payments sheet, section 5."""
OFFERS = (
    MethodOffer(method="wechat", shows_code=True, takes_code=True),
    MethodOffer(method="alipay", shows_code=True, takes_code=True),
    MethodOffer(method="unionpay_qr", shows_code=True),
    MethodOffer(method="cash"),
    MethodOffer(method="card"),
)


def sample_bill(
    texts: Texts,
    name: str = "id_card",
    *,
    fee_class: FeeClass = FeeClass.SERVICE_FEE,
    amount_fen: int = 4000,
    full_amount_fen: int | None = None,
    reduction: str | None = None,
    state: BillState = BillState.OPEN,
) -> Bill:
    """One bill; the hall's words are Chinese at a real station, the English ones stand for an English one."""
    english = texts.language is Language.EN
    subjects = {
        "id_card": ("居民身份证补领工本费", "ID card replacement"),
        "medical": ("城乡居民基本医疗保险费", "Residents' medical insurance"),
        "courier": ("证件寄送费", "Courier"),
        "notice": ("不动产登记费", "Property registration fee"),
    }
    payees = {
        FeeClass.SERVICE_FEE: ("区财政非税收入专户（示例）", "District treasury, non-tax account (sample)"),
        FeeClass.SOCIAL_INSURANCE: ("国家税务总局某区税务局（示例）", "District tax office (sample)"),
        FeeClass.THIRD_PARTY: ("邮政速递营业部（示例）", "Courier branch (sample)"),
    }
    return Bill(
        bill_id=f"00000000-0000-4000-8000-0000000000{sorted(subjects).index(name):02d}",
        fee_class=fee_class,
        subject=subjects[name][english],
        payee=payees[fee_class][english],
        amount_fen=amount_fen,
        full_amount_fen=amount_fen if full_amount_fen is None else full_amount_fen,
        late_fee_fen=120 if name == "notice" else 0,
        reduction=reduction,
        reduction_basis=("样例减免依据〔2026〕1号", "Sample rule on reductions, 2026")[english] if reduction else "",
        basis=("发改价格规〔2019〕1931号", "NDRC price rule [2019] 1931")[english] if name != "courier" else "",
        payer_masked="张*兰" if name == "notice" and not english else None,
        state=state,
    )
