"""Samples of the page that takes cash."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.payment.cash import CashPhase, CashTrouble, present_pay_cash
from screens.pages.pay_cash import PayCashPage
from tests.screens.sample_bills import sample_bill
from tests.screens.samples import Sample

NOTES_FEN = (100, 500, 1_000, 2_000, 5_000, 10_000)


def samples(texts: Texts, _catalogue: Catalogue) -> dict[str, Sample]:
    """On the way, before the first note, a note in escrow, one that came back, a device that stopped."""
    bill = sample_bill(texts, amount_fen=4_050)

    def state(phase: CashPhase, inside: int, note: int = 0, trouble: CashTrouble | None = None) -> Sample:
        return PayCashPage, present_pay_cash(
            texts,
            bill,
            phase,
            inside_fen=inside,
            denominations_fen=(*NOTES_FEN, 50, 10),
            note_fen=note,
            trouble=trouble,
        )

    return {
        "waiting": state(CashPhase.WAITING, 3_000),
        "rule": state(CashPhase.RULE, 0),
        "opening": state(CashPhase.OPENING, 0),
        "looking": state(CashPhase.LOOKING, 3_000, 1_000),
        "returned": state(CashPhase.RETURNED, 3_000, 10_000, CashTrouble.NOT_ACCEPTED),
        "stopped": state(CashPhase.STOPPED, 3_000, 0, CashTrouble.STOPPED),
    }
