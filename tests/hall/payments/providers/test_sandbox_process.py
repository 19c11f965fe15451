"""The sandbox as a process of its own: it writes the accounts, is steered over HTTP, and tells the hall by itself."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from hall.payments.provider import Order, Paid
from hall.payments.providers.accounts import read_accounts
from hall.payments.providers.offered import offered_providers


class _Door(HTTPServer):
    """Where notifications arrive."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Knock)
        self.came: list[tuple[str, dict[str, str], bytes]] = []
        self.two = threading.Event()


class _Knock(BaseHTTPRequestHandler):
    server: _Door

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.came.append((self.path, dict(self.headers.items()), body))
        answer = b"success"
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
        if len(self.server.came) == 2:
            self.server.two.set()


@contextmanager
def _door() -> Iterator[_Door]:
    with _Door() as door:
        thread = threading.Thread(target=door.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield door
        door.shutdown()
        thread.join()


@contextmanager
def _sandbox(folder: Path, hall_url: str) -> Iterator[str]:
    command = [sys.executable, "-m", "hall.simulators.payments", "--accounts", str(folder), "--hall", hall_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield line.removeprefix("listening on ").strip()
        process.terminate()
        assert process.wait(10) == 0


def _control(url: str, act: str, **asked: object) -> dict[str, Any]:
    request = urllib.request.Request(f"{url}/control/{act}", json.dumps(asked).encode("utf-8"))
    with urllib.request.urlopen(request, timeout=10) as answer:
        told: dict[str, Any] = json.load(answer)
        return told


@pytest.mark.timeout(60)
def test_a_sandbox_in_its_own_process(tmp_path: Path) -> None:
    """Two codes are shown, a phone pays both through the control interface, the hall is told, and a query agrees."""
    with _door() as door, _sandbox(tmp_path, f"http://127.0.0.1:{door.server_address[1]}") as url:
        accounts = read_accounts(tmp_path / "payments.toml", required=True)
        providers = offered_providers(accounts, lambda: datetime.now(UTC))
        now = datetime.now(UTC)
        for name in ("wechat", "alipay"):
            order = Order(f"K0120261124_{name}", 123, "办事收费", now, now + timedelta(minutes=5))
            shown = providers[name].create(order)
            assert _control(url, "pay", order=shown.code_url, phone="A") == {"paid": True}
            assert isinstance(providers[name].query(order), Paid)
        assert door.two.wait(10)

        told = [
            providers[path.rsplit("/", maxsplit=1)[1]].read_notification(headers, body)
            for path, headers, body in door.came
        ]

        assert sorted(one.order_number for one in told if one) == ["K0120261124_alipay", "K0120261124_wechat"]
        assert [order["stage"] for order in _control(url, "orders")["orders"]] == ["paid", "paid"]
        _control(url, "fault", call="query", faults=["busy"])
        _control(url, "clear")
