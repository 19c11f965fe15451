"""Every fault at every moment: a typed error or a good read, and the reader is back when the fault is gone.

The supervisor's own part (when it asks again) is tested with the supervisor; here the driver is asked as it would be:
after a fault of the link the port is closed, and the next poll opens it again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drivers.id_card.cards import sample_card
from drivers.id_card.exchange import TimeLimits
from drivers.id_card.model import CardRead, IdCardStatus, ReadCard, Reading, Ready, WaitingForCard
from drivers.id_card.simulated_faults import obey_fault
from drivers.transport.errors import LinkError
from drivers.vocabulary import DeviceError
from tests.drivers.id_card.desk import Desk

PROVING = "KIOSK_PROVE" in os.environ
POLLS_ALLOWED = 2
COMMAND_LIMIT_S = 0.3
LIMITS = TimeLimits(0.12, 0.12, 0.12, 0.12, 0.12, 0.12, 0.12)

FAULTS = ("unplug", "silence on", "garbage 00FF13AA", "self-test on", "stuck on", "late 40")
MOMENTS = ("idle", "waiting", "in the middle", "just done")
MORE_FAULTS = (
    "garbage AAAAAA9669FFFF",
    "garbage AAAAAA96690005050505",
    "noise AAAAAA96690040",
    "unauthorised on",
    "hang on",
    "torn 40",
    "bad-checksum 40",
    "request-damaged 40",
    "cut 9",
)
CASES = [(fault, moment) for fault in FAULTS for moment in MOMENTS] + [
    (fault, moment)
    for number, fault in enumerate(MORE_FAULTS)
    for moment in (MOMENTS if PROVING else (MOMENTS[number % 4], MOMENTS[(number + 2) % 4]))
]


class Bench:
    """The desk with a driver that is asked like under a supervisor."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(folder, limits=LIMITS)
        self._is_open = True

    def ask(self, question: Callable[[], object]) -> object:
        """The answer, or the typed error; a fault of the link closes the port."""
        try:
            if not self._is_open:
                self.desk.reader.open()
                self._is_open = True
            return question()
        except LinkError as error:
            self.desk.reader.close()
            self._is_open = False
            return error
        except DeviceError as error:
            return error

    def poll(self) -> IdCardStatus | DeviceError:
        """Ask how it is."""
        answer = self.ask(self.desk.reader.poll)
        assert isinstance(answer, IdCardStatus | DeviceError)
        return answer

    def read(self, timeout_s: float) -> CardRead | DeviceError:
        """Read a card."""
        answer = self.ask(lambda: self.desk.reader.run(ReadCard(), self.desk.context(timeout_s)))
        assert isinstance(answer, CardRead | DeviceError)
        return answer

    def break_it(self, fault: str) -> None:
        """The fault begins."""
        if fault == "unplug":
            self.desk.simulator.unplug()
        else:
            order, _, argument = fault.partition(" ")
            assert obey_fault(self.desk.simulator, order, argument)

    def mend_it(self) -> None:
        """The fault is over; the cable is back too."""
        obey_fault(self.desk.simulator, "mend", "")
        self.desk.simulator.replug()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.desk.close()


@pytest.mark.parametrize(("fault", "moment"), CASES)
def test_the_reader_is_back_when_the_fault_is_gone(bench: Bench, fault: str, moment: str) -> None:
    """Within two polls, without a new driver, and a card is read."""
    desk = bench.desk
    assert isinstance(bench.poll(), Ready)
    match moment:
        case "idle":
            bench.break_it(fault)
        case "waiting":
            desk.when(WaitingForCard(), lambda: bench.break_it(fault))
            assert isinstance(bench.read(COMMAND_LIMIT_S), DeviceError)
        case "in the middle":
            desk.simulator.place(sample_card("citizen-man"))
            desk.when(Reading(), lambda: bench.break_it(fault))
            bench.read(COMMAND_LIMIT_S)
        case _:
            desk.simulator.place(sample_card("citizen-man"))
            assert isinstance(bench.read(30.0), CardRead)
            bench.break_it(fault)
    bench.poll()
    bench.mend_it()
    desk.simulator.remove()
    polls = 1
    while not isinstance(bench.poll(), Ready):
        polls += 1
    assert polls <= POLLS_ALLOWED
    desk.hands.clear()
    desk.when(WaitingForCard(), lambda: desk.simulator.place(sample_card()))
    read = bench.read(30.0)
    assert isinstance(read, CardRead)
    assert read.record.sex == "2"
