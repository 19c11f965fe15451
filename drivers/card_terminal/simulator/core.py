"""The terminal's side of ZVT, without a line: units in, units out, hands that present cards and press keys.

A dialogue is a generator: it yields a unit, which is sent and resumes it when the till has answered, or ``WAIT``, which
is resumed when somebody does something. Source: as ``drivers.card_terminal.zvt``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from drivers.card_terminal.simulator.bank import Bank, Charge
from drivers.card_terminal.zvt import codes, commands
from drivers.card_terminal.zvt.apdu import Apdu
from drivers.card_terminal.zvt.bcd import encode_bcd
from drivers.card_terminal.zvt.fields import Field, FieldError, encode_field, parse_fields
from drivers.card_terminal.zvt.messages import Message, PaymentStatus, RefusedCommand, message_of
from drivers.card_terminal.zvt.tlv import Tlv, encode_tlv

TERMINAL_ID = 66000123
NOTHING_CODE = 0xFB
"""With which code it says that it has no last payment: this simulator's choice, no fact about others."""
VERSION = b"SIM 1.0"
PAN = bytes.fromhex("62eeeeeeeeee4771")
"""An invented card, masked."""

WAIT = None
Dialogue = Iterator[Apdu | None]


@dataclass(slots=True)
class Faults:
    """What is wrong with the terminal. Set from any thread; each holds until set again."""

    declines_with: int = 0
    """Payments are declined with this code; 0: they are approved."""
    silent_from: str = ""
    """From here on nothing of a payment reaches the till: ``command``, ``charge``, ``status``; empty: all does."""
    keeps_card: bool = False
    """The card is stuck: after the payment it waits for it to be taken."""
    other_amount_fen: int = 0
    """It charges this instead."""
    busy: bool = False
    """It is occupied with something else."""
    no_status: bool = False
    """It tells no status information, only that it is done."""
    trouble: int = 0
    """The status byte of an enquiry."""
    unasked_last: bool = False
    """It does not know 06 20."""
    reverses_after_power_cut: bool = False
    """What was charged and not told goes back when the power does."""


def status_apdu(status: PaymentStatus) -> Apdu:
    """A status information with the fields that a terminal sends."""
    parts = [encode_field(Field.RESULT, bytes([status.result or 0]))]
    numbers = ((Field.AMOUNT, status.amount, 6), (Field.TRACE, status.trace, 3), (Field.RECEIPT, status.receipt, 2))
    parts += [encode_field(name, encode_bcd(number, size)) for name, number, size in numbers if number is not None]
    texts = ((Field.TIME, status.time), (Field.DATE, status.date), (Field.TERMINAL_ID, status.terminal_id))
    parts += [encode_field(name, bytes.fromhex(text)) for name, text in texts if text]
    if status.currency is not None:
        parts.append(encode_field(Field.CURRENCY, encode_bcd(status.currency, 2)))
    if status.card_name:
        parts.append(encode_field(Field.PAN, PAN))
        parts.append(encode_field(Field.CARD_NAME, status.card_name.encode("ascii") + b"\x00"))
    parts.append(encode_field(Field.TLV, encode_tlv([Tlv(0x1F10, b"\x03")])))
    return Apdu(commands.STATUS, b"".join(parts))


class ZvtCore:
    """One terminal. ``out`` takes what it says; ``auto`` presents a card as soon as one is wanted."""

    def __init__(self, *, auto: bool = True, password: str = "000000", currency: int = 156) -> None:  # noqa: S107 - as they leave the factory
        self.bank = Bank()
        self.faults = Faults()
        self.out: Callable[[Apdu], None] = lambda _apdu: None
        self.auto = auto
        self.heard: list[int] = []
        """The control fields of everything that the till has said, answers left out."""
        self.last: PaymentStatus | None = None
        self.receipt, self.trace = 0, 0
        self.registered = False
        self._password, self._currency = commands.password_of(password), currency
        self._dialogue: Dialogue | None = None
        self._awaits_answer = False
        self._card = self._stopped = self._muted = False
        self._before_charge = False
        self._untold: Charge | None = None

    # ---- what hands do ----

    @property
    def wants_card(self) -> bool:
        """Whether it waits for a card."""
        return self._dialogue is not None and self._before_charge and not self._card

    def present_card(self) -> None:
        """Somebody inserts a card and enters the right PIN."""
        self._card = True
        self._go_on()

    def press_stop(self) -> None:
        """Somebody presses the red key, or walks away until it gives up."""
        self._stopped = True
        self._go_on()

    def free_card(self) -> None:
        """The stuck card comes out."""
        self.faults.keeps_card = False
        self._go_on()

    def power_cycle(self) -> None:
        """The power goes and comes back: it knows its payments, and nothing of a dialogue."""
        if self._untold is not None and self.faults.reverses_after_power_cut:
            self._untold.taken_back = True
            self.last = None if self.last is None else replace(self.last, result=codes.STOPPED)
        self._end()
        self.registered = False

    def pay_by_hand(self, amount_fen: int) -> None:
        """Somebody pays at the terminal without the till."""
        self._charge(amount_fen)
        self._untold = None

    # ---- what the till says ----

    def receive(self, apdu: Apdu) -> None:
        """Take a command or an answer."""
        if apdu.control == commands.ACCEPTED or isinstance(_said(apdu), RefusedCommand):
            if self._awaits_answer:
                self._awaits_answer = False
                self._advance()
            return
        self.heard.append(apdu.control)
        if apdu.control == commands.ABORT:
            self.out(commands.POSITIVE)
            self._told_to_stop()
            return
        if self.faults.busy or (self._dialogue is not None and (self._before_charge or self.faults.keeps_card)):
            self.out(Apdu(0x8400 | codes.BUSY))
            return
        self._end()
        self._begin(apdu)

    def _told_to_stop(self) -> None:
        """Before the charge it stops at once, whether or not the till answers; after it, it is too late."""
        if self._dialogue is not None and self._before_charge:
            self._before_charge = self._awaits_answer = self._muted = False
            self._dialogue = iter([_aborted(codes.STOPPED)])
            self._advance()

    def _begin(self, apdu: Apdu) -> None:
        dialogues: dict[int, Callable[[bytes], Dialogue]] = {
            commands.REGISTRATION: self._registration,
            commands.STATUS_ENQUIRY: self._enquiry,
            commands.AUTHORISATION: self._payment,
            commands.REVERSAL: self._reversal,
            commands.REPEAT_RECEIPT: self._repeat,
            commands.END_OF_DAY: self._day,
        }
        made = dialogues.get(apdu.control)
        if made is None or (apdu.control == commands.REPEAT_RECEIPT and self.faults.unasked_last):
            self._say(Apdu(0x8400 | codes.UNKNOWN_COMMAND))
            return
        if apdu.control not in {commands.REGISTRATION, commands.STATUS_ENQUIRY} and not self.registered:
            self._say(Apdu(0x8400 | codes.NOT_REGISTERED))
            return
        pays = apdu.control in {commands.AUTHORISATION, commands.REVERSAL}
        self._muted = pays and self.faults.silent_from == "command"
        self._say(commands.POSITIVE)
        self._dialogue = made(apdu.data)
        self._advance()

    # ---- dialogues ----

    def _registration(self, data: bytes) -> Dialogue:
        currency = encode_bcd(self._currency, 2)
        if data[:3] != self._password or data[4:6] != currency:
            yield _aborted(codes.PASSWORD_WRONG if data[:3] != self._password else 0x6F)
            return
        self.registered = True
        identity = encode_field(Field.TERMINAL_ID, encode_bcd(TERMINAL_ID, 4))
        flags = encode_field(Field.PAYMENT_TYPE, b"\x00")
        yield Apdu(commands.COMPLETION, flags + identity + encode_field(Field.CURRENCY, currency))

    def _enquiry(self, _data: bytes) -> Dialogue:
        size = bytes(0xF0 | int(digit) for digit in f"{len(VERSION):03d}")
        yield Apdu(commands.COMPLETION, b"\xf0" + size + VERSION + bytes([self.faults.trouble]))

    def _payment(self, data: bytes) -> Dialogue:
        try:
            asked_fen = parse_fields(data).number(Field.AMOUNT)
        except FieldError:
            asked_fen = None
        if not asked_fen:
            yield _aborted(0x9A)
            return
        self._before_charge = True
        yield _stage(0x0A)
        while not (self._card or self._stopped or self.auto):
            yield WAIT
        if self._stopped:
            self._before_charge = False
            yield _aborted(codes.STOPPED)
            return
        yield _stage(0x01)
        yield _stage(0x04)
        self._before_charge = False
        yield from self._booked(asked_fen)

    def _booked(self, asked_fen: int) -> Dialogue:
        if code := self.faults.declines_with:
            yield status_apdu(self._status(code, asked_fen))
            yield _aborted(code)
            return
        self._charge(self.faults.other_amount_fen or asked_fen)
        assert self.last is not None  # it was charged
        self._muted |= self.faults.silent_from == "charge"
        if not self.faults.no_status:
            yield status_apdu(self.last)
        self._muted |= self.faults.silent_from == "status"
        yield from _receipt_lines()
        if self.faults.keeps_card:
            yield _stage(0x0B)
        while self.faults.keeps_card:
            yield WAIT
        self._untold = None
        yield Apdu(commands.COMPLETION)

    def _reversal(self, data: bytes) -> Dialogue:
        number = parse_fields(data[3:]).number(Field.RECEIPT)
        found = next((one for one in self.bank.charges if one.receipt == number), None)
        if found is None or found.taken_back:
            yield _aborted(codes.ALREADY_REVERSED if found is not None else 0xB5)
            return
        found.taken_back = True
        self._muted |= self.faults.silent_from == "charge"
        self.last = self._status(codes.NO_ERROR, found.amount_fen)
        yield status_apdu(self.last)
        yield from _receipt_lines()
        yield Apdu(commands.COMPLETION)

    def _repeat(self, _data: bytes) -> Dialogue:
        if self.last is None:
            yield _aborted(NOTHING_CODE)
            return
        yield status_apdu(self.last)
        yield from _receipt_lines()
        yield Apdu(commands.COMPLETION)

    def _day(self, _data: bytes) -> Dialogue:
        yield _stage(0x0E)
        self.last = None
        yield from _receipt_lines()
        yield Apdu(commands.COMPLETION)

    # ---- inside ----

    def _charge(self, amount_fen: int) -> None:
        status = self._status(codes.NO_ERROR, amount_fen)
        self._untold = self.bank.charge(amount_fen, self.receipt, self.trace)
        self.last = status

    def _status(self, result: int, amount_fen: int) -> PaymentStatus:
        self.trace += 1
        self.receipt = self.receipt % commands.MAX_RECEIPT + 1
        seconds = self.trace % 86400
        clock = f"{seconds // 3600:02d}{seconds // 60 % 60:02d}{seconds % 60:02d}"
        return PaymentStatus(
            *(result, amount_fen, self._currency, self.receipt, self.trace % 1_000_000, str(TERMINAL_ID)),
            date="1124",
            time=clock,
            card_name="UnionPay",
        )

    def _say(self, apdu: Apdu) -> None:
        if not self._muted:
            self.out(apdu)

    def _advance(self) -> None:
        """Let the dialogue go on to its next unit. What nobody hears is not answered, and needs no answer."""
        while self._dialogue is not None:
            try:
                unit = next(self._dialogue)
            except StopIteration:
                self._end()
                return
            if unit is WAIT:
                return
            if not self._muted:
                self._awaits_answer = True
                self.out(unit)
                return

    def _go_on(self) -> None:
        if not self._awaits_answer:
            self._advance()

    def _end(self) -> None:
        self._dialogue = None
        self._awaits_answer = self._muted = self._card = self._stopped = self._before_charge = False
        self._untold = None


def _said(apdu: Apdu) -> Message:
    return message_of(apdu)


def _stage(code: int) -> Apdu:
    return Apdu(commands.INTERMEDIATE, bytes([code, 0x01]))


def _aborted(code: int) -> Apdu:
    return Apdu(commands.ABORTED, bytes([code]))


def _receipt_lines() -> Dialogue:
    yield Apdu(commands.PRINT_LINE, b"\x00** RECEIPT **")
    yield Apdu(commands.PRINT_BLOCK, encode_field(Field.TLV, encode_tlv([Tlv(0x1F07, b"\x02"), Tlv(0x25, b"")])))
