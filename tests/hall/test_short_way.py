"""The calls that go straight to their endpoints are answered, counted and refused as on the framework's way."""

from __future__ import annotations

import logging

import pytest

from hall.web.direct import HallApp
from offline_queue.wire import routes
from offline_queue.wire.entries import ProblemKind
from tests.hall.conftest import Switch
from tests.hall.terminal import CLIENT, RunningHall, Terminal, assert_problem
from tests.wire.build import make_case


@pytest.fixture
def engine() -> str:
    """One engine is enough: nothing here is about the database."""
    return "sqlite"


@pytest.fixture
def long_way(switch: Switch, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same application without its short way."""
    assert isinstance(switch.app, HallApp)
    monkeypatch.setattr(switch.app, "_direct", {})


def test_every_call_of_the_short_way_is_there(running: RunningHall, switch: Switch) -> None:
    assert isinstance(switch.app, HallApp)
    found = {method: route.path for method, route in switch.app._direct.items()}
    assert found == {"PUT": routes.ENTRY, "POST": routes.ENTRIES_BATCH, "PATCH": routes.ATTACHMENT}


def _answers(running: RunningHall, terminal: Terminal) -> list[tuple[int, str | None, str | None]]:
    """What is answered to good and bad calls of each kind, but for the hall's time."""
    made = make_case(running.sealing_key, name="one", serial=1)
    other = make_case(running.sealing_key, name="two", serial=2)
    responses = [
        terminal.put(made),
        terminal.put(made),
        terminal.call("POST", routes.ENTRIES_BATCH, other.body),
        terminal.call("PUT", routes.entry_path(made.entry_id), b"{}"),
        terminal.call("PATCH", routes.attachment_path(made.entry_id, made.entry_id), b"x"),
        *(
            CLIENT.request(method, running.url + path, content=b"{}")
            for method, path in (
                ("PUT", routes.entry_path(made.entry_id)),
                ("PUT", routes.entry_path(made.entry_id) + "/"),
                ("POST", routes.entry_path(made.entry_id)),
                ("PATCH", routes.ENTRIES_BATCH),
            )
        ),
    ]
    return [(one.status_code, one.headers.get("content-type"), one.headers.get("allow")) for one in responses]


def test_answers_on_the_short_way(running: RunningHall, terminal: Terminal) -> None:
    assert [status for status, _, _ in _answers(running, terminal)] == EXPECTED


@pytest.mark.usefixtures("running", "long_way")
def test_answers_on_the_long_way_are_the_same(running: RunningHall, terminal: Terminal) -> None:
    assert [status for status, _, _ in _answers(running, terminal)] == EXPECTED


EXPECTED = [201, 200, 200, 422, 412, 401, 404, 405, 405]


@pytest.mark.expects_log_warnings
def test_what_no_one_foresaw_is_a_signed_problem_logged_and_counted(
    running: RunningHall, terminal: Terminal, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise LookupError("a slip in the program")

    monkeypatch.setattr("hall.web.entry_routes.open_entry", broken)
    with caplog.at_level(logging.ERROR):
        response = terminal.put(make_case(running.sealing_key))
    assert_problem(response, 500, ProblemKind.INTERNAL)
    assert "hall.fault method=PUT error=LookupError" in caplog.text
    page = CLIENT.get(running.url + routes.METRICS).text
    assert 'hall_answers_total{method="PUT",path="/v1/entries/{entry_id}",status="500"} 1' in page
