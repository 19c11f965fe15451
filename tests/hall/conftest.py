"""A hall and an enrolled terminal for each test; one listening server for all of them."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from hall import enrolment
from hall.migrations import migrate
from hall.settings import HallSettings
from hall.web.app import create_app, open_hall
from hall.web.context import Hall
from tests.hall.servers import Servers, serving
from tests.hall.terminal import RunningHall, Terminal, TestClock, settings_for


class Switch:
    """Hands each request to the hall of the test that runs; starting a server costs more than most tests.

    The application is made once as well: making its routes ready takes longer than most requests.
    """

    def __init__(self) -> None:
        self.app: FastAPI | None = None
        self.url = ""
        self._is_open = False

    def open(self, hall: Hall) -> None:
        """Let that hall answer."""
        if self.app is None:
            self.app = create_app(hall)
        self.app.state.hall = hall
        self._is_open = True

    def close(self) -> None:
        """Let nobody answer."""
        self._is_open = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self._is_open
        assert self.app is not None
        await self.app(scope, receive, send)


@pytest.fixture(autouse=True)
def _fast_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The slow hash of enrolment codes is slow on purpose; only the tests of enrolment need it so."""
    monkeypatch.setattr(enrolment, "SCRYPT_N", 2)


@pytest.fixture(scope="session")
def switch() -> Iterator[Switch]:
    switch = Switch()
    listener = socket.create_server(("127.0.0.1", 0))
    switch.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    config = uvicorn.Config(switch, lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="test-hall-shared")
    thread.start()
    yield switch
    server.should_exit = True
    thread.join(10)
    listener.close()


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """A PostgreSQL and an S3 server for the whole run. That they do not start fails; leaving them out is said aloud."""
    if os.environ.get("KIOSK_NO_POSTGRES") == "1":
        pytest.skip("KIOSK_NO_POSTGRES=1: not tried on PostgreSQL and S3")
    with serving() as servers:
        yield servers


@pytest.fixture(scope="session")
def shared_database(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One migrated database for test after test, each of which finds it empty."""
    with servers.database() as database_url:
        migrate(tmp_path_factory.mktemp("migrated"), database_url)
        yield database_url


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where halls of this test keep what they have: in their folder, or in PostgreSQL and S3.

    The environment says it, so it holds for halls in this process, for commands and for processes of their own.
    """
    name: str = request.param
    if name == "postgres":
        servers: Servers = request.getfixturevalue("servers")
        database_url: str = request.getfixturevalue("shared_database")
        servers.empty(database_url)
        for variable, value in servers.environment(database_url, uuid.uuid4().hex).items():
            monkeypatch.setenv(variable, value)
    return name


@pytest.fixture(scope="session")
def started_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a hall that was started once: tables and keys, nothing else."""
    folder = tmp_path_factory.mktemp("started") / "hall"
    open_hall(HallSettings(folder)).database.close()
    return folder


@pytest.fixture
def running(tmp_path: Path, switch: Switch, started_once: Path, engine: str) -> Iterator[RunningHall]:
    clock = TestClock()
    shutil.copytree(started_once, tmp_path / "hall")
    hall = open_hall(settings_for(tmp_path / "hall"), clock=clock, steady_clock=clock.steady)
    switch.open(hall)
    yield RunningHall(hall, switch.url, clock)
    switch.close()
    hall.database.close()


@pytest.fixture
def terminal(running: RunningHall) -> Terminal:
    return running.terminal()
