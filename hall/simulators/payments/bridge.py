"""The sandbox's bridges: our own protocol (docs/payments.md), with a UnionPay code as EMV text or a pay page's URL."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hall.payments.providers import emv_qr
from hall.simulators.payments.bill_files import bridge_rows
from hall.simulators.payments.calls import HTML, JSON, Incoming, Outgoing, after, before, spoiled, take_fault
from hall.simulators.payments.faults import UNDONE, Call, Fault, Faults
from hall.simulators.payments.keys import BRIDGE_MERCHANT, SandboxKeys
from hall.simulators.payments.world import Refund, Scheme, Stage, Trade, World

_STATES = {
    Stage.WAITING: "unpaid",
    Stage.PAYING: "paying",
    Stage.PAID: "paid",
    Stage.CLOSED: "closed",
    Stage.REVERSED: "refunded",
    Stage.FAILED: "closed",
}


class ProblemError(Exception):
    """An error answer."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


@dataclass(slots=True)
class Bridge:
    """One bridge below ``/bridge/SCHEME``."""

    world: World
    faults: Faults
    keys: SandboxKeys
    scheme: Scheme
    _nonces: set[str] = field(default_factory=set)

    def answer(self, incoming: Incoming) -> Outgoing:
        """Answer one call. Raises `LineBrokenError` where a fault breaks the line."""
        asked = json.loads(incoming.body) if incoming.body else {}
        call, number = _called(incoming, asked)
        fault = take_fault(self.faults, call, number)
        with self.world.lock:
            before(self.world, fault, number)
            try:
                document, status = self._done(incoming, call, number, asked, fault), 200
            except ProblemError as problem:
                document, status = {"error": problem.code}, problem.status
            after(self.world, fault, number)
        if fault is Fault.GARBAGE:
            return Outgoing(200, HTML, {"Content-Type": "text/html"})
        body = json.dumps(document, ensure_ascii=False).encode("utf-8")
        secret = b"another secret, nobody's" if fault is Fault.FORGED else self.keys.bridge_secret.encode("ascii")
        text = f"{status}\n{incoming.headers.get('bridge-nonce', '')}\n".encode() + body
        signature = hmac.new(secret, text, hashlib.sha256).hexdigest()
        return spoiled(Outgoing(status, body, {"Content-Type": JSON, "Bridge-Signature": signature}), fault)

    def _done(
        self, incoming: Incoming, call: Call | None, number: str, asked: dict[str, Any], fault: Fault | None
    ) -> dict[str, Any]:
        self._check(incoming)
        if fault is Fault.NOT_THERE:
            raise ProblemError(404, "not-found")
        if fault in UNDONE:
            raise ProblemError(503, "busy")
        document = self._acted(call, number, asked, fault)
        if fault is Fault.SYSTEM_ERROR:
            raise ProblemError(500, "system-error")
        return document

    def _acted(self, call: Call | None, number: str, asked: dict[str, Any], fault: Fault | None) -> dict[str, Any]:
        match call:
            case Call.CREATE:
                return self._created(asked)
            case Call.QUERY:
                return _told(self._trade(number), fault)
            case Call.CLOSE:
                trade = self._trade(number)
                self.world.close(trade)
                return _told(trade, fault)
            case Call.REFUND:
                trade = self._trade(str(asked["order_number"]))
                refund = self.world.refund(trade, number, int(asked["amount_fen"]))
                if refund is None:
                    raise ProblemError(409, "not-refundable")
                return _refund_told(trade, refund)
            case Call.QUERY_REFUND:
                for trade in self.world.trades(self.scheme):
                    if number in trade.refunds:
                        return _refund_told(trade, trade.refunds[number])
                raise ProblemError(404, "not-found")
            case Call.BILL:
                return {"rows": bridge_rows(self.world, self.scheme, number)}
            case _:
                raise ProblemError(404, "not-found")

    def _check(self, incoming: Incoming) -> None:
        headers = incoming.headers
        timestamp, nonce = headers.get("bridge-timestamp", ""), headers.get("bridge-nonce", "")
        text = f"{incoming.method}\n{incoming.target}\n{timestamp}\n{nonce}\n".encode() + incoming.body
        expected = hmac.new(self.keys.bridge_secret.encode("ascii"), text, hashlib.sha256).hexdigest()
        if headers.get("bridge-merchant") != BRIDGE_MERCHANT or nonce in self._nonces or not nonce:
            raise ProblemError(401, "signature")
        if not hmac.compare_digest(expected, headers.get("bridge-signature", "")):
            raise ProblemError(401, "signature")
        if abs(self.world.clock().timestamp() - int(timestamp)) > 300:
            raise ProblemError(401, "time")
        self._nonces.add(nonce)

    def _trade(self, number: str) -> Trade:
        trade = self.world.trade(self.scheme, number)
        if trade is None:
            raise ProblemError(404, "not-found")
        return trade

    def _created(self, asked: dict[str, Any]) -> dict[str, Any]:
        number, amount, subject = str(asked["order_number"]), int(asked["amount_fen"]), str(asked["subject"])
        expires = datetime.fromisoformat(asked["expires_at"])
        made_with = (str(amount), subject, expires.isoformat())
        trade = self.world.trade(self.scheme, number)
        if trade is None:
            now = self.world.clock()
            if expires < now + timedelta(minutes=1):
                raise ProblemError(422, "expires-at")
            trade = self.world.open(
                Trade(self.scheme, number, amount, subject, made_with, "", now, expires, self.world.digits(12))
            )
        if trade.parameters != made_with or trade.stage is not Stage.WAITING:
            raise ProblemError(409, "not-showable")
        return {"order_number": number, "code": self._code(trade)}

    def _code(self, trade: Trade) -> str:
        if self.scheme is Scheme.NONTAX:
            return f"https://nontax.example/pay/{trade.token}"
        return emv_qr.build(
            emv_qr.MerchantCode(
                merchant="SANDBOX SERVICE HALL",
                city="BEIJING",
                category="9399",
                amount_fen=trade.amount_fen,
                accounts=(("26", (emv_qr.Element("00", "A000000333010103"), emv_qr.Element("01", "0" * 20))),),
                additional=emv_qr.additional_data(bill_number=trade.number[:25], reference=trade.token),
            )
        )


def _called(incoming: Incoming, asked: dict[str, Any]) -> tuple[Call | None, str]:
    parts = incoming.path.strip("/").split("/")
    match incoming.method, parts:
        case "POST", ["orders"]:
            return Call.CREATE, str(asked.get("order_number", ""))
        case "GET", ["orders", number]:
            return Call.QUERY, number
        case "POST", ["orders", number, "close"]:
            return Call.CLOSE, number
        case "POST", ["refunds"]:
            return Call.REFUND, str(asked.get("refund_number", ""))
        case "GET", ["refunds", number]:
            return Call.QUERY_REFUND, number
        case "GET", ["bills", day]:
            return Call.BILL, day
        case _:
            return None, ""


def _told(trade: Trade, fault: Fault | None) -> dict[str, Any]:
    whole = trade.refunded_fen == trade.amount_fen
    told: dict[str, Any] = {
        "order_number": trade.number[:-1] + "x" if fault is Fault.OTHER_ORDER else trade.number,
        "amount_fen": trade.amount_fen + (1 if fault is Fault.OTHER_AMOUNT else 0),
        "state": "refunded" if trade.stage is Stage.PAID and whole else _STATES[trade.stage],
    }
    if trade.paid_at is not None:
        told |= {"transaction_id": trade.transaction_id, "paid_at": trade.paid_at.isoformat()}
    return told


def _refund_told(trade: Trade, refund: Refund) -> dict[str, Any]:
    return {
        "refund_number": refund.refund_number,
        "order_number": trade.number,
        "amount_fen": refund.amount_fen,
        "state": "processing" if refund.done_at is None else "done",
    }
