"""Whether the card that was read still lies in the field.

After a good read most modules say "no card" until the card has left, some find it again at once; so neither answer
says whether it has left. A card that the module has read answers the question for its newest address; that is the
probe. Modules that do not know the probe, or have lost the card because they started anew, are asked to find one.

Source: ID card reader sheet, section 13.2.
"""

from __future__ import annotations

import hashlib
import secrets

from drivers.id_card.codec import Command
from drivers.id_card.exchange import Exchange
from drivers.id_card.status_codes import Reaction, StatusCode, reaction_to
from drivers.timebase import Timebase
from drivers.transport.errors import NoReplyError

MISSES_THAT_MEAN_REMOVED = 2
REMEMBERED_S = 10.0
"""How long a card that was read is remembered behind a module that has started anew since: it finds the card again, and
nobody can say whether it was lifted meanwhile."""

_ANSWERS_OF_A_CARD = frozenset({StatusCode.SUCCESS, StatusCode.NO_SUCH_ITEM})


class Presence:
    """What is known of the card whose content was judged last. Of it only a keyed digest is kept."""

    def __init__(self, exchange: Exchange, timebase: Timebase) -> None:
        """Prepare: no card has been read."""
        self._exchange = exchange
        self._timebase = timebase
        self._key = secrets.token_bytes(16)
        self._digest = b""
        self._judged_at = 0.0
        self._may_lie_there = self._module_knows_card = self._unfinished = False
        self._probe_known = True

    @property
    def may_lie_there(self) -> bool:
        """Whether a card's content was judged, good or bad, and it has not been seen to leave."""
        return self._may_lie_there

    @property
    def unfinished(self) -> bool:
        """Whether a read began of which nothing came: most modules will not find that card again."""
        return self._unfinished

    @property
    def module_knows_card(self) -> bool:
        """Whether the module has not started anew since it read the card."""
        return self._module_knows_card

    @property
    def probe_known(self) -> bool:
        """Whether the module is not known to lack the command for the newest address."""
        return self._probe_known

    def read_begun(self) -> None:
        """The module is about to read the card that it has selected."""
        self._module_knows_card = self._unfinished = True

    def judged(self, text: bytes) -> None:
        """The content of the card with this text record is handed over or refused: it should be lifted now."""
        self._digest = self._of(text)
        self._judged_at = self._timebase.now()
        self._may_lie_there = True
        self._unfinished = False

    def was_judged(self, text: bytes) -> bool:
        """Whether this is the text record that was judged last."""
        return self._may_lie_there and self._of(text) == self._digest

    def module_restarted(self) -> None:
        """The module has forgotten its card; the card may lie there all the same."""
        self._module_knows_card = False

    def port_opened(self) -> None:
        """Another module may be behind the port."""
        self.module_restarted()
        self._probe_known = True

    def probe_refused(self) -> None:
        """The module does not know the command for the newest address."""
        self._probe_known = False

    def left(self) -> None:
        """The field is empty; nothing is kept of the card."""
        self._may_lie_there = self._module_knows_card = self._unfinished = False
        self._digest = b""

    def lies_there(self) -> bool:
        """Ask the module once.

        Raises:
            LinkError, UnexpectedReplyError: it gives no answer.
        """
        if self._module_knows_card and self._probe_known:
            try:
                reply = self._exchange.ask(Command.READ_NEWEST_ADDRESS)
            except NoReplyError:
                # Some modules say nothing to a command that they do not know; this one is known to all.
                self._exchange.ask(Command.SAM_STATUS)
                self.probe_refused()
            else:
                if reaction_to(reply.sw3) is not Reaction.COMMAND_UNSUPPORTED:
                    return reply.sw3 in _ANSWERS_OF_A_CARD
                self.probe_refused()
        elif not self._module_knows_card and self._timebase.now() - self._judged_at > REMEMBERED_S:
            return False
        return self._exchange.ask(Command.FIND_CARD).sw3 == StatusCode.CARD_FOUND

    def _of(self, text: bytes) -> bytes:
        return hashlib.blake2b(text, key=self._key, digest_size=16).digest()
