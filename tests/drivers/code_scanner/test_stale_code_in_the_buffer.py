"""A code that was scanned before the prompt is not the answer to it."""

from __future__ import annotations

from tests.drivers.code_scanner.desk import Desk


def test_a_code_from_before_the_prompt_is_thrown_away(desk: Desk) -> None:
    """Somebody played with the scanner; the operating system kept what it said."""
    desk.scanner.poll()
    desk.simulator.say(b"stale\r")
    assert desk.scan("fresh").text == "fresh"


def test_a_code_from_before_the_port_was_opened_is_thrown_away(desk: Desk) -> None:
    """The same for what waited while the port was closed."""
    desk.scanner.close()
    desk.simulator.say(b"stale\r")
    desk.scanner.open()
    assert desk.scan("fresh").text == "fresh"


def test_a_code_that_comes_with_the_answer_to_a_question_is_no_fault(desk: Desk) -> None:
    """The question is answered all the same."""
    desk.simulator.line.noise = b"stale\r"
    assert desk.scanner.poll().usable
