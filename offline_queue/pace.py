"""What the hall said last of how to come back, kept in a file: after a power cut of a whole district it counts most."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from offline_queue.errors import StorageError
from offline_queue.filesystem import Fs, write_whole

PACE = "pace.json"
_MAX_WINDOW_S = 3_600.0


def load_window_s(data_dir: Path, fs: Fs) -> float | None:
    """Return the window of the first contact in seconds; None when none is kept or it is not readable."""
    try:
        window_s = float(json.loads(fs.read(data_dir / PACE, 0, 1024))["reconnect_window_s"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return window_s if 0.0 <= window_s <= _MAX_WINDOW_S else None


def save_window_s(data_dir: Path, window_s: float, fs: Fs) -> None:
    """Keep the window. A disk that is full does without it."""
    with suppress(StorageError):
        write_whole(fs, data_dir / PACE, json.dumps({"reconnect_window_s": window_s}).encode("ascii"))
