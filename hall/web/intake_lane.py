"""Entries on their way to the writer: those that come while a commit runs share the next one.

One work for the writer at a time, whatever number of requests wait. So the database's own thread and the loop take
turns a few hundred times a second instead of a few thousand, and a group costs one statement a table.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from hall.database import GROUP_LIMIT, Database
from hall.errors import ProblemError
from hall.intake import Incoming, Stored, store_group
from hall.settings import HallSettings
from offline_queue.wire.entries import ProblemKind

ASK_AFTER_S = 0.25
"""Who has waited longer than that is asked whether it is still there, before work is done for it."""

Outcome = Stored | ProblemError


@dataclass(frozen=True, slots=True)
class _Waiting:
    entries: Sequence[Incoming]
    done: asyncio.Future[list[Outcome]]
    since_s: float
    has_gone: Callable[[], Awaitable[bool]]


class IntakeLane:
    """Stores entries in groups. To be used on one event loop.

    Attributes:
        one_batch: whoever opens the entries of a batch holds it meanwhile.
    """

    def __init__(self, database: Database, settings: HallSettings, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._waiting: deque[_Waiting] = deque()
        self._worker: asyncio.Task[None] | None = None
        self.one_batch = asyncio.Lock()

    async def store(self, entries: Sequence[Incoming], has_gone: Callable[[], Awaitable[bool]]) -> list[Outcome]:
        """Store entries of one request; return what became of each, once it is durable.

        Args:
            entries: opened and checked.
            has_gone: tells whether the caller has hung up.

        Raises:
            ProblemError: stalled, when the caller had gone before its turn came; nothing is stored.
        """
        loop = asyncio.get_running_loop()
        waiting = _Waiting(entries, loop.create_future(), loop.time(), has_gone)
        self._waiting.append(waiting)
        if self._worker is None or self._worker.done():
            self._worker = loop.create_task(self._work())
        return await waiting.done

    async def _work(self) -> None:
        while self._waiting:
            await self._until_nobody_joins()
            group = await self._next_group()
            entries = [entry for one in group for entry in one.entries]
            if not entries:
                continue
            try:
                outcomes = await asyncio.wrap_future(self._write(entries))
            except Exception as error:  # noqa: BLE001 - goes to whoever waits
                for one in group:
                    _fail(one, error)
                continue
            left = iter(outcomes)
            for one in group:
                its = [next(left) for _ in one.entries]
                if not one.done.done():
                    one.done.set_result(its)

    async def _until_nobody_joins(self) -> None:
        """Let those join that the loop has at hand already; nobody waits for a clock.

        A request takes two turns of the loop, from the socket to here. When two turns have brought nobody, whoever is
        here has the commit, also when it is one.
        """
        seen, here = 0, len(self._waiting)
        while seen < here and sum(len(one.entries) for one in self._waiting) < GROUP_LIMIT:
            seen = here
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            here = len(self._waiting)

    async def _next_group(self) -> list[_Waiting]:
        group: list[_Waiting] = []
        size = 0
        now_s = asyncio.get_running_loop().time()
        while self._waiting and size + len(self._waiting[0].entries) <= max(GROUP_LIMIT, size):
            one = self._waiting.popleft()
            if one.done.done():
                continue
            if now_s - one.since_s > ASK_AFTER_S and await one.has_gone():
                _fail(one, ProblemError(ProblemKind.STALLED, "the caller has gone"))
                continue
            group.append(one)
            size += len(one.entries)
        return group

    def _write(self, entries: Sequence[Incoming]) -> Future[list[Outcome]]:
        now = self._clock()
        return self._database.write(
            lambda connection: store_group(connection, entries, now=now, settings=self._settings)
        )


def _fail(one: _Waiting, error: Exception) -> None:
    if not one.done.done():
        one.done.set_exception(error)
