"""A store by itself, for what its schema must refuse whatever the program does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from offline_queue.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "queue.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = Store(path, new_epoch=lambda: "epoch")
    yield store
    store.close()
