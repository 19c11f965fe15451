"""What to do after a cycle of find, select and read that gave no card: a state machine without I/O.

Source: ID card reader sheet, sections 5 (reactions) and 13.3 (failure table).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import assert_never

from drivers.id_card.errors import (
    CardNotVerifiedError,
    IdCardError,
    NotPermittedError,
    ReaderStuckError,
    SamNotAuthorisedError,
    SamSelfTestError,
    UnexpectedReplyError,
)
from drivers.id_card.model import LiftReason
from drivers.id_card.status_codes import Reaction

TRIES_BEFORE_PROMPT = 3
TRIES_TO_VERIFY = 3
EMPTY_POLLS_BEFORE_HINT = 30
EMPTY_POLLS_BEFORE_RESET = 60
EMPTY_POLLS_AFTER_SETBACK = 3
"""A card that was there and could not be read is not found again by most modules before it was lifted."""


class Step(Enum):
    """What comes next without asking anyone."""

    FIND_NOW = auto()
    """Start the next cycle at once."""
    FIND_LATER = auto()
    """Start the next cycle after the poll period."""
    RESET = auto()
    """Reset the module, then go on."""
    WAIT_UNTIL_LIFTED = auto()
    """A card of another kind lies there: go on when it is gone."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """Tell the resident to lift the card and place it again.

    Attributes:
        reason: why.
        until_lifted: whether the next cycle waits until the field was empty once.
    """

    reason: LiftReason
    until_lifted: bool


@dataclass(frozen=True, slots=True)
class Fail:
    """End the command with this error."""

    error: IdCardError


Decision = Step | Prompt | Fail


class Recovery:
    """Counts the setbacks of one ``ReadCard`` and decides what follows each."""

    def __init__(self, *, card_seen: bool = False) -> None:
        """Begin.

        Args:
            card_seen: whether a card may lie there that a command before could not finish with.
        """
        self._moved = 0
        self._not_verified = 0
        self._errors = 0
        self._empty = 0
        self._reset_done = False
        self._card_seen = card_seen

    def _after_empty_poll(self) -> Decision:
        """No card was found. A card whose chip hangs looks the same: after a while a hint, then a reset."""
        self._moved = 0
        self._empty += 1
        if self._card_seen and self._empty == EMPTY_POLLS_AFTER_SETBACK:
            self._card_seen = False
            return Prompt(LiftReason.NO_REACTION, until_lifted=False)
        if self._empty == EMPTY_POLLS_BEFORE_HINT:
            return Prompt(LiftReason.NO_REACTION, until_lifted=False)
        if self._empty == EMPTY_POLLS_BEFORE_RESET and not self._reset_done:
            self._reset_done = True
            return Step.RESET
        return Step.FIND_LATER

    def after(self, reaction: Reaction, detail: str) -> Decision:
        """A step of the cycle answered with a status that asks for this reaction."""
        if reaction is Reaction.KEEP_POLLING:
            return self._after_empty_poll()
        self._empty = 0
        self._card_seen = True
        match reaction:
            case Reaction.FIND_AGAIN:
                return self._after_move()
            case Reaction.LIFT_CARD:
                return self._after_refusal(detail)
            case Reaction.RETRY_THEN_RESET:
                return self._after_error(detail)
            case Reaction.RESET_ONCE_THEN_OUT_OF_SERVICE:
                return self._reset_or(SamSelfTestError())
            case Reaction.OUT_OF_SERVICE:
                return Fail(SamNotAuthorisedError())
            case Reaction.REPORT_CONFIGURATION:
                return Fail(NotPermittedError())
            case Reaction.NOT_AN_ID_CARD:
                return Step.WAIT_UNTIL_LIFTED
            case (
                Reaction.PROCEED
                | Reaction.SELECT
                | Reaction.TREAT_AS_EMPTY
                | Reaction.RESEND_ONCE
                | Reaction.COMMAND_UNSUPPORTED
            ):
                return Fail(UnexpectedReplyError(detail))
            case _:
                assert_never(reaction)

    def _after_move(self) -> Decision:
        self._moved += 1
        if self._moved < TRIES_BEFORE_PROMPT:
            return Step.FIND_NOW
        self._moved = 0
        return Prompt(LiftReason.MOVED, until_lifted=False)

    def _after_refusal(self, detail: str) -> Decision:
        self._not_verified += 1
        if self._not_verified >= TRIES_TO_VERIFY:
            return Fail(CardNotVerifiedError(detail))
        return Prompt(LiftReason.NOT_VERIFIED, until_lifted=True)

    def _after_error(self, detail: str) -> Decision:
        self._errors += 1
        if self._errors == 1:
            return Step.FIND_NOW
        self._errors = 0
        return self._reset_or(ReaderStuckError(detail))

    def _reset_or(self, error: IdCardError) -> Decision:
        if self._reset_done:
            return Fail(error)
        self._reset_done = True
        return Step.RESET
