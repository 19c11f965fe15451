"""One hall that takes money and one terminal at it for all tests of a file."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.kiosk.payments.town import Town, town


@pytest.fixture(scope="module")
def town_of_all(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with town(qapp, tmp_path_factory.mktemp("town")) as made:
        yield made
    gc.collect()


@pytest.fixture
def there(town_of_all: Town) -> Iterator[Town]:
    """Nobody at the terminal, before and after."""
    town_of_all.tidy_up()
    yield town_of_all
    town_of_all.tidy_up()
