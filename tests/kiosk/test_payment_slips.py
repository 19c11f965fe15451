"""The slips of payment: what they say, what they never say, and how they look."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from config.texts import Language, Texts
from drivers.printer.document import QrCode
from drivers.printer.raster import render_slip
from drivers.printer.simulator.paper import read_codes
from drivers.printer.typeface import DEBIAN_FONTS
from kiosk.money import grouped, short_yuan, yuan
from kiosk.payment_slips import (
    CashCount,
    InstructionFor,
    cash_slip,
    instruction_slip,
    paid_slip,
    refund_slip,
    unknown_slip,
)
from tests.kiosk.sample_payment_slips import CASH, FACTS, FULL, NOW, ORDER, PLACE, WIDTH_DOTS, golden_of, payment_slips

NAMES = ("paid", "paid_notice", "unknown", "refunded", "cash", "instruction")
OF_AN_ORDER = NAMES[:-1]


@pytest.fixture(scope="module")
def zh() -> Texts:
    """The Chinese texts."""
    return Texts.load(Language.ZH)


@pytest.mark.parametrize("name", NAMES)
def test_a_slip_of_payment_looks_as_it_did(zh: Texts, tmp_path: Path, name: str) -> None:
    """Dot for dot; ``sample_payment_slips`` says how to draw it anew."""
    drawn = render_slip(payment_slips(zh)[name], DEBIAN_FONTS, WIDTH_DOTS)
    (tmp_path / "drawn.png").write_bytes(drawn.to_png())
    with Image.open(golden_of(name)) as golden, Image.open(io.BytesIO(drawn.to_png())) as picture:
        assert picture.size == golden.size
        assert picture.tobytes() == golden.tobytes(), f"compare {tmp_path / 'drawn.png'} with {golden_of(name)}"


@pytest.mark.parametrize("width_dots", [576, 384])
def test_the_code_of_a_slip_has_what_tells_the_order_again(zh: Texts, width_dots: int) -> None:
    """Read from the picture that is printed, on both widths of paper; it opens nothing but this order's state."""
    drawn = render_slip(payment_slips(zh)["unknown"], DEBIAN_FONTS, width_dots)
    assert read_codes(drawn) == (f"{ORDER}-{FACTS.lookup_code}",)


def test_the_slip_of_an_order_that_the_hall_has_not_told_of_names_no_amount(zh: Texts) -> None:
    """Somebody came with a number while the line was down: neither an amount nor a lookup code is made up."""
    nothing = replace(FULL, kind_name="", subject="", payee="", amount_fen=0, lookup_code="")
    slip = unknown_slip(zh, nothing, printed_at=NOW)
    assert "0.00" not in slip.to_text()
    assert zh("slip.pay.lookup_code") not in slip.to_text()
    assert [block.data for block in slip.blocks if isinstance(block, QrCode)] == [ORDER]


@pytest.mark.parametrize("name", OF_AN_ORDER)
def test_every_slip_of_an_order_names_order_payee_kind_and_amount(zh: Texts, name: str) -> None:
    """Whoever is asked about it finds it again."""
    text = payment_slips(zh)[name].to_text()
    assert grouped(ORDER) in text
    for word in ("办事收费", "区财政非税收入专户", "元"):
        assert word in text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("word", ["提交成功", "已受理", "失败"])
def test_no_slip_of_payment_uses_a_word_that_it_may_not(zh: Texts, name: str, word: str) -> None:
    """Neither the authority's words, nor failed."""
    assert word not in payment_slips(zh)[name].to_text()


def test_a_paid_slip_says_what_it_is_not(zh: Texts) -> None:
    """No fiscal receipt and no invoice; of a notice, the electronic payment book counts."""
    slips = payment_slips(zh)
    assert "不是财政票据，也不是发票" in slips["paid"].to_text()
    assert "电子缴款书" not in slips["paid"].to_text()
    assert "法定凭据是电子缴款书" in slips["paid_notice"].to_text()
    assert "张*兰" in slips["paid_notice"].to_text()


def test_a_bill_that_is_being_settled_is_not_called_settled(zh: Texts) -> None:
    """The money is there; nothing more is to be paid."""
    text = paid_slip(zh, FACTS, paid_at=NOW, settled=False, printed_at=NOW).to_text()
    assert "正在销缴费单" in text
    assert "缴费单已销" not in text


def test_an_unknown_slip_says_not_to_pay_again_and_what_to_do(zh: Texts) -> None:
    """Not known, not failed; where to ask, with which number."""
    text = payment_slips(zh)["unknown"].to_text().replace("\n", "")
    assert "请不要重复付款" in text
    assert "029-00000001" in text
    assert "已缴" not in text


def test_a_refund_on_its_way_is_not_called_done(zh: Texts) -> None:
    """Accepted is not arrived (payments sheet, section 11)."""
    text = refund_slip(zh, FACTS, refund_number="R1", refund_fen=2_000, done=False, printed_at=NOW).to_text()
    assert "还没有到账" in text
    assert "已经退回" not in text


def test_a_cash_slip_counts_note_by_note(zh: Texts) -> None:
    """The sum is that of the notes; a note that nobody knows of is named without an amount."""
    notes = (CashCount(500, 1), CashCount(1_000, 2))
    text = cash_slip(zh, CASH, notes, uncertain=False, printed_at=NOW).to_text()
    assert "25.00 元" in text
    assert text.index("10 元") < text.index("5 元 ")
    assert "不知道收没收到" not in text
    assert "不知道收没收到" in cash_slip(zh, CASH, notes, uncertain=True, printed_at=NOW).to_text()


def test_a_cash_slip_never_says_less_than_the_hall_knows(zh: Texts) -> None:
    """After a restart the single notes are not at hand: the sum is the hall's, and no list stands beside it."""
    text = cash_slip(zh, CASH, (), uncertain=False, inside_fen=2_500, printed_at=NOW).to_text()
    assert "25.00 元" in text
    assert "放进的纸币" not in text
    part = cash_slip(zh, CASH, (CashCount(500, 1),), uncertain=False, inside_fen=2_500, printed_at=NOW).to_text()
    assert "25.00 元" in part
    assert "放进的纸币" not in part


def test_an_instruction_slip_names_no_amount(zh: Texts) -> None:
    """Offline none is known; nothing was charged; of a case, its receipt number."""
    notice = payment_slips(zh)["instruction"].to_text()
    assert "没有收钱" in notice
    assert "6101 0926 1124 0003 7815" in notice
    case = instruction_slip(
        zh,
        PLACE,
        subject="补领身份证",
        purpose=InstructionFor.CASE,
        receipt_number="LS01-261124-10037-X",
        printed_at=NOW,
    ).to_text()
    assert "LS01-261124-10037-X" in case
    assert "非税缴费" not in case


def test_a_reprint_is_marked(zh: Texts) -> None:
    """Two slips are not two payments."""
    text = paid_slip(zh, FACTS, paid_at=NOW, settled=True, printed_at=NOW, reprint=True).to_text()
    assert "补打" in text.splitlines()[0]


def test_both_languages_print_every_slip() -> None:
    """English slips are complete."""
    for slip in payment_slips(Texts.load(Language.EN)).values():
        assert "slip.pay" not in slip.to_text()


def test_the_payer_is_in_no_repr() -> None:
    """A slip's facts may stand in a message of an error."""
    assert "张*兰" not in repr(replace(FACTS, payer_masked="张*兰"))


@pytest.mark.parametrize(
    ("fen", "whole", "short"),
    [(0, "0.00", "0"), (5, "0.05", "0.05"), (4_000_00, "4,000.00", "4,000"), (-150, "-1.50", "-1.50")],
)
def test_fen_are_read_as_yuan(fen: int, whole: str, short: str) -> None:
    """Whole numbers all the way; no binary fraction can creep in."""
    assert (yuan(fen), short_yuan(fen)) == (whole, short)
