"""Questions of an item: what the answers do to materials, fees and conditions."""

from __future__ import annotations

from itertools import product

import pytest

from config.catalogue import load_catalogue
from config.catalogue.check import check_catalogue
from config.catalogue.errors import CatalogueError, CatalogueFault
from config.catalogue.schema import Item
from config.catalogue.situations import advice_of, chosen_options, conditions_of, fees_of, shortening
from config.domain.code_sets import Necessity
from config.domain.identifiers import ItemId

CATALOGUE = load_catalogue()
CARD = CATALOGUE.item(ItemId("id_card_renewal"))
SENIOR = CATALOGUE.item(ItemId("senior_allowance"))


@pytest.mark.parametrize("item", CATALOGUE.items.values(), ids=lambda item: item.id)
def test_no_answers_leave_anything_open(item: Item) -> None:
    """However all questions are answered, no material of the item stays "perhaps", and the list never gets longer."""
    short = shortening(CATALOGUE, item, {})
    sizes = []
    for options in product(*(situation.options for situation in item.situations)):
        answers = {situation.id: option.id for situation, option in zip(item.situations, options, strict=True)}
        left = CATALOGUE.materials_of(item, answers)
        assert not item.situations or all(one.necessity is not Necessity.CONDITIONAL for one in left)
        sizes.append(len(left))
    assert short.least == min(sizes)
    assert max(sizes) <= short.before


def test_at_least_six_items_of_the_sample_ask_something() -> None:
    """And at least six get a shorter list by it."""
    asking = [item for item in CATALOGUE.items.values() if item.situations]
    shorter = [item for item in asking if shortening(CATALOGUE, item, {}).least < len(item.materials)]
    assert len(asking) >= 20
    assert len(shorter) >= 6


def test_two_answers_take_three_papers_off() -> None:
    """The pages of somebody who comes in person, whose addresses agree."""
    open_list = shortening(CATALOGUE, SENIOR, {})
    answered = shortening(CATALOGUE, SENIOR, {"register": "same", "who": "self", "unknown": "x"})
    assert (open_list.questions, open_list.answered, open_list.before, open_list.now) == (2, 0, 5, 5)
    assert (answered.answered, answered.now, answered.least) == (2, 2, 2)


def test_fees_follow_the_answers() -> None:
    """Without answers all are told; then those that an answer names, and none that only another answer names."""
    all_names = [fee.name for fee in CARD.fee.items]
    lost = {"kind": "lost", "temporary": "no"}
    assert [fee.name for fee in fees_of(CARD, {})] == all_names
    assert [fee.amount_fen for fee in fees_of(CARD, lost)] == [4000]
    assert [fee.amount_fen for fee in fees_of(CARD, {**lost, "temporary": "yes"})] == [4000, 1000]
    assert [fee.amount_fen for fee in fees_of(CARD, {"kind": "renew"})] == [2000, 1000]


def test_conditions_and_advice_follow_the_answers() -> None:
    """What an answer adds stands behind what always holds."""
    assert conditions_of(CARD, {}) == CARD.eligibility
    assert conditions_of(CARD, {"who": "self"}) == (*CARD.eligibility, "满16周岁须本人到场办理")
    newborn = CATALOGUE.item(ItemId("newborn_household"))
    assert advice_of(newborn, {"month": "no"}) == ()
    assert advice_of(newborn, {"month": "yes"}) == ("超过一个月仍可办理，请到窗口说明情况",)
    assert [option.id for _, option in chosen_options(newborn, {"month": "yes", "married": "nonsense"})] == ["yes"]


def test_an_answer_names_only_fees_of_its_item() -> None:
    """Else the catalogue is refused."""
    file = CATALOGUE.file
    option = CARD.situations[0].options[0].model_copy(update={"fees": ("没有的收费",)})
    situation = CARD.situations[0].model_copy(update={"options": (option, *CARD.situations[0].options[1:])})
    item = CARD.model_copy(update={"situations": (situation, *CARD.situations[1:])})
    broken = file.model_copy(update={"items": tuple(item if one is CARD else one for one in file.items)})
    with pytest.raises(CatalogueError) as caught:
        check_catalogue(broken, "x.yaml")
    assert caught.value.fault is CatalogueFault.DANGLING


def test_too_many_ways_are_not_counted() -> None:
    """The list without answers is then also the best that is promised."""
    situation = CARD.situations[0]
    many = tuple(situation.model_copy(update={"id": f"q{n}"}) for n in range(7))
    item = CARD.model_copy(update={"situations": many})
    assert shortening(CATALOGUE, item, {}).least == shortening(CATALOGUE, item, {}).before
