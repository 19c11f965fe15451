"""A terminal with a speaker whose player keeps what it plays, and ears that read it."""

from __future__ import annotations

import gc
import json
import shutil
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.drivers.speaker.desk import HUMMING, SpeakerDesk
from tests.kiosk.desk_hall import DeskHall
from tests.kiosk.papers import Papers
from tests.kiosk.rig import Rig

VOICE = "espeak-ng" if shutil.which("espeak-ng") else HUMMING


class Listener:
    """Somebody who has keys and ears, and nothing else."""

    def __init__(self, rig: Rig, desk: SpeakerDesk) -> None:
        self.rig = rig
        self.desk = desk
        self._from = 0

    def forget(self) -> None:
        """What was said until now does not count."""
        self._from = len(self.desk.words())

    def heard(self) -> str:
        """Everything that was said since ``forget``."""
        return "\n".join(self.desk.words()[self._from :])

    def hears(self, words: str) -> None:
        """Wait until that was said."""
        try:
            self.rig.until(lambda: words in self.heard(), "it to be said", ticking=True)
        except AssertionError as error:
            raise AssertionError(f"{words!r} was not said, but {self.heard()!r}") from error

    def key(self, key: Qt.Key) -> None:
        """Press a key of the keyboard."""
        assert self.rig.app.window is not None
        self.forget()
        QTest.keyClick(self.rig.app.window, key)

    def finds(self, words: str, key: Qt.Key = Qt.Key.Key_Down, *, most: int = 60) -> None:
        """Go from control to control until one says that."""
        for _ in range(most):
            self.key(key)
            self.rig.until(lambda: self.heard() != "", "the next control to be said")
            if words in self.heard():
                return
        raise AssertionError(f"no control says {words!r}")


def speaker_toml(desk: SpeakerDesk, *, more: str = "") -> str:
    """The settings of a speaker that speaks into a folder."""
    return f"[devices.speaker]\nenabled = true\nplayer = {json.dumps(desk.player)}\nvoice = {json.dumps(VOICE)}\n{more}"


@pytest.fixture(scope="module")
def speaking(qapp: QApplication, papers: Papers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listener]:
    """The terminal, for all tests of a file."""
    folder = tmp_path_factory.mktemp("speaking")
    desk = SpeakerDesk(folder / "played")
    with DeskHall() as hall, Rig(qapp, folder, papers=papers, hall=hall, more_toml=speaker_toml(desk)) as rig:
        rig.start()
        yield Listener(rig, desk)
    gc.collect()


@pytest.fixture
def listener(speaking: Listener) -> Iterator[Listener]:
    """At rest before and after."""
    speaking.rig.tidy_up()
    speaking.forget()
    yield speaking
    speaking.rig.tidy_up()
