"""What the matrix needs to know of a device: how it is built, what it does, where it stands, how it is broken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from drivers.supervisor import Driver


class Moment(StrEnum):
    """When a fault happens."""

    IDLE = "idle"
    """Nobody wants anything."""
    WAITING = "waiting"
    """A command runs and waits for a resident, or for the device to begin."""
    IN_THE_MIDDLE = "in_the_middle"
    """A command runs and is half done."""
    JUST_DONE = "just_done"
    """A command has this moment ended well."""


DURING = frozenset({Moment.WAITING, Moment.IN_THE_MIDDLE})
NEVER: frozenset[Moment] = frozenset()


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong with a device.

    Attributes:
        inject: break it; from any thread.
        lift: mend it.
        ends: the moments in which it ends the running command by itself; in the others the command waits on, and goes
            on when it is lifted.
    """

    inject: Callable[[], None]
    lift: Callable[[], None]
    ends: frozenset[Moment] = DURING


class DeviceBench:
    """One simulated device with its driver. A test makes one, and closes it."""

    name: ClassVar[str]
    fault_names: ClassVar[tuple[str, ...]]
    alarms: ClassVar[frozenset[tuple[str, Moment]]] = frozenset()
    """Where an error in the log is right, because a person has to look."""

    def __init__(self, folder: Path) -> None:
        """Start the simulator and build the driver; nothing is opened."""
        self.folder = folder

    @property
    def driver(self) -> Driver:
        """What the supervisor runs."""
        raise NotImplementedError

    @property
    def faults(self) -> Mapping[str, Fault]:
        """By their names, which are ``fault_names``."""
        raise NotImplementedError

    def command(self) -> object:
        """A new command of the kind that residents need."""
        raise NotImplementedError

    def serve(self) -> None:
        """Do what a resident does so that the command ends well. From any thread; may be called again."""

    def asks_again(self, progress: object) -> bool:
        """Whether this progress tells the resident to do it once more."""
        del progress
        return False

    def clear(self) -> None:
        """Take away what the resident has left."""

    def arm(self, moment: Moment, fault: str, act: Callable[[], None]) -> bool:
        """Have the simulator itself act at a moment; False when the driver's progress tells of it."""
        del moment, fault, act
        return False

    def reached(self, moment: Moment, progress: object) -> bool:
        """Whether this progress means that the command is there."""
        raise NotImplementedError

    def pass_time(self, seconds: float) -> None:
        """Time goes by between two polls, for a driver with a clock of its own."""

    def is_good(self, result: object) -> bool:
        """Whether a result is what a resident wanted."""
        raise NotImplementedError

    def close(self) -> None:
        """Stop the simulator."""
        raise NotImplementedError
