"""An error that only a power cycle clears: told before the slip and inside it, and gone after the power cycle."""

from __future__ import annotations

import pytest

from drivers.printer.errors import PrinterBrokenError
from drivers.printer.outcome import Confirmed
from drivers.printer.status import Ready, Unrecoverable
from drivers.vocabulary import StaffAction
from tests.drivers.printer.conftest import Bench
from tests.drivers.printer.sample_slips import striped


def test_before_the_slip_nothing_is_sent(bench: Bench) -> None:
    bench.simulator.break_down()

    with pytest.raises(PrinterBrokenError) as caught:
        bench.print(striped())

    assert caught.value.action is StaffAction.POWER_CYCLE
    assert not caught.value.may_have_printed
    assert bench.driver.poll() == Unrecoverable()


def test_inside_the_slip_it_ends_the_slip(bench: Bench) -> None:
    bench.simulator.when_printed(100, bench.simulator.break_down)

    with pytest.raises(PrinterBrokenError) as caught:
        bench.print(striped(rows=900))

    assert caught.value.may_have_printed


def test_after_a_power_cycle_it_prints(bench: Bench) -> None:
    bench.simulator.break_down()
    bench.driver.close()

    bench.simulator.unplug()
    bench.simulator.replug()
    bench.simulator.replug()
    bench.driver.open()

    assert bench.driver.poll() == Ready()
    assert isinstance(bench.print(striped()), Confirmed)
