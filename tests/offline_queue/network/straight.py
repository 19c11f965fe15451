"""The outbox without its threads: every call runs where it is made, which is what a seed needs to be the same again."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from offline_queue.core import OutboxCore, Parts
from offline_queue.errors import OutboxClosedError
from offline_queue.filesystem import OsFs
from offline_queue.lookup import mint_code
from offline_queue.opening import FolderLock
from offline_queue.outbox import CHINA_TIME, Outbox
from tests.offline_queue.build import NO_LIMITS, ManualClock
from tests.offline_queue.network.house import SameThread

Result = TypeVar("Result")


class StraightOutbox(Outbox):
    """The real outbox over the real core; only the handing over to its thread is left out."""

    def __init__(self, data_dir: Path, clock: ManualClock) -> None:
        self._lock = FolderLock(data_dir)
        self._entropy = secrets.token_bytes
        self._closed = False
        self._core = OutboxCore(data_dir, Parts(clock, self._entropy, OsFs(), NO_LIMITS, CHINA_TIME))
        self._codes = SameThread()
        self._spare = self._codes.submit(mint_code, self._entropy)
        self._spare_lock = threading.Lock()

    def close(self) -> None:
        """Close the store and let the next opener in."""
        if not self._closed:
            self._closed = True
            self._core.close()
            self._lock.release()

    def _ask(self, call: Callable[[], Result]) -> Result:
        if self._closed:
            raise OutboxClosedError
        result: Future[Result] = Future()
        try:
            result.set_result(call())
        except Exception as error:  # noqa: BLE001 - handed to the caller as it is
            result.set_exception(error)
        self._core.rest(idle=False)
        return result.result()
