"""Recorded prompts: a folder of WAV files by text key and language.

::

    pack/zh_CN/spoken.tsv              key<TAB>the text as it was read
    pack/zh_CN/<key>.wav               a text without places
    pack/zh_CN/<key>.1.wav, .2.wav     the words between the places of a text with places, in their order
    pack/zh_CN/numbers/<clip>.wav      what numbers are composed of (``numbers.CLIPS``)

A clip is used only where ``spoken.tsv`` has the very text that stands on the screen now: wording is a legal matter, and
a recording of an older one would say something else. A text whose places hold anything but numbers is left to the next
voice. All files: 16 bits, one channel. Docs: docs/speech.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter

from config.texts import Language
from drivers.speaker.errors import PackUnusableError, SoundDamagedError
from drivers.speaker.model import Phrase
from drivers.speaker.numbers import CLIPS, number_clips
from drivers.speaker.sound import Sound, joined, read_wav

SCRIPT = "spoken.tsv"
NUMBERS = "numbers"
CLIP_LIMIT_BYTES = 8_000_000
PAUSE_S = 0.06


@dataclass(frozen=True, slots=True)
class Words:
    """What has to be recorded for a text: a clip for each run of words, and a name for each place between them."""

    clips: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    """In their order: ``("clip", name)`` or ``("value", place)``."""


def words_of(key: str, text: str) -> Words:
    """The clips and places of a text, which may have places such as ``{count}``. Raises ``ValueError`` if broken."""
    clips: list[str] = []
    parts: list[tuple[str, str]] = []
    pieces = list(Formatter().parse(text))
    whole = all(place is None for _, place, _, _ in pieces)
    for words, place, _, _ in pieces:
        if any(character.isalnum() for character in words):
            clips.append(key if whole else f"{key}.{len(clips) + 1}")
            parts.append(("clip", clips[-1]))
        if place is not None:
            parts.append(("value", place))
    return Words(tuple(clips), tuple(parts))


@dataclass(frozen=True, slots=True)
class PackReport:
    """What a check of one language found; keys and names of files in their order.

    Attributes:
        complete: texts that the pack can say.
        missing: texts of which a clip is not there, and number clips that are not there.
        outdated: texts that were recorded in another wording than that of today.
        damaged: files that are no sound of the right kind.
        unknown: recorded keys that no text has.
    """

    complete: int
    missing: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether every text can be said by this pack alone."""
        return not (self.missing or self.outdated or self.damaged)


@dataclass(slots=True)
class PromptPack:
    """A pack, read when it is first asked; for one thread at a time."""

    folder: Path
    _scripts: dict[Language, Mapping[str, str]] = field(default_factory=dict)

    name = "pack"

    def say(self, phrase: Phrase, language: Language) -> Sound | None:
        """The sound of a phrase; None where the pack does not have it.

        Raises:
            SpeakerError: the pack or one of its files cannot be used.
        """
        template = self._script(language).get(phrase.key) if phrase.key else None
        if template is None:
            return None
        try:
            if template.format_map(dict(phrase.values)) != phrase.text:
                return None
            words = words_of(phrase.key, template)
        except (KeyError, ValueError, IndexError):
            return None
        names = self._names(words, dict(phrase.values), language)
        if not names:
            return None
        try:
            sound = joined([self._clip(language, name) for name in names], PAUSE_S)
        except (FileNotFoundError, ValueError):
            return None
        return Sound(sound.rate_hz, sound.samples, phrase.text)

    def check(self, language: Language, texts: Mapping[str, str]) -> PackReport:
        """Compare one language with the texts that can be spoken, by key. Raises ``PackUnusableError``."""
        script = self._script(language)
        complete, missing, outdated, damaged = 0, [], [], []
        for key, text in texts.items():
            if key not in script:
                missing.append(key)
                continue
            if script[key] != text:
                outdated.append(key)
                continue
            faults = [self._fault(language, clip) for clip in words_of(key, text).clips]
            missing += [key] if "missing" in faults else []
            damaged += [key] if "damaged" in faults else []
            complete += 1 if not any(faults) else 0
        for clip in CLIPS[language]:
            name = f"{NUMBERS}/{clip}"
            fault = self._fault(language, name)
            missing += [name] if fault == "missing" else []
            damaged += [name] if fault == "damaged" else []
        unknown = tuple(key for key in script if key not in texts)
        return PackReport(complete, tuple(missing), tuple(outdated), tuple(damaged), unknown)

    def _fault(self, language: Language, name: str) -> str:
        try:
            self._clip(language, name)
        except FileNotFoundError:
            return "missing"
        except SoundDamagedError:
            return "damaged"
        return ""

    @staticmethod
    def _names(words: Words, values: Mapping[str, str], language: Language) -> list[str]:
        """The files to play one after the other; empty where a value is no number."""
        names: list[str] = []
        for kind, name in words.parts:
            if kind == "clip":
                names.append(name)
                continue
            clips = number_clips(values[name], language)
            if clips is None:
                return []
            names += [f"{NUMBERS}/{clip}" for clip in clips]
        return names

    def _script(self, language: Language) -> Mapping[str, str]:
        if language not in self._scripts:
            self._scripts[language] = read_script(self.folder / language.value / SCRIPT)
        return self._scripts[language]

    def _clip(self, language: Language, name: str) -> Sound:
        """One file. Raises ``FileNotFoundError``, ``SoundDamagedError``."""
        path = self.folder / language.value / f"{name}.wav"
        try:
            if path.stat().st_size > CLIP_LIMIT_BYTES:
                raise SoundDamagedError(path.name)
            data = path.read_bytes()
        except FileNotFoundError:
            raise
        except OSError as error:
            raise SoundDamagedError(path.name) from error
        try:
            return read_wav(data)
        except SoundDamagedError as error:
            raise SoundDamagedError(f"{path.name}: {error.detail}") from None


def read_script(path: Path) -> dict[str, str]:
    """What was recorded, by key; empty where the pack does not have the language. Raises ``PackUnusableError``."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        if not path.parent.parent.is_dir():
            raise PackUnusableError(path.parent.parent.name) from None
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise PackUnusableError(path.name) from error
    script: dict[str, str] = {}
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        key, tab, text = line.partition("\t")
        if not tab or "/" in key:
            raise PackUnusableError(path.name)
        script[key] = text.replace("\\n", "\n")
    return script


def script_lines(texts: Mapping[str, str]) -> list[str]:
    """The lines of ``spoken.tsv`` for these texts: what is to be read aloud."""
    return [f"{key}\t{text}".replace("\n", "\\n") for key, text in texts.items()]
