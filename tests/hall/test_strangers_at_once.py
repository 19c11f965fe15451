"""Strangers on many open connections at once: none gets in, none keeps an enrolled terminal from being served."""

from __future__ import annotations

import contextlib
import socket
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from hall.settings import HallSettings
from hall.tables import attachments, entries
from hall.web.connections import MAX_HEAD_BYTES
from offline_queue.wire import routes
from offline_queue.wire.entries import EntryState
from tests.hall.terminal import RunningHall, Terminal, running_hall
from tests.wire.build import Made, make_case

EACH = 8
"""Connections of every kind of stranger."""
LIMIT_S = 0.6


@pytest.fixture
def engine() -> str:
    """One engine is enough: nothing here gets as far as the database."""
    return "sqlite"


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[RunningHall]:
    """A hall with short limits, so that they are met."""
    settings = HallSettings(tmp_path / "hall", head_limit_s=LIMIT_S, body_stall_s=LIMIT_S)
    with running_hall(tmp_path / "hall", settings=settings) as running:
        yield running


@dataclass
class Crowd:
    """Sockets that stay open, each with what it has sent."""

    url: str
    stack: contextlib.ExitStack
    members: list[tuple[str, socket.socket]] = field(default_factory=list)

    def join(self, kind: str, data: bytes) -> None:
        target = urlsplit(self.url)
        one = self.stack.enter_context(socket.create_connection((str(target.hostname), int(target.port or 0)), 20))
        one.sendall(data)
        self.members.append((kind, one))

    def drip(self) -> None:
        """Everybody who is slow sends one byte more."""
        for kind, one in self.members:
            if kind.startswith("slow"):
                # Whoever was shown out already cannot.
                with contextlib.suppress(OSError):
                    one.sendall(b"x")

    def answers(self) -> dict[str, Counter[str]]:
        """What each kind was told, once its connection is ended; the empty word for an end without one."""
        told: dict[str, Counter[str]] = {}
        for kind, one in self.members:
            told.setdefault(kind, Counter())[_status_of(one)] += 1
        return told


def _status_of(one: socket.socket) -> str:
    answer = b""
    try:
        while piece := one.recv(65536):
            answer += piece
    except ConnectionError:
        pass
    return answer.split(b" ")[1].decode() if answer.startswith(b"HTTP/1.1 ") else ""


def request(
    terminal: Terminal, made: Made, body: bytes | None = None, *, headers: dict[str, str] | None = None
) -> bytes:
    """Return a whole PUT; signed for the made entry, whatever the body is."""
    path = routes.entry_path(made.entry_id)
    signed = terminal.signature("PUT", path, made.body) if headers is None else headers
    told = made.body if body is None else body
    lines = "".join(f"{name}: {value}\r\n" for name, value in signed.items())
    head = f"PUT {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{lines}Content-Length: {len(told)}\r\n\r\n"
    return head.encode() + told


def test_none_is_accepted_and_none_hurts_the_others(strict: RunningHall) -> None:
    """Eight of every kind at once; in the meantime a terminal brings a record and its page, at its usual pace."""
    terminal, other = strict.terminal(), strict.terminal("LS02")
    unknown = Terminal(strict.url, Ed25519PrivateKey.generate(), strict.clock)
    honest, replayed = make_case(strict.sealing_key, b"page"), make_case(strict.sealing_key, name="two", serial=2)
    assert terminal.put(replayed).status_code == 201
    as_sent = request(terminal, replayed)
    of_other = other.signature("PUT", routes.entry_path(honest.entry_id), honest.body)
    of_other["Signature-Input"] = of_other["Signature-Input"].replace(other.key_id, terminal.key_id)
    whole = request(terminal, honest)
    huge = request(terminal, honest).replace(b"Content-Length: ", b"Content-Length: 9999")
    with contextlib.ExitStack() as stack:
        crowd = Crowd(strict.url, stack)
        for _ in range(EACH):
            crowd.join("no key", request(terminal, honest, headers={}))
            crowd.join("unknown key", request(unknown, honest))
            crowd.join("another's key", request(terminal, honest, headers=of_other))
            crowd.join("altered", request(terminal, honest, honest.body[:-1] + b" "))
            crowd.join("replayed", as_sent)
            crowd.join("oversize", huge)
            crowd.join("slow head", b"PUT /v1/entries HTTP/1.1\r\nHost: x\r\nSignature: s")
            crowd.join("slow body", whole[: -len(honest.body) + 20])
            crowd.join("slow body without a key", request(unknown, honest)[: -len(honest.body) + 20])
            crowd.join("endless head", b"PUT /v1 HTTP/1.1\r\nX: " + b"x" * (MAX_HEAD_BYTES + 1))
            crowd.join("silent", b"")
            crowd.join("blank lines", b"\r\n\r\n")
        crowd.drip()
        assert terminal.put(honest).status_code == 201
        crowd.drip()
        terminal.upload(honest)
        assert terminal.get_answer(honest.entry_id).state is EntryState.COMPLETE
        told = crowd.answers()
    assert told == {
        "no key": {"401": EACH},
        "unknown key": {"401": EACH},
        "another's key": {"401": EACH},
        "altered": {"401": EACH},
        "replayed": {"200": EACH},
        "oversize": {"413": EACH},
        "slow head": {"408": EACH},
        "slow body": {"408": EACH},
        "slow body without a key": {"401": EACH},
        "endless head": {"431": EACH},
        "silent": {"": EACH},
        "blank lines": {"408": EACH},
    }
    assert held(strict) == {(honest.entry_id, honest.digest), (replayed.entry_id, replayed.digest)}


def held(running: RunningHall) -> set[tuple[str, str]]:
    """Every entry at the hall; each attachment belongs to one that an honest terminal brought."""
    rows = running.hall.database.read(
        lambda connection: connection.execute(select(entries.c.entry_id, entries.c.digest)).all()
    )
    files = running.hall.database.read(lambda connection: connection.execute(select(attachments.c.entry_id)).all())
    assert len(rows) == len({row.entry_id for row in rows})
    assert {row.entry_id for row in files} <= {row.entry_id for row in rows}
    return {(row.entry_id, row.digest) for row in rows}


def test_a_head_has_its_time_on_a_connection_that_was_used_before(strict: RunningHall) -> None:
    """A good first request buys no second one the right to be slow."""
    terminal = strict.terminal()
    target = urlsplit(strict.url)
    with socket.create_connection((str(target.hostname), int(target.port or 0)), timeout=20) as one:
        one.sendall(b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % routes.TIME.encode())
        first = one.recv(65536)
        assert first.startswith(b"HTTP/1.1 200 ")
        one.sendall(b"\r\n")
        assert _status_of(one) == "408"
    assert terminal.put(make_case(strict.sealing_key)).status_code == 201


def test_the_next_head_waits_while_the_request_before_it_is_answered(strict: RunningHall) -> None:
    """Requests sent ahead are all answered, in order."""
    target = urlsplit(strict.url)
    asked = b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % routes.TIME.encode()
    with socket.create_connection((str(target.hostname), int(target.port or 0)), timeout=20) as one:
        one.sendall(asked * 3 + asked[:20])
        answer = b""
        while piece := one.recv(65536):
            answer += piece
    assert [part.split(b" ")[0] for part in answer.split(b"HTTP/1.1 ")[1:]] == [b"200", b"200", b"200", b"408"]
