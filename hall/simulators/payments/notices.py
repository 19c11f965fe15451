"""Notifications of the sandbox: made when money moved, signed and sealed as the providers do, delivered or not."""

from __future__ import annotations

import base64
import http.client
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hall.simulators.payments.alipay import Alipay, sign, signed_text, yuan
from hall.simulators.payments.calls import tampered
from hall.simulators.payments.faults import Fault, Faults, NoticeFault
from hall.simulators.payments.keys import ALIPAY_APP, ALIPAY_SELLER
from hall.simulators.payments.wechat import CHINA, WeChat, refund_document
from hall.simulators.payments.world import Refund, Scheme, Trade

AGAIN_S = {
    Scheme.WECHAT: (15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600),
    Scheme.ALIPAY: (240, 600, 600, 3600, 7200, 21600, 54000),
}
"""After how long each provider tells again what was not understood."""

_SPOILED = {
    NoticeFault.OTHER_AMOUNT: Fault.OTHER_AMOUNT,
    NoticeFault.OTHER_ORDER: Fault.OTHER_ORDER,
    NoticeFault.OTHER_MERCHANT: Fault.OTHER_MERCHANT,
}


@dataclass(slots=True)
class Notice:
    """One notification, ready to be posted.

    Attributes:
        copies: how often it is sent at the same time.
        attempt: how often it was sent before.
        due: when, on a clock that never goes back.
    """

    scheme: Scheme
    url: str
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    copies: int = 1
    attempt: int = 0
    due: float = 0.0

    def is_understood(self, status: int, body: bytes) -> bool:
        """Whether this answer keeps the provider from telling again."""
        if self.scheme is Scheme.ALIPAY:
            return status == 200 and body.strip() == b"success"
        return status in {200, 204}


class Notices:
    """Makes notifications and keeps them until they are taken. Thread-safe."""

    def __init__(self, wechat: WeChat, alipay: Alipay, faults: Faults) -> None:
        self._wechat, self._alipay, self._faults = wechat, alipay, faults
        self._lock = threading.Lock()
        self._ready: list[Notice] = []
        self._held: list[Notice] = []
        wechat.world.on_paid.append(self._on_paid)
        wechat.world.on_refunded.append(self._on_refunded)

    def take(self) -> list[Notice]:
        """Take everything that is to be sent now."""
        with self._lock:
            ready, self._ready = self._ready, []
            return ready

    def put_back(self, notice: Notice) -> None:
        """Keep a notification for later."""
        with self._lock:
            self._ready.append(notice)

    def release(self, *, reverse: bool = False) -> int:
        """Let what is held be sent, in its order or the other way round; return how many."""
        with self._lock:
            held, self._held = self._held, []
            self._ready.extend(reversed(held) if reverse else held)
            return len(held)

    def _on_paid(self, trade: Trade) -> None:
        self._make(trade, None)

    def _on_refunded(self, trade: Trade, refund: Refund) -> None:
        self._make(trade, refund)

    def _make(self, trade: Trade, refund: Refund | None) -> None:
        if not trade.notify_url:
            return
        fault = self._faults.next_notice()
        if fault is NoticeFault.MISSING:
            return
        notice = (
            self._of_wechat(trade, refund, fault)
            if trade.scheme is Scheme.WECHAT
            else self._of_alipay(trade, refund, fault)
        )
        with self._lock:
            (self._held if fault is NoticeFault.HELD else self._ready).append(notice)
            if fault is NoticeFault.TWICE:
                self._ready.append(Notice(notice.scheme, notice.url, notice.headers, notice.body))
            if fault is NoticeFault.AT_ONCE:
                notice.copies = 2

    def _of_wechat(self, trade: Trade, refund: Refund | None, fault: NoticeFault | None) -> Notice:
        told = self._wechat.told(trade, _SPOILED.get(fault) if fault else None)
        event = "TRANSACTION.SUCCESS"
        if refund is None:
            told["trade_state"] = "SUCCESS"
        else:
            told = refund_document(trade, refund, None) | {"mchid": told["mchid"]}
            told["refund_status"], event = told.pop("status"), "REFUND.SUCCESS"
        kind, nonce = event.split(".", maxsplit=1)[0].lower(), self._wechat.world.digits(12)
        sealed = AESGCM(self._wechat.keys.api_v3_key.encode("ascii")).encrypt(
            nonce.encode("ascii"), json.dumps(told).encode("utf-8"), kind.encode("ascii")
        )
        if fault is NoticeFault.TAMPERED:
            sealed = sealed[:-1] + bytes([sealed[-1] ^ 1])
        document = {
            "id": f"EV-{self._wechat.world.digits(18)}",
            "create_time": self._wechat.world.clock().astimezone(CHINA).isoformat(timespec="seconds"),
            "event_type": event,
            "resource_type": "encrypt-resource",
            "summary": "沙箱",
            "resource": {
                "original_type": kind,
                "algorithm": "AEAD_AES_256_GCM",
                "ciphertext": base64.b64encode(sealed).decode("ascii"),
                "associated_data": kind,
                "nonce": nonce,
            },
        }
        body = json.dumps(document, ensure_ascii=False).encode("utf-8")
        headers = self._wechat.signature(body, forged=fault is NoticeFault.FORGED, stale=fault is NoticeFault.STALE)
        return Notice(Scheme.WECHAT, trade.notify_url, headers | {"Content-Type": "application/json"}, body)

    def _of_alipay(self, trade: Trade, refund: Refund | None, fault: NoticeFault | None) -> Notice:
        world = self._alipay.world
        now = world.clock().astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
        amount = trade.amount_fen + (1 if fault is NoticeFault.OTHER_AMOUNT else 0)
        fields = {
            "notify_time": now,
            "notify_type": "trade_status_sync",
            "notify_id": world.digits(32),
            "app_id": ALIPAY_APP,
            "charset": "utf-8",
            "version": "1.0",
            "sign_type": "RSA2",
            "trade_no": trade.transaction_id,
            "out_trade_no": trade.number[:-1] + "x" if fault is NoticeFault.OTHER_ORDER else trade.number,
            "seller_id": "2088000000000099" if fault is NoticeFault.OTHER_MERCHANT else ALIPAY_SELLER,
            "subject": trade.subject,
            "trade_status": "TRADE_SUCCESS" if trade.refunded_fen < trade.amount_fen else "TRADE_CLOSED",
            "total_amount": yuan(amount),
            "gmt_payment": now,
        }
        if refund is not None:
            fields |= {"refund_fee": yuan(trade.refunded_fen), "out_biz_no": refund.refund_number, "gmt_refund": now}
        key = self._alipay.keys.stranger if fault is NoticeFault.FORGED else self._alipay.keys.alipay
        fields["sign"] = sign(key, signed_text(fields, without=frozenset({"sign", "sign_type"})))
        if fault is NoticeFault.TAMPERED:
            fields["total_amount"] = tampered(fields["total_amount"].encode("ascii")).decode("ascii")
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        return Notice(Scheme.ALIPAY, trade.notify_url, headers, urlencode(fields).encode("ascii"))


class NoticePost:
    """Posts notifications from a thread of its own, again at the providers' intervals until they are understood."""

    def __init__(self, notices: Notices, *, steady: Callable[[], float] = time.monotonic, look_s: float = 0.1) -> None:
        self._notices, self._steady, self._look_s = notices, steady, look_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sandbox-notices")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; what is not delivered is lost with the sandbox."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._look_s):
            for notice in self._notices.take():
                if notice.due > self._steady():
                    self._notices.put_back(notice)
                elif not self._understood(notice):
                    self._later(notice)

    def _understood(self, notice: Notice) -> bool:
        """Post all copies at the same time; whether one was understood."""
        answers: list[bool] = []
        posts = [threading.Thread(target=lambda: answers.append(posted(notice))) for _ in range(notice.copies)]
        for thread in posts:
            thread.start()
        for thread in posts:
            thread.join()
        return any(answers)

    def _later(self, notice: Notice) -> None:
        waits = AGAIN_S[notice.scheme]
        if notice.attempt < len(waits):
            notice.due, notice.attempt = self._steady() + waits[notice.attempt], notice.attempt + 1
            self._notices.put_back(notice)


def posted(notice: Notice, timeout_s: float = 5.0) -> bool:
    """Post a notification once; whether it was understood."""
    parts = urlsplit(notice.url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=timeout_s)
    try:
        connection.request("POST", parts.path, notice.body, notice.headers)
        response = connection.getresponse()
        return notice.is_understood(response.status, response.read(64 * 1024))
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
