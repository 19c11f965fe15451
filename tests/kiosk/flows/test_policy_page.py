"""An item that is not simply handed in here says why and what to do next: for every item of the sample, by touch."""

from __future__ import annotations

import pytest

from config.catalogue import load_catalogue
from config.domain.identifiers import ItemId
from config.texts import Language, Texts
from kiosk.flows.find_flow import refusal_of
from kiosk.policies import STARTABLE, UNFIT, Policy, policy_of
from kiosk.present.policy import present_policy
from kiosk.stage import PageName
from screens.pages.policy import PolicyWay
from tests.kiosk.rig import NO_PAPERS, Rig

CATALOGUE = load_catalogue()
PRECHECK, BOOKING = "food_business_permit", "newborn_household"
LINES = [(online, may_queue) for online in (True, False) for may_queue in (True, False)]


@pytest.mark.parametrize("item_id", CATALOGUE.items)
@pytest.mark.parametrize(("online", "may_queue"), LINES)
def test_every_item_starts_or_says_why_and_what_to_do(item_id: ItemId, online: bool, may_queue: bool) -> None:
    """No item ends without a next thing to do, a place and a telephone number; what starts agrees with the guide."""
    item = CATALOGUE.item(item_id)
    policy = policy_of(item, online=online, may_queue=may_queue)
    if not item.urgent:
        starts = policy is None or policy in STARTABLE
        assert starts is (refusal_of(item, online=online, may_queue=may_queue) is None)
    if policy is None:
        return
    for language in Language:
        texts = Texts.load(language)
        for printer in (True, False):
            state = present_policy(
                texts, CATALOGUE, item, policy, language=language, answers={}, printer_ok=printer, can_pay=True
            )
            ways = [state.primary, state.secondary, *state.others]
            assert not state.primary.reason
            assert {way.way for way in ways} >= {PolicyWay.PRINT, PolicyWay.STAFF}
            assert all(step for step in state.steps)
            assert (texts("guide.place.window"), item.contact.window) in [(n, v[:12]) for n, v in state.places]
            assert state.papers


def test_every_policy_has_a_sample_item() -> None:
    """So that each of them is seen by the tests above."""
    found = {
        policy_of(item, online=online, may_queue=may_queue)
        for item in CATALOGUE.items.values()
        for online, may_queue in LINES
    }
    assert found == {None, *Policy} - UNFIT


def test_a_pre_check_tells_of_the_window_before_it_begins(rig: Rig) -> None:
    """And then begins with the same touch as any other case."""
    rig.to_guide(PRECHECK)
    rig.press("guide.start.precheck")
    assert rig.front() is PageName.POLICY
    rig.press("guide.start.precheck")
    rig.seen(PageName.PRIVACY)


def test_the_sheet_is_printed_from_the_page(rig: Rig) -> None:
    """What to bring goes along on paper."""
    rig.to_guide(BOOKING)
    rig.press("guide.start.instead")
    rig.press("policy.print")
    rig.until(lambda: bool(rig.slips), "the sheet")
    assert rig.front() is PageName.NOTICE


def test_a_person_can_be_called_from_the_page(rig: Rig) -> None:
    """Where nothing else helps."""
    rig.to_guide(BOOKING)
    rig.press("guide.start.instead")
    rig.press("notice.staff")
    assert rig.front() is PageName.STAFF_CALL


def test_what_only_the_line_forbids_goes_away_with_it(rig: Rig) -> None:
    """The page leads back to the guide by itself, where the case can be started again."""
    rig.set_line(up=False)
    rig.to_guide(NO_PAPERS)
    rig.press("guide.start.instead")
    assert rig.front() is PageName.POLICY
    rig.set_line(up=True)
    rig.seen(PageName.GUIDE)
    assert rig.hand.can_press(rig.text("guide.start"))
