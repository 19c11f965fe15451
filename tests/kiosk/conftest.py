"""The real terminal for each file of tests: real pages, real drivers on simulated devices, a real outbox, a hall."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

if os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen":
    screen = Path(__file__).parents[1] / "screens" / "screens.json"
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={screen}"

from PySide6.QtWidgets import QApplication

from tests.kiosk.desk_hall import DeskHall
from tests.kiosk.papers import Papers, draw_papers
from tests.kiosk.rig import Rig


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    """Two papers on a desk, drawn once, and one of them out of focus."""
    return draw_papers(tmp_path_factory.mktemp("papers"))


@pytest.fixture(scope="module")
def terminal_with_everything(
    qapp: QApplication, papers: Papers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rig]:
    """A terminal with reader, printer, camera and a hall, for all tests of a file."""
    with DeskHall() as hall, Rig(qapp, tmp_path_factory.mktemp("terminal"), papers=papers, hall=hall) as rig:
        yield rig.start()
    gc.collect()


@pytest.fixture
def rig(terminal_with_everything: Rig) -> Iterator[Rig]:
    """The same, resting, everything plugged in; at rest again after the test."""
    terminal_with_everything.tidy_up()
    yield terminal_with_everything
    terminal_with_everything.tidy_up()


@pytest.fixture
def own_rig(qapp: QApplication, papers: Papers, tmp_path: Path) -> Iterator[Rig]:
    """A terminal of its own, for tests that pull plugs or break what the others share."""
    with DeskHall() as hall, Rig(qapp, tmp_path, papers=papers, hall=hall) as rig:
        yield rig.start()
