"""What can be paid here, as the hall said last: remembered over a restart, so that a terminal without a line says so.

Facts of the hall, nothing of a person. They decide what is shown and never what is ordered: before an order the hall is
asked. A file that cannot be read or written is as good as none.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from kiosk.payments.order_record import Disk
from offline_queue.wire.payments import PaymentOffers

_log = logging.getLogger(__name__)

MAX_BYTES = 256 * 1024


class OffersMemory:
    """One small file. For one thread; each method waits for the disk."""

    def __init__(self, path: Path, disk: Disk | None = None) -> None:
        """Prepare; nothing is read."""
        self._path = path
        self._disk = disk if disk is not None else Disk()
        self._kept: PaymentOffers | None = None

    def read(self) -> PaymentOffers | None:
        """Return what was kept; None where that is nothing, or nothing that this version reads."""
        try:
            if self._path.stat().st_size > MAX_BYTES:
                return None
            self._kept = PaymentOffers.model_validate_json(self._path.read_bytes())
        except (OSError, ValueError):
            return None
        return self._kept

    def keep(self, offers: PaymentOffers | None) -> None:
        """Remember what the hall says now; None: it takes no money. The same again writes nothing."""
        if offers is None:
            self._kept = None
            self._try(lambda: self._path.unlink(missing_ok=True))
            return
        if self._kept is not None and offers.model_copy(update={"hall_time": self._kept.hall_time}) == self._kept:
            return
        beside = self._path.with_suffix(".new")

        def write() -> None:
            self._disk.write(beside, offers.model_dump_json().encode())
            self._disk.rename(beside, self._path)

        if self._try(write):
            self._kept = offers

    def _try(self, work: Callable[[], object]) -> bool:
        try:
            work()
        except OSError as error:
            _log.info("payment_offers_not_kept cause=%s", type(error).__name__)
            return False
        return True
