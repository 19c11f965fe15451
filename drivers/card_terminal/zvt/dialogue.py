"""One command and everything that the terminal says until its last word.

The till sends the command; the terminal has 5 s (T3) to take or refuse it, then leads: it sends messages, each answered
with 80 00, until 06 0F or 06 1E. It may be silent for 180 s (T4) at most. What it says before it has taken the command
belongs to an earlier one: it is answered, and means nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from drivers.card_terminal.zvt import commands
from drivers.card_terminal.zvt.apdu import Apdu
from drivers.card_terminal.zvt.line import ZvtLine
from drivers.card_terminal.zvt.messages import (
    Aborted,
    Accepted,
    Completion,
    Malformed,
    Message,
    PaymentStatus,
    RefusedCommand,
    Stage,
    message_of,
)
from drivers.commands import CommandContext
from drivers.timebase import Timebase
from drivers.transport.errors import LinkError, NoReplyError

Ending = Completion | Aborted | RefusedCommand


@dataclass(frozen=True, slots=True)
class DialogueTimes:
    """Limits in seconds.

    Attributes:
        answer_s: until a command is taken or refused (T3).
        silence_s: between two messages of a running command (T4).
        stop_s: until the last word after it was told to stop.
        quiet_s: how long the line must be quiet before what comes next belongs to the next command.
    """

    answer_s: float = 5.0
    silence_s: float = 180.0
    stop_s: float = 30.0
    quiet_s: float = 0.5


@dataclass(slots=True)
class Told:
    """What a dialogue has brought: also there when it breaks off.

    Attributes:
        ending: the last word.
        accepted: the command was taken.
        repeated: the command was sent more than once.
        stopped: it was told to stop.
        statuses: how a payment went, as often as that was told.
        malformed: a message could not be read at all, so that what is missing means nothing.
    """

    ending: Ending | None = None
    accepted: bool = False
    repeated: bool = False
    stopped: bool = False
    statuses: list[PaymentStatus] = field(default_factory=list)
    malformed: bool = False

    @property
    def last_word(self) -> Ending:
        """The ending of a dialogue that has one."""
        assert self.ending is not None  # a dialogue that returns has one
        return self.ending


class Dialogue:
    """Runs commands on a line, one at a time."""

    def __init__(self, line: ZvtLine, timebase: Timebase, times: DialogueTimes) -> None:
        self._line, self._timebase, self._times = line, timebase, times

    def run(
        self,
        command: Apdu,
        told: Told,
        *,
        context: CommandContext | None = None,
        on_stage: Callable[[int], None] = lambda _code: None,
        on_stopping: Callable[[], None] = lambda: None,
    ) -> None:
        """Run a command to its last word; ``told.ending`` is set when this returns.

        Args:
            command: what to do.
            told: takes what the terminal says, also when an error ends it.
            context: cancelled or out of time, the terminal is told to stop; None: it may take its time.
            on_stage: takes the codes of intermediate statuses.
            on_stopping: called when it is told to stop.

        Raises:
            LinkError: the line broke, or the terminal fell silent. Then the command may have been done.
        """
        self.look()
        told.repeated = self._line.send(command) > 1
        limit = self._timebase.now() + self._times.answer_s
        while told.ending is None:
            apdu = self._line.receive(limit, lambda: self._wants_stop(context, told))
            if apdu is not None:
                self._take(message_of(apdu), told, on_stage)
                if told.accepted and not told.stopped:
                    limit = self._timebase.now() + self._times.silence_s
            elif self._wants_stop(context, told):
                told.stopped = True
                on_stopping()
                self._line.send(commands.STOP)
                limit = self._timebase.now() + self._times.stop_s
            else:
                raise NoReplyError("no last word")
        if told.stopped:
            self._drain_quietly()

    def hear_out(self) -> None:
        """Answer what the terminal still sends, until it is quiet. Raises ``LinkError``."""
        limit = self._timebase.now() + self._times.answer_s
        while self._timebase.now() < limit:
            apdu = self._line.receive(self._timebase.now() + self._times.quiet_s)
            if apdu is None:
                return
            if not isinstance(message_of(apdu), Accepted | RefusedCommand):
                self._line.send(commands.POSITIVE)

    def look(self) -> None:
        """Answer what has come unasked, without waiting for it. Raises ``LinkError``."""
        limit = self._timebase.now() + self._times.answer_s
        while self._timebase.now() < limit and (apdu := self._line.receive(self._timebase.now())) is not None:
            if not isinstance(message_of(apdu), Accepted | RefusedCommand):
                self._line.send(commands.POSITIVE)

    def _drain_quietly(self) -> None:
        """The terminal's answer to the stop may come after its last word: it must not answer the next command."""
        try:
            self.hear_out()
        except LinkError:
            return

    def _wants_stop(self, context: CommandContext | None, told: Told) -> bool:
        if context is None or told.stopped or not told.accepted:
            return False
        return context.cancelled() or self._timebase.now() >= context.deadline

    def _take(self, message: Message, told: Told, on_stage: Callable[[int], None]) -> None:
        if isinstance(message, Accepted):
            told.accepted = True
            return
        if isinstance(message, RefusedCommand):
            # After the command was taken, this refuses something else, such as the stop: its last word is to come.
            told.ending = told.ending if told.accepted else message
            return
        if told.accepted:
            match message:
                case Stage(code):
                    on_stage(code)
                case PaymentStatus():
                    told.statuses.append(message)
                case Completion() | Aborted():
                    told.ending = message
                case Malformed():
                    told.malformed = True
                case _:
                    pass
        self._answer(told)

    def _answer(self, told: Told) -> None:
        try:
            self._line.send(commands.POSITIVE)
        except LinkError:
            if told.ending is None:  # the last word is here; that our answer to it is not heard changes nothing
                raise
