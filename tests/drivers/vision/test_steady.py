"""When a page has lain still for long enough."""

from __future__ import annotations

import numpy as np

from drivers.vision.pages.geometry import Floats
from drivers.vision.steady import MAX_GAP_S, STEADY_S, Steadiness, SteadyTracker

PAGE = np.array([[100, 100], [500, 100], [500, 700], [100, 700]], np.float32)
START = SteadyTracker(diagonal=1600.0)
STILL, STEADY, MOVING = Steadiness(False, False), Steadiness(False, True), Steadiness(True, False)


def _run(*frames: tuple[Floats | None, float, bool]) -> list[Steadiness]:
    tracker, seen = START, []
    for quad, stamp, good in frames:
        tracker, steadiness = tracker.seen(quad, stamp, good=good)
        seen.append(steadiness)
    return seen


def test_a_page_that_lies_still_becomes_steady() -> None:
    """Not before the time is over."""
    half = STEADY_S / 2

    assert _run((PAGE, 0.0, True), (PAGE + 3, half, True), (PAGE, 2 * half, True)) == [STILL, STILL, STEADY]


def test_a_page_that_moves_begins_anew() -> None:
    """The time counts from where it lies now."""
    frames = (PAGE, 0.0, True), (PAGE + 40, 0.7, True), (PAGE + 40, 1.4, True), (PAGE + 40, 1.5, True)

    assert _run(*frames) == [STILL, MOVING, STILL, STEADY]


def test_a_slow_drift_is_a_movement() -> None:
    """Small steps add up: stillness is measured from where it began."""
    frames = [(PAGE + 8 * step, 0.2 * step, True) for step in range(5)]

    assert MOVING in _run(*frames)
    assert STEADY not in _run(*frames)


def test_the_time_counts_only_while_the_page_is_good() -> None:
    """A page that lies still but shines is not taken the moment it stops to shine."""
    frames = (PAGE, 0.0, False), (PAGE, 0.9, False), (PAGE, 1.0, True), (PAGE, 1.8, True)

    assert _run(*frames) == [STILL, STILL, STILL, STEADY]


def test_a_page_that_was_away_begins_anew() -> None:
    """No page in between."""
    frames = (PAGE, 0.0, True), (None, 0.4, False), (PAGE, 0.8, True), (PAGE, 1.7, True)

    assert _run(*frames) == [STILL, STILL, STILL, STEADY]


def test_a_pause_of_the_camera_proves_nothing() -> None:
    """Between two frames that are far apart anything may have happened."""
    assert _run((PAGE, 0.0, True), (PAGE, MAX_GAP_S + 0.1, True)) == [STILL, STILL]


def test_a_frozen_frame_never_becomes_steady() -> None:
    """Its stamp stands still, and so does the time."""
    assert _run(*[(PAGE, 5.0, True)] * 50) == [STILL] * 50


def test_one_look_that_finds_no_page_stops_the_clock_only() -> None:
    """What was missed once is not counted, and does not begin anew."""
    frames = (PAGE, 0.0, True), (PAGE, 0.5, True), (None, 0.7, False), (PAGE, 0.9, True), (PAGE, 1.3, True)

    assert _run(*frames) == [STILL, STILL, STILL, STILL, STEADY]


def test_two_looks_without_a_page_begin_anew() -> None:
    """A hand that comes in and stays takes the page away."""
    gone = (None, 0.7, False), (None, 0.8, False)
    frames = (PAGE, 0.0, True), (PAGE, 0.6, True), *gone, (PAGE, 0.9, True), (PAGE, 1.1, True)

    assert _run(*frames)[-1] == STILL


def test_one_look_that_takes_something_else_for_the_page_does_not_begin_anew() -> None:
    """It is a movement for as long as it lasts."""
    frames = (PAGE, 0.0, True), (PAGE, 0.5, True), (PAGE + 90, 0.6, True), (PAGE, 0.7, True), (PAGE, 1.1, True)

    assert _run(*frames) == [STILL, STILL, MOVING, STILL, STEADY]


def test_corners_that_change_their_names_do_not_move() -> None:
    """Print that can be read either way up turns the order, not the page."""
    turned = np.roll(PAGE, 2, axis=0)

    assert _run((PAGE, 0.0, True), (turned, 0.4, True), (PAGE, 0.9, True)) == [STILL, STILL, STEADY]


def test_a_jitter_of_the_corners_is_no_movement() -> None:
    """A few pixels either way."""
    rng = np.random.default_rng(5)
    frames = [(PAGE + rng.normal(0, 2.5, (4, 2)).astype(np.float32), 0.2 * number, True) for number in range(8)]

    assert _run(*frames)[-1] == STEADY


def test_looks_that_are_seconds_apart_end_too() -> None:
    """On a busy machine the third look that agrees is enough."""
    frames = [(PAGE, 1.8 * number, True) for number in range(3)]

    assert _run(*frames) == [STILL, STILL, STEADY]
