"""The one HTTP client."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

import pytest

from offline_queue.errors import ChannelError, ChannelFault, InsecureUrlError
from offline_queue.transport import HallTransport, Signer, Timeouts, checked_url
from offline_queue.wire.entries import ProblemKind
from tests.offline_queue.build import HallSide, ManualClock
from tests.offline_queue.played_hall import PlayedHall, Reply, fixed, problem

TIMEOUTS = Timeouts(connect_s=5, stall_s=0.4)


@pytest.fixture
def signer(hall_side: HallSide) -> Callable[[], Signer]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    signer = Signer.of(hall_side.identity_for(Ed25519PrivateKey.generate()))
    return lambda: signer


@pytest.mark.parametrize(
    "url",
    [
        "http://hall.example",
        "http://192.0.2.7:80",
        "ftp://127.0.0.1",
        "https://",
        "127.0.0.1:8089",
        "https://user@hall.example",
        "https://hall.example/base",
        "https://hall.example?x=1",
        "http://[::1",
        "http://127.0.0.1:99999",
        "",
    ],
)
def test_what_is_no_safe_address_is_refused(url: str) -> None:
    with pytest.raises(InsecureUrlError):
        checked_url(url)


@pytest.mark.parametrize(
    "url",
    ["https://hall.example", "https://192.0.2.7:8443/", "http://127.0.0.1:8089", "http://localhost", "http://[::1]:1"],
)
def test_safe_addresses_pass(url: str) -> None:
    assert checked_url(url) == url.rstrip("/")


def test_a_live_call_is_signed_and_verified(
    played: PlayedHall, signer: Callable[[], Signer], clock: ManualClock
) -> None:
    transport = HallTransport(played.url, signer, clock, timeouts=TIMEOUTS)
    played.next("POST", problem(404, ProblemKind.NOT_FOUND))
    answer = transport.call("POST", "/v1/progress-queries", query="a=1", body=b"{}")
    transport.close()
    assert answer.status == 404
    assert answer.problem is not None
    assert answer.problem.kind is ProblemKind.NOT_FOUND
    asked = played.asked[0]
    assert asked.path == "/v1/progress-queries?a=1"
    assert asked.headers["content-type"] == "application/json"
    assert "python" not in asked.headers["user-agent"]


def test_a_signature_of_another_hall_is_foreign(
    played: PlayedHall, clock: ManualClock, hall_side: HallSide, signer: Callable[[], Signer]
) -> None:
    other = Signer(signer().key, signer().key_id, HallSide().signing.public_key())
    transport = HallTransport(played.url, lambda: other, clock, timeouts=TIMEOUTS)
    with pytest.raises(ChannelError) as caught:
        transport.call("GET", "/v1/entries/none")
    transport.close()
    assert caught.value.fault is ChannelFault.FOREIGN


def test_nobody_listens(signer: Callable[[], Signer], clock: ManualClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    transport = HallTransport(f"http://127.0.0.1:{port}", signer, clock, timeouts=TIMEOUTS)
    with pytest.raises(ChannelError) as caught:
        transport.call("GET", "/v1/entries/none")
    transport.close()
    assert caught.value.fault is ChannelFault.REFUSED


def test_a_name_that_does_not_resolve(signer: Callable[[], Signer], clock: ManualClock) -> None:
    transport = HallTransport("https://hall.invalid", signer, clock, timeouts=TIMEOUTS)
    with pytest.raises(ChannelError) as caught:
        transport.call("GET", "/v1/entries/none")
    transport.close()
    assert caught.value.fault is ChannelFault.NAME


def test_no_tls_at_the_other_end(played: PlayedHall, signer: Callable[[], Signer], clock: ManualClock) -> None:
    transport = HallTransport(played.url.replace("http:", "https:"), signer, clock, timeouts=TIMEOUTS)
    with pytest.raises(ChannelError) as caught:
        transport.call("GET", "/v1/entries/none")
    transport.close()
    assert caught.value.fault in {ChannelFault.TLS, ChannelFault.BROKEN}


def raw_server(answer: bytes, then: threading.Event) -> tuple[str, threading.Thread]:
    """Answers one connection with these bytes and keeps it open until ``then``."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        connection.recv(65536)
        connection.sendall(answer)
        then.wait(20)
        connection.close()
        listener.close()

    thread = threading.Thread(target=serve, name="raw-server")
    thread.start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}", thread


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", ChannelFault.TIMEOUT),
        (b"HTTP/1.1 200 OK\r\n", ChannelFault.TIMEOUT),
        (b"\x00\x01 not HTTP at all\r\n\r\n", ChannelFault.BROKEN),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", ChannelFault.BROKEN),
    ],
)
def test_answers_that_stall_or_are_no_answers(
    signer: Callable[[], Signer], clock: ManualClock, answer: bytes, fault: ChannelFault
) -> None:
    over = threading.Event()
    url, thread = raw_server(answer, over)
    transport = HallTransport(url, signer, clock, timeouts=TIMEOUTS)
    with pytest.raises(ChannelError) as caught:
        transport.call("GET", "/v1/entries/none")
    over.set()
    thread.join()
    transport.close()
    assert caught.value.fault is fault


def test_an_answer_that_drips_for_ever_is_given_up(
    played: PlayedHall, signer: Callable[[], Signer], clock: ManualClock
) -> None:
    transport = HallTransport(played.url, signer, clock, timeouts=TIMEOUTS)

    def late(hall: PlayedHall, _asked: object) -> Reply:
        return Reply(200, b"x" * 200_000)

    played.next("GET", late)
    ticks = iter([0.0, 1.0])
    clock.monotonic_s = lambda: next(ticks, 500.0)  # type: ignore[method-assign]
    with pytest.raises(ChannelError) as caught:
        transport.call("GET", "/v1/entries/none")
    transport.close()
    assert caught.value.fault is ChannelFault.TIMEOUT


def test_each_thread_has_its_own_connection(
    played: PlayedHall, signer: Callable[[], Signer], clock: ManualClock
) -> None:
    transport = HallTransport(played.url, signer, clock, timeouts=TIMEOUTS, ca_file="")
    played.next("GET", fixed(Reply(200, b"{}")), times=2)
    transport.call("GET", "/v1/a")
    thread = threading.Thread(target=transport.call, args=("GET", "/v1/b"), name="caller")
    thread.start()
    thread.join()
    assert len(transport._sessions) == 2
    transport.close()
    assert sorted(asked.path for asked in played.asked) == ["/v1/a", "/v1/b"]
