"""The paper is gone before the slip: nothing is sent, and a new roll cures it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from drivers.printer.errors import PaperOutBeforeError
from drivers.printer.jobs import JobState
from drivers.printer.outcome import Confirmed
from drivers.printer.status import PaperOut, Ready
from drivers.vocabulary import ErrorClass, StaffAction
from tests.drivers.printer.conftest import Bench
from tests.drivers.printer.sample_slips import striped


def test_nothing_is_sent_and_the_cause_asks_for_paper(bench: Bench) -> None:
    bench.simulator.paper_out()

    with pytest.raises(PaperOutBeforeError) as caught:
        bench.print(striped())

    error = caught.value
    assert (error.error_class, error.action) == (ErrorClass.SUPPLY, StaffAction.REFILL_PAPER)
    assert not error.may_have_printed
    assert (bench.job().state, bench.job().cause) == (JobState.FAILED, "paper_out_before")
    assert bench.driver.poll() == PaperOut()


def test_after_a_refill_a_new_job_prints(bench: Bench) -> None:
    bench.simulator.paper_out()
    with pytest.raises(PaperOutBeforeError):
        bench.print(striped())

    bench.simulator.refill()

    assert bench.driver.poll() == Ready(refilled=True)
    assert isinstance(bench.print(striped(), "job-2"), Confirmed)


def test_a_poll_never_takes_paper_out_for_fine(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench()
    bench.simulator.paper_low()
    bench.simulator.paper_out()

    assert not bench.driver.poll().usable
