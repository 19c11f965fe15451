"""Machine checks on every sample of every page: a pairwise set of modes in a push, all 72 modes in the long proof."""

from __future__ import annotations

import pytest

from screens.look import Look
from tests.screens.examine import examine
from tests.screens.pairwise import OTHERS, PUSH, every_mode, modes_of_this_run, pairs_of, samples_in
from tests.screens.samples import sample_modules
from tests.screens.stage import mode_named


@pytest.mark.parametrize("page", sample_modules())
@pytest.mark.parametrize("mode", modes_of_this_run())
def test_targets_names_texts_and_places(page: str, mode: str) -> None:
    """Large enough, apart, named, reached by keys, whole, in sight, from the texts, and clear against their ground."""
    faults = {name: seen.faults for name, seen in examine(page, mode).items() if seen.faults}
    assert faults == {}


def test_any_two_values_of_two_modes_meet_in_a_push() -> None:
    """The rows of a push cover every pair that the full set has."""
    assert pairs_of(PUSH) == pairs_of(every_mode())


def test_the_full_set_has_every_mode_once() -> None:
    """Four sizes, three themes, two languages, portrait with and without lower reach, landscape."""
    looks: list[tuple[Look, str]] = [(mode_named(name).look, mode_named(name).language.value) for name in every_mode()]
    assert len(looks) == len(set(looks)) == 72


def test_neighbouring_samples_share_the_other_modes_between_them() -> None:
    """Each mode is seen with one of any two samples, and by a page's only sample always."""
    two = ["usual", "offline"]
    assert all(len(samples_in(mode, two)) == 1 for mode in OTHERS)
    assert {samples_in(mode, two)[0] for mode in OTHERS} == set(two)
    assert all(samples_in(mode, ["usual"]) == ["usual"] for mode in OTHERS)
