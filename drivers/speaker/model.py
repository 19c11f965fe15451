"""What is said, and how a speaker is."""

from __future__ import annotations

from dataclasses import dataclass, field

from config.texts import Language


@dataclass(frozen=True, slots=True)
class Phrase:
    """One thing to say.

    Attributes:
        text: the words. May be personal, so it stays out of ``repr``.
        key: the text's key in the catalogue, for recorded prompts; empty where it has none.
        values: what stands in the places of that text, by name.
        private: said in headphones only.
        instead: what is said where a private phrase must not be heard; nothing where None.
    """

    text: str = field(repr=False)
    key: str = ""
    values: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    private: bool = False
    instead: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Say:
    """The command: say these phrases one after the other. ``volume`` is the share of full amplitude, up to 1."""

    phrases: tuple[Phrase, ...]
    language: Language
    volume: float = 1.0


@dataclass(frozen=True, slots=True)
class Said:
    """The command's result.

    Attributes:
        spoken: phrases that were played.
        withheld: private ones that were not, because no headphone was plugged in.
        silent: phrases that no voice can speak; they stand on the screen.
        seconds: how long the sound was.
    """

    spoken: int
    withheld: int
    silent: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Ready:
    """Can speak. ``voices`` are those that are there, the preferred one first."""

    voices: tuple[str, ...]
    usable = True


@dataclass(frozen=True, slots=True)
class Mute:
    """Could play, and has no voice: captions only."""

    usable = False


@dataclass(frozen=True, slots=True)
class Offline:
    """Cannot be used; ``code`` is the error's."""

    code: str
    usable = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not looked at yet."""

    usable = False


SpeakerStatus = Ready | Mute | Offline | Unknown
