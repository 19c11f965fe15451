"""The sandbox's WeChat Pay: API v3 Native, payment codes, refunds and bills, as the payments sheet has them (3.1, 3.2).

Requests are checked as the provider does: signature of the merchant, time, a nonce once. Every answer with 2xx and
every error is signed; the bill file is not.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from hall.simulators.payments import bill_files
from hall.simulators.payments.calls import HTML, JSON, Incoming, Outgoing, after, before, spoiled, take_fault
from hall.simulators.payments.faults import UNDONE, Call, Fault, Faults
from hall.simulators.payments.keys import APPID, CERTIFICATE_SERIAL, MCHID, PUBLIC_KEY_ID, SandboxKeys
from hall.simulators.payments.world import Refund, Scheme, Stage, Trade, Wallet, World

CHINA = timezone(timedelta(hours=8))
TRADES = "/v3/pay/transactions"
REFUNDS = "/v3/refund/domestic/refunds"
_AUTHORIZATION = re.compile(
    r'WECHATPAY2-SHA256-RSA2048 mchid="([0-9]+)",nonce_str="([0-9A-Za-z]{1,32})",signature="([0-9A-Za-z+/=]+)",'
    r'timestamp="([0-9]{1,12})",serial_no="([0-9A-F]+)"'
)
_NUMBER = re.compile(r"[0-9A-Za-z_\-|*]{6,32}")
_TRADE_PATH = re.compile(TRADES + r"/out-trade-no/([^/]+)(?:/(close|reverse))?")
_REFUND_PATH = re.compile(REFUNDS + "/([^/]+)")
_STATES = {
    Stage.WAITING: "NOTPAY",
    Stage.PAYING: "USERPAYING",
    Stage.PAID: "SUCCESS",
    Stage.CLOSED: "CLOSED",
    Stage.REVERSED: "REVOKED",
    Stage.FAILED: "PAYERROR",
}


class ProblemError(Exception):
    """An error answer: status, code."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


@dataclass(slots=True)
class WeChat:
    """The interface below ``/wechat``."""

    world: World
    faults: Faults
    keys: SandboxKeys
    url: str = ""
    _nonces: set[str] = field(default_factory=set)

    def answer(self, incoming: Incoming) -> Outgoing:
        """Answer one call. Raises `LineBrokenError` where a fault breaks the line."""
        if incoming.path == "/v3/billdownload/file":
            return self._bill_file(incoming)
        call, number = _called(incoming)
        fault = take_fault(self.faults, call, number)
        with self.world.lock:
            before(self.world, fault, number)
            try:
                status, document = self._done(incoming, call, number, fault)
            except ProblemError as problem:
                status, document = problem.status, {"code": problem.code, "message": "sandbox"}
            after(self.world, fault, number)
        if fault is Fault.GARBAGE:
            return Outgoing(200, HTML, {"Content-Type": "text/html"})
        return self._signed(status, document, fault)

    def _done(self, incoming: Incoming, call: Call | None, number: str, fault: Fault | None) -> tuple[int, Any]:
        self._check_signature(incoming)
        if fault is Fault.BUSY:
            raise ProblemError(429, "FREQUENCY_LIMITED")
        if fault is Fault.NOT_THERE:
            raise ProblemError(*((400, "NO_STATEMENT_EXIST") if call is Call.BILL else (404, "ORDER_NOT_EXIST")))
        if fault is Fault.USER_PAYING:
            raise ProblemError(202, "USERPAYING")
        if fault in UNDONE:
            raise ProblemError(500, "SYSTEM_ERROR")
        answered = self._acted(incoming, call, number, fault)
        if fault is Fault.SYSTEM_ERROR:
            raise ProblemError(500, "SYSTEM_ERROR")
        return answered

    def _acted(self, incoming: Incoming, call: Call | None, number: str, fault: Fault | None) -> tuple[int, Any]:
        asked = _json(incoming.body)
        match call:
            case Call.CREATE:
                return 200, {"code_url": f"weixin://wxpay/bizpayurl?pr={self._created(asked).token}"}
            case Call.PAY_CODE:
                return self._paid_with_code(asked, fault)
            case Call.QUERY:
                return 200, self.told(self._trade(number), fault)
            case Call.CLOSE:
                return self._closed(number)
            case Call.REVERSE:
                return self._reversed(asked, number, fault)
            case Call.REFUND:
                return self._refunded(asked, fault)
            case Call.QUERY_REFUND:
                return self._refund_told(number, fault)
            case Call.BILL:
                return 200, self._bill(incoming, fault)
            case _:
                raise ProblemError(404, "RESOURCE_NOT_EXISTS")

    # Requests and answers

    def _check_signature(self, incoming: Incoming) -> None:
        found = _AUTHORIZATION.fullmatch(incoming.headers.get("authorization", ""))
        if found is None or found[1] != MCHID or found[5] != CERTIFICATE_SERIAL or found[2] in self._nonces:
            raise ProblemError(401, "SIGN_ERROR")
        if abs(self.world.clock().timestamp() - int(found[4])) > 300:
            raise ProblemError(401, "SIGN_ERROR")
        text = f"{incoming.method}\n{incoming.target}\n{found[4]}\n{found[2]}\n".encode() + incoming.body + b"\n"
        try:
            self.keys.wechat_merchant.public_key().verify(base64.b64decode(found[3]), text, PKCS1v15(), SHA256())
        except (InvalidSignature, ValueError):
            raise ProblemError(401, "SIGN_ERROR") from None
        self._nonces.add(found[2])

    def _signed(self, status: int, document: Any, fault: Fault | None) -> Outgoing:  # noqa: ANN401 - JSON
        body = b"" if document is None else json.dumps(document, ensure_ascii=False).encode("utf-8")
        headers = self.signature(body, fault == Fault.FORGED, stale=fault is Fault.STALE)
        if body:
            headers["Content-Type"] = JSON
        return spoiled(Outgoing(status, body, headers), fault)

    def signature(self, body: bytes, forged: bool, *, stale: bool) -> dict[str, str]:
        """Return the headers that sign an answer or a notification."""
        now = self.world.clock() - timedelta(minutes=10 if stale else 0)
        timestamp, nonce = str(int(now.timestamp())), self.world.digits(32)
        key = self.keys.stranger if forged else self.keys.wechat
        signature = key.sign(f"{timestamp}\n{nonce}\n".encode() + body + b"\n", PKCS1v15(), SHA256())
        return {
            "Wechatpay-Timestamp": timestamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Signature": base64.b64encode(signature).decode("ascii"),
            "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
            "Wechatpay-Serial": PUBLIC_KEY_ID,
        }

    # Orders

    def _trade(self, number: str) -> Trade:
        trade = self.world.trade(Scheme.WECHAT, number)
        if trade is None:
            raise ProblemError(404, "ORDER_NOT_EXIST")
        return trade

    def _created(self, asked: dict[str, Any]) -> Trade:
        expires = _time(asked["time_expire"]) if "time_expire" in asked else self.world.clock() + timedelta(days=7)
        if not str(asked.get("notify_url", "")).startswith(("https://", "http://127.0.0.1")):
            raise ProblemError(400, "PARAM_ERROR")
        trade = self._opened(asked, expires)
        if trade.stage is Stage.PAID:
            raise ProblemError(400, "ORDERPAID")
        if trade.stage is not Stage.WAITING:
            raise ProblemError(400, "ORDER_CLOSED")
        return trade

    def _opened(self, asked: dict[str, Any], expires: datetime) -> Trade:
        """Return the trade of this number, made now if there is none; other parameters than before are refused."""
        number, amount, subject = _checked(asked)
        parameters = (str(amount), subject, str(asked.get("time_expire", "")), str(asked.get("notify_url", "")))
        known = self.world.trade(Scheme.WECHAT, number)
        if known is not None:
            if known.parameters != parameters:
                raise ProblemError(403, "OUT_TRADE_NO_USED")
            return known
        now = self.world.clock()
        if expires < now + timedelta(minutes=1):
            raise ProblemError(400, "PARAM_ERROR")
        token = "" if "payer" in asked else self.world.digits(9)
        notify = str(asked.get("notify_url", ""))
        return self.world.open(Trade(Scheme.WECHAT, number, amount, subject, parameters, notify, now, expires, token))

    def _paid_with_code(self, asked: dict[str, Any], fault: Fault | None) -> tuple[int, Any]:
        code = str(asked.get("payer", {}).get("auth_code", ""))
        if "store_info" not in asked.get("scene_info", {}):
            raise ProblemError(400, "PARAM_ERROR")
        trade = self._opened(asked, self.world.clock() + timedelta(minutes=5))
        if trade.by_code:
            refusals = {Stage.PAID: "ORDERPAID", Stage.PAYING: "USERPAYING", Stage.REVERSED: "ORDERREVERSED"}
            raise ProblemError(400, refusals.get(trade.stage, "ORDERCLOSED"))
        match self.world.pay_with_code(trade, code):
            case Wallet.PAYS:
                return 200, self.told(trade, fault)
            case Wallet.ASKS:
                raise ProblemError(202, "USERPAYING")
            case Wallet.EMPTY:
                raise ProblemError(403, "NOTENOUGH")
            case _:
                self.world.close(trade)
                raise ProblemError(
                    400, "AUTHCODEEXPIRE" if re.fullmatch("1[0-5][0-9]{16}", code) else "AUTH_CODE_INVALID"
                )

    def _closed(self, number: str) -> tuple[int, Any]:
        trade = self._trade(number)
        if trade.stage is Stage.PAYING:
            raise ProblemError(202, "USERPAYING")
        if trade.stage is not Stage.REVERSED and not self.world.close(trade):
            raise ProblemError(400, "ORDERPAID")
        return 204, None

    def _reversed(self, asked: dict[str, Any], number: str, fault: Fault | None) -> tuple[int, Any]:
        if (asked.get("appid"), asked.get("mchid")) != (APPID, MCHID):
            raise ProblemError(400, "PARAM_ERROR")
        trade = self._trade(number)
        if fault is Fault.RECALL:
            return 200, {"out_trade_no": number, "recall": "Y"}
        self.world.reverse(trade)
        return 200, {"out_trade_no": number, "recall": "N"}

    def told(self, trade: Trade, fault: Fault | None) -> dict[str, Any]:
        """Return what a query tells of a trade."""
        told: dict[str, Any] = {
            "appid": APPID,
            "mchid": "1900000099" if fault is Fault.OTHER_MERCHANT else MCHID,
            "out_trade_no": trade.number[:-1] + "x" if fault is Fault.OTHER_ORDER else trade.number,
            "trade_state": "REFUND" if trade.refunds and trade.stage is Stage.PAID else _STATES[trade.stage],
            "trade_state_desc": "sandbox",
        }
        if trade.paid_at is not None:
            told |= {
                "transaction_id": trade.transaction_id,
                "trade_type": "MICROPAY" if trade.by_code else "NATIVE",
                "bank_type": "OTHERS",
                "success_time": _text(trade.paid_at),
                "payer": {"openid": f"sandbox-phone-{trade.phone}"},
            }
        if trade.paid_at is not None or fault is Fault.OTHER_AMOUNT:
            total = trade.amount_fen + (1 if fault is Fault.OTHER_AMOUNT else 0)
            told["amount"] = {"total": total, "payer_total": total, "currency": "CNY", "payer_currency": "CNY"}
        return told

    # Refunds and bills

    def _refunded(self, asked: dict[str, Any], fault: Fault | None) -> tuple[int, Any]:
        trade = self._trade(str(asked.get("out_trade_no", "")))
        amount = asked.get("amount", {})
        if amount.get("total") != trade.amount_fen or amount.get("currency") != "CNY":
            raise ProblemError(400, "PARAM_ERROR")
        refund = self.world.refund(trade, str(asked.get("out_refund_no", "")), int(amount.get("refund", 0)))
        if refund is None:
            raise ProblemError(403, "NOT_ENOUGH" if trade.stage is Stage.PAID else "INVALID_REQUEST")
        return 200, refund_document(trade, refund, fault)

    def _refund_told(self, number: str, fault: Fault | None) -> tuple[int, Any]:
        for trade in self.world.trades(Scheme.WECHAT):
            if number in trade.refunds:
                return 200, refund_document(trade, trade.refunds[number], fault)
        raise ProblemError(404, "RESOURCE_NOT_EXISTS")

    def _bill(self, incoming: Incoming, fault: Fault | None) -> dict[str, Any]:
        date = incoming.query.get("bill_date", "")
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", date):
            raise ProblemError(400, "PARAM_ERROR")
        _, digest = bill_files.wechat(self.world, date)
        return {
            "hash_type": "SHA1",
            "hash_value": "0" * 40 if fault is Fault.WRONG_DIGEST else digest,
            "download_url": f"{self.url}/v3/billdownload/file?token={date}&tartype=gzip",
        }

    def _bill_file(self, incoming: Incoming) -> Outgoing:
        fault = take_fault(self.faults, Call.BILL_FILE, "")
        before(self.world, fault, "")
        try:
            self._check_signature(incoming)
        except ProblemError as problem:
            return self._signed(problem.status, {"code": problem.code}, None)
        packed, _ = bill_files.wechat(self.world, incoming.query.get("token", ""))
        after(self.world, fault, "")
        if fault is Fault.WRONG_DIGEST:
            packed = bill_files.packed(b"nothing\n")
        return spoiled(Outgoing(200, packed, {"Content-Type": "application/x-gzip"}), fault)


def _called(incoming: Incoming) -> tuple[Call | None, str]:
    """Return which call it is and the order or refund that it is about."""
    asked = _json(incoming.body)
    if (found := _TRADE_PATH.fullmatch(incoming.path)) is not None:
        calls = {None: Call.QUERY, "close": Call.CLOSE, "reverse": Call.REVERSE}
        return calls[found[2]], found[1]
    if (found := _REFUND_PATH.fullmatch(incoming.path)) is not None:
        return Call.QUERY_REFUND, found[1]
    number = str(asked.get("out_trade_no", ""))
    named = {
        f"{TRADES}/native": Call.CREATE,
        f"{TRADES}/codepay": Call.PAY_CODE,
        REFUNDS: Call.REFUND,
        "/v3/bill/tradebill": Call.BILL,
    }
    return named.get(incoming.path), number


def _checked(asked: dict[str, Any]) -> tuple[str, int, str]:
    number, subject = str(asked.get("out_trade_no", "")), str(asked.get("description", ""))
    amount = asked.get("amount", {})
    total = amount.get("total")
    if (asked.get("appid"), asked.get("mchid")) != (APPID, MCHID):
        raise ProblemError(400, "APPID_MCHID_NOT_MATCH")
    if _NUMBER.fullmatch(number) is None or not 1 <= len(subject) <= 127:
        raise ProblemError(400, "PARAM_ERROR")
    if not isinstance(total, int) or total < 1 or amount.get("currency") != "CNY":
        raise ProblemError(400, "PARAM_ERROR")
    return number, total, subject


def refund_document(trade: Trade, refund: Refund, fault: Fault | None) -> dict[str, Any]:
    """Return what is told of a refund."""
    document: dict[str, Any] = {
        "refund_id": refund.refund_id,
        "out_refund_no": refund.refund_number,
        "transaction_id": trade.transaction_id,
        "out_trade_no": trade.number,
        "channel": "ORIGINAL",
        "user_received_account": "sandbox",
        "create_time": _text(refund.asked_at),
        "status": "PROCESSING" if refund.done_at is None else "SUCCESS",
        "amount": {
            "total": trade.amount_fen,
            "refund": refund.amount_fen + (1 if fault is Fault.OTHER_AMOUNT else 0),
            "payer_total": trade.amount_fen,
            "payer_refund": refund.amount_fen,
            "currency": "CNY",
        },
    }
    if refund.done_at is not None:
        document["success_time"] = _text(refund.done_at)
    return document


def _json(body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body) if body else {}
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _time(text: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ProblemError(400, "PARAM_ERROR") from None
    if read.tzinfo is None:
        raise ProblemError(400, "PARAM_ERROR")
    return read


def _text(at: datetime) -> str:
    return at.astimezone(CHINA).isoformat(timespec="seconds")
