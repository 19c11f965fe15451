"""Every log call writes an event of the declared table, with its level and its fields."""

from __future__ import annotations

from config.log_events import LOG_EVENTS
from tests.project.log_calls import calls_in, fields_of, log_calls

TABLE = {event.name: event for event in LOG_EVENTS}


def test_every_call_is_declared() -> None:
    """What is logged can be read in one place: ``config/log_events.py``."""
    wrong = []
    for call in log_calls():
        parsed = None if call.text is None else fields_of(call.text)
        if parsed is None:
            wrong.append(f"{call.place}: not of the form 'event field=%s'")
            continue
        event = TABLE.get(parsed[0])
        if event is None:
            wrong.append(f"{call.place}: {parsed[0]} is not in config/log_events.py")
        elif (event.level, event.fields) != (call.level, parsed[1]):
            wrong.append(f"{call.place}: {parsed[0]} is declared as {event.level} {event.fields}")
    assert wrong == []


def test_every_declared_event_is_written_somewhere() -> None:
    """The table holds nothing that is no more."""
    written = {parsed[0] for call in log_calls() if call.text and (parsed := fields_of(call.text))}
    assert sorted(set(TABLE) - written) == []
    assert len(TABLE) == len(LOG_EVENTS)


def test_fields_name_nothing_personal() -> None:
    """A field of such a name would invite the value."""
    personal = {"name", "number", "address", "phone", "mobile", "birth", "receipt_number", "lookup_code", "text"}
    assert [event.name for event in LOG_EVENTS if personal & set(event.fields)] == []


def test_the_hall_logs_through_its_own_table() -> None:
    """All but one call, which writes the table's events."""
    assert [call.place.partition(":")[0] for call in log_calls(("hall",))] == ["hall/events.py"]


def test_calls_are_found_and_forms_told_apart() -> None:
    """The check itself sees what it must."""
    source = "_log.info('a_b c=%s d=x', 1)\n_LOG.error(f'{x}')\nother.info('no')\nmath.log(2)\n"
    assert [(call.level, call.text) for call in calls_in(source, "f.py")] == [("info", "a_b c=%s d=x"), ("error", None)]
    assert fields_of("a_b c=%s d=x") == ("a_b", ("c", "d"))
    assert fields_of("Could not open the file") is None
