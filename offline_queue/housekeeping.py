"""What the queue does beside its work: forget what is over, and watch how long things wait.

Sealed bytes of settled entries go after a day, their rows after twelve months. Only the hall's clock decides when a
row is twelve months old: a jump of this machine's clock forgets nothing. What is not delivered is never touched.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import tzinfo

from config.domain.identifiers import EntryId
from config.domain.working_days import load_work_calendar
from offline_queue.alarms import OfficeDays, alarm_for
from offline_queue.blobs import Blobs
from offline_queue.clock import Clock
from offline_queue.errors import StorageError
from offline_queue.ledger import Ledger
from offline_queue.model import AlarmLevel, AlarmLimits, EntryState

LOOK_EVERY_S = 60.0
"""So often the waiting time is looked at; by the steady clock."""
FORGET_EVERY_S = 3600.0
_LOG = logging.getLogger("offline_queue")


class Housekeeping:
    """The housekeeping of one outbox. All calls on the thread that owns the store."""

    def __init__(self, ledger: Ledger, blobs: Blobs, clock: Clock, limits: AlarmLimits, zone: tzinfo) -> None:
        self._ledger = ledger
        self._blobs = blobs
        self._clock = clock
        self._limits = limits
        self._zone = zone
        self._days: OfficeDays | None = None
        self._looked_at_s: float | None = None
        self._forgot_at_s: float | None = None
        self._alarm = AlarmLevel.NONE

    def purge(self, keep_s: float, limit: int = 20) -> int:
        """Forget sealed bytes of entries that were settled longer ago than that; return of how many.

        A settled time that lies ahead was taken before the clock jumped back: it counts as long ago.
        """
        store = self._ledger.usable()
        settled = store.settled_before(limit, self._clock.now_s(), keep_s)
        for entry in settled:
            attachments = store.attachments(entry)

            def change() -> None:
                self._ledger.move(entry, EntryState.PURGED, entry.cause)  # noqa: B023 - done before the next turn
                self._ledger.store.delete_body(entry.sequence)  # noqa: B023 - as above

            self._ledger.change(change)
            self._blobs.discard(attachment.attachment_id for attachment in attachments)
        return len(settled)

    def forget(self, keep_s: float, hall_offset_s: float | None, limit: int = 100) -> int:
        """Remove rows that were purged longer ago than that, by the hall's clock; return how many.

        Looks once an hour. Without the hall's time nothing is removed.
        """
        steady_s = self._clock.monotonic_s()
        recent = self._forgot_at_s is not None and steady_s - self._forgot_at_s < FORGET_EVERY_S
        if hall_offset_s is None or recent:
            return 0
        self._forgot_at_s = steady_s
        hall_s = self._clock.now_s() + hall_offset_s

        def change() -> int:
            store = self._ledger.store
            store.date_purged(limit, hall_s)
            forgotten = store.purged_before(limit, hall_s - keep_s)
            for sequence in forgotten:
                store.forget(sequence)
            return len(forgotten)

        count = self._ledger.change(change)
        if count:
            self._ledger.recount()
            _LOG.info("rows_forgotten count=%d", count)
        return count

    def mark_handed_over(self, entry_ids: Sequence[EntryId]) -> None:
        """Note that staff carry these entries to the hall; they no longer raise an alarm."""
        store, now_s = self._ledger.usable(), self._clock.now_s()
        sequences = [store.entry(entry_id).sequence for entry_id in entry_ids]

        def change() -> None:
            for sequence in sequences:
                self._ledger.store.mark_handed_over(sequence, now_s)

        self._ledger.change(change)
        self.look_now()

    def look(self) -> AlarmLevel:
        """Return the alarm; look anew once a minute, and log when it is another one."""
        steady_s = self._clock.monotonic_s()
        if self._looked_at_s is not None and 0 <= steady_s - self._looked_at_s < LOOK_EVERY_S:
            return self._alarm
        self._looked_at_s = steady_s
        return self.look_now()

    def look_now(self) -> AlarmLevel:
        """Return the alarm as it is now."""
        try:
            since_s = self._ledger.usable().waiting_since_s()
        except StorageError:
            return self._alarm
        alarm = AlarmLevel.NONE
        # The calendar is read when something has waited for so long that it can matter, which is seldom.
        if since_s is not None and self._clock.now_s() - since_s >= self._limits.warn_after_h * 3600:
            if self._days is None:
                self._days = OfficeDays(load_work_calendar(), self._zone)
            alarm = alarm_for(since_s, self._clock.now_s(), self._days, self._limits)
        if alarm is not self._alarm:
            self._alarm = alarm
            _LOG.info("queue_alarm level=%s", alarm.value)
        return alarm
