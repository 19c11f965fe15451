"""One hall with all services and one terminal at it for all tests of a file."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.kiosk.live.quarter import Quarter, quarter


@pytest.fixture(scope="module")
def quarter_of_all(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quarter]:
    with quarter(qapp, tmp_path_factory.mktemp("quarter")) as made:
        yield made
    gc.collect()


@pytest.fixture
def there(quarter_of_all: Quarter) -> Iterator[Quarter]:
    """Nobody at the terminal, before and after."""
    quarter_of_all.tidy_up()
    yield quarter_of_all
    quarter_of_all.tidy_up()
