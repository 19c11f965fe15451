"""The driver of a terminal's card terminal, for a device supervisor.

A payment: what is open is asked for; the terminal tells its last payment; the journal has the order; the terminal
charges; the journal has the outcome; only then is it told. At every start, and at every poll while something is open,
the terminal is asked what became of it. A time-out is followed by a question, never by a second payment.

Source: payments sheet, sections 1, 8.1 and 10.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import assert_never

from drivers.card_terminal.errors import (
    CardFaultError,
    CardJournalError,
    CardRefusedError,
    CardUnsettledError,
)
from drivers.card_terminal.journal import CardJournal, Payment, PaymentState, VoidState
from drivers.card_terminal.judging import before_mark, judge
from drivers.card_terminal.model import (
    Busy,
    CardOrderId,
    CardResult,
    CardStage,
    CardStaged,
    CardStatus,
    NeverAsked,
    NotPaid,
    NotPaidReason,
    NotVoided,
    Offline,
    OutOfOrder,
    Paid,
    Pay,
    PayResult,
    QueryLast,
    QueryResult,
    ReadInfo,
    Ready,
    Settle,
    Settled,
    TerminalInfo,
    Unknown,
    Unresolved,
    UnresolvedCause,
    Unsettled,
    Void,
    Voided,
    VoidResult,
)
from drivers.card_terminal.terminal import (
    Approved,
    CardTerminal,
    Condition,
    Differing,
    Idle,
    InTrouble,
    LastPayment,
    LastReport,
    Occupied,
    PayReport,
    Refused,
    Silent,
)
from drivers.commands import CommandContext
from drivers.timebase import SystemTime, Timebase
from drivers.vocabulary import DeviceError, DeviceKind

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CardRules:
    """How the driver deals with the terminal, in seconds.

    Attributes:
        ask_every_s: between two questions how it is, while nothing happens.
        settle_s: how long it may stay occupied with a payment that we lost sight of, before that is asked for later.
        retry_s: between two questions meanwhile.
    """

    ask_every_s: float = 30.0
    settle_s: float = 60.0
    retry_s: float = 2.0


class CardTerminalDriver:
    """The device. Without a journal it only observes: it says how it is and charges nothing."""

    def __init__(
        self,
        terminal: CardTerminal,
        journal: CardJournal | None,
        rules: CardRules | None = None,
        *,
        timebase: Timebase | None = None,
    ) -> None:
        """Prepare; nothing is opened.

        Args:
            terminal: what speaks to the device.
            journal: opened and closed with the device; None to observe only.
            rules: times.
            timebase: clock and waiting; the machine's by default.
        """
        self._terminal, self._journal = terminal, journal
        self._rules = rules if rules is not None else CardRules()
        self._timebase = timebase if timebase is not None else SystemTime()
        self._condition: Condition | None = None
        self._asked_at = 0.0

    @property
    def kind(self) -> DeviceKind:
        """A card terminal."""
        return DeviceKind.CARD_TERMINAL

    def open(self) -> None:
        """Open the journal and the line. Raises ``CardJournalError`` or ``LinkError``; then nothing is left open."""
        self._condition = None
        if self._journal is not None:
            self._journal.open()
        try:
            self._terminal.open()
        except DeviceError:
            if self._journal is not None:
                self._journal.close()
            raise

    def close(self) -> None:
        """Close line and journal. Never raises."""
        self._terminal.close()
        if self._journal is not None:
            self._journal.close()

    def unreached(self, error: DeviceError | None) -> CardStatus:
        """``Offline`` with the fault's code, ``Unknown`` without a fault."""
        return Unknown() if error is None else Offline(error.code)

    def poll(self) -> CardStatus:
        """Ask for what is open, and say how the device is. Raises ``DeviceError`` when it does not answer."""
        if not self._fresh():
            self._ask_condition()
        self._settle_open()
        still = self._journal.open_payments() if self._journal is not None else ()
        if still:
            self._condition = None
            return Unsettled(still[0].order)
        match self._condition:
            case Idle(terminal_id):
                return Ready(terminal_id)
            case InTrouble(code):
                return OutOfOrder(code)
            case Occupied() | None:
                return Busy()
            case _:
                assert_never(self._condition)

    def run(self, command: object, context: CommandContext) -> CardResult:
        """Run a ``CardCommand``.

        Raises:
            CardTerminalError, LinkError: it failed; nothing was charged, taken back, or closed.
            CommandStoppedError: a ``Pay`` was cancelled, and the order is certainly not charged.
        """
        match command:
            case Pay(order, amount_fen):
                return self._pay(order, amount_fen, context)
            case QueryLast(order):
                return self._query(order)
            case Void(order):
                return self._void(order, context)
            case Settle():
                return self._close_day(context)
            case ReadInfo():
                return self._info()
            case _:
                raise TypeError(f"not a command of this device: {type(command).__name__}")

    # ---- how it is ----

    def _fresh(self) -> bool:
        """Whether what is known of its condition may stand. The line is looked at with every poll all the same."""
        self._terminal.look()
        rested_s = self._timebase.now() - self._asked_at
        return isinstance(self._condition, Idle) and rested_s < self._rules.ask_every_s

    def _ask_condition(self) -> Condition:
        self._condition = None
        self._condition = self._terminal.condition()
        self._asked_at = self._timebase.now()
        return self._condition

    def _info(self) -> TerminalInfo:
        return self._terminal.info()

    # ---- what became of it ----

    def _written(self) -> CardJournal:
        if self._journal is None:
            raise CardJournalError("no journal")
        return self._journal

    def _settle_open(self) -> None:
        """Ask for what is open, as far as the terminal can be asked now."""
        if self._journal is None:
            return
        for payment in self._journal.open_payments():
            self._ask_for(payment)

    def _ask_for(self, payment: Payment) -> PayResult:
        """Ask what became of a payment, and write the answer down. Raises ``DeviceError`` when it does not answer."""
        condition = self._ask_condition()
        if not isinstance(condition, Idle | InTrouble):
            self._terminal.stop()  # what runs may be it: it has nobody any more who would pay
            condition = self._ask_condition()
        if isinstance(condition, Occupied):
            return Unresolved(UnresolvedCause.NOT_ASKED_YET)
        terminal_id = condition.terminal_id if isinstance(condition, Idle) else ""
        return self._settled(payment, judge(payment, self._terminal.last_payment(), terminal_id))

    def _settled(self, payment: Payment, result: PayResult) -> PayResult:
        journal = self._written()
        match result:
            case Paid(receipt):
                journal.approved(payment.payment_id, receipt)
            case NotPaid(reason, code):
                journal.declined(payment.payment_id, reason, code)
            case Unresolved(cause):
                journal.unknown(payment.payment_id, cause, payment.code)
                _log.error("card_payment_unknown cause=%s", cause)
            case _:
                assert_never(result)
        _log.info("card_payment_asked_for result=%s", type(result).__name__)
        return result

    def _query(self, order: CardOrderId) -> QueryResult:
        payment = self._written().latest(order)
        if payment is None:
            return NeverAsked()
        if payment.open:
            return self._ask_for(payment)
        return _known(payment)

    # ---- paying ----

    def _pay(self, order: CardOrderId, amount_fen: int, context: CommandContext) -> PayResult:
        journal = self._written()
        self._settle_open()
        known = journal.latest(order)
        if known is not None and known.state is not PaymentState.DECLINED:
            return _again(known)
        if journal.open_payments():
            raise CardUnsettledError
        terminal_id = self._ready()
        before = self._terminal.last_payment()
        context.check()
        payment_id = journal.started(order, amount_fen, terminal_id, before_mark(before))
        self._condition = None
        report = self._charge(payment_id, amount_fen, context)
        try:
            return self._outcome(payment_id, before, report, context)
        except CardJournalError as error:  # the row is open: it is asked for as soon as it can be written
            _log.error("card_outcome_not_written cause=%s", error.detail)
            return Unresolved(UnresolvedCause.NOT_ASKED_YET)

    def _ready(self) -> str:
        """Make sure that the terminal waits for a command; gives its number."""
        condition = self._ask_condition()
        if isinstance(condition, Occupied):
            self._terminal.stop()
            condition = self._ask_condition()
        match condition:
            case Idle(terminal_id):
                return terminal_id
            case InTrouble(code):
                raise CardFaultError(code)
            case Occupied():
                raise CardRefusedError("busy")
            case _:
                assert_never(condition)

    def _charge(self, payment_id: int, amount_fen: int, context: CommandContext) -> PayReport:
        def show(stage: CardStage) -> None:
            context.progress(CardStaged(stage))

        show(CardStage.CONNECTING)
        try:
            return self._terminal.pay(amount_fen, context, show)
        except DeviceError as error:  # by contract: before the command reached the terminal
            self._written().declined(payment_id, NotPaidReason.TERMINAL_TROUBLE, error.code)
            raise

    def _outcome(self, payment_id: int, before: LastReport, report: PayReport, context: CommandContext) -> PayResult:
        """Write down what the terminal said, and tell it; where it said nothing, ask."""
        journal = self._written()
        match report:
            case Approved(receipt) if not _is_old(receipt.reference, before):
                journal.approved(payment_id, receipt)
                return Paid(receipt)
            case Refused(reason, code):
                journal.declined(payment_id, reason, code)
                if context.cancelled():
                    context.check()
                return NotPaid(reason, code)
            case Differing():
                journal.unknown(payment_id, UnresolvedCause.DIFFERS, "")
                _log.error("card_payment_unknown cause=%s", UnresolvedCause.DIFFERS)
                return Unresolved(UnresolvedCause.DIFFERS)
            case Approved() | Silent():
                code = report.code if isinstance(report, Silent) else "card_unexpected_reply"
                journal.unknown(payment_id, UnresolvedCause.NOT_ASKED_YET, code)
                _log.info("card_payment_silent cause=%s", code)
                return self._ask_at_once(context)
            case _:
                assert_never(report)

    def _ask_at_once(self, context: CommandContext) -> PayResult:
        """The line anew, and the question; what cannot be asked now is asked with the next poll."""
        until = self._timebase.now() + self._rules.settle_s
        result: PayResult = Unresolved(UnresolvedCause.NOT_ASKED_YET)
        try:
            self._terminal.close()
            self._terminal.open()
            while payments := self._written().open_payments():
                result = self._ask_for(payments[0])
                if context.cancelled() or self._timebase.now() + self._rules.retry_s >= until:
                    break
                if result == Unresolved(UnresolvedCause.NOT_ASKED_YET):
                    _pause(self._timebase, self._rules.retry_s)
        except DeviceError as error:
            _log.info("card_payment_not_asked_yet cause=%s", error.code)
        return result

    # ---- taking back, closing the day ----

    def _void(self, order: CardOrderId, context: CommandContext) -> VoidResult:
        journal = self._written()
        self._settle_open()
        payment = journal.latest(order)
        if payment is None or payment.state is not PaymentState.APPROVED:
            return NotVoided("not_paid", known=True)
        if payment.void is VoidState.VOIDED:
            return Voided(payment.receipt)
        if not payment.receipt_no:
            return NotVoided("no_receipt_no", known=True)
        if journal.open_payments():
            raise CardUnsettledError
        self._ready()
        context.check()
        journal.void(payment.payment_id, VoidState.STARTED)
        self._condition = None
        report = self._terminal.void(payment.receipt, context, lambda stage: context.progress(CardStaged(stage)))
        match report:
            case Approved() | Differing():
                journal.void(payment.payment_id, VoidState.VOIDED)
                return Voided(payment.receipt)
            case Refused(_, code):
                journal.void(payment.payment_id, VoidState.REFUSED)
                return NotVoided(code, known=True)
            case Silent(code):
                journal.void(payment.payment_id, VoidState.UNKNOWN)
                _log.error("card_void_unknown cause=%s", code)
                return NotVoided(code, known=False)
            case _:
                assert_never(report)

    def _close_day(self, context: CommandContext) -> Settled:
        journal = self._written()
        self._settle_open()
        if journal.open_payments():
            raise CardUnsettledError
        self._ready()
        context.check()
        day = journal.day_started()
        self._condition = None
        code = self._terminal.settle(context)
        journal.day_ended(day, code)
        return Settled(code)


def _is_old(reference: str, before: LastReport) -> bool:
    """Whether an approval is the one that the terminal had before."""
    return isinstance(before, LastPayment) and before.receipt.reference == reference and before.charged


def _again(payment: Payment) -> PayResult:
    """What is answered to paying an order that is paid, or perhaps is."""
    match payment.state:
        case PaymentState.APPROVED if payment.void is VoidState.VOIDED:
            return NotPaid(NotPaidReason.DECLINED, "voided")
        case PaymentState.APPROVED:
            return Paid(payment.receipt)
        case _:
            return Unresolved(_cause(payment))


def _known(payment: Payment) -> QueryResult:
    match payment.state:
        case PaymentState.APPROVED:
            return Voided(payment.receipt) if payment.void is VoidState.VOIDED else Paid(payment.receipt)
        case PaymentState.DECLINED:
            return NotPaid(NotPaidReason(payment.cause), payment.code)
        case _:
            return Unresolved(_cause(payment))


def _cause(payment: Payment) -> UnresolvedCause:
    return UnresolvedCause(payment.cause) if payment.cause else UnresolvedCause.NOT_ASKED_YET


def _pause(timebase: Timebase, seconds: float) -> None:
    """Return when so many seconds have passed: what is asked for here must not be cancelled."""
    condition = threading.Condition()
    end = timebase.now() + seconds
    with condition:
        while (left_s := end - timebase.now()) > 0:
            timebase.wait(condition, left_s)
