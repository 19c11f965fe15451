"""A hall and an enrolled terminal for each test; one listening server for all of them."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from hall.settings import HallSettings
from hall.web.app import create_app, open_hall
from tests.hall.terminal import RunningHall, Terminal, TestClock


class Switch:
    """Hands each request to the hall of the test that runs; starting a server costs more than most tests."""

    def __init__(self) -> None:
        self.app: ASGIApp | None = None
        self.url = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.app is not None
        await self.app(scope, receive, send)


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
def started_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a hall that was started once: tables and keys, nothing else."""
    folder = tmp_path_factory.mktemp("started") / "hall"
    open_hall(HallSettings(folder)).database.close()
    return folder


@pytest.fixture
def running(tmp_path: Path, switch: Switch, started_once: Path) -> Iterator[RunningHall]:
    clock = TestClock()
    shutil.copytree(started_once, tmp_path / "hall")
    hall = open_hall(HallSettings(tmp_path / "hall"), clock=clock, steady_clock=clock.steady)
    switch.app = create_app(hall)
    yield RunningHall(hall, switch.url, clock)
    switch.app = None
    hall.database.close()


@pytest.fixture
def terminal(running: RunningHall) -> Terminal:
    return running.terminal()
