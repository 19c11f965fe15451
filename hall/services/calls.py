"""The one small HTTP client of the hall's adapters: JSON or bytes, bounded in time and size, faults with a class.

Blocking: it runs on the threads of ``rounds`` or on a worker thread of a request, never on the event loop. Proxies
and redirects are not followed: an adapter talks to the address that its configuration names.
"""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from hall.errors import HallError

MAX_ANSWER_BYTES = 2 * 1024 * 1024
"""A longer answer of another system is refused."""

Model = TypeVar("Model", bound=BaseModel)


class CallError(HallError):
    """Another system did not do what it was asked.

    Attributes:
        cause: a short code for logs: ``unreachable``, ``timeout``, ``status-503``, ``malformed``, ``too-large``.
        temporary: whether the same call can succeed later.
    """

    def __init__(self, cause: str, *, temporary: bool) -> None:
        super().__init__(cause)
        self.cause = cause
        self.temporary = temporary


@dataclass(frozen=True, slots=True)
class Reply:
    """A good answer (2xx) of another system."""

    status: int
    body: bytes = field(repr=False)

    def read(self, model: type[Model]) -> Model:
        """Return the body as ``model``. Raises `CallError` (malformed) without any value of it."""
        try:
            return model.model_validate_json(self.body)
        except ValidationError:
            raise CallError("malformed", temporary=True) from None


@dataclass(frozen=True, slots=True)
class Peer:
    """One other system.

    Attributes:
        base_url: such as ``https://civil-affairs.example/kiosk``; without a slash at its end.
        token: sent as a bearer token, when there is one.
        timeout_s: to connect and between two bytes.
    """

    base_url: str
    token: str | None = field(default=None, repr=False)
    timeout_s: float = 10.0

    def get(self, path: str) -> Reply:
        """Ask for something. Raises `CallError`."""
        return self.send("GET", path)

    def post(self, path: str, message: object, headers: Mapping[str, str] | None = None) -> Reply:
        """Post a JSON message. Raises `CallError`."""
        body = json.dumps(message, ensure_ascii=False).encode("utf-8")
        return self.send("POST", path, body, {"Content-Type": "application/json", **(headers or {})})

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Send one request; return an answer with a status of 2xx. Raises `CallError`.

        408, 425, 429 and 5xx are temporary, every other status is the other system's final word.
        """
        parts = urlsplit(self.base_url)
        everything = {"Accept-Encoding": "identity", "Connection": "close", **(headers or {})}
        if self.token:
            everything["Authorization"] = f"Bearer {self.token}"
        connection = self._connection(parts.scheme, parts.netloc)
        try:
            connection.request(method, parts.path + path, body, everything)
            response = connection.getresponse()
            received = response.read(MAX_ANSWER_BYTES + 1)
        except TimeoutError:
            raise CallError("timeout", temporary=True) from None
        except (OSError, http.client.HTTPException):
            raise CallError("unreachable", temporary=True) from None
        finally:
            connection.close()
        if not 200 <= response.status < 300:
            temporary = response.status in {408, 425, 429} or response.status >= 500
            raise CallError(f"status-{response.status}", temporary=temporary)
        if len(received) > MAX_ANSWER_BYTES:
            raise CallError("too-large", temporary=False)
        return Reply(response.status, received)

    def _connection(self, scheme: str, netloc: str) -> http.client.HTTPConnection:
        if scheme == "https":
            return http.client.HTTPSConnection(netloc, timeout=self.timeout_s, context=ssl.create_default_context())
        return http.client.HTTPConnection(netloc, timeout=self.timeout_s)
