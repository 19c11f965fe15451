"""The sandbox's Alipay: precreate, pay, query, cancel, close, refund and bills behind one gateway (payments sheet, 4).

A request's signature is checked over its parameters; an answer's signature is over the exact text of its object.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from hall.simulators.payments import bill_files
from hall.simulators.payments.calls import HTML, Incoming, Outgoing, after, before, spoiled, take_fault, tampered
from hall.simulators.payments.faults import UNDONE, Call, Fault, Faults
from hall.simulators.payments.keys import ALIPAY_APP, ALIPAY_SELLER, SandboxKeys
from hall.simulators.payments.wechat import CHINA
from hall.simulators.payments.world import Scheme, Stage, Trade, Wallet, World

CALLS = {
    "alipay.trade.precreate": Call.CREATE,
    "alipay.trade.pay": Call.PAY_CODE,
    "alipay.trade.query": Call.QUERY,
    "alipay.trade.close": Call.CLOSE,
    "alipay.trade.cancel": Call.REVERSE,
    "alipay.trade.refund": Call.REFUND,
    "alipay.trade.fastpay.refund.query": Call.QUERY_REFUND,
    "alipay.data.dataservice.bill.downloadurl.query": Call.BILL,
}
_TIMEOUT = re.compile("([0-9]{1,4})m")
_AMOUNT = re.compile(r"([0-9]{1,9})\.([0-9]{2})")

Document = dict[str, Any]


class ProblemError(Exception):
    """An answer without success: code and sub code."""

    def __init__(self, code: str, sub_code: str) -> None:
        super().__init__(sub_code)
        self.document = {"code": code, "msg": "sandbox", "sub_code": sub_code, "sub_msg": "沙箱"}


def signed_text(parameters: Mapping[str, str], *, without: frozenset[str]) -> bytes:
    """Return what a request's or a notification's signature is over."""
    kept = sorted((name, value) for name, value in parameters.items() if value and name not in without)
    return "&".join(f"{name}={value}" for name, value in kept).encode("utf-8")


@dataclass(slots=True)
class Alipay:
    """The interface below ``/alipay``."""

    world: World
    faults: Faults
    keys: SandboxKeys
    url: str = ""

    def answer(self, incoming: Incoming) -> Outgoing:
        """Answer one call. Raises `LineBrokenError` where a fault breaks the line."""
        if incoming.path == "/bill.zip":
            return self._bill_file(incoming)
        parameters = dict(incoming.query) | dict(parse_qsl(incoming.body.decode("utf-8", "replace")))
        method = parameters.get("method", "")
        call, asked = CALLS.get(method), _json(parameters.get("biz_content", ""))
        number = str(asked.get("out_trade_no", ""))
        fault = take_fault(self.faults, call, number)
        with self.world.lock:
            before(self.world, fault, number)
            try:
                document = self._done(parameters, call, asked, fault)
            except ProblemError as problem:
                document = problem.document
            after(self.world, fault, number)
        if fault is Fault.GARBAGE:
            return Outgoing(200, HTML, {"Content-Type": "text/html"})
        return self._signed(method.replace(".", "_") + "_response", document, fault)

    def _done(self, parameters: dict[str, str], call: Call | None, asked: Document, fault: Fault | None) -> Document:
        self._check(parameters)
        if fault is Fault.BUSY:
            raise ProblemError("40005", "isv.app-call-limited")
        if fault is Fault.NOT_THERE:
            raise ProblemError("40004", "isp.bill_not_exist" if call is Call.BILL else "ACQ.TRADE_NOT_EXIST")
        if fault is Fault.USER_PAYING:
            return {"code": "10003", "msg": "order success pay inprocess"}
        if fault in UNDONE:
            raise ProblemError("20000", "isp.unknow-error")
        document = self._acted(call, asked, parameters, fault)
        if fault is Fault.SYSTEM_ERROR:
            raise ProblemError("20000", "ACQ.SYSTEM_ERROR")
        return {"code": "10000", "msg": "Success"} | document

    def _acted(self, call: Call | None, asked: Document, parameters: dict[str, str], fault: Fault | None) -> Document:
        match call:
            case Call.CREATE:
                trade = self._created(asked, parameters)
                return {"out_trade_no": trade.number, "qr_code": f"https://qr.alipay.com/{trade.token}"}
            case Call.PAY_CODE:
                return self._paid_with_code(asked, parameters, fault)
            case Call.QUERY:
                return self._told(self._trade(asked), fault)
            case Call.CLOSE:
                return self._closed(asked)
            case Call.REVERSE:
                return self._cancelled(asked, fault)
            case Call.REFUND:
                return self._refunded(asked)
            case Call.QUERY_REFUND:
                return self._refund_told(asked, fault)
            case Call.BILL:
                return {"bill_download_url": f"{self.url}/bill.zip?date={asked.get('bill_date')}"}
            case _:
                raise ProblemError("40002", "isv.invalid-method")

    # Requests and answers

    def _check(self, parameters: dict[str, str]) -> None:
        text = signed_text(parameters, without=frozenset({"sign"}))
        try:
            self.keys.alipay_merchant.public_key().verify(
                base64.b64decode(parameters.get("sign", "")), text, PKCS1v15(), SHA256()
            )
        except (InvalidSignature, ValueError):
            raise ProblemError("40002", "isv.invalid-signature") from None
        if (parameters.get("app_id"), parameters.get("sign_type"), parameters.get("charset")) != (
            ALIPAY_APP,
            "RSA2",
            "utf-8",
        ):
            raise ProblemError("40002", "isv.invalid-app-id")
        try:
            at = datetime.strptime(parameters.get("timestamp", ""), "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
        except ValueError:
            raise ProblemError("40002", "isv.invalid-timestamp") from None
        if abs(at - self.world.clock()) > timedelta(minutes=10):
            raise ProblemError("40002", "isv.invalid-timestamp")

    def _signed(self, name: str, document: Document, fault: Fault | None) -> Outgoing:
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        key = self.keys.stranger if fault is Fault.FORGED else self.keys.alipay
        signature = sign(key, text.encode("utf-8"))
        if fault is Fault.TAMPERED:
            text = tampered(text.encode("utf-8")).decode("utf-8")
        body = f'{{"{name}":{text},"sign":"{signature}"}}'
        late = fault is Fault.LATE_ANSWER
        return Outgoing(200, body.encode("utf-8"), {"Content-Type": "text/html;charset=utf-8"}, late)

    # Orders

    def _trade(self, asked: Document) -> Trade:
        trade = self.world.trade(Scheme.ALIPAY, str(asked.get("out_trade_no", "")))
        if trade is None or not (trade.scanned or trade.by_code):
            raise ProblemError("40004", "ACQ.TRADE_NOT_EXIST")
        return trade

    def _opened(self, asked: Document, parameters: dict[str, str]) -> Trade:
        number, subject = str(asked.get("out_trade_no", "")), str(asked.get("subject", ""))
        amount = fen_of(str(asked.get("total_amount", "")))
        limit = _TIMEOUT.fullmatch(str(asked.get("timeout_express", "")))
        if not re.fullmatch("[0-9A-Za-z_]{1,64}", number) or not 1 <= len(subject) <= 256 or limit is None:
            raise ProblemError("40004", "ACQ.INVALID_PARAMETER")
        notify = parameters.get("notify_url", "")
        made_with = (str(amount), subject, limit[1], notify)
        known = self.world.trade(Scheme.ALIPAY, number)
        if known is not None:
            if known.parameters != made_with:
                raise ProblemError("40004", "ACQ.CONTEXT_INCONSISTENT")
            return known
        now, token = self.world.clock(), "" if "auth_code" in asked else "bax" + self.world.digits(20)
        expires = now + timedelta(minutes=int(limit[1]))
        return self.world.open(Trade(Scheme.ALIPAY, number, amount, subject, made_with, notify, now, expires, token))

    def _created(self, asked: Document, parameters: dict[str, str]) -> Trade:
        trade = self._opened(asked, parameters)
        if trade.stage is Stage.PAID:
            raise ProblemError("40004", "ACQ.TRADE_HAS_SUCCESS")
        if trade.stage is not Stage.WAITING:
            raise ProblemError("40004", "ACQ.TRADE_HAS_CLOSE")
        return trade

    def _paid_with_code(self, asked: Document, parameters: dict[str, str], fault: Fault | None) -> Document:
        trade = self._opened(asked, parameters)
        if not trade.by_code:
            wallet = self.world.pay_with_code(trade, str(asked.get("auth_code", "")))
            if wallet is None:
                self.world.close(trade)
                raise ProblemError("40004", "ACQ.PAYMENT_AUTH_CODE_INVALID")
            if wallet is Wallet.EMPTY:
                raise ProblemError("40004", "ACQ.BUYER_BALANCE_NOT_ENOUGH")
        if trade.stage is Stage.PAYING:
            return {"code": "10003", "msg": "order success pay inprocess", "out_trade_no": trade.number}
        if trade.stage is not Stage.PAID:
            raise ProblemError("40004", "ACQ.TRADE_HAS_CLOSE")
        told = self._told(trade, fault)
        del told["trade_status"]
        return told

    def _closed(self, asked: Document) -> Document:
        trade = self._trade(asked)
        if not self.world.close(trade):
            raise ProblemError("40004", "ACQ.TRADE_STATUS_ERROR")
        return {"out_trade_no": trade.number, "trade_no": trade.transaction_id or "2026000000000000000000000000"}

    def _cancelled(self, asked: Document, fault: Fault | None) -> Document:
        """Cancel; succeeds for unknown numbers too, and then there will never be a trade of this number."""
        number = str(asked.get("out_trade_no", ""))
        if fault is Fault.RECALL:
            return {"out_trade_no": number, "retry_flag": "Y"}
        trade = self.world.trade(Scheme.ALIPAY, number)
        if trade is None:
            return {"out_trade_no": number, "retry_flag": "N"}
        gave_back = self.world.reverse(trade)
        return {"out_trade_no": number, "retry_flag": "N", "action": "refund" if gave_back else "close"}

    def _told(self, trade: Trade, fault: Fault | None) -> Document:
        states = {Stage.PAID: "TRADE_SUCCESS", Stage.WAITING: "WAIT_BUYER_PAY", Stage.PAYING: "WAIT_BUYER_PAY"}
        state = states.get(trade.stage, "TRADE_CLOSED")
        if trade.stage is Stage.PAID and trade.refunded_fen == trade.amount_fen:
            state = "TRADE_CLOSED"
        amount = trade.amount_fen + (1 if fault is Fault.OTHER_AMOUNT else 0)
        told = {
            "out_trade_no": trade.number[:-1] + "x" if fault is Fault.OTHER_ORDER else trade.number,
            "trade_no": trade.transaction_id or "2026000000000000000000000000",
            "trade_status": state,
            "total_amount": yuan(amount),
            "buyer_logon_id": f"sandbox-{trade.phone or 'A'}",
        }
        if trade.paid_at is not None:
            paid_at = trade.paid_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
            told |= {"receipt_amount": yuan(amount), "gmt_payment": paid_at, "send_pay_date": paid_at}
        return told

    # Refunds and bills

    def _refunded(self, asked: Document) -> Document:
        trade = self._trade(asked)
        number = str(asked.get("out_request_no", ""))
        if not number:
            raise ProblemError("40004", "ACQ.INVALID_PARAMETER")
        moved = number not in trade.refunds
        refund = self.world.refund(trade, number, fen_of(str(asked.get("refund_amount", ""))))
        if refund is None:
            paid = trade.stage is Stage.PAID
            raise ProblemError("40004", "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL" if paid else "ACQ.TRADE_STATUS_ERROR")
        return {
            "out_trade_no": trade.number,
            "trade_no": trade.transaction_id,
            "fund_change": "Y" if moved and refund.done_at is not None else "N",
            "refund_fee": yuan(trade.refunded_fen),
        }

    def _refund_told(self, asked: Document, fault: Fault | None) -> Document:
        trade = self._trade(asked)
        refund = trade.refunds.get(str(asked.get("out_request_no", "")))
        if refund is None or refund.done_at is None:
            return {}
        return {
            "out_trade_no": trade.number,
            "trade_no": trade.transaction_id,
            "out_request_no": refund.refund_number,
            "total_amount": yuan(trade.amount_fen),
            "refund_amount": yuan(refund.amount_fen + (1 if fault is Fault.OTHER_AMOUNT else 0)),
            "refund_status": "REFUND_SUCCESS",
        }

    def _bill_file(self, incoming: Incoming) -> Outgoing:
        fault = take_fault(self.faults, Call.BILL_FILE, "")
        before(self.world, fault, "")
        packed = bill_files.alipay(self.world, incoming.query.get("date", ""), ALIPAY_SELLER)
        after(self.world, fault, "")
        if fault is Fault.NOT_THERE:
            return Outgoing(404)
        return spoiled(Outgoing(200, packed, {"Content-Type": "application/zip"}), fault)


def sign(key: RSAPrivateKey, text: bytes) -> str:
    """Return a signature RSA2 in base64."""
    return base64.b64encode(key.sign(text, PKCS1v15(), SHA256())).decode("ascii")


def yuan(amount_fen: int) -> str:
    """Return an amount as Alipay writes it."""
    return f"{amount_fen // 100}.{amount_fen % 100:02d}"


def fen_of(text: str) -> int:
    """Read an amount as Alipay writes it."""
    found = _AMOUNT.fullmatch(text)
    if found is None or (amount := int(found[1]) * 100 + int(found[2])) < 1:
        raise ProblemError("40004", "ACQ.TOTAL_FEE_EXCEED")
    return amount


def _json(text: str) -> Document:
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
