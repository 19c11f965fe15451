"""What a printer says it is, and what one says that does not know the question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from drivers.commands import LiveContext
from drivers.printer.bench_tool import describe_identity
from drivers.printer.outcome import Confirmed, Identify, Identity
from drivers.timebase import SystemTime
from tests.drivers.printer.conftest import PATIENT, Bench
from tests.drivers.printer.sample_slips import striped


def identity_of(bench: Bench) -> Identity:
    found = bench.driver.run(Identify(), LiveContext(timebase=SystemTime(), timeout_s=20))
    assert isinstance(found, Identity)
    return found


def test_numbers_and_names_are_read(bench: Bench) -> None:
    found = identity_of(bench)

    assert (found.model_id, found.chinese, found.firmware_id) == (0x20, True, 1)
    assert dict(found.names)["characters"] == "CHINA.GB18030"
    assert isinstance(bench.print(striped(rows=20)), Confirmed)


def test_a_printer_that_does_not_answer_is_unknown_not_empty(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(limits=replace(PATIENT, reply_s=0.05))
    bench.simulator.mute(silent=True)

    found = identity_of(bench)

    assert found == Identity(None, None, None)
    assert describe_identity(found) == {}
