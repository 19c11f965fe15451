"""What ZVT's result codes and stages mean here.

A code that is not listed is a plain refusal; a stage that is not listed is something that only the terminal's own
display tells. Both tables [2+].
"""

from __future__ import annotations

from drivers.card_terminal.model import CardStage, NotPaidReason

NO_ERROR = 0x00
NOT_REGISTERED = 0x6B
STOPPED = 0x6C
UNKNOWN_COMMAND = 0x83
BUSY = 0x9C
ALREADY_REVERSED = 0xB4
PASSWORD_WRONG = 0xBB
"""[gk]: not in every edition of the table."""
WRONG_CURRENCY = frozenset({0x6F, 0xC6, 0xCB})

_UNREADABLE = frozenset(
    {0x64, 0x65, 0x67, 0x68, 0x6E, 0x71, 0x72, 0x73, 0x76, 0x78, 0x79, 0x7A, 0x7B, 0x7C, 0x7E, 0xD2, 0xEA}
)
_TROUBLE = frozenset(
    {
        *(0x66, 0x6A, 0x6B, 0x6F, 0x74, 0x75, 0x77, 0x7D, 0x83, 0x85, 0x89, 0x9A, 0x9B, 0x9C, 0xA0, 0xA1, 0xA3, 0xA5),
        *(0xB1, 0xB2, 0xBF, 0xC0, 0xC1, 0xC2, 0xC4, 0xC6, 0xCB, 0xCC, 0xDC, 0xDD, 0xDE, 0xE0, 0xE2, 0xE3, 0xE4, 0xE7),
        *(0xE8, 0xE9, 0xEB, 0xEC, 0xED, 0xF0, 0xF1, 0xF5, 0xF6, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF),
    }
)


def named(code: int) -> str:
    """A result code as it is told to others: ``zvt_6c``."""
    return f"zvt_{code:02x}"


def reason_of(code: int) -> NotPaidReason:
    """Why nothing was charged, from a result code other than 00."""
    if code == STOPPED:
        return NotPaidReason.CANCELLED
    if code in _UNREADABLE:
        return NotPaidReason.CARD_UNREADABLE
    return NotPaidReason.TERMINAL_TROUBLE if code in _TROUBLE else NotPaidReason.DECLINED


_REMOVE_CARD = 0x40
"""Added to a stage while the card is to be taken out."""
_STAGES = {
    0x01: CardStage.ENTER_PIN,
    0x02: CardStage.ENTER_PIN,
    0x04: CardStage.PROCESSING,
    0x05: CardStage.PROCESSING,
    0x06: CardStage.PROCESSING,
    0x0A: CardStage.PRESENT_CARD,
    0x0B: CardStage.REMOVE_CARD,
    0x0E: CardStage.PROCESSING,
    0x15: CardStage.ENTER_PIN,
    0x17: CardStage.PROCESSING,
    0x68: CardStage.PROCESSING,
    0xD2: CardStage.CONNECTING,
    0xD3: CardStage.CONNECTING,
}


def stage_of(code: int) -> CardStage:
    """The stage that an intermediate status tells."""
    if code in _STAGES:
        return _STAGES[code]
    if 0x41 <= code <= 0x67 and code & ~_REMOVE_CARD in range(0x01, 0x28):
        return CardStage.REMOVE_CARD
    return CardStage.FOLLOW_TERMINAL
