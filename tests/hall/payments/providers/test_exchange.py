"""One HTTP call: bounded in time and size, no redirects, and "nothing was sent" told apart from "no answer"."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from hall.payments.providers.exchange import HttpExchange, NoAnswerError, Request


@contextmanager
def _answering(answer: bytes, hold: threading.Event | None = None) -> Iterator[str]:
    """A server that reads one request and sends these bytes, then closes, or holds the line."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            line, _ = listener.accept()
            with line:
                line.recv(65_536)
                line.sendall(answer)
                if hold is not None:
                    hold.wait(5)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/a?b=c"
        finally:
            if hold is not None:
                hold.set()
            thread.join()


def _cause(act: Callable[[], object]) -> str:
    with pytest.raises(NoAnswerError) as caught:
        act()
    return caught.value.cause


def test_an_answer_comes_as_it_is() -> None:
    """Status, headers in lower case, bytes: also those of a redirect, which is not followed."""
    with _answering(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 2\r\n\r\nok") as url:
        answer = HttpExchange()(Request("GET", url))

    assert (answer.status, answer.headers["location"], answer.body) == (302, "http://127.0.0.1:1/", b"ok")


def test_a_cut_answer_is_no_answer() -> None:
    """Fewer bytes than announced, and something that is no HTTP."""
    with _answering(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok") as url:
        assert _cause(lambda: HttpExchange()(Request("GET", url))) == "broken"
    with _answering(b"hello\r\n\r\n") as url:
        assert _cause(lambda: HttpExchange()(Request("GET", url))) == "broken"


def test_too_much_is_no_answer() -> None:
    """An answer over its limit is given up."""
    with _answering(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123456789") as url:
        assert _cause(lambda: HttpExchange()(Request("GET", url, limit_bytes=8))) == "too-large"


def test_silence_ends() -> None:
    """A head that does not come, and a body that stops, end with the time limit."""
    for answer in (b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n12"):
        with _answering(answer, threading.Event()) as url:
            assert _cause(lambda url=url: HttpExchange(read_s=0.1)(Request("GET", url))) == "timeout"  # type: ignore[misc]


def test_an_answer_drop_by_drop_ends() -> None:
    """Each drop comes in time, the whole does not: the limit is for all of it."""
    ticks = iter([0.0, 0.0, 11.0, 12.0])
    with _answering(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n12") as url:
        exchange = HttpExchange(steady=lambda: next(ticks))
        assert _cause(lambda: exchange(Request("GET", url))) == "timeout"


def test_nobody_there_is_told_apart() -> None:
    """Where no connection came about nothing was sent."""
    for url in ("http://127.0.0.1:1/", "http://127.0.0.1:x/", "https://127.0.0.1:1/"):
        assert _cause(lambda url=url: HttpExchange()(Request("GET", url))) == "unreachable"  # type: ignore[misc]
