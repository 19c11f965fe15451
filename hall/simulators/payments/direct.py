"""A sandbox in the same process, without sockets: the clients' exchange is a call."""

from __future__ import annotations

from urllib.parse import urlsplit

from hall.payments.providers.exchange import Answer, Exchange, NoAnswerError, Request
from hall.simulators.payments.calls import LineBrokenError
from hall.simulators.payments.server import PaymentSandbox

URL = "http://127.0.0.1:9"
"""Where a sandbox without sockets says that it is; nothing listens there."""


def exchange_with(sandbox: PaymentSandbox) -> Exchange:
    """Return the exchange of clients whose accounts name `URL`; a late answer is a time-out at once."""
    sandbox.listen_at(URL)

    def exchange(request: Request) -> Answer:
        parts = urlsplit(request.url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            outgoing = sandbox.answer(request.method, target, headers, request.body)
        except LineBrokenError:
            raise NoAnswerError("broken") from None
        if outgoing.late:
            raise NoAnswerError("timeout")
        if len(outgoing.body) > request.limit_bytes:
            raise NoAnswerError("too-large")
        return Answer(outgoing.status, {name.lower(): value for name, value in outgoing.headers.items()}, outgoing.body)

    return exchange
