"""Asking how a case stands, and asking it back: every state and what leads from one to the next. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class ProgressState(StrEnum):
    """Where the question stands."""

    ASKING = "asking"
    WAITING = "waiting"
    FAILED = "failed"
    SHOWN = "shown"
    CARD = "card"
    """Waiting for the ID card."""
    CARD_ASKING = "card_asking"
    CARD_FAILED = "card_failed"
    CASES = "cases"
    """All cases of the card."""
    WITHDRAWING = "withdrawing"
    """Asked once more whether the case shall be taken back."""
    KEEPING = "keeping"
    NOT_KEPT = "not_kept"
    KEPT = "kept"
    """The request is kept here: asked, not delivered."""


class ProgressEvent(StrEnum):
    """What leads on."""

    SENT = "sent"
    FOUND = "found"
    NOT_FOUND = "not_found"
    UNREACHABLE = "unreachable"
    RETRY = "retry"
    BACK = "back"
    CARD_CHOSEN = "card_chosen"
    CARD_READ = "card_read"
    CASES_TOLD = "cases_told"
    CASES_NOT_TOLD = "cases_not_told"
    CASE_CHOSEN = "case_chosen"
    BACK_TO_CASES = "back_to_cases"
    WITHDRAW_CHOSEN = "withdraw_chosen"
    CONFIRMED = "confirmed"
    STORED = "stored"
    NOT_STORED = "not_stored"


_S, _E = ProgressState, ProgressEvent
PROGRESS_TABLE: Mapping[tuple[ProgressState, ProgressEvent], ProgressState] = {
    (_S.ASKING, _E.SENT): _S.WAITING,
    (_S.WAITING, _E.FOUND): _S.SHOWN,
    (_S.WAITING, _E.NOT_FOUND): _S.ASKING,
    (_S.WAITING, _E.UNREACHABLE): _S.FAILED,
    (_S.WAITING, _E.BACK): _S.ASKING,
    (_S.FAILED, _E.RETRY): _S.WAITING,
    (_S.FAILED, _E.BACK): _S.ASKING,
    (_S.SHOWN, _E.BACK): _S.ASKING,
    (_S.SHOWN, _E.BACK_TO_CASES): _S.CASES,
    (_S.ASKING, _E.CARD_CHOSEN): _S.CARD,
    (_S.CARD, _E.CARD_READ): _S.CARD_ASKING,
    (_S.CARD, _E.BACK): _S.ASKING,
    (_S.CARD_ASKING, _E.CASES_TOLD): _S.CASES,
    (_S.CARD_ASKING, _E.CASES_NOT_TOLD): _S.CARD_FAILED,
    (_S.CARD_ASKING, _E.BACK): _S.ASKING,
    (_S.CARD_FAILED, _E.RETRY): _S.CARD,
    (_S.CARD_FAILED, _E.BACK): _S.ASKING,
    (_S.CASES, _E.CASE_CHOSEN): _S.SHOWN,
    (_S.CASES, _E.BACK): _S.ASKING,
    (_S.SHOWN, _E.WITHDRAW_CHOSEN): _S.WITHDRAWING,
    (_S.WITHDRAWING, _E.BACK): _S.SHOWN,
    (_S.WITHDRAWING, _E.CONFIRMED): _S.KEEPING,
    (_S.KEEPING, _E.STORED): _S.KEPT,
    (_S.KEEPING, _E.NOT_STORED): _S.NOT_KEPT,
    (_S.NOT_KEPT, _E.RETRY): _S.KEEPING,
    (_S.NOT_KEPT, _E.BACK): _S.SHOWN,
}
