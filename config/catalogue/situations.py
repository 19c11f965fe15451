"""What follows from the answers to an item's situation questions, besides the materials. Pure.

Answers are option ids by situation id. Answers to questions that the item does not ask count for nothing, so that
nothing breaks when a catalogue is replaced.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from config.catalogue.material_schema import Situation, SituationOption
from config.catalogue.model import Catalogue
from config.catalogue.schema import FeeItem, Item

MOST_COMBINATIONS = 512
"""Beyond so many ways to answer, the shortest list is not looked for."""

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shortening:
    """What the answers do to the list of materials.

    Attributes:
        questions: how many the item asks.
        answered: how many have an answer.
        before: materials without any answer.
        now: materials with the answers given so far.
        least: materials after the answers that need the fewest.
    """

    questions: int
    answered: int
    before: int
    now: int
    least: int


def chosen_options(item: Item, answers: Answers) -> Iterator[tuple[Situation, SituationOption]]:
    """The questions that have an answer, each with it, in the catalogue's order."""
    for situation in item.situations:
        for option in situation.options:
            if option.id == answers.get(situation.id):
                yield situation, option


def shortening(catalogue: Catalogue, item: Item, answers: Answers) -> Shortening:
    """How long the list is without answers, with these, and at best."""
    before = len(catalogue.materials_of(item))
    return Shortening(
        questions=len(item.situations),
        answered=sum(1 for _ in chosen_options(item, answers)),
        before=before,
        now=len(catalogue.materials_of(item, answers)),
        least=min((len(catalogue.materials_of(item, way)) for way in _ways(item)), default=before),
    )


def fees_of(item: Item, answers: Answers) -> tuple[FeeItem, ...]:
    """The fees that these answers leave: those that they name, and those that no answer to an open question names.

    A fee that only another answer to an answered question names does not apply.
    """
    named = {fee for _, option in chosen_options(item, answers) for fee in option.fees}
    refused: set[str] = set()
    for situation, chosen in chosen_options(item, answers):
        refused.update(fee for option in situation.options if option is not chosen for fee in option.fees)
    return tuple(fee for fee in item.fee.items if fee.name in named or fee.name not in refused)


def conditions_of(item: Item, answers: Answers) -> tuple[str, ...]:
    """The item's conditions and those that the answers add."""
    added = [condition for _, option in chosen_options(item, answers) for condition in option.conditions]
    return tuple(dict.fromkeys((*item.eligibility, *added)))


def advice_of(item: Item, answers: Answers) -> tuple[str, ...]:
    """What the answers say has to be known first."""
    return tuple(option.advice for _, option in chosen_options(item, answers) if option.advice)


def _ways(item: Item) -> Iterator[dict[str, str]]:
    """Every way to answer all questions; none when there are too many."""
    count = 1
    for situation in item.situations:
        count *= len(situation.options)
    if count > MOST_COMBINATIONS:
        return
    ids = [situation.id for situation in item.situations]
    for options in product(*(situation.options for situation in item.situations)):
        yield dict(zip(ids, (option.id for option in options), strict=True))
