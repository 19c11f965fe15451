"""Telling why an item is not simply handed in here, and taking the way that the resident chooses then."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, assert_never

from kiosk.policies import STARTABLE, Policy, policy_of
from kiosk.stage import PageName

if TYPE_CHECKING:
    from config.catalogue.schema import Item
    from kiosk.flows.surroundings import Surroundings


class PolicyTalk:
    """One page for whatever stands before an item or in its place; the flow says what printing and going back mean."""

    def __init__(self, around: Surroundings, *, print_sheet: Callable[[], None], go_back: Callable[[], None]) -> None:
        self._around = around
        self._print_sheet = print_sheet
        self._go_back = go_back

    def policy(self) -> Policy | None:
        """What has to be told of the visit's item now."""
        around, item = self._around, self._item
        may_queue = around.catalogue.may_queue(item, around.today)
        return policy_of(item, online=around.online(), may_queue=may_queue)

    def render(self, *, printer_ok: bool, can_pay: bool) -> None:
        """The page; back to the guide where nothing has to be told any longer, such as when the line is up again."""
        from kiosk.present.policy import present_policy

        around, policy = self._around, self.policy()
        if policy is None:
            self._go_back()
            return
        around.stage.show(
            PageName.POLICY,
            present_policy(
                around.texts,
                around.catalogue,
                self._item,
                policy,
                language=around.words.language,
                answers=around.visit.answers,
                printer_ok=printer_ok,
                can_pay=can_pay,
            ),
        )

    def take(self, way: str) -> None:
        """The resident chose a way."""
        from screens.pages.policy import PolicyWay

        ways, chosen = self._around.ways, PolicyWay(way)
        match chosen:
            case PolicyWay.START:
                if self.policy() in STARTABLE:
                    ways.begin_case(self._item.item_id)
            case PolicyWay.PRINT:
                self._print_sheet()
            case PolicyWay.PAY:
                ways.open_payment()
            case PolicyWay.STAFF:
                ways.call_staff()
            case PolicyWay.BACK | PolicyWay.WHO:
                self._go_back()
            case _:
                assert_never(chosen)

    @property
    def _item(self) -> Item:
        item = self._around.visit.item
        assert item is not None
        return item
