"""All simulators behind one small HTTP server on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from hall.clocks import utc_now
from hall.simulators import papers
from hall.simulators.department import Decision, DepartmentSimulator
from hall.simulators.messages import MessageGateway

JSON = "application/json"
Reply = tuple[int, str, bytes]
_NOT_FOUND: Reply = (404, JSON, b"{}")


class Simulators:
    """The other systems of one district.

    Attributes:
        department, messages: one department and one gateway.
        token: what callers must send as bearer token; None takes anybody.
    """

    def __init__(
        self,
        clock: Callable[[], datetime] = utc_now,
        *,
        routine: tuple[Decision, ...] = (),
        token: str | None = None,
    ) -> None:
        self.department = DepartmentSimulator(clock, routine)
        self.messages = MessageGateway()
        self.token = token
        self._faults: list[int] = []
        self._lock = threading.Lock()

    def fail(self, *statuses: int) -> None:
        """Answer the next calls with these statuses; what they ask is not done. 0 breaks the connection."""
        with self._lock:
            self._faults.extend(statuses)

    def next_fault(self) -> int | None:
        """Take the fault that the next call has to meet."""
        with self._lock:
            return self._faults.pop(0) if self._faults else None

    def answer(self, method: str, target: str, body: bytes) -> Reply:
        """Answer one call."""
        parts = urlsplit(target)
        path = [unquote(part) for part in parts.path.strip("/").split("/")]
        asked = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        match method, path:
            case "POST", ["messages"]:
                return _json({}, 201 if self.messages.take(json.loads(body)) else 200)
            case _, ["department", *rest]:
                return self._department(method, rest, asked, body)
            case "POST", ["sources", source, "lookups"]:
                found = papers.look_up(source, json.loads(body))
                return _NOT_FOUND if found is None else _json({"fields": found})
            case "POST", ["certificates", "list"]:
                return _json({"certificates": papers.papers_of(json.loads(body))})
            case "POST", ["certificates", "file"]:
                return self._paper(json.loads(body))
            case "POST", ["control", "decide"]:
                return self._decide(json.loads(body))
            case _:
                return _NOT_FOUND

    def _department(self, method: str, path: list[str], asked: dict[str, str], body: bytes) -> Reply:
        match method, path:
            case "POST", ["submissions"]:
                return _json(self.department.submit(json.loads(body)), 201)
            case "PUT", ["submissions", number, "files", ordinal]:
                return _json({}, 200 if self.department.put_file(number, int(ordinal), body) else 422)
            case "POST", ["submissions", number, "amendments"]:
                amended = self.department.amend(number, json.loads(body))
                return _NOT_FOUND if amended is None else _json(amended, 201)
            case "POST", ["submissions", number, "withdrawals"]:
                known = self.department.withdraw(number, json.loads(body))
                return _json({}, 201) if known else _NOT_FOUND
            case "PUT", ["submissions", number, "amendments", amendment_id, "files", ordinal]:
                taken = self.department.put_amendment_file(number, amendment_id, int(ordinal), body)
                return _json({}, 200 if taken else 422)
            case "GET", ["submissions", number, "documents", name]:
                found = self.department.result(number, name)
                return _NOT_FOUND if found is None else (200, "application/pdf", found)
            case "GET", ["steps"]:
                return _json(self.department.steps(asked.get("after", "")))
            case "GET", ["submissions"]:
                return _json({"case_numbers": self.department.case_numbers})
            case _:
                return _NOT_FOUND

    def _paper(self, asked: dict[str, Any]) -> Reply:
        if asked["certificate_id"] not in {one["certificate_id"] for one in papers.papers_of(asked)}:
            return _NOT_FOUND
        return 200, "application/pdf", papers.paper(asked)

    def _decide(self, told: dict[str, Any]) -> Reply:
        """``{"case_number": …, "decision": "accept", …}``; without a number about every case that is there."""
        rest = {name: told[name] for name in ("note", "corrections", "correction_due") if name in told}
        numbers = [told["case_number"]] if "case_number" in told else self.department.case_numbers
        try:
            for number in numbers:
                self.department.decide(number, Decision(told["decision"]), **rest)
        except (KeyError, ValueError):
            return _NOT_FOUND
        return _json({"decided": len(numbers)})


def _json(value: object, status: int = 200) -> Reply:
    return status, JSON, json.dumps(value, ensure_ascii=False).encode("utf-8")


class SimulatorServer(ThreadingHTTPServer):
    """Serves simulators; use it as a context, or call ``serve_forever``."""

    daemon_threads = False
    block_on_close = True

    def __init__(self, simulators: Simulators, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__((host, port), _Handler)
        self.simulators = simulators

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    """One call. Nothing is logged: bodies are personal."""

    server: SimulatorServer

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Stay silent."""

    def _handle(self) -> None:
        simulators = self.server.simulators
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = simulators.next_fault()
        if fault == 0:
            self.close_connection = True
            return
        allowed = simulators.token is None or self.headers.get("Authorization") == f"Bearer {simulators.token}"
        if fault is not None:
            status, media_type, content = fault, JSON, b"{}"
        elif not allowed:
            status, media_type, content = 401, JSON, b"{}"
        else:
            status, media_type, content = simulators.answer(self.command, self.path, body)
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = _handle  # noqa: N815 - the base class's names
