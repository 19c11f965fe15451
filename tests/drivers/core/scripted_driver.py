"""A driver that does what a test tells it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from drivers.commands import CommandContext
from drivers.vocabulary import DeviceError, DeviceKind


@dataclass(frozen=True, slots=True)
class Ready:
    """Answers."""

    usable: bool = True


@dataclass(frozen=True, slots=True)
class Offline:
    """Cannot be asked."""

    code: str
    usable: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Was never asked."""

    usable: bool = False


Step = Callable[[CommandContext], object]


class ScriptedDriver:
    """Runs commands that are functions; opens and polls fail while a fault is set."""

    kind = DeviceKind.ID_CARD

    def __init__(self) -> None:
        self.open_fault: DeviceError | None = None
        self.poll_fault: Exception | None = None
        self.answer: Ready | Offline = Ready()
        self.calls: list[str] = []
        self.entered = threading.Event()

    def open(self) -> None:
        """Open, or raise the fault that is set."""
        self.calls.append("open")
        if self.open_fault is not None:
            raise self.open_fault

    def close(self) -> None:
        """Note it."""
        self.calls.append("close")

    def poll(self) -> Ready | Offline:
        """Answer, or raise the fault that is set."""
        self.calls.append("poll")
        if self.poll_fault is not None:
            raise self.poll_fault
        return self.answer

    def run(self, command: object, context: CommandContext) -> object:
        """Call the command."""
        self.calls.append("run")
        self.entered.set()
        assert callable(command)
        return command(context)

    def unreached(self, error: DeviceError | None) -> Offline | Unknown:
        """Offline with the fault's code."""
        return Unknown() if error is None else Offline(error.code)
