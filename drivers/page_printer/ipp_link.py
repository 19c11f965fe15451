"""One IPP request over HTTP and its answer; every step has a time limit. Nothing is kept open in between."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from typing import Protocol

from drivers.page_printer.errors import IppAnswerError, QueueMissingError, ServiceSilentError
from drivers.page_printer.operations import Address

CONNECT_LIMIT_S = 3.0
ANSWER_LIMIT_S = 15.0
"""For one step of the answer; a print service checks a whole document before it answers."""
ANSWER_LIMIT_BYTES = 1_000_000
_IPP = "application/ipp"


class IppLink(Protocol):
    """Carries one request and brings its answer."""

    def exchange(self, request: bytes) -> bytes:
        """The answer to this request.

        Raises:
            ServiceSilentError: nobody answers.
            QueueMissingError: there is nothing at the address.
            IppAnswerError: somebody else answers.
        """


@dataclass(frozen=True, slots=True)
class HttpIppLink:
    """IPP over plain HTTP, to this machine or to a printer of the site's own network."""

    address: Address
    connect_limit_s: float = CONNECT_LIMIT_S
    answer_limit_s: float = ANSWER_LIMIT_S

    def exchange(self, request: bytes) -> bytes:
        """The answer; a new connection for each request, so that a restart of the service costs nothing."""
        address = self.address
        connection = http.client.HTTPConnection(address.host, address.port, timeout=self.connect_limit_s)
        try:
            connection.connect()
            if connection.sock is not None:
                connection.sock.settimeout(self.answer_limit_s)
            connection.request("POST", address.path, request, {"Content-Type": _IPP, "Accept": _IPP})
            answer = connection.getresponse()
            body = answer.read(ANSWER_LIMIT_BYTES)
        except (OSError, http.client.HTTPException) as error:
            raise ServiceSilentError(type(error).__name__) from None
        finally:
            connection.close()
        if answer.status == http.HTTPStatus.NOT_FOUND:
            raise QueueMissingError(f"http {answer.status}")
        if answer.status != http.HTTPStatus.OK:
            raise IppAnswerError(f"http {answer.status}")
        return body
