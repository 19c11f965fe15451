"""One document on its way to paper, every end that it can have."""

from __future__ import annotations

import pytest

from drivers.commands import CommandStoppedError
from drivers.page_printer.errors import (
    IppAnswerError,
    PagePrinterError,
    PagePrinterStoppedError,
    PagesAbortedError,
    PagesJamError,
    PagesLateError,
    PagesOutOfPaperError,
    PagesRefusedError,
    QueueMissingError,
    ServiceSilentError,
)
from drivers.page_printer.operations import JobState
from drivers.page_printer.outcome import (
    Confirmed,
    Paused,
    Printing,
    PrintPages,
    Probable,
    QueryStatus,
    Sending,
    UnknownOutcome,
    UnknownReason,
)
from drivers.page_printer.simulator.engine import PageFaults, PrintEngine
from drivers.page_printer.status import Offline, OfflineReason, PaperOut, Ready, Stopped, Unknown
from drivers.vocabulary import DeviceKind
from tests.drivers.page_printer.bench import TWO_PAGES, Bench


def test_a_document_is_sent_once_and_its_sheets_are_counted() -> None:
    """Whole, in one job, confirmed by the printer's count."""
    bench = Bench()
    assert bench.printer.kind is DeviceKind.PAGE_PRINTER
    assert bench.print_two() == Confirmed(2)
    assert [job.pdf for job in bench.engine.jobs] == [TWO_PAGES]
    assert bench.progress == [Sending(), Printing(0), Printing(1)]
    assert bench.engine.refused == []


def test_without_a_count_the_outcome_is_probable() -> None:
    bench = Bench()
    bench.engine.faults = PageFaults(uncounted=True)
    assert bench.print_two() == Probable()


def test_fewer_sheets_than_pages_confirm_nothing() -> None:
    """A printer that counts none, as some do, is not taken for one that counted all."""
    bench = Bench()
    outcome = bench.printer.run(PrintPages(TWO_PAGES, 3), bench.context())
    assert outcome == Probable()


def test_paper_out_before_the_document() -> None:
    """Nothing is sent."""
    bench = Bench()
    bench.engine.faults = PageFaults(reasons=("media-empty-error",))
    with pytest.raises(PagesOutOfPaperError) as caught:
        bench.print_two()
    assert (caught.value.may_have_printed, caught.value.may_still_print) == (False, False)
    assert bench.engine.jobs == []


def test_paper_out_inside_the_document_is_waited_for() -> None:
    """Told at once; with paper in time the rest of the document comes out."""
    bench = Bench()
    bench.engine.faults = PageFaults(stop_after_sheets=1)

    def refill(value: object) -> None:
        if isinstance(value, Paused):
            bench.engine.refill()

    bench.when_told = refill
    assert bench.print_two() == Confirmed(2)
    assert Paused(PaperOut()) in bench.progress


def test_paper_out_inside_the_document_for_too_long() -> None:
    """The document is taken back: it must not come out later for somebody else."""
    bench = Bench()
    bench.engine.faults = PageFaults(stop_after_sheets=1)
    with pytest.raises(PagesOutOfPaperError) as caught:
        bench.print_two()
    assert (caught.value.may_have_printed, caught.value.may_still_print) == (True, False)
    assert bench.engine.jobs[0].state is JobState.CANCELLED


def test_a_document_that_cannot_be_taken_back_is_told() -> None:
    bench = Bench()
    bench.engine.faults = PageFaults(stop_after_sheets=0, uncancellable=True)
    with pytest.raises(PagesOutOfPaperError) as caught:
        bench.print_two()
    assert (caught.value.may_have_printed, caught.value.may_still_print) == (False, True)


def test_a_jam_inside_the_document() -> None:
    """The first sheet is out, the second is stuck: told as what it is, and taken back."""
    bench = Bench()

    def jam(value: object) -> None:
        if value == Printing(1):
            bench.engine.faults = PageFaults(reasons=("media-jam-error",))

    bench.when_told = jam
    with pytest.raises(PagesJamError) as caught:
        bench.print_two()
    assert caught.value.may_have_printed
    assert bench.engine.jobs[0].state is JobState.CANCELLED


def test_a_slow_printer_and_a_time_limit() -> None:
    """A job that gets nowhere is taken back when the time is over, and called late."""
    bench = Bench()
    bench.engine.faults = PageFaults(held=True)
    with pytest.raises(PagesLateError):
        bench.print_two(timeout_s=20.0)
    assert bench.engine.jobs[0].state is JobState.CANCELLED


def test_a_time_limit_while_the_printer_stands_still_names_its_cause() -> None:
    bench = Bench()
    bench.engine.faults = PageFaults(stop_after_sheets=1)
    with pytest.raises(PagesOutOfPaperError):
        bench.print_two(timeout_s=10.0)


def test_a_stopped_printer_is_not_sent_anything() -> None:
    bench = Bench()
    bench.engine.faults = PageFaults(stopped=True)
    with pytest.raises(PagePrinterStoppedError):
        bench.print_two()
    assert bench.printer.poll() == Stopped()


def test_a_refused_and_an_aborted_document() -> None:
    """Refused: nothing came out. Aborted after its first look: nothing either."""
    bench = Bench()
    with pytest.raises(PagesRefusedError):
        bench.printer.run(PrintPages(b"no pdf", 1), bench.context())
    bench.engine.faults = PageFaults(aborting=True)
    with pytest.raises(PagesAbortedError) as caught:
        bench.print_two()
    assert not caught.value.may_have_printed


def test_the_service_dies_after_it_took_the_document() -> None:
    """Nobody can say: unknown, and never printed again by itself."""
    bench = Bench()
    bench.link.silent_after = 3
    assert bench.print_two() == UnknownOutcome(UnknownReason.SERVICE_LOST)


def test_the_service_is_silent_for_a_moment() -> None:
    """A short silence costs nothing."""
    bench = Bench()
    bench.engine.faults = PageFaults(held=True)
    context = bench.context()
    calm = bench.link.exchange

    def exchange(request: bytes) -> bytes:
        if bench.link.asked in {4, 5, 6}:
            bench.link.asked += 1
            raise ServiceSilentError
        bench.engine.faults = PageFaults()
        return calm(request)

    bench.link.exchange = exchange  # type: ignore[method-assign]  # the line, at the right moment
    assert bench.printer.run(PrintPages(TWO_PAGES, 2), context) == Confirmed(2)


def test_the_answer_to_the_document_is_lost() -> None:
    """It may come out now or later, and the error says so."""
    bench = Bench()
    bench.link.silent_after, bench.link.loses_answer = 1, True
    with pytest.raises(ServiceSilentError) as caught:
        bench.print_two()
    assert (caught.value.may_have_printed, caught.value.may_still_print) == (True, True)


def test_a_job_that_is_forgotten_is_unknown() -> None:
    bench = Bench()
    bench.engine.faults = PageFaults(forgetful=True)
    answer = bench.engine.answer

    def forget(data: bytes) -> bytes:
        for job in bench.engine.jobs:
            job.state = JobState.COMPLETED
        return answer(data)

    bench.engine.answer = forget  # type: ignore[method-assign]  # a service that keeps no jobs
    outcome = bench.printer.run(PrintPages(TWO_PAGES, 2), bench.context())
    assert outcome == UnknownOutcome(UnknownReason.JOB_FORGOTTEN)


@pytest.mark.parametrize("uncancellable", [False, True])
def test_a_cancelled_document_is_taken_back(*, uncancellable: bool) -> None:
    """Whether that succeeds or not, the command ends as cancelled."""
    bench = Bench()
    bench.engine.faults = PageFaults(held=True, uncancellable=uncancellable)
    context = bench.context()
    bench.when_told = lambda value: context.cancel() if isinstance(value, Printing) else None
    with pytest.raises(CommandStoppedError):
        bench.printer.run(PrintPages(TWO_PAGES, 2), context)
    assert (bench.engine.jobs[0].state is JobState.CANCELLED) is not uncancellable


def test_taking_back_a_forgotten_job_is_done() -> None:
    assert Bench().printer.take_back(99)


def test_asking_the_printer() -> None:
    """Ready, silent, gone, and a stranger that speaks something else."""
    bench = Bench()
    assert bench.printer.run(QueryStatus(), bench.context()) == Ready()
    assert bench.printer.unreached(None) == Unknown()
    assert bench.printer.unreached(ServiceSilentError()) == Offline(OfflineReason.SERVICE)
    bench.engine.faults = PageFaults(garbled=True)
    assert bench.printer.poll() == Unknown()
    bench.link.silent_after = 0
    with pytest.raises(ServiceSilentError):
        bench.printer.poll()
    with pytest.raises(TypeError):
        bench.printer.run(object(), bench.context())


def test_garbled_answers_never_pass_for_a_print() -> None:
    bench = Bench()
    bench.engine.faults = PageFaults(garbled=True)
    with pytest.raises(PagePrinterError):
        bench.print_two()
    with pytest.raises(IppAnswerError):
        bench.printer.job(1)


def test_a_printer_at_another_path_is_not_there() -> None:
    bench = Bench(engine=PrintEngine("/printers/other"))
    with pytest.raises(PagesRefusedError):
        bench.print_two()
    with pytest.raises(QueueMissingError):
        Bench().printer.job(1)
