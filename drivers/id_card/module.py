"""The reader's security module: whether it is in order, its number, and starting it anew.

Source: ID card reader sheet, sections 5 (60, 66), 13.1 (steps 1 and 2) and 13.3 (stuck module).
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from drivers.id_card.codec import Command, SamNumber, parse_sam_number
from drivers.id_card.errors import (
    GarbledReplyError,
    ReaderStuckError,
    SamNotAuthorisedError,
    SamSelfTestError,
    UnexpectedReplyError,
)
from drivers.id_card.exchange import Exchange
from drivers.id_card.status_codes import Reaction, StatusCode, reaction_to
from drivers.transport.errors import NoReplyError
from drivers.vocabulary import DeviceError

_log = logging.getLogger(__name__)

RESTART_TRIES = 10
"""How often a module that starts anew is asked for its status while it gives answers of other kinds."""
SILENT_TRIES = 4
"""How often while it says nothing or stammers; each of these takes more than a second."""
SELF_TEST_TRIES = 3
"""How often it may then say that its self-test failed before that is believed."""


class SecurityModule:
    """What is known of the module behind one exchange since the port was opened."""

    def __init__(self, exchange: Exchange, pause: Callable[[], None]) -> None:
        """Prepare.

        Args:
            exchange: asks the module.
            pause: waits for one poll period.
        """
        self._exchange = exchange
        self._pause = pause
        self.forget()

    def forget(self) -> None:
        """The port is opened anew: the module behind it may be another one."""
        self._proved = False
        self._sam: SamNumber | None = None
        self._restart_tried = False

    @property
    def proved(self) -> bool:
        """Whether it has said that it is in order since the port was opened."""
        return self._proved

    def prove_ready(self) -> SamNumber | None:
        """The number of a module that is in order, None where it has no command for it.

        A failed self-test gets one restart, and another one only after the module was in order in between.

        Raises:
            SamSelfTestError, SamNotAuthorisedError: the module itself says so.
            ReaderStuckError, UnexpectedReplyError: it answers nothing that makes sense.
            LinkError: it does not answer.
        """
        sw3 = self._exchange.ask(Command.SAM_STATUS).sw3
        if reaction_to(sw3) is Reaction.RESET_ONCE_THEN_OUT_OF_SERVICE and not self._restart_tried:
            self._restart_tried = True
            sw3 = self.restart(self._pause)
        if sw3 != StatusCode.SUCCESS:
            self._proved = False
            raise _fault(sw3, "status")
        self._restart_tried = False
        if not self._proved:
            self._sam = self._number()
            self._proved = True
        return self._sam

    def restart(self, pause: Callable[[], None]) -> int:
        """Reset the module and wait until it talks again; it may be silent or stammer while it starts.

        Args:
            pause: waits for one poll period; what it raises ends the wait.

        Returns:
            SW3 of the last status: ``SUCCESS``, or what it insists on.

        Raises:
            LinkError, UnexpectedReplyError: it does not come back.
        """
        _log.info("id_card_module_reset")
        failure: DeviceError = ReaderStuckError("not back after a reset")
        sw3: int | None = None
        failed_tests = silences = 0
        try:
            self._exchange.ask(Command.RESET_SAM)
        except (NoReplyError, GarbledReplyError, UnexpectedReplyError) as error:
            failure = error
        for attempt in range(RESTART_TRIES):
            if attempt:
                pause()
            try:
                sw3 = self._exchange.ask(Command.SAM_STATUS).sw3
            except (NoReplyError, GarbledReplyError, UnexpectedReplyError) as error:
                failure = error
                silences += 1
                if silences >= SILENT_TRIES:
                    break
                continue
            failed_tests += sw3 == StatusCode.SELF_TEST_FAILED
            if sw3 in {StatusCode.SUCCESS, StatusCode.NOT_AUTHORISED} or failed_tests >= SELF_TEST_TRIES:
                break
        if sw3 is None:
            raise failure
        return sw3

    def restart_or_fail(self, pause: Callable[[], None]) -> None:
        """``restart`` for a module that must be in order afterwards; raises as ``prove_ready`` does."""
        sw3 = self.restart(pause)
        if sw3 != StatusCode.SUCCESS:
            self._proved = False
            raise _fault(sw3, "not ready after a reset")

    def _number(self) -> SamNumber | None:
        reply = self._exchange.ask(Command.READ_SAM_NUMBER)
        if reply.sw3 == StatusCode.SUCCESS:
            return parse_sam_number(reply.data)
        if reaction_to(reply.sw3) is Reaction.COMMAND_UNSUPPORTED:
            # A well-formed refusal proves the protocol as well; only the inventory is poorer.
            return None
        raise _fault(reply.sw3, "number")


def _fault(sw3: int, step: str) -> DeviceError:
    """What a module's status means where only a success will do."""
    match reaction_to(sw3):
        case Reaction.RESET_ONCE_THEN_OUT_OF_SERVICE:
            return SamSelfTestError()
        case Reaction.OUT_OF_SERVICE:
            return SamNotAuthorisedError()
        case _:
            return ReaderStuckError(f"{step} SW3 {sw3:02X}")
