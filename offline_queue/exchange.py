"""Talking to the hall without doing it: whoever needs an answer yields the request and is given the answer.

So what the engine does, and in which order, is the same code whoever carries the requests: a terminal's own line, or
one event loop for ten thousand terminals.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from offline_queue.errors import QueueError
from offline_queue.transport import Answer, HallTransport

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Request:
    """One request that is to be signed and sent. ``body`` as it goes on the line."""

    method: str
    path: str
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] | None = None


Exchange = Generator[Request, Answer, Result]
"""Yields requests, is sent the verified answers, or has the `QueueError` thrown that came instead; returns a result."""


class Call(Protocol):
    """How parts of the engine call the hall; raises `PassEnded` when the channel fails."""

    def __call__(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Exchange[Answer]:
        """Send one request."""


def carry_out(exchange: Exchange[Result], transport: HallTransport) -> Result:
    """Send what is yielded, one request after the other, and return the result."""
    try:
        request = next(exchange)
        while True:
            try:
                answer = transport.call(request.method, request.path, body=request.body, headers=request.headers)
            except QueueError as error:
                request = exchange.throw(error)
            else:
                request = exchange.send(answer)
    except StopIteration as end:
        result: Result = end.value
        return result
