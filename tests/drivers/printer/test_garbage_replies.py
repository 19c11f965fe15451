"""Noise on the line, or the wrong speed: the status is unknown, and nothing is printed on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from drivers.printer.errors import StatusUnknownError
from drivers.printer.outcome import Confirmed, UnknownOutcome
from drivers.printer.status import Ready, Unknown
from tests.drivers.printer.conftest import HASTY, Bench
from tests.drivers.printer.sample_slips import striped


def drown_in_noise(bench: Bench) -> None:
    """Other bytes come than those that the printer sends: the wrong speed."""
    bench.simulator.garble(b"\x95\xfe\x80")


def test_the_status_is_unknown_and_not_usable(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(limits=HASTY)
    drown_in_noise(bench)

    assert bench.driver.poll() == Unknown()
    assert not bench.driver.poll().usable


def test_nothing_is_sent(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(limits=HASTY)
    drown_in_noise(bench)

    with pytest.raises(StatusUnknownError):
        bench.print(striped())

    assert bench.simulator.rows_printed == 0


def test_noise_before_good_answers_is_skipped(bench: Bench) -> None:
    bench.simulator.line.faults.noise = b"\xff\x95"

    assert bench.driver.poll() == Ready()
    assert isinstance(bench.print(striped()), Confirmed)


def test_answers_that_come_byte_by_byte_are_whole(bench: Bench) -> None:
    bench.simulator.line.faults.split = True

    assert isinstance(bench.print(striped()), Confirmed)


def test_an_answer_behind_a_block_that_never_ends_is_found(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(limits=HASTY)
    bench.simulator.line.faults.noise = b"\x5f"

    assert bench.driver.poll() == Ready()


def test_noise_in_place_of_the_proof_is_no_proof(make_bench: Callable[..., Bench]) -> None:
    for noise in (b"\x00\x00\x00", b"\x0f\x0f"):
        bench = make_bench(limits=HASTY)
        bench.simulator.when_printed(20, lambda bench=bench, noise=noise: bench.simulator.garble(noise))  # type: ignore[misc]

        assert isinstance(bench.print(striped(rows=20), f"job-{noise.hex()}"), UnknownOutcome)
