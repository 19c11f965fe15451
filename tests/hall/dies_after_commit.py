"""The hall with one difference: it is killed right after the first entry's commit, before anything is answered."""

from __future__ import annotations

import os
import signal
import sys
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from hall.database import Database, Work
from hall.intake import Stored
from hall.server import serve
from hall.settings import HallSettings

T = TypeVar("T")


class MortalDatabase(Database):
    """Kills its process when an entry has become durable."""

    def write(self, work: Work[T]) -> Future[T]:
        """Run the work; die when it stored a new entry."""
        future = super().write(work)
        future.add_done_callback(_die_when_stored)
        return future


def _die_when_stored(future: Future[T]) -> None:
    outcome = future.result()
    if isinstance(outcome, list) and any(isinstance(one, Stored) for one in outcome):
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    folder = Path(sys.argv[sys.argv.index("--data") + 1])
    serve(
        HallSettings(folder, os.environ.get("HALL_DATABASE"), os.environ.get("HALL_FILES")),
        host="127.0.0.1",
        port=0,
        database_opener=lambda settings: MortalDatabase(settings.data_dir, settings.database_url),
    )
