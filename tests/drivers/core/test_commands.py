"""A command's context by itself, as bench tools use it."""

from __future__ import annotations

import pytest

from drivers.commands import CommandStoppedError, LiveContext, TimeLimitError
from drivers.timebase import SystemTime


def test_the_deadline_is_the_start_plus_the_limit() -> None:
    """On the clock that was passed in."""
    time = SystemTime()
    before = time.now()
    context = LiveContext(timebase=time, timeout_s=5)
    assert before + 5 <= context.deadline <= time.now() + 5


def test_a_context_without_a_listener_takes_progress() -> None:
    """It goes nowhere."""
    context = LiveContext(timebase=SystemTime(), timeout_s=5)
    context.progress("anything")
    context.check()
    assert not context.cancelled()


def test_a_wait_ends_in_time() -> None:
    """True while the command may go on, False when its time is over."""
    context = LiveContext(timebase=SystemTime(), timeout_s=0.02)
    assert context.wait(0.001)
    assert not context.wait(10)
    with pytest.raises(TimeLimitError):
        context.check()


def test_a_cancelled_context_does_not_wait() -> None:
    """And says so when it is asked."""
    context = LiveContext(timebase=SystemTime(), timeout_s=60)
    context.cancel()
    assert not context.wait(30)
    assert context.cancelled()
    with pytest.raises(CommandStoppedError):
        context.check()
