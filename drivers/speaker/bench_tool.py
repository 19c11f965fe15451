"""Speaking from the bench, without a supervisor: the cores of ``kiosk device speaker …``.

The results are plain dictionaries, ready for JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from config.texts import Language
from drivers.commands import LiveContext
from drivers.speaker.build import SpeakerLine, speaker_driver
from drivers.speaker.model import Phrase, Ready, Say
from drivers.speaker.pack import PackReport, PromptPack, script_lines
from drivers.timebase import SystemTime


def say(line: SpeakerLine, phrase: Phrase, language: Language, *, volume: float, timeout_s: float) -> dict[str, object]:
    """Say one phrase: ``spoken``, ``withheld``, ``silent``, ``sound_s``, ``seconds``. Raises ``DeviceError``."""
    time = SystemTime()
    start = time.now()
    driver = speaker_driver(line)
    driver.open()
    context = LiveContext(timebase=time, timeout_s=timeout_s)
    said = driver.run(Say((phrase,), language, volume), context)
    return {
        "spoken": said.spoken,
        "withheld": said.withheld,
        "silent": said.silent,
        "sound_s": said.seconds,
        "seconds": round(time.now() - start, 3),
    }


def status(line: SpeakerLine) -> dict[str, object]:
    """``status``, ``usable``, ``voices``. Raises ``DeviceError`` where the player is not there."""
    found = speaker_driver(line).poll()
    voices = found.voices if isinstance(found, Ready) else ()
    return {"status": type(found).__name__.lower(), "usable": found.usable, "voices": list(voices)}


def check_pack(folder: Path, texts: Mapping[Language, Mapping[str, str]]) -> dict[Language, PackReport]:
    """What is missing in a pack, for each language. Raises ``DeviceError`` where it cannot be used at all."""
    pack = PromptPack(folder)
    return {language: pack.check(language, wanted) for language, wanted in texts.items()}


def write_scripts(folder: Path, texts: Mapping[Language, Mapping[str, str]]) -> dict[str, object]:
    """Write what is to be read aloud, as ``FOLDER/<language>/spoken.tsv``; gives the number of texts for each.

    Raises:
        OSError: it cannot be written.
    """
    counts: dict[str, object] = {}
    for language, wanted in texts.items():
        place = folder / language.value
        place.mkdir(parents=True, exist_ok=True)
        (place / "spoken.tsv").write_text("\n".join(script_lines(wanted)) + "\n", encoding="utf-8")
        counts[language.value] = len(wanted)
    return counts
