"""A slip in the mouth of a kiosk mechanism: held out, then taken, or taken back at the end of its time.

Source: receipt printer sheet, section 10.1, "typical transaction". The slip is on paper already: nothing here is an
error, and what the mechanism does not say is unknown.
"""

from __future__ import annotations

from drivers.commands import CommandContext
from drivers.printer.conversation import Conversation
from drivers.printer.limits import Limits
from drivers.printer.outcome import Presented, WaitingToBeTaken
from drivers.printer.status import Mouth, mouth_of
from drivers.timebase import Timebase
from drivers.transport.errors import LinkError

MOVING_POLL_S = 0.1
TAKING_POLL_S = 0.5


class MouthWatch:
    """Watches one slip from the cut until it is gone. Used once."""

    def __init__(
        self, talk: Conversation, context: CommandContext, *, present_s: int, timebase: Timebase, limits: Limits
    ) -> None:
        self._talk = talk
        self._context = context
        self._present_s = present_s
        self._timebase = timebase
        self._limits = limits

    def run(self) -> Presented:
        """Wait until the slip is gone, the time is over, or the command is cancelled. Never raises for the device."""
        try:
            mouth = self._until_out()
            if mouth is Mouth.HELD_OUT:
                self._context.progress(WaitingToBeTaken(self._present_s))
                return self._until_gone()
        except LinkError:
            mouth = None
        # A slip that was never seen at the mouth was taken at once, or did not get there.
        return Presented.UNKNOWN

    def _until_out(self) -> Mouth | None:
        """Where the slip is when the motor has stopped."""
        end = self._timebase.now() + self._limits.presented_s
        mouth: Mouth | None = None
        while self._timebase.now() < end and not self._context.cancelled():
            mouth = self._look()
            if mouth is Mouth.HELD_OUT:
                return mouth
            self._pause(MOVING_POLL_S)
        return mouth

    def _until_gone(self) -> Presented:
        """Taken, or taken back: that is when the motor starts again."""
        held_s = self._present_s + self._limits.taken_slack_s
        end = min(self._timebase.now() + held_s, self._context.deadline)
        moved = False
        while self._timebase.now() < end and not self._context.cancelled():
            match self._look():
                case Mouth.EMPTY:
                    return Presented.RETRACTED if moved else Presented.TAKEN
                case Mouth.MOVING:
                    moved = True
                    self._pause(MOVING_POLL_S)
                case Mouth.HELD_OUT | None:
                    self._pause(TAKING_POLL_S)
        return Presented.RETRACTED if moved else Presented.HELD_OUT

    def _look(self) -> Mouth | None:
        reply = self._talk.ask_full()
        return None if reply is None else mouth_of(reply)

    def _pause(self, seconds: float) -> None:
        """Listen for so long."""
        end = self._timebase.now() + seconds
        while (left_s := end - self._timebase.now()) > 0 and not self._context.cancelled():
            self._talk.listen(min(left_s, 0.05))
