"""The bank, the card or the terminal says no."""

from __future__ import annotations

import pytest

from drivers.card_terminal.model import NotPaid, NotPaidReason, Paid, Unresolved, UnresolvedCause
from tests.drivers.card_terminal.desk import OTHER, MemoryDesk


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (0x05, NotPaidReason.DECLINED),
        (0xC3, NotPaidReason.DECLINED),
        (0x64, NotPaidReason.CARD_UNREADABLE),
        (0x78, NotPaidReason.CARD_UNREADABLE),
        (0x9B, NotPaidReason.TERMINAL_TROUBLE),
        (0xFF, NotPaidReason.TERMINAL_TROUBLE),
    ],
)
def test_a_refusal_is_told_with_its_code_and_the_order_can_be_paid_after(
    desk: MemoryDesk, code: int, reason: NotPaidReason
) -> None:
    """Nothing is charged; with another card it is, under the same order."""
    desk.faults.declines_with = code
    assert desk.pay() == NotPaid(reason, f"zvt_{code:02x}")
    assert desk.ask() == NotPaid(reason, f"zvt_{code:02x}")
    assert desk.bank.charges == []
    desk.faults.declines_with = 0
    assert isinstance(desk.pay(), Paid)
    assert len(desk.bank.charges) == 1


def test_a_refusal_whose_last_word_is_lost_is_no_payment(either: MemoryDesk) -> None:
    """The line goes after the status: the terminal's last payment is the one before."""
    either.pay(OTHER, 700)
    either.faults.declines_with = 0x05
    seen = either.link.damage

    def cut(data: bytes) -> bytes:
        if b"\x04\x0f" in data:
            either.link.damage = lambda _data: b""
        return seen(data)

    either.when("processing", lambda: setattr(either.link, "damage", cut))
    assert either.pay() == Unresolved(UnresolvedCause.NOT_ASKED_YET)
    either.link.damage = seen
    either.reopen()
    assert either.ask() == NotPaid(NotPaidReason.NEVER_BEGUN)
    assert either.bank.standing_fen == 700
