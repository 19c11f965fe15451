"""Paper sticks inside the slip: the printer names no cause of its own, the slip is unknown, the next one is whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from drivers.printer.errors import PrinterStalledError
from drivers.printer.jobs import JobState
from drivers.printer.outcome import Confirmed, UnknownOutcome
from drivers.printer.status import Offline, OfflineReason, PrinterStatus, Ready
from drivers.transport.errors import NoReplyError
from tests.drivers.printer.conftest import PATIENT, Bench
from tests.drivers.printer.sample_slips import striped


def status_of(bench: Bench) -> PrinterStatus:
    try:
        return bench.driver.poll()
    except NoReplyError as error:
        return bench.driver.unreached(error)


@pytest.mark.parametrize("rows", [300, 2500])
def test_the_slip_is_unknown_and_the_next_one_whole(make_bench: Callable[..., Bench], rows: int) -> None:
    bench = make_bench(limits=replace(PATIENT, reply_s=0.1, stall_s=0.6, proof_slack_s=0.2, behind_slices_s=0.3))
    bench.simulator.when_printed(100, lambda: bench.simulator.jam_paper(jammed=True))

    try:
        outcome: object = bench.print(striped(rows=rows))
    except PrinterStalledError as error:
        outcome = error

    assert isinstance(outcome, UnknownOutcome | PrinterStalledError)
    assert bench.job().state is JobState.UNKNOWN
    # With its buffer full the question does not reach the printer.
    assert status_of(bench) in {Offline(OfflineReason.MECHANICAL), Offline(OfflineReason.NO_REPLY)}
    bench.simulator.jam_paper(jammed=False)
    assert bench.driver.poll() == Ready()
    assert isinstance(bench.print(striped(rows=90), "job-2"), Confirmed)
    assert bench.simulator.slips[-1].image.rows[: 72 * 90] == striped(rows=90).rows
