"""Who acts for whom, and what is said where that does not fit."""

from __future__ import annotations

from kiosk.acting import Acting, acting_ways
from kiosk.flows.apply.case import CaseFlow
from kiosk.flows.apply.table import ApplyEvent
from kiosk.flows.step import Step
from kiosk.idle_clock import IdleKind
from kiosk.policies import Policy
from kiosk.present.policy import present_policy
from kiosk.present.who import present_who
from kiosk.stage import PageName
from screens.pages.policy import PolicyWay


class WhoStep(Step):
    """One touch; whoever has been taken down for another way is forgotten."""

    idle_kind = IdleKind.MENU

    def __init__(self, flow: CaseFlow) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self.intents = {
            (PageName.WHO, "who_chosen"): self._on_chosen,
            (PageName.WHO, "staff_pressed"): self.around.ways.call_staff,
        }

    def render(self) -> None:
        """Every way, and why some are not taken."""
        around, case, item = self.around, self._flow.case, self._flow.item
        around.stage.show(
            PageName.WHO,
            present_who(
                around.texts,
                around.catalogue,
                item,
                self._flow.step_view,
                ways=acting_ways(item, case.subject),
                chosen=case.acting,
            ),
        )

    def _on_chosen(self, chosen: str) -> None:
        case, acting = self._flow.case, Acting(chosen)
        taken = {way.acting for way in acting_ways(self._flow.item, case.subject) if not way.refusal}
        if acting not in taken:
            return
        case.act_as(acting)
        self._flow.fire(ApplyEvent.WHO_CHOSEN)


class UnfitStep(Step):
    """This person cannot act this way: why, and the way that fits."""

    idle_kind = IdleKind.FORM

    def __init__(self, flow: CaseFlow) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self.intents = {(PageName.POLICY, "way_pressed"): self._on_way}

    def render(self) -> None:
        """The reason in plain words."""
        around = self.around
        around.stage.show(
            PageName.POLICY,
            present_policy(
                around.texts,
                around.catalogue,
                self._flow.item,
                self._flow.unfit or Policy.MINOR_ALONE,
                language=around.words.language,
                answers=self._flow.case.answers,
                printer_ok=False,
                step=self._flow.step_view,
            ),
        )

    def _on_way(self, way: str) -> None:
        match PolicyWay(way):
            case PolicyWay.WHO:
                self._flow.fire(ApplyEvent.WHO_ASKED)
            case PolicyWay.BACK:
                self._flow.go_back()
            case PolicyWay.STAFF:
                self.around.ways.call_staff()
            case _:
                pass
