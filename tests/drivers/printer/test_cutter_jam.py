"""The cutter sticks: the slip is on paper, and that is what is said; the next slip waits for the cure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from drivers.printer.errors import CutterJamError
from drivers.printer.outcome import Confirmed
from drivers.printer.profile import PAPER_80MM, PROFILES, ProofMethod
from drivers.printer.slip_image import SlipImage
from drivers.printer.status import CutterFault, Ready
from drivers.vocabulary import StaffAction
from tests.drivers.printer.conftest import Bench
from tests.drivers.printer.sample_slips import striped

MakeBench = Callable[..., Bench]


@pytest.mark.parametrize("profile", ["80mm", "80mm-process-id"])
def test_the_slip_is_printed_and_not_cut(make_bench: MakeBench, profile: str) -> None:
    bench = make_bench(PROFILES[profile])
    bench.simulator.jam_cutter()

    assert bench.print(striped()) == Confirmed(PROFILES[profile].proof, cut=False, status=CutterFault())


def test_the_next_slip_is_refused_until_the_cutter_is_free(bench: Bench) -> None:
    bench.simulator.jam_cutter()
    bench.print(striped())

    with pytest.raises(CutterJamError) as caught:
        bench.print(striped(), "job-2")

    assert caught.value.action is StaffAction.CLEAR_CUTTER
    assert not caught.value.may_have_printed


def test_freed_by_hand_the_error_ends_at_the_polls_request_and_the_slips_lie_apart(bench: Bench) -> None:
    bench.simulator.jam_cutter()
    bench.print(striped(rows=300))
    bench.simulator.free_cutter()

    assert bench.driver.poll() == CutterFault()
    assert bench.driver.poll() == Ready()
    assert isinstance(bench.print(striped(rows=100), "job-2"), Confirmed)
    assert [slip.image.rows[: 72 * 100] for slip in bench.simulator.slips] == [striped(rows=100).rows] * 2


def test_a_jam_at_a_cut_inside_the_slip_ends_the_slip(bench: Bench) -> None:
    bench.simulator.jam_cutter()

    with pytest.raises(CutterJamError) as caught:
        bench.print(SlipImage(576, 900, striped(rows=900).rows, cuts=(300,)))

    assert caught.value.may_have_printed


def test_the_questions_name_it_where_the_status_does_not_come_by_itself(make_bench: MakeBench) -> None:
    bench = make_bench(replace(PAPER_80MM, automatic_status=False, proof=ProofMethod.NONE))
    bench.simulator.jam_cutter()

    with pytest.raises(CutterJamError):
        bench.print(SlipImage(576, 900, striped(rows=900).rows, cuts=(300,)))
