"""Status by ID card: for a chip's number only, one answer for unknown and wrong, bounded per terminal and person."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import delete, select

from hall.services.cases_of_card import PeopleOfOldCases
from hall.services.tables import case_people, data_queries
from offline_queue.wire import routes
from offline_queue.wire.card_queries import CARD_CASES, CardAnswer, CardQuery
from offline_queue.wire.entries import ProblemKind
from tests.hall.services.asking import OTHER, SENIOR, ask_card, card, everything_written
from tests.hall.terminal import RunningHall, Terminal, assert_problem
from tests.wire.build import CANARIES, case_document, make_case, receipt_number, seal


def cases_of(terminal: Terminal, number: str = SENIOR) -> CardAnswer:
    response = ask_card(terminal, number)
    assert response.status_code == 200, response.text
    return CardAnswer.model_validate_json(response.content)


def test_whoever_has_the_card_sees_all_of_their_cases(running: RunningHall, terminal: Terminal) -> None:
    for serial in (1, 2):
        terminal.put_answer(seal(running.sealing_key, case_document(f"s{serial}", serial=serial), sequence=serial))
        running.clock.move(60)
    told = cases_of(running.terminal("LS02"))
    assert [case.receipt_number for case in told.cases] == [receipt_number(2), receipt_number(1)]
    assert not told.more


def test_a_case_that_waits_for_files_is_told_too(running: RunningHall, terminal: Terminal) -> None:
    terminal.put_answer(make_case(running.sealing_key, b"page"))
    assert [case.complete for case in cases_of(terminal).cases] == [False]


def test_an_unknown_number_and_one_that_is_none_get_the_same_answer(running: RunningHall, terminal: Terminal) -> None:
    terminal.put_answer(make_case(running.sealing_key))
    unknown, wrong = ask_card(terminal, OTHER), ask_card(terminal, "610198194503120017")
    assert_problem(unknown, 404, ProblemKind.NOT_FOUND)
    assert unknown.content == wrong.content


@pytest.mark.parametrize(
    "changes", [{"source": "manual"}, {"source": "typed"}, {"read_age_s": 301}, {"read_age_s": -1}]
)
def test_a_typed_number_or_an_old_reading_is_refused(
    running: RunningHall, terminal: Terminal, changes: dict[str, object]
) -> None:
    terminal.put_answer(make_case(running.sealing_key))
    query = CardQuery(card=card()).model_dump(mode="json")
    query["card"] |= changes
    problem = assert_problem(
        terminal.call("POST", routes.CARD_QUERIES, json.dumps(query).encode()), 422, ProblemKind.SCHEMA
    )
    assert SENIOR not in problem.model_dump_json()


def test_questions_about_one_person_are_limited_over_all_terminals(running: RunningHall, terminal: Terminal) -> None:
    terminal.put_answer(make_case(running.sealing_key))
    for _ in range(running.hall.settings.person_queries):
        assert ask_card(terminal).status_code == 200
    assert_problem(ask_card(running.terminal("LS02")), 429, ProblemKind.RATE)
    assert_problem(ask_card(terminal, OTHER), 404, ProblemKind.NOT_FOUND)
    running.clock.move(running.hall.settings.person_queries_window_s + 1)
    assert ask_card(terminal).status_code == 200


def test_questions_of_one_terminal_are_limited(running: RunningHall, terminal: Terminal) -> None:
    for _ in range(running.hall.settings.progress_per_minute):
        running.hall.progress_queries.count("LS01")
    assert_problem(ask_card(terminal), 429, ProblemKind.RATE)


def test_a_long_list_is_told_in_part(running: RunningHall, terminal: Terminal) -> None:
    for serial in range(1, CARD_CASES + 2):
        terminal.put_answer(seal(running.sealing_key, case_document(f"s{serial}", serial=serial), sequence=serial))
    told = cases_of(terminal)
    assert len(told.cases) == CARD_CASES
    assert told.more


def test_nothing_that_is_kept_says_whose_case_it_is(
    running: RunningHall, terminal: Terminal, caplog: pytest.LogCaptureFixture
) -> None:
    """Tables and log lines hold neither number nor name, also after questions."""
    caplog.set_level("INFO")
    terminal.put_answer(make_case(running.sealing_key))
    cases_of(terminal)
    ask_card(terminal, OTHER)
    written = everything_written(running) + caplog.text
    for canary in (*CANARIES, SENIOR, OTHER):
        assert canary not in written
    asked = running.hall.database.read(lambda connection: connection.scalars(select(data_queries.c.outcome)).all())
    assert asked == ["answered", "not-found"]


def test_cases_from_before_are_linked_when_the_hall_serves(running: RunningHall, terminal: Terminal) -> None:
    terminal.put_answer(make_case(running.sealing_key))
    running.hall.database.write(lambda connection: connection.execute(delete(case_people)).rowcount).result()
    assert_problem(ask_card(terminal), 404, ProblemKind.NOT_FOUND)
    old = PeopleOfOldCases(running.hall.database, running.hall.keys)
    assert old.run_once() == 1
    assert old.run_once() == 0
    assert len(cases_of(terminal).cases) == 1
