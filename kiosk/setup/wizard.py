"""Finds the devices, asks a few questions in plain words, and gives a proposal for the terminal's settings file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from config.settings import Settings, SettingsError, load_settings
from config.texts import Texts
from drivers.vocabulary import DeviceKind
from kiosk.device_list import Listed, values_for
from kiosk.setup.proposal import ChosenDevice, Proposal

TRIES = 5
"""So often an answer that cannot be used is asked for again."""
ASKABLE = (DeviceKind.ID_CARD, DeviceKind.PRINTER, DeviceKind.CODE_SCANNER, DeviceKind.CASH, DeviceKind.CARD_TERMINAL)
"""What can hang on a serial port, in the order of the numbers on the screen."""


class Console(Protocol):
    """The person at the keyboard."""

    def say(self, line: str) -> None:
        """Tell something."""

    def ask(self, question: str, default: str) -> str:
        """Ask; an empty answer is the default. Raises ``GaveUpError`` when nobody answers any more."""


class GaveUpError(Exception):
    """The person has left, or an answer could not be used again and again."""


@dataclass(frozen=True, slots=True)
class Wizard:
    """Asks everything. ``settings`` are the present ones: they give the answers that are proposed."""

    console: Console
    texts: Texts
    settings: Settings

    def run(self, found: Sequence[Listed]) -> Proposal:
        """Ask, and give what the file should say.

        Raises:
            GaveUpError: see ``Console``.
        """
        station, hall = self.settings.station, self.settings.hall
        self.console.say(self.texts("setup.hello"))
        code = self._ask_setting("station.code", station.code, "KIOSK_STATION__CODE")
        number = self._ask_setting("station.terminal_no", str(station.terminal_no), "KIOSK_STATION__TERMINAL_NO")
        data_dir = self._ask_setting("data_dir", str(self.settings.data_dir), "KIOSK_DATA_DIR")
        url = self._ask_setting("hall.url", hall.url, "KIOSK_HALL__URL")
        devices = self._devices(found)
        return Proposal(code, int(number), data_dir, url, tuple(devices))

    def _ask_setting(self, name: str, default: str, variable: str) -> str:
        """Ask for one setting; what the settings' own rules refuse is asked for again, with the reason."""
        question = self.texts(f"setup.ask.{name}")
        for _ in range(TRIES):
            answer = self.console.ask(question, default)
            try:
                load_settings(site=None, terminal=None, environ={variable: answer})
            except SettingsError as error:
                self.console.say(self.texts(error.reason_key, **error.values))
                self.console.say(self.texts(error.cure_key, **error.values))
                continue
            return answer
        raise GaveUpError

    def _devices(self, found: Sequence[Listed]) -> list[ChosenDevice]:
        chosen: list[ChosenDevice] = []
        if not found:
            self.console.say(self.texts("device.list.none_found"))
        for listed in found:
            if not listed.device.supported:
                self._tell_unusable(listed)
                continue
            taken = {one.kind for one in chosen}
            kind = self._kind_of(listed, taken)
            if kind is not None:
                chosen.append(ChosenDevice(kind, tuple(values_for(kind, listed)), listed.device))
        return chosen

    def _tell_unusable(self, listed: Listed) -> None:
        reason = listed.device.guess.reason
        if reason is not None:
            name = listed.device.label or listed.device.guess.what
            self.console.say(self.texts("setup.unusable", name=name, why=self.texts(f"device.list.reason.{reason}")))

    def _kind_of(self, listed: Listed, taken: set[DeviceKind]) -> DeviceKind | None:
        """What the person says it is; proposed is what it answered as or says of itself."""
        name = " ".join(part for part in (listed.device.place, listed.device.label) if part)
        if listed.kind is not None:
            words = self.texts(f"device.kind.{listed.kind}")
            default = "n" if listed.kind in taken else "y"
            if self.yes(self.texts("setup.ask.use", name=name, kind=words), default):
                return listed.kind
            if listed.kind not in ASKABLE:
                return None
        free = [kind for kind in ASKABLE if kind not in taken]
        choices = "  ".join(f"{n}={self.texts(f'device.kind.{kind}')}" for n, kind in enumerate(free, 1))
        question = self.texts("setup.ask.kind", name=name, choices=choices)
        for _ in range(TRIES):
            answer = self.console.ask(question, "0")
            if answer == "0":
                return None
            if answer.isdecimal() and 1 <= int(answer) <= len(free):
                return free[int(answer) - 1]
        raise GaveUpError

    def yes(self, question: str, default: str) -> bool:
        """Ask a question that is answered with yes or no."""
        return self.console.ask(question, default).strip().lower() in self.texts("setup.yes_words").split()


AsksLine = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class PersonConsole:
    """A person at a terminal: ``read`` shows a question and gives the line that was typed."""

    read: AsksLine
    show: Callable[[str], None]

    def say(self, line: str) -> None:
        """Show it."""
        self.show(line)

    def ask(self, question: str, default: str) -> str:
        """Show the question with its default."""
        try:
            return self.read(f"{question} [{default}] ").strip() or default
        except (EOFError, KeyboardInterrupt):
            raise GaveUpError from None


@dataclass(frozen=True, slots=True)
class DefaultsConsole:
    """Nobody is asked: every answer is the default, and the questions are shown with it."""

    show: Callable[[str], None]

    def say(self, line: str) -> None:
        """Show it."""
        self.show(line)

    def ask(self, question: str, default: str) -> str:
        """Take the default."""
        self.show(f"{question} [{default}]")
        return default
