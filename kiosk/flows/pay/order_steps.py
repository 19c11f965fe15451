"""While an order is open: the code that is shown, and the code that the payer shows.

Nothing here says that a payment failed: only the hall does. A line that is lost is said to be lost, with the warning
not to pay again; an order that the resident leaves is closed by the hall, whatever that comes to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.code_scanner.classify import CodeKind
from drivers.vocabulary import DeviceEvent
from kiosk.code_watch import CameraUse, CodeWatch
from kiosk.flows.pay.attempt import Attempt, Refused, Standing
from kiosk.flows.pay.case import Paying
from kiosk.flows.pay.table import PayEvent
from kiosk.flows.step import Step
from kiosk.idle_clock import IdleKind
from kiosk.present.payment.bills import BillsTrouble
from kiosk.present.payment.code import CodePhase, present_pay_code
from kiosk.present.payment.result import ResultView
from kiosk.present.payment.scan import ScanPhase, ScanTrouble, present_pay_scan
from kiosk.stage import PageName
from offline_queue.wire.payments import OrderState

if TYPE_CHECKING:
    from drivers.code_scanner.classify import Code
    from offline_queue.wire.payments import MethodOffer

LOST_FOR_S = 20
"""How long a lost line is waited for before the slip that says so is printed."""
CLOSING_FOR_S = 20
"""How long the end of an order that is being closed is waited for in front of the page."""
STILL_OPEN = frozenset({None, OrderState.NEW, OrderState.ORDERED, OrderState.SHOWN, OrderState.CLOSING})
SCHEME_METHODS = {"wechat": "wechat", "alipay": "alipay", "unionpay": "unionpay_qr"}
"""Which provider takes the codes of a scheme."""


class OrderStep(Step):
    """A step with an order in it: it ends when the order's end is known, or is known not to be known now."""

    idle_kind = IdleKind.PAUSED

    def __init__(self, flow: Paying) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self._lost_s = 0
        self._closing_s = 0

    @property
    def attempt(self) -> Attempt:
        """The order in front."""
        attempt = self._flow.attempt
        assert attempt is not None
        return attempt

    @property
    def standing(self) -> Standing:
        """What is known of it."""
        return self.attempt.standing

    def begin(self, method: str) -> Attempt:
        """Prepare an order of the chosen bill; nothing is asked yet."""
        bill = self._flow.due.bill
        assert bill is not None
        self._lost_s = self._closing_s = 0
        self._flow.order_asked, self._flow.order_code = "", ""
        self._flow.end_view, self._flow.inside_fen = None, 0
        self._flow.notes = ()
        self._flow.attempt = attempt = Attempt(
            self.around, bill, method, lambda standing: self._flow.heard(self, standing)
        )
        return attempt

    def on_tick(self) -> None:
        """Count what lasts too long, and ask again where the line was lost."""
        if self._flow.attempt is None:
            return
        self.attempt.on_tick()
        standing = self.standing
        self._lost_s = self._lost_s + 1 if standing.lost else 0
        closing = standing.state is OrderState.CLOSING
        self._closing_s = self._closing_s + 1 if closing else 0
        if self._lost_s >= LOST_FOR_S:
            self.end(ResultView.LOST)
        elif self._closing_s >= CLOSING_FOR_S:
            self.end(None)
        else:
            self.render()

    def end(self, view: ResultView | None) -> None:
        """Say what is known."""
        self._flow.end_view = view
        self._flow.fire(PayEvent.ENDED)

    def on_standing(self, standing: Standing) -> None:
        """The hall has told something of the order, or could not be asked."""
        if standing.refused is not None:
            self.refused(standing.refused)
        elif standing.state not in STILL_OPEN:
            self.came_to_end(standing)
        else:
            self.render()

    def refused(self, refused: Refused) -> None:
        """There is no order; nothing was charged."""
        self._flow.drop_attempt()
        if refused is Refused.BILL_CHANGED:
            self._flow.due.trouble = BillsTrouble.CHANGED
            self._flow.fire(PayEvent.BILL_CHANGED)
        else:
            self._flow.fire(PayEvent.UNANSWERED)

    def came_to_end(self, standing: Standing) -> None:
        """The order's end is known, or a person's."""
        refusal = None if standing.answer is None else standing.answer.refusal
        self.end(ResultView.REFUSED if standing.state is OrderState.CLOSED and refusal else None)


class CodeStep(OrderStep):
    """The code on the screen, with its countdown."""

    def __init__(self, flow: Paying) -> None:
        super().__init__(flow)
        self._asked = False
        self._leaving = False
        self._shown_at: float | None = None
        self._shown_for = 0
        self.intents = {
            (PageName.PAY_CODE, "ask_pressed"): self._on_ask,
            (PageName.PAY_CODE, "leave_pressed"): self._on_leave,
        }

    def enter(self) -> None:
        """Order it."""
        self._asked = self._leaving = False
        self._shown_at = None
        self.begin(self._flow.due.method).place()
        self.render()

    def render(self) -> None:
        """The code while it can be paid with."""
        if self._flow.attempt is None:
            return
        attempt, texts, place = self.attempt, self.around.texts, self._flow.place
        answer = attempt.standing.answer
        self.around.stage.show(
            PageName.PAY_CODE,
            present_pay_code(
                texts,
                attempt.bill,
                attempt.method,
                self._phase(),
                code="" if answer is None else answer.code_url or "",
                order=attempt.order_id,
                seconds=self._seconds_left(),
                total=self._shown_for,
                window=place.window,
                phone=place.phone,
            ),
        )

    def _phase(self) -> CodePhase:
        standing = self.standing
        if standing.lost:
            return CodePhase.LOST
        if self._leaving:
            return CodePhase.CLOSING
        if standing.state in {None, OrderState.NEW, OrderState.ORDERED}:
            return CodePhase.MAKING
        over = self._shown_at is not None and self._seconds_left() == 0
        return CodePhase.ASKING if self._asked or over or standing.state is OrderState.CLOSING else CodePhase.WAITING

    def _seconds_left(self) -> int:
        """By the time that has gone by here; the clocks of two machines are not compared."""
        if self._shown_at is None:
            return 0
        return max(0, self._shown_for - int(self.around.monotonic() - self._shown_at))

    def on_standing(self, standing: Standing) -> None:
        """The first answer with a code starts the countdown."""
        answer = standing.answer
        if answer is not None and answer.code_url and answer.expires_at is not None and self._shown_at is None:
            self._shown_at = self.around.monotonic()
            self._shown_for = max(0, int((answer.expires_at - answer.hall_time).total_seconds()))
        if not standing.lost:
            self._asked = False
        super().on_standing(standing)

    def _on_ask(self) -> None:
        """The payer says that it is paid: the page says that the hall is asked, which it is all the time."""
        if self.standing.lost:
            self.end(ResultView.LOST)
        else:
            self._asked = True
            self.attempt.ask()
            self.render()

    def _on_leave(self) -> None:
        self._leaving = True
        self.attempt.cancel()
        self.render()


class ScanStep(OrderStep):
    """The payer's code, read by scanner or camera; used once, kept nowhere."""

    def __init__(self, flow: Paying) -> None:
        super().__init__(flow)
        self._trouble: ScanTrouble | None = None
        self._scheme = ""
        self._codes = self._new_watch()
        self.intents = {
            (PageName.PAY_SCAN, "other_pressed"): lambda: self._leave_by(PayEvent.OTHER),
            (PageName.PAY_SCAN, "leave_pressed"): flow.finish,
        }

    def _new_watch(self) -> CodeWatch:
        return CodeWatch(
            self.around,
            frozenset({CodeKind.PAYMENT}),
            self._on_code,
            camera=CameraUse.INSTEAD,
            on_rejected=self._on_rejected,
            on_change=self.render,
        )

    def enter(self) -> None:
        """Wait for a code; nothing is ordered before there is one."""
        self._trouble, self._scheme = None, ""
        self._flow.drop_attempt()
        self._codes.begin()
        self.render()

    def render(self) -> None:
        """What is awaited."""
        bill = self._flow.due.bill
        assert bill is not None
        phase = ScanPhase.WAITING
        if self._flow.attempt is not None:
            shown = self.standing.state is OrderState.SHOWN
            phase = ScanPhase.PASSWORD if shown and not self.standing.lost else ScanPhase.ASKING
        self.around.stage.show(
            PageName.PAY_SCAN,
            present_pay_scan(
                self.around.texts,
                bill,
                phase,
                scheme=self._scheme,
                trouble=self._trouble,
                by_camera=self._codes.camera_waits,
            ),
        )

    def on_device(self, event: DeviceEvent) -> None:
        """Follow scanner and camera."""
        self._codes.on_device(event)

    def on_tick(self) -> None:
        """The camera too."""
        self._codes.on_tick()
        super().on_tick()

    def go_back(self) -> bool:
        """Not while money may be on its way."""
        return self._flow.attempt is not None

    def leave(self) -> None:
        """Nobody looks any more."""
        self._codes.end()
        super().leave()

    def _leave_by(self, event: PayEvent) -> None:
        if self._flow.attempt is None:
            self._flow.fire(event)

    def _on_code(self, code: Code) -> None:
        self._scheme = "" if code.scheme is None else code.scheme.value
        method = SCHEME_METHODS.get(self._scheme, "")
        if not self._takes(method):
            self._wrong(ScanTrouble.NOT_OFFERED)
            return
        self._trouble = None
        self.begin(method).place(code.text)
        self.render()

    def _takes(self, method: str) -> bool:
        offers: tuple[MethodOffer, ...] = self._flow.due.methods
        return any(offer.method == method and offer.takes_code for offer in offers)

    def _on_rejected(self, _kind: CodeKind) -> None:
        self._trouble, self._scheme = ScanTrouble.WRONG, ""
        self.render()

    def _wrong(self, trouble: ScanTrouble) -> None:
        self._trouble = trouble
        self._codes.begin()
        self.render()

    def came_to_end(self, standing: Standing) -> None:
        """A code that was refused, with the order known to be closed, may be followed by another one."""
        if standing.state is OrderState.CLOSED and standing.answer is not None and standing.answer.refusal:
            self._flow.drop_attempt()
            self._wrong(ScanTrouble.REFUSED)
        else:
            super().came_to_end(standing)
