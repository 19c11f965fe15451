"""Sealers made ahead of need: drawing and wrapping a data key is a good part of what sealing an entry costs.

A spare belongs to one entry id, because the wrapped key is bound to it. One spare with a fresh id is always
ready for whoever brings none; one more waits for an id that was announced, so that the visit which goes on
with that id finds it. A spare is used once. It holds a key that has sealed nothing yet and no personal data.
"""

from __future__ import annotations

from collections.abc import Callable

from config.domain.identifiers import EntryId
from offline_queue.identity import Identity
from offline_queue.wire.entries import EntryKind
from offline_queue.wire.sealing import EntrySealer

SPARE_KIND = EntryKind.CASE
"""What somebody waits for at the terminal; the other kinds are sealed on the spot."""


class SpareSealers:
    """The spares of one outbox. Not thread-safe: it belongs to the thread that owns the store.

    Args:
        entropy: gives that many random bytes.
        new_id: gives a fresh entry id.
    """

    def __init__(self, entropy: Callable[[int], bytes], new_id: Callable[[], EntryId]) -> None:
        self._entropy = entropy
        self._new_id = new_id
        self._fresh: EntrySealer | None = None
        self._announced: EntrySealer | None = None

    def fill(self, identity: Identity) -> None:
        """Make the spare with a fresh id, unless there is one for the hall's present key."""
        if self._fresh is None or self._fresh.recipient is not identity.hall_sealing_key:
            self._fresh = self._made(identity, SPARE_KIND, self._new_id())

    def announce(self, identity: Identity, entry_id: EntryId) -> None:
        """Make the spare for an entry id that will come; it replaces the one that was announced before."""
        self._announced = self._made(identity, SPARE_KIND, entry_id)

    def take(self, identity: Identity, kind: EntryKind, entry_id: EntryId | None) -> EntrySealer:
        """Return a sealer that nobody has used, to the hall's present key, for this id or a fresh one."""
        spare = None
        if kind is SPARE_KIND and entry_id is None:
            spare, self._fresh = self._fresh, None
        elif kind is SPARE_KIND and self._announced is not None and self._announced.entry_id == entry_id:
            spare, self._announced = self._announced, None
        if spare is not None and spare.recipient is identity.hall_sealing_key:
            return spare
        return self._made(identity, kind, entry_id or self._new_id())

    def _made(self, identity: Identity, kind: EntryKind, entry_id: EntryId) -> EntrySealer:
        return EntrySealer(identity.hall_sealing_key, entry_id, kind.value, self._entropy)
