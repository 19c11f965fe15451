"""From a description to a driver: for the terminal and for the bench."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from drivers.speaker.driver import SpeakerDriver
from drivers.speaker.pack import PromptPack
from drivers.speaker.programs import FixedHeadphone, Headphone, ProgramHeadphone, ProgramPlayer, ProgramVoice

NEVER, ALWAYS = "never", "always"


@dataclass(frozen=True, slots=True)
class SpeakerLine:
    """How a terminal speaks.

    Attributes:
        player: the program that plays, split as a shell would; the WAV file is its last word.
        pack: the folder of recorded prompts; None: there is none.
        voice: the program that speaks what is not recorded; empty: none.
        rate_wpm: how fast it speaks, in words a minute.
        headphone: ``never``, ``always``, or the program that tells whether one is plugged in.
    """

    player: str = "aplay -q"
    pack: Path | None = None
    voice: str = "espeak-ng"
    rate_wpm: int = 140
    headphone: str = NEVER


def speaker_driver(line: SpeakerLine) -> SpeakerDriver:
    """Make the driver; nothing is started. Raises ``ValueError`` where a quotation mark is left open."""
    program = ProgramVoice(shlex.split(line.voice), rate_wpm=line.rate_wpm)
    return SpeakerDriver(
        PromptPack(line.pack) if line.pack is not None else None,
        program if program.there else None,
        ProgramPlayer(shlex.split(line.player)),
        _headphone(line.headphone),
    )


def _headphone(setting: str) -> Headphone:
    if setting in {NEVER, ALWAYS}:
        return FixedHeadphone(plugged=setting == ALWAYS)
    return ProgramHeadphone(shlex.split(setting))
