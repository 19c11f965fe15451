"""The fee of a case that is filed: the flow of paying as one step of handing in.

The case stays filed whatever becomes of the money (domain guide, section 12); goodbye follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.vocabulary import DeviceEvent
from kiosk.flows.apply.case import CaseFlow
from kiosk.flows.apply.table import ApplyEvent
from kiosk.flows.step import Step
from kiosk.idle_clock import IdleKind
from kiosk.stage import Intent

if TYPE_CHECKING:
    from kiosk.flows.pay.flow import PayFlow


class FeeStep(Step):
    """Everything is the inner flow's."""

    def __init__(self, flow: CaseFlow) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self._paying: PayFlow | None = None

    @property
    def paying(self) -> PayFlow:
        """The flow of paying. Only while this step is in front."""
        assert self._paying is not None
        return self._paying

    def enter(self) -> None:
        """Ask for the fees of the case."""
        from kiosk.flows.pay.flow import PayFlow

        receipt = self._flow.case.receipt
        assert receipt is not None
        name = self.around.catalogue.item_common_name(self._flow.item, self.around.words.language)
        self._paying = PayFlow(
            self.around,
            receipt_number=str(receipt.receipt_number),
            subject=name,
            on_finished=lambda: self._flow.fire(ApplyEvent.FINISHED),
        )
        self._paying.enter()

    def render(self) -> None:
        """The present page of paying."""
        self.paying.render()

    def handle(self, intent: Intent) -> None:
        """The flow of paying takes it."""
        self.paying.handle(intent)

    def on_device(self, event: DeviceEvent) -> None:
        """The flow of paying takes it."""
        self.paying.on_device(event)

    def on_tick(self) -> None:
        """The flow of paying takes it."""
        self.paying.on_tick()

    def go_back(self) -> bool:
        """Back inside paying; from its first page to the slip's."""
        if self.paying.at_first_page:
            return False
        self.paying.go_back()
        return True

    def leave(self) -> None:
        """An order that is open is finished or closed without anybody."""
        paying, self._paying = self._paying, None
        if paying is not None:
            paying.leave()
        super().leave()

    @property
    def idle_kind(self) -> IdleKind:  # type: ignore[override]  # the inner flow's, which changes
        """As the inner flow says."""
        return IdleKind.FORM if self._paying is None else self._paying.idle_kind
