"""What the pages of payment say, and above all what they never say."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from config.texts import Language, Texts
from kiosk.present.payment.bill import present_bill
from kiosk.present.payment.bills import BillsTrouble, present_pay_bills
from kiosk.present.payment.card import CardPhase, CardTrouble, present_pay_card
from kiosk.present.payment.cash import CashPhase, CashTrouble, present_pay_cash
from kiosk.present.payment.code import CodePhase, present_pay_code
from kiosk.present.payment.method import present_pay_check, present_pay_method
from kiosk.present.payment.number import NumberFaultView, present_pay_number
from kiosk.present.payment.open_orders import OpenOrder, present_pay_open
from kiosk.present.payment.result import ResultFacts, ResultView, present_pay_result, view_of
from kiosk.present.payment.scan import ScanPhase, ScanTrouble, present_pay_scan
from kiosk.present.payment.words import PAYMENT_CODE, brands, method_name
from kiosk.present.sealed import SlipView
from offline_queue.wire.payments import BillState, FeeClass, MethodOffer, OrderState, ReductionGround
from screens.pages.pay_result import PayAct, PayResultState, ResultKind
from tests.screens.sample_bills import OFFERS, ORDER, sample_bill
from tests.screens.stage import sample_texts

ZH = sample_texts(Language.ZH)
EN = sample_texts(Language.EN)
FACTS = ResultFacts(subject="工本费", payee="区财政", amount_fen=4_000, method="wechat", order=ORDER)
PAID_STATES = {OrderState.PAID, OrderState.SERVED}
NOT_PAID_STATES = {OrderState.CLOSED, OrderState.REFUNDED}
NOT_KNOWN = [
    view
    for view in ResultView
    if view not in {ResultView.PAID, ResultView.SETTLING, ResultView.NOT_PAID, ResultView.REFUSED}
    and view not in {ResultView.GIVEN_BACK, ResultView.CASH_NONE}
]


def result(view: ResultView, *, texts: Texts = ZH, slip: SlipView | None = None, **facts: Any) -> PayResultState:
    """The result page of a payment."""
    return present_pay_result(
        texts,
        view,
        ResultFacts(**{"amount_fen": 4_000, "order": ORDER, **facts}),
        slip=slip,
        in_case=False,
        may_pay_again=view not in NOT_KNOWN,
        window="综合窗口",
        phone="029-00000001",
    )


@pytest.mark.parametrize("state", list(OrderState))
def test_an_order_is_called_paid_or_not_paid_only_where_the_hall_says_so(state: OrderState) -> None:
    """docs/wire.md: paid and served; closed and refunded; everything else is not known yet."""
    shown = result(view_of(state))
    assert (shown.kind is ResultKind.PAID) is (state in PAID_STATES)
    assert (shown.kind in {ResultKind.NOT_PAID, ResultKind.GIVEN_BACK}) is (state in NOT_PAID_STATES)


@pytest.mark.parametrize("view", NOT_KNOWN)
@pytest.mark.parametrize("language", list(Language))
def test_what_is_not_known_says_not_to_pay_again_and_offers_no_way_to(view: ResultView, language: Language) -> None:
    """Neither failed nor paid, in both languages; another way to pay is no button."""
    state = result(view, texts=sample_texts(language))
    said = f"{state.sentence} {state.why}"
    assert "不要" in said and "付" in said if language is Language.ZH else "not pay" in said
    for word in ("失败", "缴费成功", "failed"):
        assert word not in f"{state.head.title} {said}"
    acts = {state.primary.act, state.secondary.act if state.secondary else None}
    assert PayAct.OTHER not in acts
    assert not state.not_receipt


@pytest.mark.parametrize("view", [ResultView.UNKNOWN, ResultView.LOST, ResultView.MANUAL, ResultView.CASH_SHORT])
def test_what_is_not_known_says_where_to_ask(view: ResultView) -> None:
    """The window, the telephone, the number of the order."""
    state = result(view, inside_fen=3_000)
    assert "综合窗口" in state.why
    assert "029-00000001" in state.why
    assert state.order == "K2611 24103 1221A 2B3C4 D5E6F"


def test_paid_says_that_the_slip_is_no_receipt() -> None:
    """And for a notice, which document counts, with its number among the facts."""
    assert "不是财政票据" in result(ResultView.PAID).not_receipt
    book = result(ResultView.PAID, document_number="6101", is_book=True)
    assert "电子缴款书" in book.not_receipt
    assert ("缴款书号", "6101") in book.facts
    assert ("入账记录号", "6101") in result(ResultView.PAID, document_number="6101").facts


@pytest.mark.parametrize("view", [ResultView.PAID, ResultView.CASH_SHORT])
def test_what_is_in_the_box_is_said_where_it_has_not_paid(view: ResultView) -> None:
    """Where it has, it is the amount itself, and the place beside the slip is for the document's number."""
    names = [name for name, _ in result(view, inside_fen=3_000).facts]
    assert (ZH("pay.result.amount.inside") in names) is (view is ResultView.CASH_SHORT)


def test_a_refusal_that_is_not_known_is_said_without_its_name() -> None:
    """A provider's new word never reaches the screen."""
    assert "余额不够" in result(ResultView.REFUSED, refusal="no_money").sentence
    assert result(ResultView.REFUSED, refusal="configuration").sentence == "对方没有同意付款，没有扣钱"


@pytest.mark.parametrize("slip", [SlipView.DRAWING, SlipView.PRINTING])
def test_nobody_is_sent_off_before_the_slip_is_there(slip: SlipView) -> None:
    """The button says what is awaited."""
    assert result(ResultView.PAID, slip=slip).primary.reason == "正在打凭条"
    assert result(ResultView.PAID, slip=slip).slip_busy


def test_the_three_kinds_stand_apart() -> None:
    """Each under its own name with what it is, in the same order whatever the hall's is."""
    fee, courier = sample_bill(ZH), sample_bill(ZH, "courier", fee_class=FeeClass.THIRD_PARTY)
    insurance = sample_bill(ZH, "medical", fee_class=FeeClass.SOCIAL_INSURANCE)
    state = present_pay_bills(ZH, (courier, insurance, fee))
    assert [group.name for group in state.groups] == ["办事收费", "社会保险费", "第三方费用"]
    assert [len(group.rows) for group in state.groups] == [1, 1, 1]
    assert "三类费用分开缴" in state.note


def test_a_reduction_says_from_what_and_on_which_ground() -> None:
    """And that staff look at the paper; a full exemption is not called a payment of nothing."""
    half = present_bill(ZH, sample_bill(ZH, amount_fen=2_000, full_amount_fen=4_000, reduction="low_income"))
    assert half.reduction == "原来 40.00 元，减免后 20.00 元"
    assert "低保、低收入家庭" in half.reduction_rule
    assert ("收费依据", "发改价格规〔2019〕1931号") in half.facts
    none = sample_bill(ZH, amount_fen=0, full_amount_fen=4_000, reduction="some_new_ground")
    assert "免收" in present_bill(ZH, none).reduction
    assert "规定的减免对象" in present_bill(ZH, none).reduction_rule
    row = present_pay_bills(ZH, (none,)).groups[0].rows[0]
    assert (row.trailing, row.enabled) == ("不用缴", False)


def test_a_reduction_is_named_by_the_hall_with_its_law() -> None:
    """What the office calls its ground counts, in the language of the visit; the law stands on the bill."""
    named = {"reduction": "own_rule", "reduction_name": "低保对象", "reduction_name_en": "Allowance"}
    half = sample_bill(ZH, amount_fen=2_000, full_amount_fen=4_000).model_copy(
        update={**named, "reduction_basis": "某法第三条"}
    )
    assert "低保对象" in present_bill(ZH, half).reduction_rule
    assert "Allowance" in present_bill(EN, half).reduction_rule
    assert (ZH("pay.bill.reduction_basis"), "某法第三条") in present_bill(ZH, half).facts


def test_a_ground_names_the_paper_that_staff_ask_for() -> None:
    """Where the hall names none it is the document, whatever it is."""
    grounds = (
        ReductionGround(
            ground="own_rule", name="低保对象", name_en="Allowance", proof="低保证", proof_en="Certificate"
        ),
        ReductionGround(ground="disabled"),
    )
    rows = present_pay_bills(ZH, (sample_bill(ZH),), grounds=grounds, claimed={"own_rule"}).claims
    assert [(row.key, row.label, row.selected) for row in rows] == [
        ("own_rule", "低保对象", True),
        ("disabled", "残疾人", False),
    ]
    assert "低保证" in rows[0].rule
    assert rows[1].rule == ZH("pay.bills.claim_rule")
    english = present_pay_bills(EN, (sample_bill(EN),), grounds=grounds).claims[0]
    assert (english.label, "Certificate" in english.rule) == ("Allowance", True)


def test_a_notice_names_its_payer_masked_and_its_late_fee() -> None:
    """As the platform masks the name; a fee without a stated basis has no such line."""
    facts = dict(present_bill(ZH, sample_bill(ZH, "notice", amount_fen=8_120)).facts)
    assert facts["缴款人"] == "张*兰"
    assert facts["其中滞纳金"] == "1.20 元"
    courier = present_bill(ZH, sample_bill(ZH, "courier", fee_class=FeeClass.THIRD_PARTY))
    assert "收费依据" not in dict(courier.facts)


def test_the_last_minute_of_a_code_counts_seconds() -> None:
    """Minutes before."""
    said = [
        present_pay_code(
            ZH, sample_bill(ZH), "wechat", CodePhase.WAITING, code="c", order=ORDER, seconds=seconds, total=180,
            window="", phone="",
        ).expiry
        for seconds in (60, 59)
    ]  # fmt: skip
    assert said == ["二维码 1 分 0 秒后失效", "二维码 59 秒后失效"]


def test_without_another_way_a_person_is_offered() -> None:
    """Nothing was charged, and nothing more can be done here."""
    state = present_pay_result(
        ZH, ResultView.NOT_PAID, FACTS, slip=None, in_case=True, may_pay_again=False, window="", phone=""
    )
    assert state.primary.act is PayAct.DONE
    assert state.secondary is not None
    assert state.secondary.act is PayAct.STAFF


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("61010926112400037815", "6101 0926 1124 0003 7815"),
        (ORDER, "K2611 24103 1221A 2B3C4 D5E6F"),
        ("LS01-261124-10037-X", "LS01-261124-10037-X"),
        ("", ""),
    ],
)
def test_a_number_is_shown_as_on_its_paper(number: str, shown: str) -> None:
    """In groups that can be compared; a receipt number has its own."""
    state = present_pay_number(ZH, number, scan_offered=True)
    assert state.shown == shown
    assert state.keyboard.act_enabled is bool(number)


def test_a_bill_with_an_order_can_be_chosen_and_a_paid_one_cannot() -> None:
    """To see what became of the order; nothing else is offered for it."""
    rows = [
        present_pay_bills(ZH, (sample_bill(ZH, state=state),)).groups[0].rows[0]
        for state in (BillState.OPEN, BillState.ORDERED, BillState.SETTLED)
    ]
    assert [(row.trailing, row.enabled) for row in rows] == [("", True), ("还没有结果", True), ("已缴", False)]


def test_only_ways_that_work_here_are_offered() -> None:
    """Codes of this terminal first; a device that is not there is not named, one that is broken cannot be chosen."""

    def ways(**devices: Any) -> dict[str, bool]:
        return {way.key: way.enabled for way in present_pay_method(ZH, sample_bill(ZH), OFFERS, **devices).methods}

    codes = {"wechat": True, "alipay": True, "unionpay_qr": True}
    assert ways() == codes
    assert ways(reads_codes=True, cash=False, card=True) == {**codes, PAYMENT_CODE: True, "card": True, "cash": False}
    shown = present_pay_method(ZH, sample_bill(ZH), (MethodOffer(method="cash"),), reads_codes=True, cash=True)
    assert [way.key for way in shown.methods] == ["cash"]


def test_a_method_of_a_newer_hall_has_a_name() -> None:
    """Paid by a code, whatever it is."""
    assert method_name(ZH, "newpay") == "扫码付款"
    assert brands(ZH, "newpay") == ()


@pytest.mark.parametrize("may_exceed", [True, False])
def test_that_no_change_is_given_is_said_before_the_first_note(may_exceed: bool) -> None:
    """On the look at the amount, and again on a page that takes nothing yet."""
    assert present_pay_check(ZH, sample_bill(ZH), "cash", may_exceed=may_exceed).warning == "本机不找零"
    state = present_pay_cash(
        ZH, sample_bill(ZH), CashPhase.RULE, inside_fen=0, denominations_fen=(1_000,), may_exceed=may_exceed
    )
    assert state.rule == "本机不找零"
    assert state.start
    assert not state.back
    assert not state.waiting


def test_cash_says_what_is_in_and_what_is_missing() -> None:
    """Denominations in order, down to the jiao; enough is said in a word."""
    bill = sample_bill(ZH, amount_fen=4_050)
    state = present_pay_cash(ZH, bill, CashPhase.WAITING, inside_fen=3_000, denominations_fen=(10_000, 50, 100))
    assert (state.due, state.inside, state.missing) == ("40.50", "30.00 元", "10.50 元")
    assert state.taken == ("5 角", "1 元", "100 元")
    full = present_pay_cash(ZH, bill, CashPhase.ENOUGH, inside_fen=5_000, denominations_fen=(100,))
    assert (full.missing, full.fraction) == ("够了", 1.0)


@pytest.mark.parametrize("phase", list(CodePhase))
def test_a_code_is_shown_only_while_it_may_be_paid(phase: CodePhase) -> None:
    """And not after its time; what stands in its place says why."""
    for seconds in (0, 60):
        state = present_pay_code(
            ZH, sample_bill(ZH), "wechat", phase, code="c", order=ORDER, seconds=seconds, total=180, window="", phone=""
        )
        assert bool(state.code) is (phase is CodePhase.WAITING and seconds > 0)
        assert state.expiry


def test_a_lost_line_never_says_that_it_failed() -> None:
    """Do not pay again, ask the counter (payments sheet, section 2)."""
    state = present_pay_code(
        ZH, sample_bill(ZH), "wechat", CodePhase.LOST, code="c", order=ORDER, seconds=60, total=180,
        window="综合窗口", phone="029-00000001",
    )  # fmt: skip
    assert "请不要再付" in state.warning
    assert "综合窗口" in state.warning_reason
    assert not state.leave


def every_state(texts: Texts) -> Iterator[Any]:
    """Every page in every phase, with every trouble."""
    bill = sample_bill(texts, amount_fen=2_000, full_amount_fen=4_000, reduction="low_income")
    grounds = (ReductionGround(ground="disabled"),)
    for trouble in (None, *BillsTrouble):
        yield present_pay_bills(texts, (bill,), grounds=grounds, number_offered=True, trouble=trouble)
    for fault in (None, *NumberFaultView):
        yield present_pay_number(texts, "", fault=fault)
    for method in (*(offer.method for offer in OFFERS), "nontax", PAYMENT_CODE):
        yield present_pay_check(texts, bill, method)
    for phase, wrong in product(ScanPhase, (None, *ScanTrouble)):
        yield present_pay_scan(texts, bill, phase, scheme="unionpay", trouble=wrong, by_camera=True)
    for cash, problem in product(CashPhase, (None, *CashTrouble)):
        yield present_pay_cash(
            texts, bill, cash, inside_fen=0, denominations_fen=(50, 500), note_fen=500, trouble=problem
        )
    for card, failure in product(CardPhase, (None, *CardTrouble)):
        yield present_pay_card(texts, bill, card, trouble=failure)
    for view, slip in product(ResultView, (None, *SlipView)):
        yield result(view, texts=texts, slip=slip, inside_fen=100)
        order = OpenOrder("1", "", 100, "wechat", "10:31", view)
        yield present_pay_open(texts, (order, order), asking=False, online=slip is None)


@pytest.mark.parametrize("language", list(Language))
def test_every_page_has_words_for_everything(language: Language) -> None:
    """No key is missing in any phase, in both languages."""
    assert len([state for state in every_state(sample_texts(language)) if state is not None]) > 150
