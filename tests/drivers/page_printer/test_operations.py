"""Which attributes requests carry, and what answers say."""

from __future__ import annotations

import pytest

from drivers.page_printer.errors import IppAnswerError, PagesRefusedError, QueueMissingError
from drivers.page_printer.ipp import Attribute, AttributeGroup, Group, Message, Tag, encode
from drivers.page_printer.operations import (
    Address,
    JobReport,
    JobState,
    address_of,
    answer_of,
    ask_job,
    job_report,
    print_pages,
    printer_status,
)
from drivers.page_printer.status import Ready, Stopped

HALL = Address("localhost", 631, "/printers/hall")


def job_answer(*attributes: Attribute) -> Message:
    return Message(0, 7, (AttributeGroup(Group.JOB, attributes),))


STATE = Attribute("job-state", Tag.ENUM, (9,))
NUMBER = Attribute("job-id", Tag.INTEGER, (12,))


@pytest.mark.parametrize(
    ("queue", "address"),
    [
        ("hall", HALL),
        ("HP_LaserJet-2", Address("localhost", 631, "/printers/HP_LaserJet-2")),
        ("ipp://192.0.2.7/ipp/print", Address("192.0.2.7", 631, "/ipp/print")),
        ("ipp://printer.local:8631/ipp/print", Address("printer.local", 8631, "/ipp/print")),
    ],
)
def test_a_queue_is_a_name_or_an_address(queue: str, address: Address) -> None:
    assert address_of(queue) == address


@pytest.mark.parametrize(
    "queue",
    [
        "",
        "two words",
        "a/b",
        "打印机",
        "ipp://",
        "ipp://host",
        "ipp://host/",
        "http://host/x",
        "ipp://u@host/x",
        "a\tb",
    ],
)
def test_what_is_neither_is_refused(queue: str) -> None:
    with pytest.raises(ValueError, match="ipp://"):
        address_of(queue)


def test_requests_say_charset_language_and_target_first_and_nothing_about_anybody() -> None:
    """The order is the RFC's; user and job have constant names."""
    request = print_pages(HALL, 3, b"%PDF-1.4")
    names = [one.name for one in request.of(Group.OPERATION).attributes]
    assert names == [
        "attributes-charset",
        "attributes-natural-language",
        "printer-uri",
        "requesting-user-name",
        "job-name",
        "ipp-attribute-fidelity",
        "document-format",
    ]
    assert request.of(Group.OPERATION).values("requesting-user-name") == ("kiosk",)
    assert request.of(Group.OPERATION).values("printer-uri") == ("ipp://localhost:631/printers/hall",)
    assert request.of(Group.JOB).values("media") == ("iso_a4_210x297mm",)
    assert request.data == b"%PDF-1.4"
    assert [one.name for one in ask_job(HALL, 4, 12).of(Group.OPERATION).attributes][2:4] == ["printer-uri", "job-id"]


def test_a_job_s_sheets_are_counted_where_the_printer_counts_them() -> None:
    """The larger of sheets and impressions; None where neither is told."""
    sheets = Attribute("job-media-sheets-completed", Tag.INTEGER, (1,))
    sides = Attribute("job-impressions-completed", Tag.INTEGER, (2,))
    unknown = Attribute("job-impressions-completed", 0x12, (b"",))
    assert job_report(job_answer(NUMBER, STATE, sheets, sides)) == JobReport(12, JobState.COMPLETED, (), 2)
    assert job_report(job_answer(NUMBER, STATE, unknown)).sheets is None


@pytest.mark.parametrize("attributes", [(), (STATE,), (NUMBER,), (NUMBER, Attribute("job-state", Tag.ENUM, (99,)))])
def test_an_answer_without_what_was_asked_is_a_wrong_answer(attributes: tuple[Attribute, ...]) -> None:
    with pytest.raises(IppAnswerError):
        job_report(job_answer(*attributes))


def test_a_printer_that_says_nothing_of_accepting_accepts() -> None:
    idle = Attribute("printer-state", Tag.ENUM, (3,))
    rejecting = Attribute("printer-is-accepting-jobs", Tag.BOOLEAN, (False,))
    assert printer_status(Message(0, 1, (AttributeGroup(Group.PRINTER, (idle,)),))) == Ready()
    assert printer_status(Message(0, 1, (AttributeGroup(Group.PRINTER, (idle, rejecting)),))) == Stopped()
    with pytest.raises(IppAnswerError):
        printer_status(Message(0, 1, ()))


@pytest.mark.parametrize(
    ("code", "request_id", "error"),
    [
        (0x0406, 7, QueueMissingError),
        (0x0407, 7, QueueMissingError),
        (0x0506, 7, PagesRefusedError),
        (0x0400, 7, PagesRefusedError),
        (0x0000, 8, IppAnswerError),
    ],
)
def test_refusals_are_typed(code: int, request_id: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        answer_of(encode(Message(code, request_id, ())), 7)


def test_an_answer_that_is_no_ipp_is_typed() -> None:
    with pytest.raises(IppAnswerError):
        answer_of(b"<html>", 7)
    assert answer_of(encode(Message(0x0001, 7, ())), 7).code == 1
