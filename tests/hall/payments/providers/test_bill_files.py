"""The next day's files: fetched, checked, read; late, damaged or other people's files say nothing."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date

import pytest

from hall.payments.provider import (
    BillKind,
    BillNotReadyError,
    BillRow,
    PaymentProvider,
    Refund,
    UnavailableError,
)
from hall.payments.providers.bill_files import alipay_rows, fen_of, unpacked, wechat_rows, yuan_of
from hall.simulators.payments import bill_files
from hall.simulators.payments.faults import Call, Fault
from hall.simulators.payments.keys import ALIPAY_SELLER, MCHID
from tests.hall.payments.providers.conftest import Market

DAY = date(2026, 11, 24)


def _busy_day(market: Market, provider: PaymentProvider) -> list[BillRow]:
    """Two payments, a refund, and what was never paid; return the rows that there have to be."""
    paid, refunded, unpaid = market.order(10_000), market.order(1), market.order(500)
    for order in (paid, refunded, unpaid):
        provider.create(order)
    market.sandbox.world.pay(paid.number)
    market.sandbox.world.pay(refunded.number)
    provider.refund(Refund("R0000001", refunded.number, 1, 1))
    trades = {trade.number: trade.transaction_id for _, trade in sorted(market.sandbox.world._trades.items())}
    now = market.clock.at
    return [
        BillRow(BillKind.PAYMENT, paid.number, trades[paid.number], 10_000, now),
        BillRow(BillKind.PAYMENT, refunded.number, trades[refunded.number], 1, now),
        BillRow(BillKind.REFUND, refunded.number, trades[refunded.number], 1, now, "R0000001"),
    ]


def test_the_rows_of_a_day(market: Market, provider: PaymentProvider) -> None:
    """Every payment and every refund of the day is there, with its amount in fen; an unpaid order is not."""
    expected = _busy_day(market, provider)

    assert list(provider.download_bill(DAY)) == expected
    assert provider.download_bill(date(2026, 11, 23)) == ()


def test_a_reversed_payment_is_in_the_file(market: Market, wallet_provider: PaymentProvider) -> None:
    """Paid and then reversed: the payment, and all of it back."""
    order = market.order()
    wallet_provider.pay_with_code(order, market.code(wallet_provider.name))
    wallet_provider.reverse(order)

    rows = wallet_provider.download_bill(DAY)

    assert [(row.kind, row.order_number, row.amount_fen) for row in rows] == [
        (BillKind.PAYMENT, order.number, order.amount_fen),
        (BillKind.REVERSAL, order.number, order.amount_fen),
    ]


def test_a_late_file(market: Market, provider: PaymentProvider) -> None:
    """A file that is not there yet is said to be so; the next time it is there."""
    expected = _busy_day(market, provider)
    market.lay(Call.BILL, Fault.NOT_THERE)

    with pytest.raises(BillNotReadyError):
        provider.download_bill(DAY)
    assert list(provider.download_bill(DAY)) == expected


@pytest.mark.parametrize("fault", [Fault.LOST_REQUEST, Fault.LOST_ANSWER, Fault.FORGED, Fault.TAMPERED, Fault.GARBAGE])
def test_a_file_whose_address_is_not_to_be_believed(market: Market, provider: PaymentProvider, fault: Fault) -> None:
    """Without a genuine answer there is no file."""
    _busy_day(market, provider)
    market.lay(Call.BILL, fault)

    with pytest.raises(UnavailableError):
        provider.download_bill(DAY)


@pytest.mark.parametrize("fault", [Fault.LOST_REQUEST, Fault.TAMPERED])
def test_a_file_that_breaks_on_the_way(market: Market, wallet_provider: PaymentProvider, fault: Fault) -> None:
    """A file that is cut off or changed is not used: gzip, zip and digests tell."""
    _busy_day(market, wallet_provider)
    market.lay(Call.BILL_FILE, fault)

    with pytest.raises(UnavailableError):
        wallet_provider.download_bill(DAY)


@pytest.mark.parametrize("call", [Call.BILL, Call.BILL_FILE])
def test_a_file_with_another_digest(market: Market, call: Call) -> None:
    """WeChat Pay's file has to have the SHA-1 that was announced."""
    provider = market.providers["wechat"]
    _busy_day(market, provider)
    market.lay(call, Fault.WRONG_DIGEST)

    with pytest.raises(UnavailableError, match="mismatch"):
        provider.download_bill(DAY)


def test_a_signed_request_goes_to_no_other_host(market: Market) -> None:
    """A bill address elsewhere gets no request: it would be signed with the merchant's key."""
    provider = market.providers["wechat"]
    market.sandbox.wechat.url = "http://127.0.0.1:9/elsewhere"

    with pytest.raises(UnavailableError, match="mismatch"):
        provider.download_bill(DAY)
    market.sandbox.alipay.url = "http://198.51.100.1"
    with pytest.raises(UnavailableError, match="mismatch"):
        market.providers["alipay"].download_bill(DAY)


def _wechat_text(market: Market) -> str:
    _busy_day(market, market.providers["wechat"])
    packed, _ = bill_files.wechat(market.sandbox.world, DAY.isoformat())
    return unpacked(packed).decode("utf-8")


def test_a_comma_in_a_text_moves_no_column(market: Market) -> None:
    """A subject with a comma, as a file can have it, leaves amounts and numbers where they are."""
    text = _wechat_text(market).replace("`办事收费", "`办事, 收费")

    assert len(wechat_rows(text.encode("utf-8"), MCHID)) == 3


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("`SUCCESS", "`ANOTHER"),
        (f"`{MCHID}", "`1900000099"),
        ("`100.00", "`1e2"),
        ("`2026-11-24 10:00:00", "`2026-11-24"),
        ("商户订单号", "商家订单号"),
        ("总交易单数", "总数"),
        ("`3,", "`4,"),
    ],
)
def test_a_wechat_file_that_is_not_as_described(market: Market, old: str, new: str) -> None:
    """Unknown states, another merchant, amounts that are none, missing columns, another count: the file is refused."""
    text = _wechat_text(market)
    assert old in text

    with pytest.raises(UnavailableError):
        wechat_rows(text.replace(old, new).encode("utf-8"), MCHID)


def _zipped(*texts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, text in enumerate(texts):
            archive.writestr(f"{number}.csv", text.encode("gbk"))
    return out.getvalue()


def test_alipay_files_that_are_not_as_described(market: Market) -> None:
    """No details, unknown kinds of business, too many files: refused. Brackets and order of columns do not matter."""
    _busy_day(market, market.providers["alipay"])
    packed = bill_files.alipay(market.sandbox.world, DAY.isoformat(), ALIPAY_SELLER)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        details = archive.read(archive.infolist()[0]).decode("gbk")

    assert len(alipay_rows(_zipped(details.replace("（", "(").replace("）", ")")))) == 3
    for damaged in (
        _zipped(),
        _zipped("#\r\n"),
        _zipped(details.replace("退款\t", "转账\t")),
        _zipped(details.replace("支付宝交易号", "交易号")),
        _zipped(*[details] * 11),
        packed[:-30],
        b"",
    ):
        with pytest.raises(UnavailableError):
            alipay_rows(damaged)


def test_a_bomb_is_not_unpacked() -> None:
    """A file that would unpack to more than is allowed is refused before it does."""
    with pytest.raises(UnavailableError, match="too-large"):
        unpacked(gzip.compress(b"0" * 100_000), limit_bytes=10_000)


@pytest.mark.parametrize(
    ("text", "fen"), [("0.01", 1), ("100", 10_000), ("100.1", 10_010), ("-5.00", -500), ("0.10000", 10)]
)
def test_yuan_become_fen_exactly(text: str, fen: int) -> None:
    """Amounts are read without fractions of binary numbers."""
    assert fen_of(text) == fen
    assert fen_of(yuan_of(abs(fen))) == abs(fen)


@pytest.mark.parametrize("text", ["", ".5", "1.234", "1,000.00", "１.00", "1e3", "NaN", "100.00 "])
def test_what_is_no_amount_is_refused(text: str) -> None:
    """Everything else is not guessed at."""
    with pytest.raises(UnavailableError):
        fen_of(text)
