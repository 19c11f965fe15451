"""The programs that speak and play: the GPL ones stay outside of this process, and nothing spoken touches a disk.

Text goes in through standard input, so that no list of processes shows it. Sound goes out through a file in memory
that only the child sees.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from typing import Protocol

from config.texts import Language
from drivers.speaker.errors import PlayerFailedError, PlayerMissingError, SoundDamagedError, VoiceFailedError
from drivers.speaker.model import Phrase
from drivers.speaker.sound import Sound, read_wav

VOICES = {Language.ZH: "cmn-latn-pinyin", Language.EN: "en"}
"""``cmn`` speaks the letters of the pinyin in English (platform sheet, section 4)."""
VOICE_LIMIT_S = 5.0
HEADPHONE_LIMIT_S = 1.0
END_LIMIT_S = 1.0
PLUGGED = re.compile(r"values=(?:on|1|true)\b")
ENVIRONMENT = ("PATH", "HOME", "XDG_RUNTIME_DIR", "PULSE_SERVER", "ALSA_CARD", "ALSA_CONFIG_PATH", "PYTHONPATH")
"""What the programs see of the terminal's environment."""


def _environment() -> dict[str, str]:
    return {**{name: os.environ[name] for name in ENVIRONMENT if name in os.environ}, "LC_ALL": "C.UTF-8"}


def is_there(words: Sequence[str]) -> bool:
    """Whether the program that the words begin with can be started."""
    return bool(words) and shutil.which(words[0]) is not None


class ProgramVoice:
    """``espeak-ng`` or a program with its options: text on standard input, a WAV on standard output."""

    name = "espeak"

    def __init__(self, words: Sequence[str], *, rate_wpm: int, limit_s: float = VOICE_LIMIT_S) -> None:
        """Prepare; nothing is started.

        Args:
            words: the program and its words in front of the options.
            rate_wpm: how fast it speaks, in words a minute.
            limit_s: how long one phrase may take.
        """
        self._words = tuple(words)
        self._rate_wpm = rate_wpm
        self._limit_s = limit_s

    @property
    def there(self) -> bool:
        """Whether the program can be started."""
        return is_there(self._words)

    def say(self, phrase: Phrase, language: Language) -> Sound | None:
        """The sound of a phrase; None where the program is not there. Raises ``VoiceFailedError``."""
        options = ["-v", VOICES[language], "-s", str(self._rate_wpm), "--stdin", "--stdout"]
        try:
            done = subprocess.run(
                [*self._words, *options],
                input=_clauses(phrase.text, language).encode(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                timeout=self._limit_s,
                check=False,
            )
        except FileNotFoundError:
            return None
        except subprocess.TimeoutExpired:
            raise VoiceFailedError("too slow") from None
        except OSError as error:
            raise VoiceFailedError(type(error).__name__) from error
        if done.returncode != 0:
            raise VoiceFailedError(f"exit {done.returncode}")
        try:
            sound = read_wav(done.stdout)
        except SoundDamagedError as error:
            raise VoiceFailedError(error.detail) from None
        return Sound(sound.rate_hz, sound.samples, phrase.text)


def _clauses(text: str, language: Language) -> str:
    """The text with an end to every line, so that there is a pause."""
    stop = "。" if language is Language.ZH else "."
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "\n".join(line if not line[-1].isalnum() else line + stop for line in lines)


class Playing(Protocol):
    """A sound that is being played."""

    def ended(self) -> bool:
        """Whether it is over. Raises ``PlayerFailedError`` where it was not played to its end."""

    def stop(self) -> None:
        """Be silent at once; does nothing when it is over."""


class ProgramPlayer:
    """``aplay -q`` or another program whose last word is a WAV file."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = tuple(words)

    def check(self) -> None:
        """Raises ``PlayerMissingError`` where the program is not there."""
        if not is_there(self._words):
            raise PlayerMissingError(self._words[0] if self._words else "")

    def start(self, wav: bytes) -> _Process:
        """Begin to play. Raises ``PlayerMissingError``, ``PlayerFailedError``."""
        file = os.memfd_create("speech")
        try:
            with open(file, "wb", closefd=False) as memory:
                memory.write(wav)
            return _Process(self._child(file))
        finally:
            os.close(file)

    def _child(self, file: int) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                [*self._words, f"/proc/self/fd/{file}"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                pass_fds=(file,),
            )
        except FileNotFoundError:
            raise PlayerMissingError(self._words[0]) from None
        except OSError as error:
            raise PlayerFailedError(type(error).__name__) from error


class _Process:
    """A player at work."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self._child = child

    def ended(self) -> bool:
        """Whether it has played to the end. Raises ``PlayerFailedError``."""
        code = self._child.poll()
        if code:
            raise PlayerFailedError(f"exit {code}")
        return code is not None

    def stop(self) -> None:
        """End it, and leave no zombie."""
        if self._child.poll() is not None:
            return
        self._child.terminate()
        try:
            self._child.wait(END_LIMIT_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(END_LIMIT_S)


class Headphone(Protocol):
    """Whether what is played goes to the resident's ears only."""

    def plugged(self) -> bool:
        """Whether it does now. Never raises: what is not known is no."""


class FixedHeadphone:
    """``never``, or ``always`` for a terminal that has a handset and no loudspeaker."""

    def __init__(self, *, plugged: bool) -> None:
        self._plugged = plugged

    def plugged(self) -> bool:
        """As the settings say."""
        return self._plugged


class ProgramHeadphone:
    """Asks the sound card's jack through ``amixer cget``: plugged in where it prints ``values=on``."""

    def __init__(self, words: Sequence[str], *, limit_s: float = HEADPHONE_LIMIT_S) -> None:
        self._words = tuple(words)
        self._limit_s = limit_s

    def plugged(self) -> bool:
        """What the program says; one that is missing, hangs or fails says no."""
        try:
            done = subprocess.run(
                self._words,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                timeout=self._limit_s,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        answer = done.stdout.decode("utf-8", errors="replace")
        return done.returncode == 0 and PLUGGED.search(answer) is not None
