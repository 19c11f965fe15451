"""``fees.toml`` and the platform in a file: what is read is checked, and a bill is settled once."""

from __future__ import annotations

import contextlib
import json
import threading
from pathlib import Path

import pytest

from hall.payments.fees import FeesFileError, Price, read_fees
from hall.payments.platforms import FilePlatform, NotSettledError, PlatformAwayError
from offline_queue.wire.payments import FeeClass
from tests.hall.payments.conftest import NOTICE, REGION

FEE = """
[[fees]]
item_id = "passport"
code = "book"
name = "护照工本费"
fee_class = "service_fee"
amount_fen = 12000
payee = "区公安分局"
basis = "样例"
"""
GROUND = """
[[grounds]]
id = "a"
name = "低保对象"
basis = "总的依据"
"""


def test_without_a_file_there_is_nothing_to_pay(tmp_path: Path) -> None:
    assert read_fees(tmp_path / "fees.toml").fees == ()


def test_fees_are_read_by_item(tmp_path: Path) -> None:
    (tmp_path / "fees.toml").write_text(FEE, "utf-8")
    fees = read_fees(tmp_path / "fees.toml")
    assert [(fee.code, fee.fee_class) for fee in fees.of_item("passport")] == [("book", FeeClass.SERVICE_FEE)]
    assert fees.of_item("none") == ()


@pytest.mark.parametrize(
    ("ground", "reduction", "expected"),
    [
        ("", 'amount_fen = 6000, basis = "这项的依据"', (6_000, "这项的依据")),
        ("", 'percent = 33, basis = "这项的依据"', (3_960, "这项的依据")),
        (GROUND, "percent = 0", (0, "总的依据")),
        (GROUND, 'percent = 50, basis = "这项的依据"', (6_000, "这项的依据")),
        (GROUND + "percent = 50", "", (6_000, "总的依据")),
        (GROUND + "percent = 50", "percent = 25", (3_000, "总的依据")),
        (GROUND + "percent = 50", "amount_fen = 1", (1, "总的依据")),
    ],
)
def test_what_a_ground_comes_to_is_said_at_the_fee_or_for_all(
    tmp_path: Path, ground: str, reduction: str, expected: tuple[int, str]
) -> None:
    """A share or an amount, with the law; what the fee says goes before what the ground says."""
    words = ", ".join(filter(None, ('ground = "a"', reduction)))
    (tmp_path / "fees.toml").write_text(f"{ground}{FEE}reductions = [{{{words}}}]", "utf-8")
    fees = read_fees(tmp_path / "fees.toml")
    price = fees.price_of(fees.fees[0], ("a", "b"))
    assert (price.amount_fen, price.basis, price.ground) == (*expected, "a")
    assert fees.price_of(fees.fees[0], ("b",)) == Price(12_000)


def test_a_share_of_a_fee_is_rounded_for_the_payer(tmp_path: Path) -> None:
    text = FEE.replace("12000", "1001") + 'reductions = [{ground = "a", percent = 50, basis = "b"}]'
    (tmp_path / "fees.toml").write_text(text, "utf-8")
    fees = read_fees(tmp_path / "fees.toml")
    assert fees.price_of(fees.fees[0], ("a",)).amount_fen == 500


@pytest.mark.parametrize(
    "text",
    [
        FEE + FEE,
        FEE.replace("12000", "120.5"),
        FEE.replace("service_fee", "tip"),
        FEE + 'reductions = [{ground = "a", amount_fen = 12001, basis = "b"}]',
        FEE + 'reductions = [{ground = "a", amount_fen = 1, basis = "b"}, {ground = "a", amount_fen = 2, basis = "b"}]',
        FEE + 'reductions = [{ground = "a", amount_fen = 1, percent = 1, basis = "b"}]',
        FEE + 'reductions = [{ground = "a", percent = 101, basis = "b"}]',
        FEE + 'reductions = [{ground = "a", basis = "b"}]',
        FEE + 'reductions = [{ground = "a", amount_fen = 1}]',
        GROUND + GROUND + FEE,
        GROUND + FEE + 'reductions = [{ground = "a"}]',
        '[[platforms]]\nregion_code = "610115"\nfile = "a"\n' * 2,
        "fees = [",
        "other = 1",
    ],
)
def test_a_file_that_is_not_valid_is_refused_without_its_values(tmp_path: Path, text: str) -> None:
    (tmp_path / "fees.toml").write_text(text, "utf-8")
    with pytest.raises(FeesFileError) as refused:
        read_fees(tmp_path / "fees.toml")
    assert "公安" not in str(refused.value)


@pytest.fixture
def platform(tmp_path: Path) -> FilePlatform:
    bill = {"subject": "罚款", "payee": "区财政局", "amount_fen": 20_000, "payer": "李"}
    (tmp_path / "nontax.json").write_text(json.dumps({"bills": {NOTICE: bill}}), "utf-8")
    return FilePlatform(tmp_path / "nontax.json")


def test_a_notice_is_settled_by_one_order_and_again_by_the_same(platform: FilePlatform) -> None:
    number = platform.settle(NOTICE, REGION, "K1", 20_000)
    assert platform.settle(NOTICE, REGION, "K1", 20_000) == number
    with pytest.raises(NotSettledError) as refused:
        platform.settle(NOTICE, REGION, "K2", 20_000)
    assert refused.value.paid_elsewhere
    found = platform.query(NOTICE, REGION)
    assert found is not None
    assert (found.is_paid, found.document_number, found.payer_masked) == (True, number, "李")


def test_another_amount_or_number_settles_nothing(platform: FilePlatform) -> None:
    for notice, amount_fen in ((NOTICE, 19_999), ("0" * 20, 20_000)):
        with pytest.raises(NotSettledError) as refused:
            platform.settle(notice, REGION, "K1", amount_fen)
        assert not refused.value.paid_elsewhere
    assert platform.query("no notice's number", REGION) is None
    assert platform.query("0" * 20, REGION) is None


def test_a_platform_that_cannot_be_read_is_away(tmp_path: Path) -> None:
    for content in (None, "no JSON", "{}"):
        if content is not None:
            (tmp_path / "nontax.json").write_text(content, "utf-8")
        with pytest.raises(PlatformAwayError):
            FilePlatform(tmp_path / "nontax.json").query(NOTICE, REGION)


def test_orders_that_settle_at_the_same_moment_do_so_once(platform: FilePlatform) -> None:
    settled: list[str] = []

    def settle(order_number: str) -> None:
        with contextlib.suppress(NotSettledError):
            settled.append(platform.settle(NOTICE, REGION, order_number, 20_000))

    threads = [threading.Thread(target=settle, args=(f"K{n}",), name=f"settle-{n}") for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(settled) == 1
