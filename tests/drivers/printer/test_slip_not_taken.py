"""A slip in the mouth of a kiosk mechanism: taken, taken back, left there, or nobody can say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from drivers.printer.escpos import encode_job
from drivers.printer.jobs import JobState
from drivers.printer.outcome import Confirmed, Presented, WaitingToBeTaken
from drivers.printer.profile import PROFILES
from drivers.printer.status import CoverOpen, Offline, OfflineReason, Ready
from tests.drivers.printer.conftest import PATIENT, Bench
from tests.drivers.printer.sample_slips import striped

MakeBench = Callable[..., Bench]
CUSTOM = replace(PROFILES["80mm-presenter-custom"], present_s=1)
LIMITS = replace(PATIENT, presented_s=3.0, taken_slack_s=2.0)


def presented(bench: Bench) -> Presented | None:
    outcome = bench.print(striped(rows=60))
    assert isinstance(outcome, Confirmed)
    return outcome.presented


def test_a_slip_that_is_taken_is_taken(make_bench: MakeBench) -> None:
    bench = make_bench(CUSTOM, limits=LIMITS)

    assert presented(bench) is Presented.TAKEN
    assert WaitingToBeTaken(1) in bench.progress
    assert (bench.simulator.mechanism.taken, bench.simulator.mechanism.retracted) == (1, 0)


def test_a_slip_that_nobody_takes_is_taken_back_and_told(make_bench: MakeBench) -> None:
    bench = make_bench(CUSTOM, limits=LIMITS)
    bench.simulator.mechanism.leave_slips(leave=True)

    assert presented(bench) is Presented.RETRACTED
    assert bench.simulator.mechanism.retracted == 1
    assert bench.job().state is JobState.CONFIRMED


def test_a_slip_that_is_never_taken_back_still_lies_there(make_bench: MakeBench) -> None:
    bench = make_bench(replace(CUSTOM, present_s=0), limits=replace(LIMITS, taken_slack_s=0.5))
    bench.simulator.mechanism.leave_slips(leave=True)

    assert presented(bench) is Presented.HELD_OUT


def test_a_mechanism_that_falls_silent_does_not_know(make_bench: MakeBench) -> None:
    bench = make_bench(CUSTOM, limits=replace(LIMITS, presented_s=0.3))
    bench.simulator.mechanism.leave_slips(leave=True)
    bench.simulator.mechanism.present = lambda seconds, *, retract: None  # type: ignore[method-assign]

    assert presented(bench) is Presented.UNKNOWN


def test_the_cable_goes_while_the_slip_waits(make_bench: MakeBench) -> None:
    bench = make_bench(CUSTOM, limits=LIMITS)
    bench.simulator.mechanism.leave_slips(leave=True)
    bench.on_progress = lambda value: bench.simulator.unplug() if isinstance(value, WaitingToBeTaken) else None

    assert presented(bench) is Presented.UNKNOWN
    assert bench.job().state is JobState.CONFIRMED


def test_a_visit_that_ends_does_not_wait_for_the_mouth(make_bench: MakeBench) -> None:
    bench = make_bench(replace(CUSTOM, present_s=200), limits=LIMITS)
    bench.simulator.mechanism.leave_slips(leave=True)
    bench.on_progress = lambda value: bench.contexts[-1].cancel() if isinstance(value, WaitingToBeTaken) else None

    assert presented(bench) is Presented.HELD_OUT


def test_what_only_the_full_status_tells_is_told(make_bench: MakeBench) -> None:
    bench = make_bench(CUSTOM, limits=LIMITS)
    assert bench.driver.poll() == Ready()

    bench.simulator.cover_open()
    assert bench.driver.poll() == CoverOpen()
    bench.simulator.cover_close()
    bench.simulator.jam_paper(jammed=True)
    assert isinstance(bench.driver.poll(), Offline)
    bench.simulator.jam_paper(jammed=False)
    assert bench.driver.poll() == Ready()


def test_the_other_printers_say_nothing_of_a_mouth(bench: Bench) -> None:
    assert presented(bench) is None


@pytest.mark.parametrize(
    ("name", "sent"),
    [("80mm-presenter-custom", "1c501445521e1d7201"), ("80mm-presenter-citizen", "1d564200")],
)
def test_each_family_has_its_own_command(name: str, sent: str) -> None:
    job = encode_job(striped(8), PROFILES[name], (b"@ABC", b"@CBA"))

    data = b"".join(part.data for part in job.slices)
    assert bytes.fromhex(sent) in data
    assert (b"\x1d\x52\x31\x09" in data) is (name == "80mm-presenter-citizen")


def test_the_jam_of_a_mechanism_has_its_name() -> None:
    assert OfflineReason.PAPER_JAM.value == "paper_jam"
