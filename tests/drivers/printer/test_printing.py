"""What a print that goes well looks like, and what is said when nobody can know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from drivers.commands import CommandStoppedError, LiveContext
from drivers.printer.errors import (
    JobAlreadyStartedError,
    PaperOutDuringError,
    PrinterOfflineError,
    PrinterStalledError,
    PrintHeadHotError,
    SlipTooWideError,
)
from drivers.printer.jobs import JobState
from drivers.printer.outcome import (
    AwaitingProof,
    Confirmed,
    PrinterPaused,
    Printing,
    Probable,
    QueryStatus,
    UnknownOutcome,
    UnknownReason,
)
from drivers.printer.profile import PAPER_58MM, PAPER_80MM, PROFILES, ProofMethod
from drivers.printer.slip_image import SlipImage
from drivers.printer.status import HeadHot, Offline, OfflineReason, PaperLow, Ready, Unknown
from drivers.timebase import SystemTime
from drivers.transport.errors import NoReplyError, PortMissingError
from drivers.vocabulary import DeviceKind
from tests.drivers.printer.conftest import HASTY, Bench
from tests.drivers.printer.sample_slips import striped

MakeBench = Callable[..., Bench]


def test_the_slip_that_comes_out_is_the_picture_that_was_sent(bench: Bench) -> None:
    image = striped()

    outcome = bench.print(image)

    assert outcome == Confirmed(ProofMethod.BUFFERED_STATUS, cut=True, status=Ready())
    assert bench.simulator.wait_for_slips(1, 5)
    assert bench.simulator.slips[0].image.rows[: len(image.rows)] == image.rows
    assert bench.simulator.slips[0].cut


def test_a_process_id_is_the_proof_where_the_printer_knows_them(make_bench: MakeBench) -> None:
    bench = make_bench(PROFILES["80mm-process-id"])

    assert bench.print(striped()) == Confirmed(ProofMethod.PROCESS_ID, cut=True, status=Ready())


def test_a_printer_without_a_cutter_says_nothing_of_a_cut(make_bench: MakeBench) -> None:
    bench = make_bench(PAPER_58MM)

    assert bench.print(striped(width=384)) == Confirmed(ProofMethod.BUFFERED_STATUS, cut=None, status=Ready())


def test_a_printer_that_proves_nothing_has_probably_printed(make_bench: MakeBench) -> None:
    bench = make_bench(replace(PAPER_80MM, proof=ProofMethod.NONE))

    assert bench.print(striped(rows=20)) == Probable(Ready())
    assert bench.job().state is JobState.PROBABLE


def test_a_proof_that_never_comes_leaves_the_outcome_unknown(make_bench: MakeBench) -> None:
    bench = make_bench(limits=HASTY)
    bench.simulator.without(ordered_status=True)

    assert bench.print(striped(rows=20)) == UnknownOutcome(UnknownReason.NO_PROOF, Ready())
    assert (bench.job().state, bench.job().cause) == (JobState.UNKNOWN, "no_proof")


def test_a_printer_that_falls_silent_after_the_last_byte_leaves_the_outcome_unknown(make_bench: MakeBench) -> None:
    bench = make_bench(limits=HASTY)
    bench.simulator.when_printed(20, lambda: bench.simulator.mute(silent=True))

    assert bench.print(striped(rows=20)) == UnknownOutcome(UnknownReason.NO_REPLY, Offline(OfflineReason.NO_REPLY))


def test_a_roll_near_its_end_prints_and_is_told(bench: Bench) -> None:
    bench.simulator.paper_low()

    assert bench.print(striped()) == Confirmed(ProofMethod.BUFFERED_STATUS, cut=True, status=PaperLow())


def test_a_printer_without_automatic_status_is_watched_by_questions(make_bench: MakeBench) -> None:
    bench = make_bench(replace(PAPER_80MM, automatic_status=False))

    assert isinstance(bench.print(striped()), Confirmed)


def test_a_printer_that_ignores_the_wish_for_automatic_status_prints_all_the_same(make_bench: MakeBench) -> None:
    bench = make_bench(limits=replace(HASTY, reply_s=2.0, stall_s=10.0, proof_slack_s=5.0, automatic_status_s=0.05))
    bench.simulator.without(automatic_status=True)

    assert isinstance(bench.print(striped()), Confirmed)


def test_progress_rises_to_the_proof(bench: Bench) -> None:
    bench.print(striped())

    fractions = [value.fraction for value in bench.progress if isinstance(value, Printing)]
    assert fractions[0] == 0.0
    assert len(fractions) > 3
    assert fractions == sorted(fractions)
    assert bench.progress[-1] == AwaitingProof()


def test_the_ledger_says_confirmed_and_holds_no_content(bench: Bench) -> None:
    image = striped()

    bench.print(image)

    job = bench.job()
    assert (job.state, job.receipt_number, job.cause) == (JobState.CONFIRMED, "LS01-261124-10037-X", "")
    assert job.digest == image.digest(b"k" * 32)


def test_a_job_is_never_sent_twice(bench: Bench) -> None:
    bench.print(striped())

    with pytest.raises(JobAlreadyStartedError):
        bench.print(striped())

    assert len(bench.simulator.slips) == 1


def test_two_slips_come_out_apart(bench: Bench) -> None:
    bench.print(striped(rows=100), "job-1")
    bench.print(striped(rows=50), "job-2")

    assert bench.simulator.wait_for_slips(2, 5)
    assert [slip.number for slip in bench.simulator.slips] == [1, 2]
    assert bench.simulator.slips[1].image.rows[: 72 * 50] == striped(rows=50).rows


def test_a_cut_inside_the_slip_makes_two_parts(bench: Bench) -> None:
    whole = striped(rows=100)

    bench.print(SlipImage(576, 100, whole.rows, cuts=(60,)))

    assert bench.simulator.wait_for_slips(2, 5)
    assert bench.simulator.slips[1].image.rows[: 72 * 40] == whole.rows[72 * 60 :]


def test_a_slip_wider_than_the_paper_is_refused(make_bench: MakeBench) -> None:
    bench = make_bench(PAPER_58MM)

    with pytest.raises(SlipTooWideError):
        bench.print(striped())


def test_cancelled_before_the_first_byte_prints_nothing(bench: Bench) -> None:
    bench.on_progress = lambda _value: bench.contexts[-1].cancel()

    with pytest.raises(CommandStoppedError):
        bench.print(striped())

    assert (bench.job().state, bench.job().cause) == (JobState.FAILED, "cancelled")
    assert bench.simulator.rows_printed == 0


def test_cancelled_on_the_way_the_rest_is_dropped_and_the_next_slip_is_whole(bench: Bench) -> None:
    def cancel(value: object) -> None:
        if isinstance(value, Printing) and value.fraction > 0:
            bench.contexts[-1].cancel()

    bench.on_progress = cancel
    with pytest.raises(CommandStoppedError):
        bench.print(striped(rows=900))
    bench.on_progress = None
    bench.print(striped(rows=50), "job-2")

    assert (bench.job().state, bench.job().cause) == (JobState.UNKNOWN, "cancelled")
    assert bench.simulator.wait_until(lambda: _last_rows(bench, 50) == striped(rows=50).rows, 5)


def test_without_automatic_status_a_broken_slip_is_ended_with_zeros(make_bench: MakeBench) -> None:
    bench = make_bench(replace(PAPER_80MM, automatic_status=False))
    bench.simulator.keep_buffers()
    bench.simulator.paper_out(after_rows=300)
    with pytest.raises(PaperOutDuringError):
        bench.print(striped(rows=900))

    bench.simulator.refill()
    assert isinstance(bench.print(striped(rows=50), "job-2"), Confirmed)

    assert bench.simulator.wait_until(lambda: _last_rows(bench, 50) == striped(rows=50).rows, 5)


def test_a_hot_head_before_the_slip_is_refused(bench: Bench) -> None:
    bench.simulator.head_hot(hot=True)

    with pytest.raises(PrintHeadHotError) as caught:
        bench.print(striped())

    assert not caught.value.may_have_printed
    assert bench.driver.poll() == HeadHot()


def test_a_head_that_cools_down_goes_on_with_the_slip(bench: Bench) -> None:
    bench.simulator.when_printed(100, lambda: bench.simulator.head_hot(hot=True))
    bench.on_progress = lambda value: bench.simulator.head_hot(hot=False) if isinstance(value, PrinterPaused) else None

    assert isinstance(bench.print(striped()), Confirmed)
    assert PrinterPaused(HeadHot()) in bench.progress


def test_a_head_that_stays_hot_ends_the_slip(make_bench: MakeBench) -> None:
    bench = make_bench(limits=replace(HASTY, reply_s=2.0))
    bench.simulator.when_printed(100, lambda: bench.simulator.head_hot(hot=True))

    with pytest.raises(PrintHeadHotError) as caught:
        bench.print(striped(rows=2000))

    assert caught.value.may_have_printed


def test_a_slow_drain_is_waited_for(make_bench: MakeBench) -> None:
    bench = make_bench()
    bench.simulator.stop_draining()
    bench.on_progress = lambda value: bench.simulator.drain_again() if isinstance(value, Printing) else None

    assert isinstance(bench.print(striped()), Confirmed)


def test_a_printer_that_takes_no_more_and_gives_no_reason_is_given_up(make_bench: MakeBench) -> None:
    bench = make_bench(limits=replace(HASTY, reply_s=0.1, automatic_status_s=2.0))
    bench.simulator.when_printed(100, lambda: bench.simulator.mute(silent=True))

    with pytest.raises(PrinterStalledError):
        bench.print(striped(rows=2000))

    assert (bench.job().state, bench.job().cause) == (JobState.UNKNOWN, "printer_stalled")


def test_a_status_query_is_a_command_too(bench: Bench) -> None:
    context = LiveContext(timebase=SystemTime(), timeout_s=5)

    assert bench.driver.run(QueryStatus(), context) == Ready()
    assert bench.driver.kind is DeviceKind.PRINTER


def test_a_foreign_command_is_a_bug(bench: Bench) -> None:
    with pytest.raises(TypeError):
        bench.driver.run("print", LiveContext(timebase=SystemTime(), timeout_s=5))


def test_an_unreached_printer_is_offline_with_a_reason_or_unknown(bench: Bench) -> None:
    assert bench.driver.unreached(None) == Unknown()
    assert bench.driver.unreached(NoReplyError()) == Offline(OfflineReason.NO_REPLY)
    assert bench.driver.unreached(PortMissingError()) == Offline(OfflineReason.PORT)


def test_an_offline_printer_is_sent_nothing(make_bench: MakeBench) -> None:
    bench = make_bench(limits=HASTY)
    bench.simulator.mute(silent=True)

    with pytest.raises(PrinterOfflineError):
        bench.print(striped())

    assert (bench.job().state, bench.job().cause) == (JobState.FAILED, "printer_offline")


def _last_rows(bench: Bench, rows: int) -> bytes:
    """The first rows of the last slip in the tray."""
    slips = bench.simulator.slips
    return slips[-1].image.rows[: 72 * rows] if slips else b""
