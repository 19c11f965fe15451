"""The printer says XOFF and nothing more: bytes stop at once, and the slip ends in a known state, never in a hang."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from drivers.printer.errors import PaperOutDuringError, PrinterStalledError
from drivers.printer.jobs import JobState
from drivers.printer.outcome import Confirmed, Printing
from drivers.printer.profile import PAPER_80MM, FlowControl
from drivers.printer.status import Ready
from tests.drivers.printer.conftest import PATIENT, Bench
from tests.drivers.printer.sample_slips import striped

MakeBench = Callable[..., Bench]
BRIEF = replace(PATIENT, reply_s=0.1, stall_s=0.6)
FLOWS = [FlowControl.NONE, FlowControl.XON_XOFF]


@pytest.mark.parametrize("flow", FLOWS)
def test_the_slip_is_given_up_and_unknown(make_bench: MakeBench, flow: FlowControl) -> None:
    bench = make_bench(replace(PAPER_80MM, flow=flow), limits=BRIEF)
    bench.simulator.when_received(10_000, lambda: bench.simulator.hold(held=True))

    with pytest.raises(PrinterStalledError):
        bench.print(striped(rows=900))

    assert (bench.job().state, bench.job().cause) == (JobState.UNKNOWN, "printer_stalled")


@pytest.mark.parametrize("flow", FLOWS)
def test_xon_lets_the_slip_go_on(make_bench: MakeBench, flow: FlowControl) -> None:
    bench = make_bench(replace(PAPER_80MM, flow=flow))
    bench.simulator.when_received(10_000, lambda: bench.simulator.hold(held=True))
    bench.simulator.when_received(10_001, lambda: bench.simulator.hold(held=False))
    held: list[bool] = []
    bench.on_progress = lambda value: held.append(isinstance(value, Printing))

    assert isinstance(bench.print(striped()), Confirmed)
    assert bench.simulator.wait_for_slips(1, 5)
    assert bench.simulator.slips[0].image.rows[: len(striped().rows)] == striped().rows


def test_a_printer_that_holds_us_up_and_says_why_is_believed(make_bench: MakeBench) -> None:
    bench = make_bench(replace(PAPER_80MM, automatic_status=False), limits=BRIEF)

    def out_of_paper() -> None:
        bench.simulator.hold(held=True)
        bench.simulator.paper_out()

    bench.simulator.when_received(10_000, out_of_paper)

    with pytest.raises(PaperOutDuringError):
        bench.print(striped(rows=900))


def test_after_xon_the_next_slip_is_whole(make_bench: MakeBench) -> None:
    bench = make_bench(limits=BRIEF)
    bench.simulator.when_received(10_000, lambda: bench.simulator.hold(held=True))
    with pytest.raises(PrinterStalledError):
        bench.print(striped(rows=900))

    bench.simulator.hold(held=False)
    assert bench.driver.poll() == Ready()

    assert isinstance(bench.print(striped(rows=90), "job-2"), Confirmed)
    assert bench.simulator.slips[-1].image.rows[: 72 * 90] == striped(rows=90).rows
