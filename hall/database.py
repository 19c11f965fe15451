"""The hall's database: one writer thread with group commit, readers beside it.

A *work* is a function of a connection. `Database.write` runs works one after the other on the writer's thread and
commits those that wait together in one transaction; a future is resolved only when its commit has returned, so an
answer means durable. When one work of a group raises, the group is rolled back and every work is run again in a
transaction of its own, so works must not have effects outside the database.

Which engine is under it, `hall.engines` says; works are the same on each: statements of SQLAlchemy's core, or SQL that
SQLite and PostgreSQL both understand. ``ON CONFLICT`` comes from `hall.upserts`.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection

from hall.engines import engine_at

T = TypeVar("T")
Work = Callable[[Connection], T]
_Waiting = tuple[Work[Any], Future[Any]]

GROUP_LIMIT = 128
"""How many waiting works share one commit at most."""


class Database:
    """The hall's tables. Make it after ``migrate``, with the folder or with an address; close it."""

    def __init__(self, data_dir: Path, database_url: str | None = None) -> None:
        self._engine = engine_at(data_dir, database_url)
        self._works: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="hall-writer")
        self._thread.start()

    @property
    def pending(self) -> int:
        """How many works wait for the writer."""
        return self._works.qsize()

    def write(self, work: Work[T]) -> Future[T]:
        """Run ``work`` in a transaction; the future has its value once the commit is durable, or its exception."""
        if self._closed:
            raise RuntimeError("the database is closed")
        future: Future[T] = Future()
        self._works.put((work, future))
        return future

    def read(self, work: Work[T]) -> T:
        """Run ``work`` on a reading connection, on the caller's thread."""
        with self._engine.reading() as connection:
            return work(connection)

    def close(self) -> None:
        """Finish what waits, then close."""
        if self._closed:
            return
        self._closed = True
        self._works.put(None)
        self._thread.join()
        self._engine.close()

    def _run(self) -> None:
        while (first := self._works.get()) is not None:
            self._commit([first], may_grow=True)

    def _gather(self, group: list[_Waiting]) -> None:
        """Take along what waits by now."""
        while len(group) < GROUP_LIMIT:
            try:
                following = self._works.get_nowait()
            except queue.Empty:
                return
            if following is None:
                self._works.put(None)
                return
            group.append(following)

    def _commit(self, group: list[_Waiting], *, may_grow: bool) -> None:
        try:
            with self._engine.writing() as connection:
                if may_grow:
                    # Only now: while we waited for our turn, more have come.
                    self._gather(group)
                values = [work(connection) for work, _ in group]
        except Exception as error:  # noqa: BLE001 - top of the thread: the exception goes to whoever waits
            if len(group) == 1:
                group[0][1].set_exception(error)
                return
            for single in group:
                self._commit([single], may_grow=False)
            return
        for (_, future), value in zip(group, values, strict=True):
            future.set_result(value)
