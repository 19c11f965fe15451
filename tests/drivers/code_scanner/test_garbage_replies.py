"""Bytes that are no answer: most often a wrong speed."""

from __future__ import annotations

import pytest

from drivers.code_scanner.codec import Family
from drivers.code_scanner.errors import CommandRefusedError, ScannerGarbledError
from drivers.vocabulary import ErrorClass, StaffAction
from tests.drivers.code_scanner.desk import Desk


def test_garbage_to_a_question(hasty_desk: Desk) -> None:
    """A fault of the line, which the supervisor cures by opening it anew; staff look at the settings."""
    hasty_desk.simulator.faults.replaced_by = b"\xf8\x80\xfe"
    with pytest.raises(ScannerGarbledError) as caught:
        hasty_desk.scanner.poll()
    assert (caught.value.error_class, caught.value.action) == (ErrorClass.LINK, StaffAction.CHECK_SETTINGS)


def test_noise_before_every_answer_is_passed_over(desk: Desk) -> None:
    """The answer is there."""
    desk.simulator.line.noise = b"\xf8\x80"
    assert desk.scanner.poll().usable


def test_a_command_that_arrived_damaged_is_sent_again(hasty_desk: Desk, family: Family) -> None:
    """A "7E 00" engine says so; twice is a fault of the line."""
    if family is not Family.SEVEN_E:
        return
    hasty_desk.scanner.poll()
    hasty_desk.simulator.faults.seen_damaged = 1
    assert hasty_desk.scan("good").text == "good"
    assert hasty_desk.simulator.await_stops(2)
    hasty_desk.scanner.poll()
    hasty_desk.simulator.faults.seen_damaged = 2
    with pytest.raises(ScannerGarbledError):
        hasty_desk.scan("good")


def test_a_scanner_that_refuses_to_start(hasty_desk: Desk, family: Family) -> None:
    """Most likely another family than the settings say; the Honeywell command set has no answer to a start."""
    if family is Family.HONEYWELL:
        return
    hasty_desk.scanner.poll()
    hasty_desk.simulator.faults.refuses = True
    with pytest.raises(CommandRefusedError) as caught:
        hasty_desk.scan()
    assert caught.value.error_class is ErrorClass.CONFIGURATION
