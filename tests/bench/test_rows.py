"""How a figure is judged."""

from __future__ import annotations

import pytest

from tests.bench.rows import judged, row, table


@pytest.mark.parametrize(
    ("value", "baseline", "goal", "met"),
    [
        (13.0, 10.0, 1.3, True),
        (14.0, 10.0, 1.3, False),
        (150.0, None, 200.0, True),
        (250.0, None, 200.0, False),
        (3.0, 10.0, None, None),
    ],
)
def test_goal_is_an_upper_bound(value: float, baseline: float | None, goal: float | None, met: bool | None) -> None:
    """Of the ratio where there is a baseline, else of the value."""
    assert judged(row("one", value, "ms", baseline, goal))["met"] is met


@pytest.mark.parametrize(("ratio", "met"), [(0.25, True), (0.15, False)])
def test_goal_may_be_a_lower_bound(ratio: float, met: bool) -> None:
    """Written out."""
    assert judged({**row("rate", ratio * 100, "1/s", 100.0), "goal": ">= 0.20"})["met"] is met


def test_goal_that_says_nothing() -> None:
    """A slip of the pen is no goal."""
    with pytest.raises(ValueError, match="not a goal"):
        judged({**row("one", 1.0, "ms"), "goal": "fast"})


def test_table_marks_what_is_missed() -> None:
    """For whoever reads it quickly."""
    shown = table([judged(row("slow", 20.0, "ms", 10.0, 1.5)), judged(row("free", 1.0, "ms"))])
    assert "NO" in shown.splitlines()[1]
    assert shown.splitlines()[2].endswith("-")
