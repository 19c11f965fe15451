"""Cash: the rule first, then notes one by one, each in the journal before it is told anywhere.

The driver's journal is what counts. The hall is told every note after each one, and once more when no more comes in;
what it could not be told is told later by `kiosk.payments.order_desk`, with or without this visit.

Source: payments sheet, sections 9.1 and 10.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from drivers.vocabulary import (
    CommandCancelled,
    CommandDone,
    CommandFailed,
    CommandId,
    CommandProgressed,
    DeviceEvent,
    DeviceKind,
    StatusChanged,
)
from kiosk.flows.pay.attempt import Standing
from kiosk.flows.pay.case import Paying
from kiosk.flows.pay.order_steps import OrderStep
from kiosk.flows.pay.table import PayEvent
from kiosk.present.payment.cash import CashPhase, CashTrouble, present_pay_cash
from kiosk.present.payment.result import ResultView
from kiosk.stage import PageName
from offline_queue.wire.payments import CASH, OrderState

if TYPE_CHECKING:
    from offline_queue.wire.payments import OrderAnswer

_log = logging.getLogger(__name__)

LOST_AFTER_S = 20
"""How long the hall is told again before the page says that it could not be."""
ACCEPT_LIMIT_S = 180.0
"""How long notes are waited for; the hall waits longer (`hall.payments.orders.SILENT_FOR`)."""


class CashStep(OrderStep):
    """The validator's page."""

    def __init__(self, flow: Paying) -> None:
        super().__init__(flow)
        self._phase = CashPhase.RULE
        self._trouble: CashTrouble | None = None
        self._note_fen = 0
        self._command: CommandId | None = None
        self._again = False
        self._telling = False
        self._counted = True
        self.intents = {
            (PageName.PAY_CASH, "start_pressed"): self._on_start,
            (PageName.PAY_CASH, "back_pressed"): self._on_back,
            (PageName.PAY_CASH, "finish_pressed"): self._on_finish,
        }

    @property
    def busy(self) -> bool:
        """Whether money may be in the device or on its way: the resident stays until that is settled."""
        return self._flow.attempt is not None

    def enter(self) -> None:
        """That no change is given is read before the first note."""
        self._phase, self._trouble, self._note_fen = CashPhase.RULE, None, 0
        self._command, self._again, self._telling, self._counted = None, False, False, True
        self._flow.drop_attempt()
        self._flow.inside_fen = 0
        self.around.devices.start(DeviceKind.CASH)
        self.render()

    def render(self) -> None:
        """What is in, what is missing, what the device does."""
        bill = self._flow.due.bill
        assert bill is not None
        self.around.stage.show(
            PageName.PAY_CASH,
            present_pay_cash(
                self.around.texts,
                bill,
                self._phase,
                inside_fen=self._flow.inside_fen,
                denominations_fen=self.around.settings.devices.cash.accepted_fen,
                note_fen=self._note_fen,
                trouble=self._trouble,
            ),
        )

    def go_back(self) -> bool:
        """Only before the first note may be put in."""
        return self.busy

    # ---- the order ---------------------------------------------------------------------------------------------------

    def _on_start(self) -> None:
        if self._flow.attempt is None and self.around.devices.usable(DeviceKind.CASH):
            self._phase = CashPhase.OPENING
            self.begin(CASH).place(follow=False)
        elif self._flow.attempt is None:
            self._phase, self._trouble = CashPhase.STOPPED, CashTrouble.STOPPED
        self.render()

    def on_standing(self, standing: Standing) -> None:
        """Once the hall waits for the money, the device may take it."""
        if standing.state is OrderState.SHOWN and self._phase is CashPhase.OPENING and self._counted:
            self._counted = False
            self._accept()
        super().on_standing(standing)

    def _accept(self) -> None:
        from drivers.cash.model import Accept, CashSessionId

        devices = self.around.devices
        self._phase = CashPhase.OPENING
        if not devices.usable(DeviceKind.CASH):
            self._stopped()
            return
        command = Accept(CashSessionId(self.attempt.order_id), self.attempt.bill.amount_fen)
        self._command = self.started(devices.submit(DeviceKind.CASH, command, ACCEPT_LIMIT_S))

    def came_to_end(self, standing: Standing) -> None:
        """What the hall makes of the notes; with something in the box it is the counter's to give back."""
        if self._command is not None:
            return  # the device is not done: its last word comes first
        view = None
        if standing.state is OrderState.CLOSED:
            view = ResultView.CASH_NONE
        elif standing.state is OrderState.MANUAL and self._flow.inside_fen and self._trouble is None:
            view = ResultView.CASH_SHORT
        self.end(view)

    # ---- the device --------------------------------------------------------------------------------------------------

    def on_device(self, event: DeviceEvent) -> None:
        """Follow the validator."""
        if event.device is not DeviceKind.CASH:
            return
        match event:
            case CommandProgressed(_, command, progress) if command == self._command:
                self._progressed(progress)
            case CommandDone(_, command) if command == self._command:
                self._done(command)
            case CommandCancelled(_, command) if command == self._command:
                self._done(command)
            case CommandFailed(_, command, error) if command == self._command:
                _log.warning("cash_stopped code=%s", error.code)
                self._trouble = CashTrouble.STOPPED
                self._done(command)
            case StatusChanged() if self._phase is CashPhase.RULE:
                self.render()
            case _:
                pass

    def _progressed(self, progress: object) -> None:
        from drivers.cash.events import Reject
        from drivers.cash.model import AwaitingCash, CashRejected, CashStacked, CashTotal, NoteEscrowed, NoteReturned

        match progress:
            case AwaitingCash():
                if self._phase is not CashPhase.RETURNED:
                    self._phase = CashPhase.WAITING
            case NoteEscrowed(amount_fen):
                self._phase, self._note_fen, self._trouble = CashPhase.LOOKING, amount_fen, None
            case CashStacked(amount_fen):
                self._phase = CashPhase.WAITING
                self._flow.notes = (*self._flow.notes, amount_fen)
            case CashTotal(credited_fen):
                self._flow.inside_fen = credited_fen
                if credited_fen >= self.attempt.bill.amount_fen:
                    self._phase = CashPhase.ENOUGH
                self._tell(ended=False)
            case NoteReturned(amount_fen):
                self._phase, self._note_fen = CashPhase.RETURNED, amount_fen
            case CashRejected(reason):
                reasons = {Reject.NOT_RECOGNISED: CashTrouble.NOT_RECOGNISED, Reject.TRANSPORT: CashTrouble.TRANSPORT}
                self._trouble = reasons.get(reason, CashTrouble.NOT_ACCEPTED)
            case _:
                pass
        self.render()

    def _done(self, command: CommandId) -> None:
        self.ended(command)
        self._command = None
        if self._again and self._trouble is not CashTrouble.STOPPED:
            self._again = False
            self._accept()
        else:
            self._phase = CashPhase.FINISHING
            self._tell(ended=True)
        self.render()

    def _stopped(self) -> None:
        self._trouble, self._phase = CashTrouble.STOPPED, CashPhase.FINISHING
        self._tell(ended=True)

    def _on_back(self) -> None:
        """The note in escrow goes back; then notes are taken again."""
        if self._command is not None and self._phase is CashPhase.LOOKING:
            self._again = True
            self.around.devices.cancel(self._command)

    def _on_finish(self) -> None:
        if self._flow.attempt is None:
            self._flow.fire(PayEvent.OTHER)
        elif self._command is not None:
            self._again = False
            self._phase = CashPhase.FINISHING
            self.around.devices.cancel(self._command)
            self.render()

    # ---- the hall ----------------------------------------------------------------------------------------------------

    def _tell(self, *, ended: bool) -> None:
        """Tell every note; at the end until the hall has heard it, or the line is given up in front of this page."""
        if self._telling and not ended:
            return  # the next report has all notes anyway
        order_id = self.attempt.order_id
        self._telling = True
        self.around.payments.work(
            lambda desk, calls: desk.count_cash(calls, order_id, ended=ended),
            self._told,
            self._not_told,
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

    def on_tick(self) -> None:
        """Tell the end again until the hall has heard it; after a while the slip says what is in."""
        if self._flow.attempt is None or self._command is not None:
            return
        if not self._counted and self._phase is CashPhase.FINISHING and not self._telling:
            self._closing_s += 1
            if self._closing_s >= LOST_AFTER_S:
                self.end(ResultView.LOST)
                return
            self._tell(ended=True)
            return
        super().on_tick()
