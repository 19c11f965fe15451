"""The files of a day: WeChat Pay's back-quote CSV, Alipay's zip of GBK files, the bridge's own CSV."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from hall.simulators.payments.world import Refund, Scheme, Stage, Trade, World

CHINA = timezone(timedelta(hours=8))

WECHAT_HEAD = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注"
)
WECHAT_SUMMARY = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
ALIPAY_HEAD = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,"
    "订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,"
    "商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)


def wechat(world: World, date: str) -> tuple[bytes, str]:
    """Return the packed file of a day and the SHA-1 of what is in it."""
    rows = [_wechat_row(trade, None, trade.paid_at) for trade in _paid(world, Scheme.WECHAT, date) if trade.paid_at]
    rows += [_wechat_row(trade, refund, refund.asked_at) for trade, refund in _refunds(world, Scheme.WECHAT, date)]
    rows += [
        _wechat_row(trade, _whole(trade), trade.ended_at, revoked=True)
        for trade in world.trades(Scheme.WECHAT)
        if trade.stage is Stage.REVERSED and trade.paid_at and trade.ended_at and _day(trade.ended_at) == date
    ]
    lines = [WECHAT_HEAD, *("`" + ",`".join(row) for row in rows), WECHAT_SUMMARY, f"`{len(rows)}" + ",`0.00" * 6]
    content = ("\ufeff" + "\r\n".join(lines) + "\r\n").encode("utf-8")
    return packed(content), hashlib.sha1(content, usedforsecurity=False).hexdigest()


def packed(content: bytes) -> bytes:
    """Return the content as WeChat Pay packs it."""
    return gzip.compress(content, mtime=0)


def alipay(world: World, date: str, seller: str) -> bytes:
    """Return the zip of a day: details and summary."""
    rows = [_alipay_row(trade, None, trade.paid_at) for trade in _paid(world, Scheme.ALIPAY, date) if trade.paid_at]
    rows += [_alipay_row(trade, refund, refund.done_at) for trade, refund in _refunds(world, Scheme.ALIPAY, date)]
    rows += [
        _alipay_row(trade, _whole(trade), trade.ended_at)
        for trade in world.trades(Scheme.ALIPAY)
        if trade.stage is Stage.REVERSED and trade.paid_at and trade.ended_at and _day(trade.ended_at) == date
    ]
    head = [
        "#支付宝业务明细查询",
        f"#账号：[{seller}0156]",
        f"#起始日期：[{date}]",
        "#" + "-" * 20 + "业务明细列表" + "-" * 20,
    ]
    out = io.StringIO()
    out.write("\r\n".join([*head, ALIPAY_HEAD]) + "\r\n")
    csv.writer(out).writerows([[f"{cell}\t" for cell in row] for row in rows])
    out.write("#" + "-" * 20 + "业务明细列表结束" + "-" * 20 + "\r\n#导出时间：[沙箱]\r\n")
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (("业务明细", out.getvalue()), ("业务明细(汇总)", "#支付宝业务汇总查询\r\n")):
            info = zipfile.ZipInfo(f"{seller}0156_{date.replace('-', '')}_{name}.csv")
            archive.writestr(info, text.encode("gbk"))
    return zipped.getvalue()


def bridge_rows(world: World, scheme: Scheme, date: str) -> list[dict[str, str | int]]:
    """Return the rows of a day as our bridge protocol has them."""
    rows: list[dict[str, str | int]] = [
        {
            "kind": "payment",
            "order_number": trade.number,
            "transaction_id": trade.transaction_id,
            "amount_fen": trade.amount_fen,
            "at": (trade.paid_at or trade.created_at).isoformat(),
        }
        for trade in _paid(world, scheme, date)
    ]
    rows += [
        {
            "kind": "refund",
            "order_number": trade.number,
            "transaction_id": trade.transaction_id,
            "amount_fen": refund.amount_fen,
            "refund_number": refund.refund_number,
            "at": refund.asked_at.isoformat(),
        }
        for trade, refund in _refunds(world, scheme, date)
    ]
    return rows


def _paid(world: World, scheme: Scheme, date: str) -> Iterator[Trade]:
    return (trade for trade in world.trades(scheme) if trade.paid_at is not None and _day(trade.paid_at) == date)


def _refunds(world: World, scheme: Scheme, date: str) -> Iterator[tuple[Trade, Refund]]:
    return (
        (trade, refund)
        for trade in world.trades(scheme)
        for refund in trade.refunds.values()
        if _day(refund.asked_at) == date
    )


def _whole(trade: Trade) -> Refund:
    """A reversal of a paid trade as the bill shows it: a refund of everything under no number of the merchant's."""
    at = trade.ended_at or trade.created_at
    return Refund("", trade.amount_fen - trade.refunded_fen, "", at, at)


def _wechat_row(trade: Trade, refund: Refund | None, at: datetime | None, *, revoked: bool = False) -> list[str]:
    state = "REVOKED" if revoked else "SUCCESS" if refund is None else "REFUND"
    amount, back = _yuan(trade.amount_fen), _yuan(0 if refund is None else refund.amount_fen)
    return [
        _time(at),
        "wxsandbox00000001",
        "1900000001",
        "0",
        "hall",
        trade.transaction_id,
        trade.number,
        f"sandbox-phone-{trade.phone}",
        "MICROPAY" if trade.by_code else "NATIVE",
        state,
        "OTHERS",
        "CNY",
        amount if refund is None else "0.00",
        "0.00",
        "0" if refund is None else refund.refund_id or "0",
        "0" if refund is None else refund.refund_number or "0",
        back,
        "0.00",
        "" if refund is None else "ORIGINAL",
        "" if refund is None else "PROCESSING" if refund.done_at is None else "SUCCESS",
        trade.subject.replace(",", "，"),
        "",
        "0.00000",
        "0.00%",
        amount if refund is None else "0.00",
        back,
        "",
    ]


def _alipay_row(trade: Trade, refund: Refund | None, at: datetime | None) -> list[str]:
    amount = trade.amount_fen if refund is None else -refund.amount_fen
    cells = [trade.transaction_id, trade.number, "交易" if refund is None else "退款", trade.subject]
    cells += [
        _time(trade.created_at),
        _time(at),
        "",
        "",
        "",
        "",
        f"sandbox-{trade.phone}",
        _yuan(amount),
        _yuan(amount),
    ]
    cells += ["0.00"] * 5 + ["", "0.00", "0.00", "" if refund is None else refund.refund_number, "0.00", "0.00", ""]
    return cells


def _yuan(amount_fen: int) -> str:
    return f"{'-' if amount_fen < 0 else ''}{abs(amount_fen) // 100}.{abs(amount_fen) % 100:02d}"


def _day(at: datetime) -> str:
    return at.astimezone(CHINA).strftime("%Y-%m-%d")


def _time(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
