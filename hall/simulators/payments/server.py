"""Everything of the sandbox behind one address: ``/wechat``, ``/alipay``, ``/bridge`` and ``/control``."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from hall.clocks import utc_now
from hall.simulators.payments.alipay import Alipay
from hall.simulators.payments.bridge import Bridge
from hall.simulators.payments.calls import JSON, Incoming, LineBrokenError, Outgoing
from hall.simulators.payments.faults import Call, Fault, Faults, NoticeFault
from hall.simulators.payments.keys import SandboxKeys
from hall.simulators.payments.notices import Notices
from hall.simulators.payments.wechat import WeChat
from hall.simulators.payments.world import Scheme, Trade, Wallet, World

MAX_BODY_BYTES = 1024 * 1024


class PaymentSandbox:
    """All providers of one world.

    Attributes:
        world: what truly happens.
        faults: what goes wrong.
        notices: what is told to the hall.
        delay_s: how long a late answer takes.
    """

    def __init__(
        self,
        keys: SandboxKeys,
        clock: Callable[[], datetime] = utc_now,
        *,
        seed: int = 0,
        delay_s: float = 12.0,
        world: World | None = None,
    ) -> None:
        self.world, self.faults, self.keys, self.delay_s = world or World(clock, seed), Faults(), keys, delay_s
        self.wechat = WeChat(self.world, self.faults, keys)
        self.alipay = Alipay(self.world, self.faults, keys)
        self.bridges = {
            scheme.value: Bridge(self.world, self.faults, keys, scheme) for scheme in (Scheme.UNIONPAY, Scheme.NONTAX)
        }
        self.notices = Notices(self.wechat, self.alipay, self.faults)

    def listen_at(self, url: str) -> None:
        """Tell the interfaces where they are; bill addresses name it."""
        self.wechat.url, self.alipay.url = f"{url}/wechat", f"{url}/alipay"

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Outgoing:
        """Answer one call; header names are in lower case. Raises `LineBrokenError`."""
        try:
            return self._answer(method, target, headers, body)
        finally:
            self.world.keep()

    def _answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Outgoing:
        _, room, *_ = [*target.split("?", maxsplit=1)[0].split("/", maxsplit=2), ""]
        rest = target[len(room) + 1 :]
        if room == "bridge":
            scheme = rest.split("/")[1] if rest.count("/") > 1 else ""
            rest = rest[len(scheme) + 1 :]
            bridge = self.bridges.get(scheme)
            return Outgoing(404) if bridge is None else bridge.answer(_incoming(method, rest, headers, body))
        incoming = _incoming(method, rest, headers, body)
        match room:
            case "wechat":
                return self.wechat.answer(incoming)
            case "alipay":
                return self.alipay.answer(incoming)
            case "control":
                return self._controlled(incoming)
            case _:
                return Outgoing(404)

    def _controlled(self, incoming: Incoming) -> Outgoing:
        """Do what a person or a director wants; each act is ``POST /control/ACT`` with a JSON object."""
        try:
            asked = json.loads(incoming.body) if incoming.body else {}
            done = self._act(incoming.path.removeprefix("/"), asked)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            return Outgoing(400, json.dumps({"error": type(error).__name__}).encode("ascii"), {"Content-Type": JSON})
        return Outgoing(200, json.dumps(done, ensure_ascii=False).encode("utf-8"), {"Content-Type": JSON})

    def _act(self, act: str, asked: dict[str, Any]) -> dict[str, Any]:
        world = self.world
        match act:
            case "pay":
                late = asked.get("late") is True
                return {"paid": world.pay(str(asked["order"]), str(asked.get("phone", "A")), late=late)}
            case "scan":
                return {"scanned": world.scan(str(asked["order"]))}
            case "code":
                scheme, wallet = Scheme(asked["provider"]), Wallet(asked.get("wallet", "pays"))
                return {"code": world.issue_code(scheme, str(asked.get("phone", "A")), wallet)}
            case "confirm":
                return {"paid": world.confirm(str(asked["order"]))}
            case "decline":
                return {"declined": world.decline(str(asked["order"]))}
            case "fault":
                faults = [Fault(name) for name in asked["faults"]]
                self.faults.lay(Call(asked["call"]), *faults, number=asked.get("order"))
                return {"laid": len(faults)}
            case "notices":
                self.faults.lay_notices(*(NoticeFault(name) for name in asked.get("faults", ())))
                return {"released": self.notices.release(reverse=bool(asked.get("reverse")))}
            case "refunds":
                world.refunds_wait = bool(asked.get("wait", world.refunds_wait))
                return {"done": 0 if world.refunds_wait else world.finish_refunds()}
            case _:
                return self._looked(act)

    def _looked(self, act: str) -> dict[str, Any]:
        if act == "orders":
            return {"orders": [_told(trade) for scheme in Scheme for trade in self.world.trades(scheme)]}
        if act == "clear":
            self.faults.clear()
            return {}
        raise ValueError("no such act")


class SandboxServer(ThreadingHTTPServer):
    """Serves a sandbox on this machine; use it as a context, or call ``serve_forever``."""

    daemon_threads = False
    block_on_close = True

    def __init__(self, sandbox: PaymentSandbox, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__((host, port), _Handler)
        self.sandbox = sandbox
        self.ending = threading.Event()
        sandbox.listen_at(self.url)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def shutdown(self) -> None:
        """Let late answers go, then end."""
        self.ending.set()
        super().shutdown()


class _Handler(BaseHTTPRequestHandler):
    """One call. Nothing is logged."""

    server: SandboxServer

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Stay silent."""

    def _handle(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MAX_BODY_BYTES))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.close_connection = True
        try:
            outgoing = self.server.sandbox.answer(self.command, self.path, headers, body)
        except LineBrokenError:
            return
        if outgoing.late and self.server.ending.wait(self.server.sandbox.delay_s):
            return
        try:
            self._write(outgoing)
        except OSError:  # the other end did not wait
            return

    def _write(self, outgoing: Outgoing) -> None:
        self.send_response(outgoing.status)
        for name, value in outgoing.headers.items():
            self.send_header(name, value)
        if outgoing.status != 204:
            self.send_header("Content-Length", str(len(outgoing.body)))
        self.end_headers()
        if outgoing.status != 204:
            self.wfile.write(outgoing.body)

    do_GET = do_POST = _handle  # noqa: N815 - the base class's names


def _incoming(method: str, target: str, headers: dict[str, str], body: bytes) -> Incoming:
    parts = urlsplit(target)
    return Incoming(method, target, unquote(parts.path), dict(parse_qsl(parts.query)), headers, body)


def _told(trade: Trade) -> dict[str, Any]:
    return {
        "provider": trade.scheme.value,
        "order": trade.number,
        "amount_fen": trade.amount_fen,
        "stage": trade.stage.value,
        "phone": trade.phone,
        "refunded_fen": trade.refunded_fen,
    }
