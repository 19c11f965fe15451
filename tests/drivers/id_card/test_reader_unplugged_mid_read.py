"""The whole reader under its supervisor: the cable is pulled in the middle of a card, and put back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.id_card.cards import sample_card
from drivers.id_card.codec import Command
from drivers.id_card.model import CardRead, Offline, ReadCard, Ready
from drivers.id_card.reader import IdCardReader
from drivers.id_card.simulator import IdCardReaderSimulator
from drivers.supervisor import DeviceSupervisor
from drivers.transport.serial_link import SerialLink
from drivers.vocabulary import CommandDone, CommandFailed, Status, StatusChanged
from tests.drivers.id_card.desk import TODAY
from tests.drivers.manual_time import PATIENCE_S, Events, ManualTime


class Station:
    """A supervised reader whose idle time the test moves."""

    def __init__(self, folder: Path) -> None:
        self.simulator = IdCardReaderSimulator(link=folder / "reader", baud=None)
        self.time = ManualTime()
        self.events = Events()
        reader = IdCardReader(SerialLink(self.simulator.port), today=lambda: TODAY)
        self.supervisor = DeviceSupervisor(reader, self.events, timebase=self.time)

    def is_in(self, kind: type[Status]) -> bool:
        """Whether the status is of this kind now."""
        return isinstance(self.supervisor.status, kind)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    made = Station(tmp_path)
    yield made
    assert made.supervisor.stop(PATIENCE_S)
    made.simulator.stop()


def test_reader_unplugged_mid_read_and_replugged(station: Station) -> None:
    """The command fails with its cause, the status follows, and the reader comes back by itself."""
    station.simulator.start()
    station.supervisor.start()
    station.events.until(StatusChanged, lambda e: isinstance(e.status, Ready))
    station.simulator.place(sample_card())
    station.simulator.line.cut_after_bytes = 600
    station.supervisor.submit(ReadCard(), timeout_s=60)
    assert station.events.until(CommandFailed).error.code == "unplugged"
    while not station.is_in(Offline):
        station.time.await_idle()
        station.time.advance(2.0)
    assert station.supervisor.status == Offline("port_missing")
    station.simulator.replug()
    station.time.await_idle()
    station.time.advance(2.0)
    while not station.is_in(Ready):
        station.time.await_idle()
        station.time.advance(2.0)
    station.simulator.place(sample_card())
    station.supervisor.submit(ReadCard(), timeout_s=60)
    assert isinstance(station.events.until(CommandDone).result, CardRead)
    assert station.simulator.requests.count(Command.READ_SAM_NUMBER) == 2


def test_port_missing_at_the_start(station: Station) -> None:
    """A read asked for without a reader fails at once with the cause."""
    station.supervisor.start()
    assert station.events.until(StatusChanged).status == Offline("port_missing")
    station.supervisor.submit(ReadCard(), timeout_s=60)
    assert station.events.until(CommandFailed).error.code == "port_missing"
