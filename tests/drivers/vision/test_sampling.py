"""Reading colours along lines."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from drivers.vision.pages.sampling import middle


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=40))
def test_the_middle_is_one_of_the_values_with_as_many_above_as_below(numbers: list[int]) -> None:
    """The median of an odd number, the upper of the two of an even number."""
    values = np.array(numbers, np.float32)[np.newaxis]

    assert middle(values, axis=1).tolist() == [sorted(numbers)[len(numbers) // 2]]
