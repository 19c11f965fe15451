"""The cover is opened inside the slip, or stands open before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from drivers.printer.errors import CoverOpenBeforeError, CoverOpenedError
from drivers.printer.jobs import JobState
from drivers.printer.outcome import Confirmed
from drivers.printer.profile import PAPER_80MM
from drivers.printer.status import CoverOpen
from drivers.vocabulary import StaffAction
from tests.drivers.printer.conftest import Bench
from tests.drivers.printer.sample_slips import striped


def test_the_slip_counts_as_damaged(bench: Bench) -> None:
    bench.simulator.when_printed(200, bench.simulator.cover_open)

    with pytest.raises(CoverOpenedError) as caught:
        bench.print(striped(rows=900))

    assert caught.value.action is StaffAction.CLOSE_COVER
    assert caught.value.may_have_printed
    assert (bench.job().state, bench.job().cause) == (JobState.UNKNOWN, "cover_opened")


def test_the_questions_find_it_where_the_status_does_not_come_by_itself(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(replace(PAPER_80MM, automatic_status=False))
    bench.simulator.when_printed(200, bench.simulator.cover_open)

    with pytest.raises(CoverOpenedError):
        bench.print(striped(rows=900))


def test_closed_again_the_next_slip_is_whole(bench: Bench) -> None:
    bench.simulator.when_printed(200, bench.simulator.cover_open)
    with pytest.raises(CoverOpenedError):
        bench.print(striped(rows=900))

    bench.simulator.cover_close()

    assert isinstance(bench.print(striped(rows=80), "job-2"), Confirmed)
    assert bench.simulator.slips[-1].image.rows[: 72 * 80] == striped(rows=80).rows


def test_open_before_the_slip_nothing_is_sent(bench: Bench) -> None:
    bench.simulator.cover_open()

    with pytest.raises(CoverOpenBeforeError):
        bench.print(striped())

    assert bench.driver.poll() == CoverOpen()
    assert bench.simulator.rows_printed == 0
