"""Before an order: what is to be paid, and how."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

from drivers.code_scanner.classify import CodeKind
from drivers.vocabulary import DeviceEvent, DeviceKind, StatusChanged
from kiosk.code_watch import CodeWatch
from kiosk.flows.pay.case import Paying
from kiosk.flows.pay.table import PayEvent
from kiosk.flows.pay.ways import reads_codes
from kiosk.flows.step import Step
from kiosk.idle_clock import IdleKind
from kiosk.present.payment.bills import BillsTrouble, present_pay_bills
from kiosk.present.payment.method import present_pay_check, present_pay_method
from kiosk.present.payment.number import NumberFaultView, present_pay_number
from kiosk.present.payment.open_orders import OpenOrder, present_pay_open
from kiosk.present.payment.result import ResultView, view_of
from kiosk.present.payment.words import PAYMENT_CODE
from kiosk.slips import SLIP_TIME
from kiosk.stage import PageName
from offline_queue.wire.payments import CARD, CASH, BillState, ReductionGround

if TYPE_CHECKING:
    from drivers.code_scanner.classify import Code
    from kiosk.payments.order_desk import KnownOrder

ORDER_NUMBER = re.compile(r"(K[0-9]{12}[0-9A-F]{12})(?:[-.]?([0-9]{6}))?")
"""The form of the hall's order numbers (`hall.payments.orders`), and behind it what their slips have besides.
A notice's number is opaque."""
NUMBER_CODES = frozenset({CodeKind.UNKNOWN, CodeKind.RECEIPT_NUMBER})
"""A notice's code and an order's have no form of their own; a receipt number leads to the fees of its case."""
GROUNDS = (ReductionGround(ground="low_income"), ReductionGround(ground="disabled"))
"""What is offered where an older hall does not say what can be claimed."""


class OpenStep(Step):
    """Orders of earlier visits that have no end yet: nothing of theirs is paid again before they have one."""

    idle_kind = IdleKind.MENU

    def __init__(self, flow: Paying) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self.intents = {
            (PageName.PAY_OPEN, "order_chosen"): self._on_chosen,
            (PageName.PAY_OPEN, "ask_pressed"): self.around.payments.look_back,
            (PageName.PAY_OPEN, "leave_pressed"): lambda: flow.fire(PayEvent.OPEN_LEFT),
        }

    def enter(self) -> None:
        """Ask for all of them."""
        self.around.payments.changed.connect(self.render)
        self.around.payments.look_back()
        self.render()

    def render(self) -> None:
        """Each with what the hall said last."""
        payments = self.around.payments
        orders = tuple(_open_order(known, self.around.now().tzinfo) for known in payments.known)
        if not orders:
            self._flow.fire(PayEvent.OPEN_LEFT)
            return
        self.around.stage.show(
            PageName.PAY_OPEN,
            present_pay_open(self.around.texts, orders, asking=payments.looking, online=self.around.online()),
        )

    def leave(self) -> None:
        """Listen no more."""
        self.around.payments.changed.disconnect(self.render)
        super().leave()

    def _on_chosen(self, key: str) -> None:
        known = next((one for one in self.around.payments.known if one.order.client_request_id == key), None)
        if known is not None and known.order.order_id:
            self._flow.order_asked = known.order.order_id
            self._flow.fire(PayEvent.OPEN_CHOSEN)


def _open_order(known: KnownOrder, zone: object) -> OpenOrder:
    order = known.order
    asked_at = order.asked_at.astimezone(zone)  # type: ignore[arg-type]  # of the terminal's own wall clock
    view = ResultView.UNKNOWN if known.state is None else view_of(known.state)
    return OpenOrder(
        key=order.client_request_id,
        subject="",
        amount_fen=order.amount_fen,
        method=order.method,
        when=asked_at.strftime(SLIP_TIME),
        view=view,
    )


class NumberStep(Step):
    """The number of a payment notice, of a case, or of an order on a slip: typed, or shown to scanner or camera."""

    idle_kind = IdleKind.FORM

    def __init__(self, flow: Paying) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self._codes = CodeWatch(flow.around, NUMBER_CODES, self._on_scanned, on_change=self.render)
        self.intents = {
            (PageName.PAY_NUMBER, "text_edited"): self._on_edited,
            (PageName.PAY_NUMBER, "lookup_pressed"): self._on_lookup,
        }

    def enter(self) -> None:
        """The field; scanner or camera wait beside it."""
        self._codes.begin()
        self.render()

    def render(self) -> None:
        """The field as it is."""
        due = self._flow.due
        self.around.stage.show(
            PageName.PAY_NUMBER,
            present_pay_number(
                self.around.texts,
                due.number,
                fault=due.number_fault,
                scan_offered=self.around.devices.usable(DeviceKind.CODE_SCANNER),
                camera_offered=self._codes.camera_waits,
            ),
        )

    def on_device(self, event: DeviceEvent) -> None:
        """Follow scanner and camera."""
        self._codes.on_device(event)
        if isinstance(event, StatusChanged) and event.device is DeviceKind.CODE_SCANNER:
            self.render()

    def on_tick(self) -> None:
        """A camera looks again after a fault that is over."""
        self._codes.on_tick()

    def leave(self) -> None:
        """Nobody looks any more."""
        self._codes.end()
        super().leave()

    def _on_edited(self, text: str) -> None:
        self._flow.due.number, self._flow.due.number_fault = text, None
        self.render()

    def _on_scanned(self, code: Code) -> None:
        self._flow.due.number = code.text.strip()
        self._on_lookup()

    def _on_lookup(self) -> None:
        flow, due = self._flow, self._flow.due
        number = due.number.strip()
        due.receipt_number = ""
        if order := ORDER_NUMBER.fullmatch("".join(number.upper().split())):
            flow.order_asked, flow.order_code = order[1], order[2] or ""
            flow.fire(PayEvent.ORDER_GIVEN)
        elif not re.fullmatch(r"[0-9A-Za-z]{1,40}", number):
            from config.domain.number_error import NumberError
            from config.domain.receipt_number import normalise_receipt_number

            try:
                due.receipt_number = str(normalise_receipt_number(number))
            except NumberError:
                due.number_fault = NumberFaultView.WRONG_FORM
                self._codes.begin()
                self.render()
                return
            self._ask()
        else:
            self._ask()

    def _ask(self) -> None:
        self._flow.due.query_id = str(uuid.uuid4())
        self._flow.fire(PayEvent.NUMBER_GIVEN if self.around.online() else PayEvent.UNREACHABLE)


class BillsStep(Step):
    """What can be paid, kind by kind."""

    idle_kind = IdleKind.MENU

    def __init__(self, flow: Paying) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self.intents = {
            (PageName.PAY_BILLS, "bill_chosen"): self._on_bill,
            (PageName.PAY_BILLS, "claim_toggled"): self._on_claim,
            (PageName.PAY_BILLS, "number_pressed"): self._on_number,
            (PageName.PAY_BILLS, "leave_pressed"): flow.finish,
        }

    def render(self) -> None:
        """The list."""
        due = self._flow.due
        self.around.stage.show(
            PageName.PAY_BILLS,
            present_pay_bills(
                self.around.texts,
                due.bills,
                grounds=self._grounds(),
                claimed=due.grounds,
                number_offered=False,
                trouble=due.trouble,
                subject=due.subject,
            ),
        )

    def _grounds(self) -> tuple[ReductionGround, ...]:
        due = self._flow.due
        older = due.receipt_number and any(bill.full_amount_fen for bill in due.bills)
        return due.offered_grounds or (GROUNDS if older else ())

    def _on_bill(self, key: str) -> None:
        due = self._flow.due
        due.bill = next((bill for bill in due.bills if bill.bill_id == key), None)
        if due.bill is None:
            return
        due.trouble = None
        if due.bill.state is BillState.ORDERED:
            if due.bill.order_id is None:
                due.trouble = BillsTrouble.TAKEN
                self.render()
                return
            self._flow.order_asked = due.bill.order_id
            self._flow.fire(PayEvent.OPEN_CHOSEN)
        else:
            self._flow.fire(PayEvent.BILL_CHOSEN)

    def _on_claim(self, ground: str) -> None:
        due = self._flow.due
        due.grounds = due.grounds ^ {ground}
        due.query_id = str(uuid.uuid4())
        self._flow.fire(PayEvent.RETRY)

    def _on_number(self) -> None:
        self._flow.fire(PayEvent.NUMBER_CHOSEN)


class MethodStep(Step):
    """How it is paid."""

    idle_kind = IdleKind.MENU

    def __init__(self, flow: Paying) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self.intents = {
            (PageName.PAY_METHOD, "method_chosen"): self._on_method,
            (PageName.PAY_METHOD, "leave_pressed"): flow.finish,
        }

    def enter(self) -> None:
        """Whatever was tried before has come to its end."""
        self._flow.drop_attempt()
        self.around.devices.start(DeviceKind.CASH)
        self.around.devices.start(DeviceKind.CARD_TERMINAL)
        self.render()

    def render(self) -> None:
        """The ways that are there now."""
        bill = self._flow.due.bill
        assert bill is not None
        devices = self.around.devices
        self.around.stage.show(
            PageName.PAY_METHOD,
            present_pay_method(
                self.around.texts,
                bill,
                self._flow.due.methods,
                reads_codes=reads_codes(self._flow),
                cash=devices.usable(DeviceKind.CASH) if devices.has(DeviceKind.CASH) else None,
                card=devices.usable(DeviceKind.CARD_TERMINAL) if devices.has(DeviceKind.CARD_TERMINAL) else None,
            ),
        )

    def on_device(self, event: DeviceEvent) -> None:
        """A device that comes or goes changes what is offered."""
        if isinstance(event, StatusChanged):
            self.render()

    def _on_method(self, method: str) -> None:
        self._flow.due.method = method
        self._flow.fire(PayEvent.METHOD_CHOSEN)


class CheckStep(Step):
    """Amount and payee before anything else."""

    idle_kind = IdleKind.MENU

    def __init__(self, flow: Paying) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self.intents = {
            (PageName.PAY_CHECK, "confirmed"): self._on_confirmed,
            (PageName.PAY_CHECK, "other_pressed"): lambda: flow.fire(PayEvent.OTHER),
        }

    def render(self) -> None:
        """The bill once more."""
        due = self._flow.due
        assert due.bill is not None
        self.around.stage.show(PageName.PAY_CHECK, present_pay_check(self.around.texts, due.bill, due.method))

    def _on_confirmed(self) -> None:
        ways = {PAYMENT_CODE: PayEvent.SCAN_WANTED, CASH: PayEvent.CASH_WANTED, CARD: PayEvent.CARD_WANTED}
        self._flow.fire(ways.get(self._flow.due.method, PayEvent.CODE_WANTED))
