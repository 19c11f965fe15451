"""The pages of payment: what every button says, and a code that a phone can read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import zxingcpp
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage

from config.texts import Language
from kiosk.present.payment.bills import present_pay_bills
from kiosk.present.payment.cash import CashPhase, present_pay_cash
from kiosk.present.payment.code import CodePhase, present_pay_code
from kiosk.present.payment.result import ResultFacts, ResultView, present_pay_result
from kiosk.present.sealed import SlipView
from offline_queue.wire.payments import ReductionGround
from screens.components.qr_code import QUIET_MODULES
from screens.pages.pay_bills import PayBillsPage
from screens.pages.pay_cash import PayCashPage
from screens.pages.pay_code import PayCodePage, PayCodeState
from screens.pages.pay_result import PayResultPage, PayResultState
from screens.shell import Shell
from tests.screens.pages.taps import Finger
from tests.screens.sample_bills import CODE, LONG_CODE, ORDER, sample_bill
from tests.screens.samples import samples_of
from tests.screens.stage import picture_of, sample_catalogue, sample_texts

Stage = Callable[..., Shell]
ZH = sample_texts(Language.ZH)
PX_PER_MM = 4.0
"""Of a 21.5-inch panel with 1080 x 1920 pixels, rounded (tokens: 0.25 mm/px)."""


def sample(page: str, name: str) -> Any:
    """A sample page in Chinese."""
    return samples_of(page, ZH, sample_catalogue())[name]


def code_state(code: str = CODE, seconds: int = 170, phase: CodePhase = CodePhase.WAITING) -> PayCodeState:
    """The page with a code."""
    return present_pay_code(
        ZH,
        sample_bill(ZH),
        "wechat",
        phase,
        code=code,
        order=ORDER,
        seconds=seconds,
        total=180,
        window="综合窗口",
        phone="029-00000001",
    )


def read(picture: QImage) -> list[str]:
    """Every code in a picture."""
    grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return [one.text for one in zxingcpp.read_barcodes(np.ascontiguousarray(rows[:, : grey.width()]))]


@pytest.mark.parametrize("code", [CODE, LONG_CODE], ids=["native", "emv"])
@pytest.mark.parametrize(
    "mode", ["portrait", "portrait-max-yellow", "portrait-senior-hc", "portrait-lower", "landscape-max-en"]
)
def test_the_code_on_the_page_is_read_at_device_size_and_at_half(stage: Stage, mode: str, code: str) -> None:
    """From the picture of the whole page, as a phone sees it from near and from afar, in every theme."""
    shell = stage((PayCodePage, code_state(code)), mode)
    picture = picture_of(shell)
    half = picture.scaled(
        QSize(picture.width() // 2, picture.height() // 2),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    assert read(picture) == [code]
    assert read(half) == [code]


@pytest.mark.parametrize("code", [CODE, LONG_CODE], ids=["native", "emv"])
@pytest.mark.parametrize("mode", ["portrait", "portrait-max-yellow", "landscape-senior"])
def test_the_quiet_zone_is_white_and_the_modules_are_large_enough(stage: Stage, mode: str, code: str) -> None:
    """Four modules of white all round; a module of at least 1 mm, which is 5 pixels of a phone at 60 cm."""
    shell = stage((PayCodePage, code_state(code)), mode)
    page = shell.page
    assert isinstance(page, PayCodePage)
    qr, picture = page.panel.code, picture_of(shell)
    assert qr.module_px >= PX_PER_MM
    inner = QRect(qr.mapTo(shell, qr.modules_rect().topLeft()), qr.modules_rect().size())
    quiet = QUIET_MODULES * qr.module_px
    outer = inner.adjusted(-quiet, -quiet, quiet, quiet)
    assert QRect(qr.mapTo(shell, QPoint(0, 0)), qr.size()).contains(outer)
    white = QImage(outer.size(), QImage.Format.Format_RGB32)
    white.fill(Qt.GlobalColor.white)
    around = picture.copy(outer).convertToFormat(QImage.Format.Format_RGB32)
    for strip in (QRect(0, 0, outer.width(), quiet), QRect(0, 0, quiet, outer.height())):
        assert around.copy(strip) == white.copy(strip)
        there = strip.translated(outer.width() - strip.width(), outer.height() - strip.height())
        assert around.copy(there) == white.copy(there)


def test_a_second_that_goes_by_paints_only_the_ring_anew(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code stays as it is while a phone looks at it."""
    shell = stage((PayCodePage, code_state(seconds=170)))
    page = shell.page
    assert isinstance(page, PayCodePage)
    laid_out: list[str] = []
    monkeypatch.setattr(page, "rearrange", lambda: laid_out.append("page"))
    monkeypatch.setattr(page.panel, "show_spec", lambda _spec: laid_out.append("panel"))
    page.render(code_state(seconds=169))
    assert laid_out == []
    assert page.panel.expiry.words == "二维码 2 分 49 秒后失效"
    page.render(code_state(seconds=0, phase=CodePhase.ASKING))
    assert "panel" in laid_out


@pytest.mark.parametrize("phase", [phase for phase in CodePhase if phase is not CodePhase.WAITING])
def test_no_code_is_shown_that_must_not_be_paid_now(stage: Stage, phase: CodePhase) -> None:
    """While the result is being asked for, while it is closed, without a line: nothing to scan."""
    shell = stage((PayCodePage, code_state(phase=phase)), online=phase is not CodePhase.LOST)
    assert read(picture_of(shell)) == []


@pytest.mark.parametrize(
    ("page", "name", "target", "said"),
    [
        ("pay_bills", "kinds", "居民身份证补领工本费 40.00 元", "bill_chosen"),
        ("pay_bills", "kinds", "输入或扫缴款码", "number_pressed"),
        ("pay_bills", "kinds", "不缴了", "leave_pressed"),
        ("pay_bills", "reduced", "残疾人", "claim_toggled"),
        ("pay_number", "notice", "查一下", "lookup_pressed"),
        ("pay_number", "notice", "9", "text_edited"),
        ("pay_method", "every", "微信支付", "method_chosen"),
        ("pay_method", "every", "不缴了", "leave_pressed"),
        ("pay_check", "reduced", "没错，出示二维码", "confirmed"),
        ("pay_check", "cash", "换个付法", "other_pressed"),
        ("pay_code", "waiting", "我已付款，查结果", "ask_pressed"),
        ("pay_code", "waiting", "不缴了", "leave_pressed"),
        ("pay_scan", "waiting", "换个付法", "other_pressed"),
        ("pay_scan", "waiting", "不缴了", "leave_pressed"),
        ("pay_cash", "rule", "看清了，开始放钱", "start_pressed"),
        ("pay_cash", "looking", "退出这一张", "back_pressed"),
        ("pay_cash", "waiting", "不放了，打凭条", "finish_pressed"),
        ("pay_card", "waiting", "不缴了", "leave_pressed"),
        ("pay_result", "paid", "好了，接着办", "done_pressed"),
        ("pay_result", "paid", "再打一张凭条", "print_pressed"),
        ("pay_result", "unknown", "再查一次", "ask_pressed"),
        ("pay_result", "refused", "换个付法", "other_pressed"),
        ("pay_result", "cash-short", "呼叫工作人员", "staff_pressed"),
        ("pay_open", "one", "居民身份证补领工本费 40.00 元", "order_chosen"),
        ("pay_open", "one", "再查一次", "ask_pressed"),
        ("pay_open", "one", "以后再说", "leave_pressed"),
    ],
)
def test_every_button_says_what_it_means(stage: Stage, page: str, name: str, target: str, said: str) -> None:
    """One touch, one intent, named after what was done; before its act a keyboard tells the text once more."""
    finger = Finger(stage(sample(page, name)))
    finger.press(target)
    assert finger.heard[-1][0] == said
    assert {heard[0] for heard in finger.heard} <= {said, "text_edited"}


def test_a_bill_is_told_by_its_id_and_a_ground_by_its_name(stage: Stage) -> None:
    """What the flow gets is what the hall named."""
    bill = sample_bill(ZH)
    grounds = (ReductionGround(ground="low_income"),)
    finger = Finger(stage((PayBillsPage, present_pay_bills(ZH, (bill,), grounds=grounds))))
    finger.press(f"{bill.subject} 40.00 元")
    finger.press("低保、低收入家庭")
    assert finger.heard == [("bill_chosen", bill.bill_id), ("claim_toggled", "low_income")]


@pytest.mark.parametrize("phase", [CashPhase.OPENING, CashPhase.LOOKING, CashPhase.ENOUGH, CashPhase.FINISHING])
def test_cash_cannot_be_finished_while_a_note_moves(stage: Stage, phase: CashPhase) -> None:
    """Its end would be unknown; the button says why."""
    state = present_pay_cash(ZH, sample_bill(ZH), phase, inside_fen=1_000, denominations_fen=(1_000,), note_fen=1_000)
    finger = Finger(stage((PayCashPage, state)))
    finger.press(state.finish)
    assert finger.heard == []


def test_the_slip_stands_beside_the_facts(stage: Stage) -> None:
    """The printer's own picture, where there is room for it; forgotten with the visit."""
    picture = QImage(576, 900, QImage.Format.Format_Mono)
    picture.fill(1)
    facts = ResultFacts(subject="工本费", amount_fen=2_000, order=ORDER, method="wechat")
    state = present_pay_result(
        ZH, ResultView.PAID, facts, slip=SlipView.PRINTED, in_case=False, may_pay_again=False, window="", phone=""
    )
    for mode, beside in (("portrait", True), ("landscape", True), ("portrait-senior", False)):
        shell = stage((PayResultPage, state), mode)
        page = shell.page
        assert isinstance(page, PayResultPage)
        page.show_slip(picture)
        assert page.slip_shown is beside
        shell.forget_texts()
        assert not page.slip_shown


def test_the_slip_of_another_order_is_not_shown(stage: Stage) -> None:
    """A payment that follows a first one has its own slip, or none."""
    picture = QImage(576, 900, QImage.Format.Format_Mono)
    picture.fill(1)

    def state(order: str) -> PayResultState:
        facts = ResultFacts(amount_fen=2_000, order=order)
        return present_pay_result(
            ZH, ResultView.PAID, facts, slip=SlipView.PRINTED, in_case=False, may_pay_again=False, window="", phone=""
        )

    page = stage((PayResultPage, state(ORDER))).page
    assert isinstance(page, PayResultPage)
    page.show_slip(picture)
    page.render(state(ORDER))
    assert page.slip_shown
    page.render(state("K2611241031221A2B3C4D5E70"))
    assert not page.slip_shown


def test_a_page_of_payment_keeps_nothing_of_the_visit_before(stage: Stage) -> None:
    """The code could still be paid by whoever photographs it."""
    shell = stage((PayCodePage, code_state()))
    page = shell.page
    assert isinstance(page, PayCodePage)
    shell.forget_texts()
    assert page.panel.spec.code == ""
    assert read(picture_of(shell)) == []
    assert CODE not in repr(code_state())
