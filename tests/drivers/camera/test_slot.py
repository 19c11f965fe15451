"""The latest-only slot."""

from __future__ import annotations

from drivers.camera.slot import LatestSlot


def test_only_the_newest_value_is_kept() -> None:
    """Nobody looks at an old frame."""
    slot: LatestSlot[int] = LatestSlot()

    slot.put(1)
    slot.put(2)

    assert slot.take() == 2
    assert slot.dropped == 1


def test_a_value_is_taken_once() -> None:
    """Empty again after it."""
    slot: LatestSlot[int] = LatestSlot()
    slot.put(1)

    assert (slot.take(), slot.take()) == (1, None)
    assert slot.dropped == 0


def test_clear_forgets() -> None:
    """What belongs to an ended visit is gone."""
    slot: LatestSlot[int] = LatestSlot()
    slot.put(1)

    slot.clear()

    assert slot.take() is None
