"""The bank card by touch at the real hall, with a card terminal that speaks ZVT over TCP."""

from __future__ import annotations

from drivers.card_terminal.simulator.ports import TcpCardSimulator
from kiosk.present.payment.result import ResultView
from kiosk.stage import PageName
from tests.kiosk.payments.test_paying_by_touch import view
from tests.kiosk.payments.town import AMOUNT_FEN, Town


def begin(there: Town, cards: TcpCardSimulator) -> int:
    """Somebody chooses the card and the terminal asks for it; gives what had been charged before."""
    before = cards.core.bank.standing_fen
    there.to_check(there.notice(), "card")
    there.rig.press("pay.check.primary.card")
    there.seen(PageName.PAY_CARD)
    there.until(lambda: cards.hand(lambda: cards.core.wants_card), "the card terminal asks for the card")
    return before


def ended(there: Town) -> ResultView | None:
    """What the last page says."""
    there.seen(PageName.PAY_RESULT)
    return view(there)


def test_a_card_is_charged_once_and_the_hall_knows(there: Town, cards: TcpCardSimulator) -> None:
    """Presented and approved: paid, with the terminal's own number at the hall."""
    before = begin(there, cards)
    cards.hand(cards.core.present_card)
    there.seen(PageName.PAY_RESULT)
    there.until(lambda: view(there) is ResultView.PAID, "paid")
    assert cards.core.bank.standing_fen - before == AMOUNT_FEN
    assert there.orders()[-1] == ("card", "served", AMOUNT_FEN)


def test_a_declined_card_is_not_charged(there: Town, cards: TcpCardSimulator) -> None:
    """The bank says no: not paid, and the order is closed."""
    before = begin(there, cards)
    cards.core.faults.declines_with = 0x05
    cards.hand(cards.core.present_card)
    assert ended(there) is ResultView.NOT_PAID
    assert cards.core.bank.standing_fen == before
    assert there.orders()[-1][1] == "closed"


def test_an_outcome_that_got_lost_is_asked_for_and_paid(there: Town, cards: TcpCardSimulator) -> None:
    """The card terminal charged and the connection broke: it is asked, and charged once."""
    before = begin(there, cards)
    cards.core.faults.silent_from = "status"
    cards.hand(cards.core.present_card)
    there.until(lambda: cards.hand(lambda: cards.core.bank.standing_fen) > before, "the card is charged")
    cards.break_off()
    there.seen(PageName.PAY_RESULT)
    there.until(lambda: view(there) is ResultView.PAID, "paid")
    assert cards.core.bank.standing_fen - before == AMOUNT_FEN
    assert there.orders()[-1] == ("card", "served", AMOUNT_FEN)


def test_somebody_who_leaves_before_the_card_is_not_charged(there: Town, cards: TcpCardSimulator) -> None:
    """The terminal is stopped, and the order is closed."""
    before = begin(there, cards)
    there.rig.do(PageName.PAY_CARD, "leave_pressed")
    assert ended(there) is ResultView.NOT_PAID
    assert not cards.hand(lambda: cards.core.wants_card)
    assert cards.core.bank.standing_fen == before
    assert there.orders()[-1][1] == "closed"
