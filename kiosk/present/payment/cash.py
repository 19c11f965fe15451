"""The page that takes cash. That no change is given is said before the first note (payments sheet, section 10)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from config.texts import Texts
from kiosk.money import short_yuan, yuan
from kiosk.present.paging import present_paging
from kiosk.present.payment.words import money, present_head
from offline_queue.wire.payments import Bill
from screens.pages.pay_cash import PayCashState
from screens.pages.pay_parts import FeeKind

JIAO_FEN = 10


class CashPhase(StrEnum):
    """What the validator does; the value is part of the text keys."""

    RULE = "rule"
    """It takes nothing yet: the rule is to be read first."""
    OPENING = "opening"
    """The rule was read; nothing may be put in before the device says that it takes it."""
    WAITING = "waiting"
    LOOKING = "looking"
    """A note is in escrow, not taken yet."""
    RETURNED = "returned"
    """The last note came back."""
    ENOUGH = "enough"
    FINISHING = "finishing"
    STOPPED = "stopped"
    """The device takes no more."""


class CashTrouble(StrEnum):
    """What went wrong; the first three are the driver's reasons (``cash.rejected.…``)."""

    NOT_RECOGNISED = "not_recognised"
    NOT_ACCEPTED = "not_accepted"
    TRANSPORT = "transport"
    STOPPED = "stopped"
    UNCERTAIN = "uncertain"
    """What became of a note is not known."""


_TITLES = {
    CashPhase.RULE: "pay.cash.title.rule",
    CashPhase.OPENING: "pay.cash.title.opening",
    CashPhase.ENOUGH: "pay.cash.title.finishing",
    CashPhase.FINISHING: "pay.cash.title.finishing",
    CashPhase.STOPPED: "pay.cash.title.stopped",
}


def present_pay_cash(
    texts: Texts,
    bill: Bill,
    phase: CashPhase,
    *,
    inside_fen: int,
    denominations_fen: Sequence[int],
    note_fen: int = 0,
    trouble: CashTrouble | None = None,
    may_exceed: bool = False,
) -> PayCashState:
    """The page for one moment.

    Args:
        texts: in the language of the visit.
        bill: what is paid.
        phase: what the validator does.
        inside_fen: what is stacked.
        denominations_fen: what is taken, in any order.
        note_fen: of LOOKING and RETURNED, which note.
        trouble: what went wrong just before.
        may_exceed: whether one note may lead over the amount.
    """
    missing_fen = max(0, bill.amount_fen - inside_fen)
    live = f"pay.cash.live.{phase.value}"
    message, reason = _message(texts, trouble, inside_fen)
    reading = phase is CashPhase.RULE
    return PayCashState(
        head=present_head(texts, _TITLES.get(phase, "pay.cash.title"), bill.subject),
        kind=FeeKind(bill.fee_class.value),
        kind_name=texts(f"pay.kind.{bill.fee_class.value}"),
        payee_name=texts("pay.bill.payee"),
        payee=bill.payee,
        due_name=texts("pay.cash.due"),
        due=yuan(bill.amount_fen),
        unit=texts("pay.unit"),
        inside_name=texts("pay.cash.inside"),
        inside=money(texts, inside_fen),
        missing_name=texts("pay.cash.missing"),
        missing=money(texts, missing_fen) if missing_fen else texts("pay.cash.enough"),
        fraction=min(1.0, inside_fen / bill.amount_fen) if bill.amount_fen else 1.0,
        taken_name=texts("pay.cash.taken"),
        taken=tuple(_denomination(texts, value) for value in sorted(denominations_fen)),
        rule=texts("pay.cash.rule"),
        rule_reason=texts("pay.cash.rule.exceed" if may_exceed else "pay.cash.rule.exact"),
        live=texts(live, amount=short_yuan(note_fen)),
        live_hint=texts(f"{live}.hint"),
        waiting=phase not in {CashPhase.RULE, CashPhase.STOPPED},
        message=message,
        message_reason=reason,
        danger=trouble in {CashTrouble.STOPPED, CashTrouble.UNCERTAIN},
        start=texts("pay.cash.start") if reading else "",
        back=texts("pay.cash.back") if phase is CashPhase.LOOKING else "",
        finish=texts("pay.cash.finish.inside" if inside_fen else "pay.cash.finish"),
        finish_reason=_finish_reason(texts, phase),
        paging=present_paging(texts),
    )


def _finish_reason(texts: Texts, phase: CashPhase) -> str:
    if phase is CashPhase.LOOKING:
        return texts("pay.cash.finish.busy")
    if phase is CashPhase.OPENING:
        return texts("pay.cash.live.opening")
    return texts("pay.cash.live.finishing") if phase in {CashPhase.ENOUGH, CashPhase.FINISHING} else ""


def _message(texts: Texts, trouble: CashTrouble | None, inside_fen: int) -> tuple[str, str]:
    match trouble:
        case None:
            return "", ""
        case CashTrouble.STOPPED:
            key = "pay.cash.stopped.reason" if inside_fen else "pay.cash.stopped.nothing"
            return texts("pay.cash.stopped"), texts(key, inside=yuan(inside_fen))
        case CashTrouble.UNCERTAIN:
            return texts("pay.cash.uncertain"), texts("pay.cash.uncertain.reason")
        case _:
            return texts(f"cash.rejected.{trouble.value}"), ""


def _denomination(texts: Texts, value_fen: int) -> str:
    if value_fen % 100 and value_fen < 100 and value_fen % JIAO_FEN == 0:
        return texts("pay.cash.denomination.jiao", jiao=value_fen // JIAO_FEN)
    return texts("pay.cash.denomination", yuan=short_yuan(value_fen))
