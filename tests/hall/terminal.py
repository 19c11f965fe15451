"""A terminal for tests: the real wire code over a real socket to a real hall."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from hall.enrolment import make_code
from hall.settings import HallSettings
from hall.web.app import create_app, open_hall
from hall.web.connections import connections_for
from hall.web.context import Hall
from offline_queue.wire import routes
from offline_queue.wire.enrolment import EnrolmentAnswer, EnrolmentRequest
from offline_queue.wire.entries import EntryAnswer, Problem, ProblemKind
from offline_queue.wire.sealing import key_id_of
from offline_queue.wire.signatures import sign_request, verify_answer
from offline_queue.wire.uploads import AppendChunk, Upload, UploadDone, UploadFailed
from tests.wire.build import Made

CLIENT = httpx.Client(verify=False, trust_env=False, timeout=60, limits=httpx.Limits(max_keepalive_connections=0))
"""Plain HTTP on loopback: loading the certificates of the world for each request would be most of a test's time.

The time limit ends what hangs. It is far beyond what any answer takes: the five seconds that httpx has by itself are
over before a machine under load has described the whole contract.
"""


@dataclass
class TestClock:
    """A clock that tests move; the steady one moves with it."""

    __test__ = False
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now

    def steady(self) -> float:
        return self.now.timestamp()

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass(frozen=True)
class RunningHall:
    """A hall that serves on loopback in a thread of this process."""

    hall: Hall
    url: str
    clock: TestClock

    @property
    def sealing_key(self) -> X25519PublicKey:
        return X25519PublicKey.from_public_bytes(self.hall.keys.sealing_public)

    def code(self, terminal_id: str = "LS01", station: str = "LS", number: int | None = None) -> str:
        return self.hall.database.write(
            lambda connection: make_code(
                connection,
                terminal_id=terminal_id,
                station_code=station,
                terminal_no=number,
                now=self.clock(),
                settings=self.hall.settings,
                entropy=secrets.token_bytes,
            )
        ).result()

    def terminal(self, terminal_id: str = "LS01") -> Terminal:
        made = Terminal(self.url, Ed25519PrivateKey.generate(), self.clock)
        made.enrol(self.code(terminal_id))
        return made


def settings_for(data_dir: Path) -> HallSettings:
    """The settings of a hall that keeps its things where the environment says, as a process would."""
    return HallSettings(data_dir, os.environ.get("HALL_DATABASE"), os.environ.get("HALL_FILES"))


@contextlib.contextmanager
def running_hall(
    data_dir: Path, *, settings: HallSettings | None = None, clock: TestClock | None = None
) -> Iterator[RunningHall]:
    """Serve a hall until the block ends."""
    clock = clock or TestClock()
    hall = open_hall(settings or settings_for(data_dir), clock=clock, steady_clock=clock.steady)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(hall),
            http=connections_for(hall.settings),
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=2,
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="test-hall")
    thread.start()
    try:
        yield RunningHall(hall, f"http://127.0.0.1:{listener.getsockname()[1]}", clock)
    finally:
        server.should_exit = True
        thread.join(10)
        hall.database.close()
        listener.close()


class Terminal:
    """Signs requests, checks answers. Enrol it before anything else."""

    def __init__(self, url: str, key: Ed25519PrivateKey, clock: TestClock) -> None:
        self.url = url
        self.key = key
        self.key_id = key_id_of(key.public_key().public_bytes_raw())
        self.clock = clock
        self.enrolled: EnrolmentAnswer | None = None
        self.last_nonce = ""

    def signature(
        self, method: str, path: str, body: bytes = b"", *, query: str = "", skew_s: int = 0
    ) -> dict[str, str]:
        self.last_nonce = secrets.token_urlsafe(16)
        return sign_request(
            self.key,
            self.key_id,
            method=method,
            path=path,
            query=query,
            body=body,
            created=int(self.clock().timestamp()) + skew_s,
            nonce=self.last_nonce,
        )

    def call(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None, *, skew_s: int = 0
    ) -> httpx.Response:
        """Send one signed request; the answer's signature is checked where there is one to check it with."""
        signed = self.signature(method, path, body, skew_s=skew_s)
        response = CLIENT.request(method, self.url + path, content=body, headers={**signed, **(headers or {})})
        if self.enrolled is not None:
            self.check(response)
        return response

    def check(self, response: httpx.Response) -> None:
        assert self.enrolled is not None
        verify_answer(
            response.headers,
            Ed25519PublicKey.from_public_bytes(self.enrolled.signing_key.public_key),
            status=response.status_code,
            body=response.content,
            nonce=self.last_nonce,
        )

    def try_enrol(self, code: str) -> httpx.Response:
        request = EnrolmentRequest(code=code, public_key=self.key.public_key().public_bytes_raw(), software="0.1.0")
        return self.call("POST", routes.ENROLMENTS, request.model_dump_json().encode())

    def enrol(self, code: str) -> EnrolmentAnswer:
        response = self.try_enrol(code)
        assert response.status_code in {200, 201}, response.text
        self.enrolled = EnrolmentAnswer.model_validate_json(response.content)
        self.check(response)
        return self.enrolled

    def put(self, made: Made, body: bytes | None = None, *, skew_s: int = 0) -> httpx.Response:
        return self.call("PUT", routes.entry_path(made.entry_id), made.body if body is None else body, skew_s=skew_s)

    def put_answer(self, made: Made) -> EntryAnswer:
        response = self.put(made)
        assert response.status_code in {200, 201}, response.text
        return EntryAnswer.model_validate_json(response.content)

    def get_answer(self, entry_id: str) -> EntryAnswer:
        response = self.call("GET", routes.entry_path(entry_id))
        assert response.status_code == 200, response.text
        return EntryAnswer.model_validate_json(response.content)

    def upload(self, made: Made, ordinal: int = 0, *, chunk_bytes: int = 256 * 1024) -> int:
        """Upload one attachment with the real machine; return how many bytes were sent."""
        ref = made.sealed.attachments[ordinal]
        machine = Upload(made.entry_id, ref, offset_bytes=None, chunk_bytes=chunk_bytes)
        sent = 0
        for _ in range(1000):
            match machine.next_step():
                case UploadDone():
                    return sent
                case AppendChunk() as step:
                    chunk = made.files[ref.attachment_id][step.offset_bytes : step.offset_bytes + step.size_bytes]
                    sent += len(chunk)
                    response = self.call("PATCH", step.path, chunk, step.headers_for(chunk))
                case UploadFailed() as failed:
                    raise AssertionError(failed.fault)
                case asked:
                    method = "HEAD" if type(asked).__name__ == "AskOffset" else "POST"
                    response = self.call(method, asked.path, b"", dict(asked.headers))
            machine.on_answer(response.status_code, response.headers)
        raise AssertionError("the upload does not end")


def problem_of(response: httpx.Response) -> Problem:
    """The problem that an answer carries."""
    assert response.headers["content-type"] == "application/problem+json"
    problem = Problem.model_validate_json(response.content)
    assert problem.status == response.status_code
    return problem


def assert_problem(response: httpx.Response, status: int, kind: ProblemKind) -> Problem:
    """Check that an answer is this problem."""
    assert response.status_code == status, response.text
    problem = problem_of(response)
    assert problem.kind is kind
    return problem
