"""The printer is switched off and on inside the slip while its port stays: never taken for a printed slip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from drivers.printer.errors import PrinterStalledError
from drivers.printer.jobs import JobState
from drivers.printer.outcome import Confirmed, UnknownOutcome, UnknownReason
from drivers.printer.profile import PROFILES, PrinterProfile
from drivers.printer.status import Ready
from tests.drivers.printer.conftest import PATIENT, Bench
from tests.drivers.printer.sample_slips import striped

MakeBench = Callable[..., Bench]
FAST = replace(PROFILES["80mm"], baud=921_600)
"""Less time on the wire, so less time until silence is silence."""
SHORT = replace(PATIENT, reply_s=0.1, behind_slices_s=0.3, proof_slack_s=0.5, stall_s=4.0)


@pytest.mark.parametrize(
    "profile", [FAST, replace(PROFILES["80mm-process-id"], baud=921_600)], ids=lambda profile: profile.name
)
@pytest.mark.parametrize("at_bytes", [3000, 20_000])
def test_off_and_on_inside_the_slip_is_unknown(make_bench: MakeBench, profile: PrinterProfile, at_bytes: int) -> None:
    bench = make_bench(profile, limits=SHORT)
    bench.simulator.when_received(at_bytes, bench.simulator.power_cycle)

    outcome = bench.print(striped(rows=900))
    forget_half_commands(bench)

    assert outcome == UnknownOutcome(UnknownReason.SILENT_INSIDE, Ready())
    assert (bench.job().state, bench.job().cause) == (JobState.UNKNOWN, "silent_inside")


def forget_half_commands(bench: Bench) -> None:
    """What came after power-on may begin inside a picture; no printer can know that, so it is no fault of the host."""
    bench.simulator.faults.clear()


def test_off_for_good_ends_the_slip_as_stalled(make_bench: MakeBench) -> None:
    bench = make_bench(FAST, limits=replace(SHORT, stall_s=1.0))
    bench.simulator.when_received(20_000, bench.simulator.power_off)

    with pytest.raises(PrinterStalledError):
        bench.print(striped(rows=900))

    assert bench.job().state is JobState.UNKNOWN


def test_switched_on_again_the_next_slip_is_whole_and_the_lost_one_is_not_repeated(make_bench: MakeBench) -> None:
    bench = make_bench(FAST, limits=replace(SHORT, stall_s=1.0))
    bench.simulator.when_received(20_000, bench.simulator.power_off)
    with pytest.raises(PrinterStalledError):
        bench.print(striped(rows=900))

    bench.simulator.power_on()
    forget_half_commands(bench)

    assert isinstance(bench.print(striped(rows=90), "job-2"), Confirmed)
    assert bench.simulator.slips[-1].image.rows[: 72 * 90] == striped(rows=90).rows
    assert sum(slip.cut for slip in bench.simulator.slips) == 1


def test_off_while_the_proof_is_awaited_leaves_the_outcome_unknown(make_bench: MakeBench) -> None:
    bench = make_bench(FAST, limits=SHORT)
    bench.simulator.when_received(4 + 72 * 20 - 30, bench.simulator.power_off)

    outcome = bench.print(striped(rows=20))

    assert isinstance(outcome, UnknownOutcome)
    assert bench.job().state is JobState.UNKNOWN
