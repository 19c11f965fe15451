"""Asking the hall by receipt number and lookup code: cases, complaints, and a hall from before complaints were told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.case_lookup import look_up
from kiosk.hall_client import Lookup, LookupOutcome
from offline_queue.transport import HallTransport, Signer, Timeouts
from offline_queue.wire import routes
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.progress import ComplaintAnswer, ProgressAnswer, ProgressStep
from tests.offline_queue.build import HallSide, ManualClock, enrol_directly, opened
from tests.offline_queue.played_hall import Fault, PlayedHall, Reply, problem

AT = datetime(2026, 11, 24, 2, 31, tzinfo=UTC)
NUMBER, CODE = "LS01-261124-10011-6", "482913"
CASE = ProgressAnswer(
    receipt_number=NUMBER,
    case_number="C1",
    item_id="senior_allowance",
    item_name="高龄老人补贴申领",
    receiving_office="区民政局",
    complete=True,
    steps=(ProgressStep(state="delivered", at=AT),),
    hall_time=AT,
)
COMPLAINT = ComplaintAnswer(
    receipt_number=NUMBER,
    reference_number="TS202611240001",
    category="complaint",
    state="received",
    received_at=AT,
    complete=True,
    hall_time=AT,
)


def saying(body: str) -> Fault:
    """A good answer of the hall."""
    return lambda _hall, _asked: Reply(200, body.encode())


@pytest.fixture
def played() -> Iterator[PlayedHall]:
    with PlayedHall(HallSide(), ManualClock()) as hall:
        yield hall


def found(tmp_path: Path, played: PlayedHall, *answers: Fault, times: int = 1) -> list[Lookup]:
    """What a terminal without any entry makes of these answers when it looks up so many times."""
    enrol_directly(tmp_path / "queue", played.keys)
    for answer in answers:
        played.next("POST", answer)
    with opened(tmp_path / "queue", clock=played.clock) as outbox:
        transport = HallTransport(
            played.url, lambda: Signer.of(outbox.identity()), played.clock, timeouts=Timeouts(connect_s=5, stall_s=5)
        )
        lookups = [look_up(transport, outbox, NUMBER, CODE) for _ in range(times)]
        transport.close()
    assert {asked.path for asked in played.asked} == {routes.PROGRESS_QUERIES}
    assert len(played.asked) == len(answers)
    return lookups


def bodies(played: PlayedHall) -> list[dict[str, object]]:
    """What was asked."""
    return [json.loads(asked.body) for asked in played.asked]


def test_a_terminal_says_that_it_understands_complaints_and_reads_one(tmp_path: Path, played: PlayedHall) -> None:
    told = found(tmp_path, played, saying(COMPLAINT.model_dump_json()))
    assert told == [Lookup(LookupOutcome.FOUND, complaint=COMPLAINT)]
    assert bodies(played) == [{"receipt_number": NUMBER, "lookup_code": CODE, "complaints": True}]


def test_a_case_is_read_as_before(tmp_path: Path, played: PlayedHall) -> None:
    assert found(tmp_path, played, saying(CASE.model_dump_json())) == [Lookup(LookupOutcome.FOUND, answer=CASE)]


def test_a_hall_from_before_complaints_still_tells_cases(tmp_path: Path, played: PlayedHall) -> None:
    """It refuses the word it does not know, so the same is asked once more without it."""
    told = found(tmp_path, played, problem(422, ProblemKind.SCHEMA), saying(CASE.model_dump_json()))
    assert told == [Lookup(LookupOutcome.FOUND, answer=CASE)]
    assert bodies(played)[1] == {"receipt_number": NUMBER, "lookup_code": CODE}


def test_what_is_no_answer_finds_nothing(tmp_path: Path, played: PlayedHall) -> None:
    """Unknown, too often asked, refused both ways, and not to be read."""
    refused = problem(422, ProblemKind.SCHEMA)
    answers = problem(404, ProblemKind.NOT_FOUND), problem(429, ProblemKind.RATE), refused, refused, saying("{}")
    outcomes = (LookupOutcome.UNKNOWN, LookupOutcome.BUSY, LookupOutcome.UNREACHABLE, LookupOutcome.UNREACHABLE)
    assert found(tmp_path, played, *answers, times=4) == [Lookup(outcome) for outcome in outcomes]
