"""A hall with its windows, issuers and departments, and a terminal at it: loopback HTTP, signed both ways."""

from __future__ import annotations

import contextlib
import itertools
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QApplication

from drivers.id_card.cards import SAMPLE_FIELDS, SimulatedCard, make_card
from hall.simulators.sample_services import services_toml
from hall.simulators.server import Simulators, SimulatorServer
from hall.web.app import create_app, open_hall
from offline_queue import commands
from tests.hall.terminal import RunningHall, TestClock, settings_for
from tests.kiosk.live.line import Line, serve
from tests.kiosk.rig import Rig

TOKEN = "between hall and department"
MORNING = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)
"""A working day, half past nine where the windows are."""
OFFICE = "区医疗保障局"
"""Whose item is handed in here (``MAY_SKIP_PAPERS``)."""
KNOWN = "610198194503120016"
"""Whom the issuers and sources of the simulators know."""


@dataclass
class Quarter:
    """Everything that a question passes through."""

    running: RunningHall
    simulators: Simulators
    rig: Rig
    line: Line

    def card(self) -> SimulatedCard:
        """The card of somebody whom the other systems know."""
        return make_card("citizen", {**SAMPLE_FIELDS["citizen"], "citizen_number": KNOWN, "birth_date": "19450312"})

    def place_card(self) -> None:
        """Lay it on the reader."""
        assert self.rig.reader is not None
        self.rig.reader.place(self.card())

    def cut(self) -> None:
        """Nothing reaches the hall until the test is over; the terminal has noticed."""
        self._set_line(up=False)

    def _set_line(self, *, up: bool) -> None:
        self.line.up = up
        engine = self.rig.desk._engine
        assert engine is not None
        looks = itertools.count()

        def noticed() -> bool:
            """Whether the terminal knows; a pass that was under way may have set the time of the next heartbeat."""
            if self.rig.around.online() is up:
                return True
            if next(looks) % 50 == 0:
                engine._next_heartbeat_s = 0.0
                self.rig.desk.send_now()
            return False

        self.rig.until(noticed, f"the line to be {'up' if up else 'down'}")

    def hand_over(self) -> None:
        """Give departments what is due, then read what they say."""
        services = self.running.hall.services
        services.handover.push_once()
        services.withdrawals.push_once()
        self.running.clock.move(61)
        services.handover.pull_once()

    def number_of(self, receipt_number: str) -> str:
        """The hall's number of a case that its department has."""
        department = self.simulators.department
        told = [one for one in department.case_numbers if department.document(one)["receipt_number"] == receipt_number]
        return told[0]

    def tidy_up(self) -> None:
        """Nobody there, the line up, everything plugged in."""
        self.line.up = True
        self.rig.tidy_up()
        self._set_line(up=True)


@contextlib.contextmanager
def beside(simulators: Simulators) -> Iterator[str]:
    """Serve the other systems until the block ends; gives their address."""
    server = SimulatorServer(simulators)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="test-simulators")
    thread.start()
    try:
        yield server.url
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


@contextlib.contextmanager
def quarter(qapp: QApplication, folder: Path, *, more_toml: str = "") -> Iterator[Quarter]:
    """A hall with all services, a terminal with reader and printer, until the block ends."""
    clock = TestClock(MORNING)
    simulators = Simulators(clock, token=TOKEN)
    hall_folder, terminal = folder / "hall", folder / "terminal"
    hall_folder.mkdir()
    terminal.mkdir()
    # Time stands still here, so the limits of a minute would hold for the whole file.
    settings = replace(settings_for(hall_folder), progress_per_minute=1000, person_queries=1000, reconnect_window_s=0)
    with contextlib.ExitStack() as until_over:
        others = until_over.enter_context(beside(simulators))
        services = services_toml(others, TOKEN).replace("区民政局", f'区民政局", "{OFFICE}')
        listener = until_over.enter_context(socket.create_server(("127.0.0.1", 0)))
        phones = f'\n[phone]\nurl = "http://127.0.0.1:{listener.getsockname()[1]}"\n'
        (hall_folder / "services.toml").write_text(services + phones, "utf-8")
        hall = open_hall(settings, clock=clock, steady_clock=clock.steady)
        until_over.callback(hall.database.close)
        line = Line(create_app(hall))
        running = RunningHall(hall, until_over.enter_context(serve(line, listener)), clock)
        rig = Rig(qapp, terminal, url=running.url, enrolled=False, more_toml=more_toml)
        commands.enrol(rig.data / "queue", running.url, running.code())
        until_over.enter_context(rig)
        rig.start()
        rig.desk.send_now()
        rig.until(rig.around.online, "the line")
        yield Quarter(running, simulators, rig, line)
