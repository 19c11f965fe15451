"""What every test gets: no unexpected log warnings, no leaked threads, timers or children."""

from __future__ import annotations

import gc
import logging
import os
import threading
import time
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

EXPECTED_THREADS = ("MainThread", "pydevd", "asyncio_", "uvloop_", "ThreadPoolExecutor", "AnyIO")


def pytest_collection_finish() -> None:
    """What was loaded until now stays to the end: collectors and tests that search all objects leave it out."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _no_unexpected_log_warnings(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """An unexpected warning in the log fails the test; ``expects_log_warnings`` marks where it is the subject."""
    yield
    if request.node.get_closest_marker("expects_log_warnings"):
        return
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    loud = [r for r in records if r.levelno >= logging.WARNING]
    assert not loud, "unexpected log warnings: " + "; ".join(f"{r.name}: {r.getMessage()}" for r in loud)


@pytest.fixture(autouse=True)
def _no_leaked_threads() -> Iterator[None]:
    """Every thread that a test started has ended within two seconds of the test's end."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 2.0
    leaked: list[threading.Thread] = []
    while time.monotonic() < deadline:
        leaked = [
            t
            for t in threading.enumerate()
            if t not in before and t.is_alive() and not t.name.startswith(EXPECTED_THREADS)
        ]
        if not leaked:
            return
        leaked[0].join(timeout=0.05)
    assert not leaked, f"leaked threads: {[t.name for t in leaked]}"
