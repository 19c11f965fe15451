"""A speaker whose programs are real and in the place of those of a terminal: what was played is read back."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from config.texts import Language
from drivers.commands import LiveContext
from drivers.speaker.build import SpeakerLine, speaker_driver
from drivers.speaker.driver import SpeakerDriver
from drivers.speaker.model import Phrase, Said, Say
from drivers.speaker.simulator.__main__ import RECORD
from drivers.timebase import SystemTime

PYTHON = shlex.quote(sys.executable)
HUMMING = f"{PYTHON} -m drivers.speaker.simulator speak"


@dataclass(frozen=True, slots=True)
class Played:
    """One sound that reached the player."""

    text: str
    seconds: float
    rms: float
    whole: bool


@dataclass
class SpeakerDesk:
    """A folder in which everything that is played is kept."""

    folder: Path

    @property
    def player(self) -> str:
        """The player that takes no time."""
        return self.player_at(0)

    def player_at(self, pace: float) -> str:
        """The player at a share of real time."""
        return f"{PYTHON} -m drivers.speaker.simulator play {shlex.quote(str(self.folder))} --pace {pace}"

    def driver(self, **line: object) -> SpeakerDriver:
        """A speaker with the humming voice, and what else is given."""
        return speaker_driver(SpeakerLine(**{"player": self.player, "voice": HUMMING, **line}))  # type: ignore[arg-type]

    def heard(self) -> list[Played]:
        """What has been played, in order."""
        record = self.folder / RECORD
        if not record.exists():
            return []
        return [Played(**json.loads(line)) for line in record.read_text(encoding="utf-8").splitlines()]

    def words(self) -> list[str]:
        """The words of what has been played."""
        return [one.text for one in self.heard()]


def context(timeout_s: float = 20.0, on_progress: Callable[[object], None] | None = None) -> LiveContext:
    return LiveContext(timebase=SystemTime(), timeout_s=timeout_s, on_progress=on_progress)


def speak(driver: SpeakerDriver, *phrases: Phrase, volume: float = 1.0, language: Language = Language.ZH) -> Said:
    """Say the phrases and give the result."""
    return driver.run(Say(phrases, language, volume), context())


def script_of(folder: Path, name: str, text: str) -> str:
    """An executable shell script; gives its path."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return shlex.quote(str(path))
