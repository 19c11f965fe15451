"""The speaker's driver: finds a voice for each phrase, plays phrase after phrase, stops when it is told to.

Private phrases are played only while a headphone is plugged in; the jack is asked before each and again while it
plays. Several phrases that everybody may hear are played as one sound. Source: platform sheet, section 4; domain
guide, section 11 ("headphone jack for private data").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Protocol

from config.texts import Language
from drivers.commands import CommandContext
from drivers.speaker.errors import SpeakerError
from drivers.speaker.model import Mute, Offline, Phrase, Ready, Said, Say, SpeakerStatus, Unknown
from drivers.speaker.programs import Headphone, Playing
from drivers.speaker.sound import Sound, joined, scaled, write_wav
from drivers.vocabulary import DeviceError, DeviceKind

LOOK_EVERY_S = 0.02
"""Between two looks at a player that is at work: so long a stop may take."""
ASK_JACK_EVERY_LOOKS = 25
PAUSE_S = 0.25
"""Between two phrases."""


class Voice(Protocol):
    """Turns a phrase into sound."""

    name: str

    def say(self, phrase: Phrase, language: Language) -> Sound | None:
        """Its sound; None where this voice cannot say it. Raises ``SpeakerError``."""


class Player(Protocol):
    """Plays a sound."""

    def check(self) -> None:
        """Raises ``SpeakerError`` where nothing can be played at all."""

    def start(self, wav: bytes) -> Playing:
        """Begin to play. Raises ``SpeakerError``."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Sounds that are played as one."""

    sound: Sound
    phrases: int
    private: bool


class SpeakerDriver:
    """One speaker. Its ``run`` takes ``Say`` and gives ``Said``."""

    def __init__(self, pack: Voice | None, voice: Voice | None, player: Player, headphone: Headphone) -> None:
        """Prepare; nothing is started.

        Args:
            pack: recorded prompts, which come first.
            voice: the program that says what is not recorded.
            player: makes it heard.
            headphone: whether private phrases may be heard.
        """
        self._pack = pack
        self._voice = voice
        self._player = player
        self._headphone = headphone

    @property
    def kind(self) -> DeviceKind:
        """A speaker."""
        return DeviceKind.SPEAKER

    def open(self) -> None:
        """Nothing is held open; raises ``PlayerMissingError`` where the player is not there."""
        self._player.check()

    def close(self) -> None:
        """Nothing to close."""

    def poll(self) -> SpeakerStatus:
        """Whether player and voices are there. Makes no sound. Raises ``PlayerMissingError``."""
        self._player.check()
        voices = tuple(voice.name for voice in (self._pack, self._voice) if voice is not None)
        return Ready(voices) if voices else Mute()

    def unreached(self, error: DeviceError | None) -> SpeakerStatus:
        """Why it cannot be used."""
        return Unknown() if error is None else Offline(error.code)

    def run(self, command: object, context: CommandContext) -> Said:
        """Say the phrases.

        Raises:
            SpeakerError: nothing could be played.
            CommandStoppedError: it was told to stop; it is silent.
            TimeLimitError: the time is over; it is silent.
        """
        if not isinstance(command, Say):
            raise TypeError(type(command).__name__)
        allowed, withheld = self._allowed(command.phrases)
        runs, silent = self._runs(allowed, command.language)
        context.check()
        spoken, seconds = 0, 0.0
        for run in runs:
            if self._play(run, command.volume, context):
                spoken += run.phrases
                seconds += run.sound.seconds
            else:
                withheld += run.phrases
        return Said(spoken, withheld, silent, round(seconds, 3))

    def _allowed(self, phrases: Iterable[Phrase]) -> tuple[list[Phrase], int]:
        """What may be heard now, and how many private phrases are kept back."""
        chosen: list[Phrase] = []
        withheld = 0
        plugged: bool | None = None
        for phrase in phrases:
            if phrase.private:
                plugged = self._headphone.plugged() if plugged is None else plugged
                if not plugged:
                    withheld += 1
                    if phrase.instead is not None and phrase.instead not in chosen[-1:]:
                        chosen.append(replace(phrase.instead, private=False))
                    continue
            chosen.append(phrase)
        return chosen, withheld

    def _runs(self, phrases: Iterable[Phrase], language: Language) -> tuple[list[_Run], int]:
        """The sounds to be played one after the other, and how many phrases no voice can say.

        Phrases that follow each other are one sound, as long as they are equally private and of one rate; those that
        are not recorded go to the program together, because starting it takes longer than its speaking.
        """
        runs: list[_Run] = []
        silent = 0
        for private, recorded, group in _groups((phrase, self._recorded(phrase, language)) for phrase in phrases):
            sound = joined(recorded, PAUSE_S, between="\n") if recorded else self._spoken(group, language)
            if sound is None:
                silent += len(group)
            elif runs and runs[-1].private == private and runs[-1].sound.rate_hz == sound.rate_hz:
                before = runs.pop()
                both = joined([before.sound, sound], PAUSE_S, between="\n")
                runs.append(_Run(both, before.phrases + len(group), private))
            else:
                runs.append(_Run(sound, len(group), private))
        return runs, silent

    def _recorded(self, phrase: Phrase, language: Language) -> Sound | None:
        """The recorded sound of a phrase, where there is one that can be used."""
        if self._pack is None:
            return None
        try:
            return self._pack.say(phrase, language)
        except SpeakerError:
            if self._voice is None:
                raise
            return None

    def _spoken(self, phrases: Sequence[Phrase], language: Language) -> Sound | None:
        """The program's sound of phrases together; None where there is no program."""
        if self._voice is None:
            return None
        return self._voice.say(Phrase("\n".join(phrase.text for phrase in phrases)), language)

    def _play(self, run: _Run, volume: float, context: CommandContext) -> bool:
        """Play to the end; False where it was private and the headphone was not there, or was pulled out."""
        if run.private and not self._headphone.plugged():
            return False
        playing = self._player.start(write_wav(scaled(run.sound, volume)))
        looks = 0
        try:
            while not playing.ended():
                context.wait(LOOK_EVERY_S)
                context.check()
                looks += 1
                if run.private and looks % ASK_JACK_EVERY_LOOKS == 0 and not self._headphone.plugged():
                    return False
        finally:
            playing.stop()
        return True


def _groups(sounds: Iterable[tuple[Phrase, Sound | None]]) -> Iterator[tuple[bool, list[Sound], list[Phrase]]]:
    """Phrases that follow each other and are equally private, recorded in one rate or not recorded at all."""

    def alike(one: tuple[Phrase, Sound | None]) -> tuple[bool, int]:
        phrase, sound = one
        return phrase.private, 0 if sound is None else sound.rate_hz

    for (private, _), found in groupby(sounds, key=alike):
        members = list(found)
        yield private, [sound for _, sound in members if sound is not None], [phrase for phrase, _ in members]
