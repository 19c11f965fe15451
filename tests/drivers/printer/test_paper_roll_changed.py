"""The roll is changed: the printer says that a test print is due, and a printed page ends the change."""

from __future__ import annotations

from drivers.commands import LiveContext
from drivers.printer import outcome as results
from drivers.printer.jobs import JobState, PrintJobId
from drivers.printer.status import CoverOpen, PaperLow, PaperOut, Ready
from drivers.timebase import SystemTime
from tests.drivers.printer.conftest import Bench
from tests.drivers.printer.sample_slips import striped


def change_roll(bench: Bench) -> None:
    """Paper ends, somebody opens the cover, puts a roll in and closes it; the terminal asks all the time."""
    bench.simulator.paper_out()
    assert bench.driver.poll() == PaperOut()
    bench.simulator.cover_open()
    assert bench.driver.poll() == CoverOpen()
    bench.simulator.refill()
    assert bench.driver.poll() == CoverOpen()
    bench.simulator.cover_close()


def test_after_the_refill_a_test_print_is_due(bench: Bench) -> None:
    assert bench.driver.poll() == Ready()

    change_roll(bench)

    assert bench.driver.poll() == Ready(refilled=True)
    assert bench.driver.poll().usable


def test_a_printed_test_page_ends_the_change(bench: Bench) -> None:
    change_roll(bench)
    bench.driver.poll()
    page = results.TestPrint(striped(rows=40), PrintJobId("test-1"))

    outcome = bench.driver.run(page, LiveContext(timebase=SystemTime(), timeout_s=30))

    assert isinstance(outcome, results.Confirmed)
    assert bench.driver.poll() == Ready()
    job = bench.job("test-1")
    assert (job.state, job.receipt_number) == (JobState.CONFIRMED, "")


def test_a_roll_put_in_before_the_end_needs_no_test(bench: Bench) -> None:
    bench.simulator.paper_low()
    assert bench.driver.poll() == PaperLow()

    bench.simulator.refill()

    assert bench.driver.poll() == Ready()
