"""A card terminal that speaks ZVT, behind the adapter.

What counts as charged: a status information with result 00, no other amount or currency than was asked for, and then
the completion. What counts as not charged: a refusal before it was taken, or an abort without such a status. Everything
else is ``Silent``, and is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import assert_never

from drivers.card_terminal.errors import CardNotRegisteredError, CardRefusedError
from drivers.card_terminal.model import CardReceipt, CardStage, NotPaidReason, TerminalInfo
from drivers.card_terminal.terminal import (
    Approved,
    CannotSay,
    Condition,
    Differing,
    Idle,
    InTrouble,
    LastPayment,
    LastReport,
    NoPayment,
    Occupied,
    PayReport,
    Refused,
    Silent,
    Stages,
)
from drivers.card_terminal.zvt import codes, commands
from drivers.card_terminal.zvt.apdu import Apdu
from drivers.card_terminal.zvt.dialogue import Dialogue, DialogueTimes, Ending, Told
from drivers.card_terminal.zvt.line import ZvtLine
from drivers.card_terminal.zvt.messages import (
    NEEDS_DIAGNOSIS,
    NEEDS_INITIALISATION,
    Aborted,
    Completion,
    PaymentStatus,
    RefusedCommand,
    Registered,
    condition_of,
    registered_of,
)
from drivers.commands import CommandContext
from drivers.timebase import Timebase
from drivers.transport.errors import LinkError

CNY = 156
"""ISO 4217."""


@dataclass(frozen=True, slots=True)
class ZvtOptions:
    """How this terminal is spoken to.

    Attributes:
        password: six digits.
        currency: ISO 4217 number.
        config_byte: the bits of the registration.
        asks_last: whether 06 20 tells the last payment; without it nothing can be asked.
        nothing_code: the result code with which 06 20 ends where there is no last payment; 0: not known, so that such
            an answer tells nothing.
        times: limits of a command.
    """

    password: str
    currency: int = CNY
    config_byte: int = commands.CONFIG_BYTE
    asks_last: bool = True
    nothing_code: int = 0
    times: DialogueTimes = field(default_factory=DialogueTimes)


class ZvtTerminal:
    """A ``CardTerminal``."""

    def __init__(self, line: ZvtLine, timebase: Timebase, options: ZvtOptions) -> None:
        """Prepare; nothing is opened. Raises ``ValueError`` for a password that is none."""
        self._line, self._options = line, options
        self._password = commands.password_of(options.password)
        self._dialogue = Dialogue(line, timebase, options.times)
        self._registered: Registered | None = None

    # ---- the line ----

    def open(self) -> None:
        """Open the line."""
        self._registered = None
        self._line.open()

    def close(self) -> None:
        """Close the line."""
        self._registered = None
        self._line.close()

    # ---- questions ----

    def look(self) -> None:
        """Look at the line."""
        self._dialogue.look()

    def condition(self) -> Condition:
        """Registration where it is missing, then a status enquiry."""
        try:
            registered = self._ensure_registered()
        except CardRefusedError:
            return Occupied()
        ending = self._run(commands.status_enquiry(self._password)).last_word
        match ending:
            case RefusedCommand(codes.BUSY) | Aborted(codes.BUSY):
                return Occupied()
            case RefusedCommand(code):
                raise CardRefusedError(codes.named(code))
            case Aborted(code):
                return InTrouble(_name(code))
            case Completion():
                return self._judged(registered, condition_of(ending).status)
            case _:
                assert_never(ending)

    def info(self) -> TerminalInfo:
        """The number of the terminal, and its software where it tells it."""
        registered = self._ensure_registered()
        ending = self._run(commands.status_enquiry(self._password)).last_word
        software = condition_of(ending).software if isinstance(ending, Completion) else ""
        currency = registered.currency if registered.currency is not None else self._options.currency
        return TerminalInfo(registered.terminal_id, currency, software)

    def stop(self) -> None:
        """06 B0, and whatever it says to it."""
        self._line.send(commands.STOP)
        self._dialogue.hear_out()

    def last_payment(self) -> LastReport:
        """06 20."""
        if not self._options.asks_last:
            return CannotSay()
        told = self._run_registered(commands.repeat_receipt(self._password))
        status = told.statuses[-1] if told.statuses else None
        match told.ending:
            case RefusedCommand(code):
                return CannotSay(codes.named(code))
            case Aborted(code):
                nothing = code is not None and code == self._options.nothing_code
                return NoPayment() if nothing and status is None else CannotSay(_name(code))
            case _ if status is None or told.malformed:
                return CannotSay("zvt_no_status")
            case _:
                return self._last(status)

    # ---- money ----

    def pay(self, amount_fen: int, context: CommandContext, stages: Stages) -> PayReport:
        """06 01."""
        command = commands.authorisation(amount_fen, self._options.currency)
        return self._booked(command, amount_fen, context, stages)

    def void(self, receipt: CardReceipt, context: CommandContext, stages: Stages) -> PayReport:
        """06 30 with the number of the receipt; a receipt that is taken back already is taken back."""
        report = self._booked(
            commands.reversal(self._password, receipt.receipt_no), receipt.amount_fen, context, stages
        )
        match report:
            case Refused(_, code) if code == codes.named(codes.ALREADY_REVERSED):
                return Approved(receipt)
            case Approved() | Differing():
                return Approved(receipt)
            case _:
                return report

    def settle(self, context: CommandContext) -> str:
        """06 50."""
        told = self._run_registered(commands.end_of_day(self._password), context)
        ending = told.last_word
        match ending:
            case Completion():
                return ""
            case RefusedCommand(code) | Aborted(code):
                return _name(code)
            case _:
                assert_never(ending)

    # ---- inside ----

    def _run(self, command: Apdu, context: CommandContext | None = None) -> Told:
        told = Told()
        self._dialogue.run(command, told, context=context)
        if told.ending in {RefusedCommand(codes.NOT_REGISTERED), Aborted(codes.NOT_REGISTERED)}:
            self._registered = None
        return told

    def _run_registered(self, command: Apdu, context: CommandContext | None = None) -> Told:
        """Run a command; a terminal that was switched off meanwhile is registered again first."""
        self._ensure_registered()
        told = self._run(command, context)
        if self._registered is None:
            self._ensure_registered()
            told = self._run(command, context)
        return told

    def _ensure_registered(self) -> Registered:
        """Register where that is missing. Raises ``CardRefusedError`` while it is busy, ``CardNotRegisteredError``."""
        if self._registered is not None:
            return self._registered
        self._dialogue.hear_out()
        options = self._options
        ending = self._run(commands.registration(self._password, options.config_byte, options.currency)).last_word
        match ending:
            case Completion():
                registered = registered_of(ending)
            case RefusedCommand(codes.BUSY) | Aborted(codes.BUSY):
                raise CardRefusedError(codes.named(codes.BUSY))
            case RefusedCommand(code) | Aborted(code):
                raise CardNotRegisteredError(_name(code))
            case _:
                assert_never(ending)
        if registered.currency not in {None, options.currency}:
            raise CardNotRegisteredError("currency")
        self._registered = registered
        return registered

    def _judged(self, registered: Registered, status: int | None) -> Condition:
        flags = registered.flags or 0
        if flags & NEEDS_INITIALISATION:
            return InTrouble("zvt_needs_initialisation")
        if flags & NEEDS_DIAGNOSIS:
            return InTrouble("zvt_needs_diagnosis")
        match status:
            case None | codes.NO_ERROR:
                return Idle(registered.terminal_id)
            case codes.BUSY:
                return Occupied()
            case code:
                return InTrouble(codes.named(code))

    def _booked(self, command: Apdu, amount_fen: int, context: CommandContext, stages: Stages) -> PayReport:
        """Run a command that moves money, and say what is certain."""
        told = Told()
        try:
            self._dialogue.run(
                command,
                told,
                context=context,
                on_stage=lambda code: stages(codes.stage_of(code)),
                on_stopping=lambda: stages(CardStage.STOPPING),
            )
        except LinkError as error:
            return Silent(error.code)
        return self._report(told, amount_fen)

    def _report(self, told: Told, amount_fen: int) -> PayReport:
        done = [status for status in told.statuses if status.result == codes.NO_ERROR]
        ending = told.last_word
        if done and isinstance(ending, Completion) and (done[-1].amount is not None or done[-1].complete):
            receipt = self._receipt(done[-1], amount_fen)
            fits = len(set(done)) == 1 and self._fits(done[-1], amount_fen)
            return Approved(receipt) if fits else Differing(receipt)
        unread = told.malformed or any(status.result is None and not status.complete for status in told.statuses)
        if done or unread or (told.repeated and isinstance(ending, RefusedCommand)):
            return Silent("card_unexpected_reply")
        return self._refusal(told, ending)

    def _refusal(self, told: Told, ending: Ending) -> PayReport:
        """Nothing says that it was done."""
        said = next((status.result for status in told.statuses if status.result), None)
        match ending:
            case Completion():  # without a status, it may have been done
                return Silent("card_unexpected_reply") if said is None else _refused(said, told)
            case Aborted(code):
                return _refused(code or said, told)
            case RefusedCommand(code):
                if code == codes.NOT_REGISTERED:
                    self._registered = None
                return Refused(NotPaidReason.TERMINAL_TROUBLE, codes.named(code))
            case _:
                assert_never(ending)

    def _fits(self, status: PaymentStatus, amount_fen: int) -> bool:
        own_currency = status.currency in {None, self._options.currency}
        return status.amount in {None, amount_fen} and own_currency

    def _receipt(self, status: PaymentStatus, amount_fen: int) -> CardReceipt:
        terminal_id = status.terminal_id or (self._registered.terminal_id if self._registered is not None else "")
        receipt, trace = status.receipt or 0, status.trace or 0
        return CardReceipt(
            amount_fen=status.amount if status.amount is not None else amount_fen,
            reference=f"{terminal_id or 'zvt'}-{receipt:04d}-{trace:06d}",
            receipt_no=receipt,
            trace_no=trace,
            terminal_id=terminal_id,
            card_tail=status.card_tail,
            card_name=status.card_name,
        )

    def _last(self, status: PaymentStatus) -> LastReport:
        if status.amount is None or not (status.receipt or status.trace):
            return CannotSay("zvt_no_numbers")  # such a payment cannot be told from another
        receipt = self._receipt(status, status.amount)
        mark = f"{receipt.reference}-{status.date or 'x'}-{status.time or 'x'}"
        own_currency = status.currency in {None, self._options.currency}
        return LastPayment(mark, receipt, charged=status.result == codes.NO_ERROR, own_currency=own_currency)


def _refused(code: int | None, told: Told) -> Refused:
    if code is None:
        return Refused(NotPaidReason.TIME_OVER if told.stopped else NotPaidReason.DECLINED)
    reason = codes.reason_of(code)
    if told.stopped and reason is NotPaidReason.CANCELLED:
        reason = NotPaidReason.TIME_OVER  # it was we who stopped it
    return Refused(reason, codes.named(code))


def _name(code: int | None) -> str:
    return "zvt_no_code" if code is None else codes.named(code)
