"""The bank card: charged once by the card terminal, whose journal counts; the hall is told what it says.

Source: payments sheet, section 8.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from drivers.vocabulary import (
    CommandCancelled,
    CommandDone,
    CommandFailed,
    CommandId,
    CommandProgressed,
    DeviceEvent,
    DeviceKind,
)
from kiosk.flows.pay.attempt import Standing
from kiosk.flows.pay.case import Paying
from kiosk.flows.pay.order_steps import LOST_FOR_S, OrderStep
from kiosk.idle_clock import IdleKind
from kiosk.present.payment.card import CardPhase, CardTrouble, present_pay_card
from kiosk.present.payment.result import ResultView
from kiosk.stage import PageName
from offline_queue.wire.payments import CARD, OrderState

if TYPE_CHECKING:
    from offline_queue.wire.payments import OrderAnswer


class CardDesk(Protocol):
    """What is asked of a card terminal; `kiosk.devices.DeviceDesk` with `drivers.card_terminal` is one."""

    def usable(self, kind: DeviceKind) -> bool:
        """Whether it takes a payment now."""

    def submit(self, kind: DeviceKind, command: object, timeout_s: float) -> CommandId:
        """Give it a command."""


class CardStep(OrderStep):
    """The card terminal's page."""

    idle_kind = IdleKind.PAUSED

    def __init__(self, flow: Paying, desk: CardDesk | None = None) -> None:
        super().__init__(flow)
        self._desk: CardDesk = flow.around.devices if desk is None else desk
        self._phase = CardPhase.STARTING
        self._trouble: CardTrouble | None = None
        self._command: CommandId | None = None
        self._charged = False
        self._telling = False
        self._told_s = 0
        self.intents = {(PageName.PAY_CARD, "leave_pressed"): self._on_leave}

    def enter(self) -> None:
        """Order it, then have it charged."""
        self._phase, self._trouble, self._command = CardPhase.STARTING, None, None
        self._charged, self._telling, self._told_s = False, False, 0
        self.begin(CARD).place(follow=False)
        self.render()

    def render(self) -> None:
        """What the card terminal waits for."""
        if self._flow.attempt is not None:
            bill = self.attempt.bill
            self.around.stage.show(
                PageName.PAY_CARD, present_pay_card(self.around.texts, bill, self._phase, trouble=self._trouble)
            )

    def go_back(self) -> bool:
        """Not while a card may be charged."""
        return self._flow.attempt is not None

    def on_standing(self, standing: Standing) -> None:
        """Once the hall waits for the money, the card may be charged."""
        if standing.state is OrderState.SHOWN and not self._charged:
            self._charged = True
            self._charge()
        super().on_standing(standing)

    def _charge(self) -> None:
        from drivers.card_terminal.model import CardOrderId, Pay

        if not self._desk.usable(DeviceKind.CARD_TERMINAL):
            self._tell()
            return
        self._phase = CardPhase.WAITING
        limit_s = self.around.settings.devices.card_terminal.pay_timeout_s
        command = Pay(CardOrderId(self.attempt.order_id), self.attempt.bill.amount_fen)
        self._command = self.started(self._desk.submit(DeviceKind.CARD_TERMINAL, command, limit_s))

    def on_device(self, event: DeviceEvent) -> None:
        """Follow the card terminal."""
        if event.device is not DeviceKind.CARD_TERMINAL:
            return
        match event:
            case CommandProgressed(_, command, progress) if command == self._command:
                self._progressed(progress)
            case CommandDone(_, command) | CommandCancelled(_, command) if command == self._command:
                self._done(command)
            case CommandFailed(_, command) if command == self._command:
                self._trouble = CardTrouble.LOST
                self._done(command)
            case _:
                pass

    def _progressed(self, progress: object) -> None:
        from drivers.card_terminal.model import CardStage, CardStaged

        phases = {
            CardStage.CONNECTING: CardPhase.STARTING,
            CardStage.PRESENT_CARD: CardPhase.WAITING,
            CardStage.ENTER_PIN: CardPhase.PIN,
            CardStage.PROCESSING: CardPhase.ASKING,
            CardStage.STOPPING: CardPhase.ASKING,
            CardStage.REMOVE_CARD: CardPhase.TAKE,
        }
        if isinstance(progress, CardStaged):
            self._phase = phases.get(progress.stage, self._phase)
            self.render()

    def _done(self, command: CommandId) -> None:
        self.ended(command)
        self._command = None
        self._phase = CardPhase.ASKING
        self._tell()
        self.render()

    def _on_leave(self) -> None:
        if self._command is not None:
            self._phase = CardPhase.ASKING
            self.around.devices.cancel(self._command)
        elif not self._charged:
            self._charged = True
            self._tell()
        self.render()

    def _tell(self) -> None:
        """Tell the hall what the journal says; where that does not know yet, ask again in a second."""
        order_id, amount_fen = self.attempt.order_id, self.attempt.bill.amount_fen
        if self._telling or not order_id:
            return
        self._telling = True
        self.around.payments.work(
            lambda desk, calls: desk.tell_card(calls, order_id, amount_fen), self._told, self._not_told
        )

    def _told(self, answer: OrderAnswer | None) -> None:
        self._telling = False
        if answer is not None:
            self.attempt.heard(answer)

    def _not_told(self, error: Exception) -> None:
        from kiosk.hall_calls import LiveCallError
        from kiosk.payments.order_record import OrderRecordError

        self._telling = False
        if not isinstance(error, LiveCallError | OrderRecordError):
            raise error

    def came_to_end(self, standing: Standing) -> None:
        """Not before the card terminal's last word."""
        if self._command is None:
            super().came_to_end(standing)

    def on_tick(self) -> None:
        """Tell the hall again until it has heard it; after a while the slip says that nothing is known."""
        if self._flow.attempt is None or self._command is not None:
            return
        if self._charged and not self._telling:
            self._told_s += 1
            if self._told_s >= LOST_FOR_S:
                self.end(ResultView.LOST if self.standing.state is OrderState.SHOWN else None)
            else:
                self._tell()
            return
        super().on_tick()
