"""The paper ends inside the slip: the job ends at once, and the next slip is whole and lies apart from the torn one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from drivers.printer.errors import PaperOutDuringError
from drivers.printer.jobs import JobState
from drivers.printer.outcome import Confirmed
from drivers.printer.profile import PAPER_80MM
from drivers.printer.status import PaperOut
from tests.drivers.printer.conftest import PATIENT, Bench
from tests.drivers.printer.sample_slips import striped


def test_the_job_ends_with_the_cause_and_the_outcome_is_unknown(bench: Bench) -> None:
    bench.simulator.paper_out(after_rows=300)

    with pytest.raises(PaperOutDuringError) as caught:
        bench.print(striped(rows=900))

    assert caught.value.may_have_printed
    assert (bench.job().state, bench.job().cause) == (JobState.UNKNOWN, "paper_out_during")
    assert bench.driver.poll() == PaperOut()
    assert bench.simulator.rows_printed == 300


def test_without_automatic_status_the_questions_find_it(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(replace(PAPER_80MM, automatic_status=False))
    bench.simulator.paper_out(after_rows=300)

    with pytest.raises(PaperOutDuringError):
        bench.print(striped(rows=900))


def test_after_the_refill_the_next_slip_is_whole_and_apart(bench: Bench) -> None:
    bench.simulator.paper_out(after_rows=300)
    with pytest.raises(PaperOutDuringError):
        bench.print(striped(rows=900))

    bench.simulator.refill()
    outcome = bench.print(striped(rows=400), "job-2")

    assert isinstance(outcome, Confirmed)
    assert bench.simulator.wait_for_slips(2, 5)
    torn, whole = bench.simulator.slips
    assert torn.image.rows[: 72 * 300] == striped(rows=900).rows[: 72 * 300]
    assert whole.image.rows[: 72 * 400] == striped(rows=400).rows


def test_a_printer_that_keeps_its_buffer_prints_the_rest_and_the_next_slip_is_still_whole(
    make_bench: Callable[..., Bench],
) -> None:
    bench = make_bench(limits=replace(PATIENT, automatic_status_s=0.3))
    bench.simulator.keep_buffers()
    bench.simulator.paper_out(after_rows=300)
    with pytest.raises(PaperOutDuringError):
        bench.print(striped(rows=600))

    bench.simulator.refill()
    outcome = bench.print(striped(rows=400), "job-2")

    assert isinstance(outcome, Confirmed)
    assert bench.simulator.wait_until(
        lambda: bench.simulator.slips[-1].image.rows[: 72 * 400] == striped(rows=400).rows, 5
    )


def test_the_late_proof_of_a_broken_slip_is_no_proof_of_the_next_one(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench()
    bench.simulator.keep_buffers()
    bench.simulator.paper_out(after_rows=100)
    with pytest.raises(PaperOutDuringError):
        bench.print(striped(rows=100))
    bench.simulator.refill()

    outcome = bench.print(striped(rows=400), "job-2")

    assert isinstance(outcome, Confirmed)
    assert bench.driver._talk.short_replies == 4
    assert bench.simulator.slips[-1].image.rows[: 72 * 400] == striped(rows=400).rows


def test_paper_that_ends_with_the_last_row_is_no_confirmed_slip(bench: Bench) -> None:
    bench.simulator.paper_out(after_rows=100)

    with pytest.raises(PaperOutDuringError):
        bench.print(striped(rows=100))

    assert bench.simulator.slips == []
