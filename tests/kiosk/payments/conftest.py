"""One hall that takes money and one terminal at it for all tests of this folder."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from drivers.card_terminal.simulator.core import NOTHING_CODE, Faults, ZvtCore
from drivers.card_terminal.simulator.ports import TcpCardSimulator
from tests.kiosk.papers import Papers
from tests.kiosk.payments.town import Town, town

CARDS_TOML = """\
[devices.card_terminal]
enabled = true
port = "{port}"
nothing_code = {nothing_code}
ask_every_s = 1
settle_limit_s = 5
"""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those who pay there come one after the other, whatever the order: hall and terminal are started once."""
    folder = Path(__file__).parent
    payers = [item for item in items if item.path.parent == folder and "there" in getattr(item, "fixturenames", ())]
    if payers:
        at = items.index(payers[0])
        others = [item for item in items[at:] if item not in payers]
        items[at:] = [*payers, *others]


@pytest.fixture(scope="package")
def cards() -> Iterator[TcpCardSimulator]:
    """The card terminal, which speaks ZVT over TCP."""
    simulator = TcpCardSimulator(ZvtCore(auto=False))
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture(scope="package")
def town_of_all(
    qapp: QApplication, papers: Papers, tmp_path_factory: pytest.TempPathFactory, cards: TcpCardSimulator
) -> Iterator[Town]:
    toml = CARDS_TOML.format(port=cards.port, nothing_code=NOTHING_CODE)
    with town(qapp, tmp_path_factory.mktemp("town"), papers, more_toml=toml) as made:
        yield made
    gc.collect()


@pytest.fixture
def there(town_of_all: Town, cards: TcpCardSimulator) -> Iterator[Town]:
    """Nobody at the terminal, before and after."""
    town_of_all.tidy_up()
    yield town_of_all
    sound = Faults()
    for name in ("declines_with", "silent_from", "keeps_card"):
        setattr(cards.core.faults, name, getattr(sound, name))
    town_of_all.tidy_up()
