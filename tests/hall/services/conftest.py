"""A hall with other systems around it: the simulators over real HTTP, in a thread of this process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from hall.services.opened import Services, open_services
from hall.simulators.sample_services import services_toml
from hall.simulators.server import Simulators, SimulatorServer
from tests.hall.conftest import Switch
from tests.hall.terminal import RunningHall, Terminal

TOKEN = "between hall and department"


@dataclass(frozen=True)
class District:
    """A hall, a terminal, and the systems around them."""

    running: RunningHall
    terminal: Terminal
    simulators: Simulators
    url: str

    @property
    def services(self) -> Services:
        return self.running.hall.services

    def hand_over(self) -> None:
        """Give departments what is due, then read what they say."""
        self.services.handover.push_once()
        self.running.clock.move(61)
        self.services.handover.pull_once()


@pytest.fixture(scope="session")
def simulator_server() -> Iterator[SimulatorServer]:
    server = SimulatorServer(Simulators())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="test-simulators")
    thread.start()
    yield server
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.fixture
def simulators(simulator_server: SimulatorServer, running: RunningHall) -> Simulators:
    simulator_server.simulators = Simulators(running.clock, token=TOKEN)
    return simulator_server.simulators


Rebuild = Callable[[str], RunningHall]


@pytest.fixture
def with_services(running: RunningHall, switch: Switch, tmp_path: Path) -> Rebuild:
    """Return a function that gives the hall of this test another ``services.toml``."""

    def rebuild(toml: str) -> RunningHall:
        path = tmp_path / "services.toml"
        path.write_text(toml, "utf-8")
        hall = running.hall
        settings = replace(hall.settings, services_file=path)
        services = open_services(
            settings, hall.database, hall.uploads._files, hall.keys, running.clock, running.clock.steady
        )
        changed = replace(hall, settings=settings, services=services)
        switch.open(changed)
        return replace(running, hall=changed)

    return rebuild


@pytest.fixture
def district(
    with_services: Rebuild, terminal: Terminal, simulators: Simulators, simulator_server: SimulatorServer
) -> District:
    running = with_services(services_toml(simulator_server.url, TOKEN))
    return District(running, terminal, simulators, simulator_server.url)
