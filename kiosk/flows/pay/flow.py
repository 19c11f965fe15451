"""The flow of paying: walks the table, one step object for each state. By itself, or inside an application."""

from __future__ import annotations

from collections.abc import Callable

from drivers.vocabulary import DeviceEvent, DeviceKind
from kiosk.flows.machine import step
from kiosk.flows.pay.asking_step import AskingStep
from kiosk.flows.pay.attempt import Attempt, Standing
from kiosk.flows.pay.card_step import CardStep
from kiosk.flows.pay.case import Due
from kiosk.flows.pay.cash_step import CashStep
from kiosk.flows.pay.choosing_steps import BillsStep, CheckStep, MethodStep, NumberStep, OpenStep
from kiosk.flows.pay.notice_steps import NoticeStep
from kiosk.flows.pay.order_steps import CodeStep, OrderStep, ScanStep
from kiosk.flows.pay.result_step import ResultStep
from kiosk.flows.pay.table import PAY_TABLE, PayEvent, PayState
from kiosk.flows.step import Step
from kiosk.flows.surroundings import Surroundings
from kiosk.idle_clock import IdleKind
from kiosk.present.payment.result import ResultView
from kiosk.slips import Place
from kiosk.stage import Intent

OUTERMOST = frozenset({PayState.OPEN, PayState.NUMBER, PayState.BILLS, PayState.ASKING})
"""From here back leads out of paying."""
MONEY_MOVES = frozenset({PayState.CASH, PayState.CARD})
"""The resident stays until the device is done: money is in it."""


class PayFlow:
    """From what is to be paid to what has become of it."""

    def __init__(
        self,
        around: Surroundings,
        *,
        receipt_number: str = "",
        subject: str = "",
        on_finished: Callable[[], None] | None = None,
    ) -> None:
        """Begin with a number, or with the fees of a case.

        Args:
            around: everything outside the flow.
            receipt_number: of the case; empty: a number is asked for.
            subject: what the fees belong to.
            on_finished: where to go on afterwards; None: home.
        """
        self.around = around
        self.due = Due(receipt_number=receipt_number, subject=subject)
        self.attempt: Attempt | None = None
        self.order_asked = self.order_code = ""
        self.end_view: ResultView | None = None
        self.inside_fen = 0
        self.notes: tuple[int, ...] = ()
        self._on_finished = on_finished
        self.state = self._first_state(receipt_number)
        self._result = ResultStep(self)
        self._cash = CashStep(self)
        self._steps: dict[PayState, Step] = {
            PayState.OPEN: OpenStep(self),
            PayState.NUMBER: NumberStep(self),
            PayState.ASKING: AskingStep(self),
            PayState.BILLS: BillsStep(self),
            PayState.METHOD: MethodStep(self),
            PayState.CHECK: CheckStep(self),
            PayState.CODE: CodeStep(self),
            PayState.SCAN: ScanStep(self),
            PayState.CASH: self._cash,
            PayState.CARD: CardStep(self),
            PayState.RESULT: self._result,
            **{
                state: NoticeStep(self, state)
                for state in (PayState.OFFLINE, PayState.FAILED, PayState.NOTHING, PayState.NO_METHOD)
            },
        }

    def _first_state(self, receipt_number: str) -> PayState:
        if receipt_number:
            return PayState.ASKING
        return PayState.OPEN if self.around.payments.unsettled else PayState.NUMBER

    # ---- what steps see ----------------------------------------------------------------------------------------------

    @property
    def in_case(self) -> bool:
        """Whether the resident goes on with a case afterwards."""
        return self._on_finished is not None

    @property
    def place(self) -> Place:
        """Station, terminal, window and phone, as on every slip."""
        around = self.around
        station = around.settings.station
        language = around.words.language
        point = around.catalogue.service_points.get(station.service_point_id)
        window = point.windows[0] if point is not None and point.windows else station.name
        return Place(
            station.name_in(language),
            station.terminal_no,
            around.catalogue.text(window, language),
            station.window_phone,
        )

    def fire(self, event: PayEvent) -> None:
        """Go where the table leads."""
        before = self._steps[self.state]
        self.state = step(PAY_TABLE, self.state, event)
        before.leave()
        self._steps[self.state].enter()

    def heard(self, step: OrderStep, standing: Standing) -> None:
        """The step takes it, or the page that says what has become of it."""
        front = self._steps[self.state]
        if front is step:
            step.on_standing(standing)
        elif front is self._result:
            self._result.heard(standing)

    def drop_attempt(self) -> None:
        """Nobody stands in front of the order any more: it is finished or closed without this flow."""
        attempt, self.attempt = self.attempt, None
        if attempt is not None:
            attempt.leave()

    def finish(self) -> None:
        """Back to the case, or home."""
        self.drop_attempt()
        if self._on_finished is None:
            self.around.ways.go_home()
        else:
            self._on_finished()

    # ---- what the terminal sees --------------------------------------------------------------------------------------

    @property
    def idle_kind(self) -> IdleKind:
        """As the step says."""
        if self.state is PayState.SCAN and self.attempt is None:
            return IdleKind.MENU
        if self.state is PayState.CASH and self.attempt is None:
            return IdleKind.MENU
        return self._steps[self.state].idle_kind

    @property
    def can_go_back(self) -> bool:
        """Not out of an order and its result."""
        if self.state in {PayState.SCAN, PayState.CASH}:
            return self.attempt is None
        return self.state not in {PayState.CODE, PayState.CARD, PayState.RESULT}

    @property
    def at_first_page(self) -> bool:
        """Whether back leads out of paying."""
        return self.state in OUTERMOST

    @property
    def can_leave(self) -> bool:
        """Not while a device may have money in it."""
        return self.state not in MONEY_MOVES or self.attempt is None

    @property
    def would_lose(self) -> bool:
        """An order that is left is closed by the hall; nothing that was entered is lost."""
        return False

    def enter(self) -> None:
        """Begin."""
        self._steps[self.state].enter()

    def render(self) -> None:
        """The present page again."""
        self._steps[self.state].render()

    def handle(self, intent: Intent) -> None:
        """The present step takes it."""
        self._steps[self.state].handle(intent)

    def on_device(self, event: DeviceEvent) -> None:
        """The printer's slip, else the present step."""
        if event.device is DeviceKind.PRINTER:
            self.around.paper.on_device(event)
            return
        self._steps[self.state].on_device(event)

    def on_tick(self) -> None:
        """The present step takes it."""
        self._steps[self.state].on_tick()

    def go_back(self) -> None:
        """A step inside the page, else one step back; from the outermost pages out of paying."""
        if self._steps[self.state].go_back():
            return
        if self.state in OUTERMOST:
            self.finish()
        else:
            self.fire(PayEvent.BACK)

    def leave(self) -> None:
        """The visit or the flow ends."""
        self._steps[self.state].leave()
        self.drop_attempt()
        self.due = Due()
        self.around.paper.forget()
