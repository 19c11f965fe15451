"""What has become of a payment, on the page and on a slip; asked for again as long as that is not known.

What will most likely be known in a moment is waited for before the slip is made, so that one slip says the end. Where
that takes longer the slip says what is known then, and another one comes when there is more.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from drivers.vocabulary import DeviceKind
from kiosk.flows.apply.sealing_steps import SLIP_VIEWS
from kiosk.flows.pay.attempt import FINAL, Standing
from kiosk.flows.pay.case import Paying
from kiosk.flows.pay.table import PayEvent
from kiosk.flows.pay.told import Told
from kiosk.flows.step import Step
from kiosk.idle_clock import IdleKind
from kiosk.paper import PaperState
from kiosk.payment_slips import CashCount, PaymentFacts, cash_slip, paid_slip, refund_slip, unknown_slip
from kiosk.pictures import image_of_slip
from kiosk.present.payment.result import ResultFacts, ResultView, present_pay_result, view_of
from kiosk.present.payment.words import method_name, reduction_name
from kiosk.present.sealed import SlipView
from kiosk.slips import SLIP_TIME
from kiosk.stage import PageName
from offline_queue.wire.payments import CASH, OrderState

if TYPE_CHECKING:
    from drivers.printer.document import Slip
    from kiosk.hall_calls import HallCalls
    from kiosk.payments.order_desk import OrderDesk
    from offline_queue.wire.payments import Bill

ASK_EVERY_S = 3
SLIP_WAITS_S = 8.0
"""How long the end is waited for before a slip is made of what is known."""
NO_SLIP = frozenset({ResultView.ASKING, ResultView.NOT_PAID, ResultView.REFUSED, ResultView.CASH_NONE})
PAID = frozenset({ResultView.PAID, ResultView.SETTLING})
BACK = frozenset({ResultView.GOING_BACK, ResultView.GIVEN_BACK})
CAN_PAY_AGAIN = frozenset({ResultView.NOT_PAID, ResultView.REFUSED, ResultView.CASH_NONE})
"""Only where the hall has said that the order is closed and nothing was taken."""
OF_CASH = frozenset({ResultView.CASH_SHORT, ResultView.CASH_NONE})
SOON_MORE = frozenset({ResultView.SETTLING, ResultView.UNKNOWN, ResultView.GOING_BACK})
"""The hall is at work on it: usually there is more a second later. A lost line or a person takes longer."""


class ResultStep(Step):
    """The last page of a payment."""

    idle_kind = IdleKind.FORM

    def __init__(self, flow: Paying) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self._answer: Told | None = None
        self._view = ResultView.ASKING
        self._said: ResultView | None = None
        self._slip_due_at: float | None = None
        self._printed: SlipView | None = None
        self._asking = False
        self._ask_in = 0
        self.intents = {
            (PageName.PAY_RESULT, "done_pressed"): flow.finish,
            (PageName.PAY_RESULT, "ask_pressed"): self._ask,
            (PageName.PAY_RESULT, "other_pressed"): self._on_other,
            (PageName.PAY_RESULT, "staff_pressed"): self.around.ways.call_staff,
            (PageName.PAY_RESULT, "print_pressed"): self._on_print,
        }

    @property
    def _slip(self) -> SlipView | None:
        """What is known of the slip; one that waits for the end is being made."""
        return self._printed if self._slip_due_at is None else SlipView.DRAWING

    @property
    def _bill(self) -> Bill | None:
        return None if self._flow.attempt is None else self._flow.attempt.bill

    def enter(self) -> None:
        """What is known; the hall is asked where that is not the end."""
        self._answer, self._said, self._printed, self._asking, self._ask_in = None, None, None, False, ASK_EVERY_S
        self._view, self._slip_due_at = ResultView.ASKING, None
        attempt = self._flow.attempt
        if attempt is None:
            self._ask()
        else:
            self.heard(attempt.standing)
        self.render()

    def render(self) -> None:
        """The page for what is known."""
        place = self._flow.place
        again = self._view in CAN_PAY_AGAIN and self._bill is not None
        self.around.stage.show(
            PageName.PAY_RESULT,
            present_pay_result(
                self.around.texts,
                self._view,
                self._facts(),
                slip=self._slip,
                in_case=self._flow.in_case,
                may_pay_again=again,
                asking=self._asking,
                window=place.window,
                phone=place.phone,
            ),
        )

    def on_tick(self) -> None:
        """Ask again every few seconds as long as there is no end; a slip that waited for it long enough is made."""
        if self._slip_due_at is not None:
            self._make_slip()
            self.render()
        ended = self._answer is not None and self._answer.state in FINAL
        if ended or self._view in CAN_PAY_AGAIN or self._view is ResultView.NOT_FOUND:
            return
        self._ask_in -= 1
        if self._ask_in <= 0 and not self._asking:
            self._ask()

    def go_back(self) -> bool:
        """There is no way back into an order."""
        return True

    def leave(self) -> None:
        """Let go of what was shown."""
        self.around.paper.forget()
        super().leave()

    # ---- what is known -----------------------------------------------------------------------------------------------

    def _take(self, answer: Told | None, *, closed: bool = False, lost: bool = False) -> None:
        """Decide what is said. What was said of cash stays as long as the order's own state is no other end."""
        self._answer = answer if answer is not None else self._answer
        answer = self._answer
        if answer is not None:
            view = view_of(answer.state)
            if self._flow.end_view in OF_CASH and answer.state in {OrderState.MANUAL, OrderState.CLOSED}:
                view = self._flow.end_view
            elif view is ResultView.NOT_PAID and answer.refusal:
                view = ResultView.REFUSED
            elif view is ResultView.UNKNOWN and lost:
                view = ResultView.LOST
        elif closed:
            view = ResultView.NOT_PAID
        else:
            view = ResultView.LOST
        self._view = view
        self._make_slip()

    def _facts(self) -> ResultFacts:
        answer, bill, texts = self._answer, self._bill, self.around.texts
        is_book = bill is not None and bill.payer_masked is not None
        return ResultFacts(
            subject="" if bill is None else bill.subject,
            payee="" if bill is None else bill.payee,
            kind_name="" if bill is None else texts(f"pay.kind.{bill.fee_class.value}"),
            amount_fen=answer.amount_fen if answer is not None else 0 if bill is None else bill.amount_fen,
            method=self._method(),
            order=self._order_id(),
            paid_at="" if answer is None or answer.paid_at is None else self._local(answer.paid_at).strftime(SLIP_TIME),
            document_number="" if answer is None else answer.document_number,
            is_book=is_book,
            refusal="" if answer is None else answer.refusal,
            inside_fen=self._inside_fen(),
        )

    def _method(self) -> str:
        if self._answer is not None:
            return self._answer.method
        return "" if self._flow.attempt is None else self._flow.attempt.method

    def _order_id(self) -> str:
        return self._answer.order_id if self._answer is not None else self._flow.order_asked

    def _inside_fen(self) -> int:
        credited = 0 if self._answer is None else self._answer.credited_fen
        return max(self._flow.inside_fen, credited)

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.around.now().tzinfo)

    # ---- asking ------------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        """Ask the hall; of a number that is not this terminal's, with the code that stands on its slip."""
        attempt, order_id, code = self._flow.attempt, self._order_id(), self._flow.order_code
        self._ask_in = ASK_EVERY_S
        if attempt is not None and not order_id:
            attempt.ask()
            return
        if self._asking or not order_id:
            return
        self._asking = True
        self.around.payments.work(lambda desk, calls: _look(desk, calls, order_id, code), self._told, self._failed)
        self.render()

    def _told(self, answer: Told | None) -> None:
        self._asking = False
        if answer is None and self._answer is None and self._flow.attempt is None:
            self._view = ResultView.NOT_FOUND
        else:
            self._take(answer, lost=answer is None)
        self.render()

    def _failed(self, error: Exception) -> None:
        from kiosk.hall_calls import LiveCallError

        if not isinstance(error, LiveCallError):
            raise error
        self._asking = False
        if self._answer is None or view_of(self._answer.state) is ResultView.UNKNOWN:
            self._take(None, lost=True)
        self.render()

    def heard(self, standing: Standing) -> None:
        """The attempt was told something while this page is in front."""
        answer = None if standing.answer is None else Told.of_order(standing.answer)
        self._take(answer, closed=standing.closed, lost=standing.lost)
        self.render()

    def _on_other(self) -> None:
        if self._view in CAN_PAY_AGAIN and self._bill is not None:
            self._flow.fire(PayEvent.OTHER)

    # ---- the slip ----------------------------------------------------------------------------------------------------

    def _make_slip(self) -> None:
        """Make the slip that is due for what is known; what is known in a moment is waited for."""
        if self._view in NO_SLIP or self._view is self._said:
            self._slip_due_at = None
        elif not self._order_id() or (self._answer is not None and self._answer.elsewhere):
            return  # a slip without a number leads nowhere: it comes with the number; another terminal's has been made
        elif not self.around.devices.has(DeviceKind.PRINTER):
            self._printed = SlipView.NO_PRINTER
        elif self._view not in SOON_MORE or not self._waits_for_more():
            self._print()

    def _waits_for_more(self) -> bool:
        now = self.around.monotonic()
        if self._slip_due_at is None:
            self._slip_due_at = now + SLIP_WAITS_S
        return now < self._slip_due_at

    def _print(self) -> None:
        self._slip_due_at = None
        self._said = self._view
        self.around.paper.print_slip(self._slip_of_view(), self._on_paper)

    def _on_print(self) -> None:
        self.around.paper.print_again()

    def _on_paper(self, state: PaperState) -> None:
        from screens.pages.pay_result import PayResultPage

        self._printed = SLIP_VIEWS[state.progress]
        page = self.around.stage.page(PageName.PAY_RESULT)
        if state.image is not None and isinstance(page, PayResultPage):
            page.show_slip(image_of_slip(state.image))
        if self.around.stage.front is PageName.PAY_RESULT:
            self.render()

    def _slip_of_view(self) -> Slip:
        texts, answer, now, facts = self.around.texts, self._answer, self.around.now(), self._slip_facts()
        if self._view in PAID and answer is not None:
            return paid_slip(
                texts,
                facts,
                paid_at=now if answer.paid_at is None else self._local(answer.paid_at),
                settled=answer.state is OrderState.SERVED,
                document_number=answer.document_number,
                is_book=self._facts().is_book,
                printed_at=now,
            )
        if self._view in BACK and answer is not None and answer.refund is not None:
            refund = answer.refund
            return refund_slip(
                texts,
                facts,
                refund_number=refund.refund_number,
                refund_fen=refund.amount_fen,
                done=self._view is ResultView.GIVEN_BACK,
                printed_at=now,
            )
        if self._method() == CASH and self._inside_fen():
            uncertain = self._view is ResultView.MANUAL
            return cash_slip(
                texts,
                facts,
                self._flow_notes(),
                uncertain=uncertain,
                inside_fen=self._inside_fen(),
                printed_at=now,
            )
        return unknown_slip(texts, facts, printed_at=now)

    def _flow_notes(self) -> tuple[CashCount, ...]:
        """What the page has counted; the journal has every note by itself."""
        counts = Counter(self._flow.notes)
        return tuple(CashCount(value_fen, count) for value_fen, count in counts.items())

    def _slip_facts(self) -> PaymentFacts:
        texts, bill, answer = self.around.texts, self._bill, self._answer
        return PaymentFacts(
            place=self._flow.place,
            order=self._order_id(),
            kind_name="" if bill is None else texts(f"pay.kind.{bill.fee_class.value}"),
            subject="" if bill is None else bill.subject,
            payee="" if bill is None else bill.payee,
            amount_fen=answer.amount_fen if answer is not None else 0 if bill is None else bill.amount_fen,
            method_name=method_name(texts, self._method()) if self._method() else "",
            at=self.around.now(),
            reduction="" if bill is None else reduction_name(texts, bill),
            reduction_basis="" if bill is None else bill.reduction_basis,
            lookup_code="" if answer is None else answer.lookup_code,
            payer_masked="" if bill is None else bill.payer_masked or "",
            receipt_number=self._flow.due.receipt_number,
        )


def _look(desk: OrderDesk, calls: HallCalls, order_id: str, code: str) -> Told | None:
    """Ask for an order; None: there is none of that number, or the code is another one. Raises `LiveCallError`."""
    from kiosk.hall_calls import RefusedError
    from offline_queue.wire.entries import ProblemKind

    try:
        return Told.of_order(desk.look(calls, order_id))
    except RefusedError as error:
        if error.kind is not ProblemKind.NOT_FOUND:
            raise
    try:
        return Told.of_slip(calls.order_of_slip(order_id, code)) if code else None
    except RefusedError as error:
        if error.kind is not ProblemKind.NOT_FOUND:
            raise
        return None
