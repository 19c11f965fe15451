"""The one signed HTTP client of the terminal: for the sync engine and for the terminal's live calls.

Every request is signed, every answer is checked to be the hall's; what is not is a fault of the channel,
whatever its status says. There are no retries here but one: when the hall says ``clock-skew``, its time is
adopted and the request is sent once more. Every other repetition is a decision of ``policy``.
"""

from __future__ import annotations

import base64
import ipaddress
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from requests.adapters import HTTPAdapter

from offline_queue.clock import Clock
from offline_queue.errors import ChannelError, ChannelFault, InsecureUrlError
from offline_queue.identity import Identity
from offline_queue.policy import read_problem
from offline_queue.wire.entries import Problem, ProblemKind
from offline_queue.wire.signatures import SignatureError, sign_request, verify_answer

MAX_ANSWER_BYTES = 1024 * 1024
"""A longer answer is not read to its end."""
MAX_ANSWER_S = 120.0
"""An answer that drips longer than that is given up; requests have no limit as a whole, only on a stall."""
_PIECE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Timeouts:
    """``connect_s`` to reach the hall; ``stall_s`` without a byte in either direction."""

    connect_s: float = 5.0
    stall_s: float = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A verified answer. ``headers`` have lower-case names. The body may be personal: it is not in the ``repr``.

    ``nonce`` is that of the request, for whoever has to check the signature later.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    nonce: str

    @property
    def problem(self) -> Problem | None:
        """The problem details, where the answer carries them."""
        return read_problem(self.body) if self.status >= 400 else None


@dataclass(frozen=True, slots=True)
class Signer:
    """With what requests are signed and answers checked. ``hall_key`` None: the answer cannot be checked yet."""

    key: Ed25519PrivateKey = field(repr=False)
    key_id: str
    hall_key: Ed25519PublicKey | None = field(repr=False)

    @classmethod
    def of(cls, identity: Identity) -> Signer:
        """Return an enrolled terminal's signer."""
        return cls(identity.key, identity.key_id, identity.hall_signing_key)


class HallTransport:
    """Calls to one hall. May be used by several threads; each has its own connection.

    Args:
        hall_url: such as ``https://hall.example``; plain HTTP to this machine only.
        signer: returns with what to sign; called for each request, so that a new enrolment counts at once.
        clock: the terminal's.
        timeouts: limits.
        ca_file: certificate authorities; empty for the system's.

    Raises:
        InsecureUrlError: plain HTTP to another machine, or no URL at all.
    """

    def __init__(
        self,
        hall_url: str,
        signer: Callable[[], Signer],
        clock: Clock,
        *,
        timeouts: Timeouts | None = None,
        ca_file: str = "",
    ) -> None:
        self._base = checked_url(hall_url)
        self._signer = signer
        self._clock = clock
        self._timeouts = timeouts or Timeouts()
        self._ca_file = ca_file
        self._local = threading.local()
        self._sessions: list[requests.Session] = []
        self._lock = threading.Lock()
        self.hall_offset_s: float | None = None

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            sessions, self._sessions = self._sessions, []
        for session in sessions:
            session.close()
        self._local = threading.local()

    def adopt_hall_time(self, hall_time_s: float, asked_at_s: float | None = None) -> float:
        """Remember and return hall time minus terminal time; with ``asked_at_s`` half the way's time is added."""
        now_s = self._clock.now_s()
        way_s = 0.0 if asked_at_s is None else max(0.0, now_s - asked_at_s) / 2
        self.hall_offset_s = hall_time_s + way_s - now_s
        return self.hall_offset_s

    def call(
        self, method: str, path: str, *, query: str = "", headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        """Send one signed request; return the hall's verified answer, whatever its status.

        Args:
            method: in capitals.
            path: percent-encoded, from ``wire.routes``.
            query: without the question mark.
            headers: besides those of the signature.
            body: the whole body.

        Raises:
            ChannelError: no verified answer came.
            NotEnrolledError: from ``signer``.
        """
        answer = self._send(method, path, query, headers or {}, body)
        problem = answer.problem
        if problem is not None and answer.status == 401 and problem.kind is ProblemKind.CLOCK_SKEW:
            self.adopt_hall_time(problem.hall_time.timestamp())
            answer = self._send(method, path, query, headers or {}, body)
        return answer

    def _send(self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes) -> Answer:
        signer = self._signer()
        nonce = base64.urlsafe_b64encode(secrets.token_bytes(18)).decode("ascii")
        signed = sign_request(
            signer.key,
            signer.key_id,
            method=method,
            path=path,
            query=query,
            body=body,
            created=int(self._clock.now_s() + (self.hall_offset_s or 0.0)),
            nonce=nonce,
        )
        url = self._base + path + (f"?{query}" if query else "")
        everything = {"Accept-Encoding": "identity", **headers, **signed}
        if body and "Content-Type" not in everything:
            everything["Content-Type"] = "application/json"
        answer = self._exchange(method, url, everything, body, nonce)
        if signer.hall_key is None:
            return answer
        try:
            verify_answer(answer.headers, signer.hall_key, status=answer.status, body=answer.body, nonce=nonce)
        except SignatureError as error:
            raise ChannelError(_unverified(answer.status)) from error
        return answer

    def _exchange(self, method: str, url: str, headers: Mapping[str, str], body: bytes, nonce: str) -> Answer:
        try:
            # timeout: to connect, and between two bytes; there is none for the transfer as a whole.
            with self._session().request(
                method,
                url,
                headers=dict(headers),
                data=body,
                timeout=(self._timeouts.connect_s, self._timeouts.stall_s),
                allow_redirects=False,
                stream=True,
            ) as response:
                received = self._read(response, is_head=method == "HEAD")
                lowered = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status_code, lowered, received, nonce)
        except requests.exceptions.SSLError as error:
            raise ChannelError(ChannelFault.TLS) from error
        except requests.exceptions.Timeout as error:
            raise ChannelError(ChannelFault.TIMEOUT) from error
        except requests.exceptions.ConnectionError as error:
            raise ChannelError(_connection_fault(error)) from error
        except (requests.exceptions.RequestException, ValueError) as error:
            raise ChannelError(ChannelFault.BROKEN) from error

    def _read(self, response: requests.Response, *, is_head: bool) -> bytes:
        received = bytearray()
        until_s = self._clock.monotonic_s() + MAX_ANSWER_S
        if is_head:
            return b""
        for piece in response.iter_content(_PIECE_BYTES):
            received += piece
            if len(received) > MAX_ANSWER_BYTES:
                raise ChannelError(ChannelFault.FOREIGN)
            if self._clock.monotonic_s() > until_s:
                raise ChannelError(ChannelFault.TIMEOUT)
        return bytes(received)

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            session.trust_env = False  # neither proxies nor .netrc of whoever runs the terminal
            session.headers.clear()
            session.headers["User-Agent"] = "service-circle-kiosk"
            adapter = HTTPAdapter(max_retries=0)
            session.mount("https://", adapter)
            session.mount("http://", adapter)
            if self._ca_file:
                session.verify = self._ca_file
            self._local.session = session
            with self._lock:
                self._sessions.append(session)
        return session


def checked_url(hall_url: str) -> str:
    """Return the address without a slash at its end. Raises `InsecureUrlError`."""
    try:
        parts = urlsplit(hall_url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError as error:
        raise InsecureUrlError(hall_url) from error
    plain_is_fine = host == "localhost" or _is_loopback(host)
    is_plain_address = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    if is_plain_address and host and (parts.scheme == "https" or (parts.scheme == "http" and plain_is_fine)):
        return hall_url.rstrip("/")
    raise InsecureUrlError(hall_url)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _unverified(status: int) -> ChannelFault:
    """Name what an answer was that is not the hall's: a gateway that says so, or somebody else."""
    return ChannelFault.UNAVAILABLE if status in {502, 503, 504} else ChannelFault.FOREIGN


def _connection_fault(error: requests.exceptions.ConnectionError) -> ChannelFault:
    text = type(getattr(error.args[0] if error.args else error, "reason", error)).__name__
    match text:
        case "NameResolutionError":
            return ChannelFault.NAME
        case "NewConnectionError":
            return ChannelFault.REFUSED
        case _:
            return ChannelFault.TIMEOUT if "Read timed out" in str(error) else ChannelFault.BROKEN
