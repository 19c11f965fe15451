"""The world around a demo's terminal: takes an order of the fault panel and has the right simulator carry it out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from drivers.camera.stage_source import Fault, set_faults, stage_faults
from kiosk.demo.acts import Act, Actor
from kiosk.demo.line import Line, LineState
from kiosk.demo.processes import LineProcess, ProcessFailedError
from kiosk.demo.site import DemoSite

ANSWER_LIMIT_S = 5.0
OK_WORDS = ("ok", "on", "off")


class OrderRefusedError(Exception):
    """A simulator did not take an order; the message holds its words."""


class World(Protocol):
    """Who obeys the panel."""

    @property
    def actors(self) -> frozenset[Actor]:
        """Who is there; the panel shows the others as absent."""

    def order(self, actor: Actor, words: str) -> None:
        """Carry one order out. Raises ``OrderRefusedError``."""


def carry_out(world: World, actor: Actor, act: Act) -> None:
    """All orders of a button, one after the other. Raises ``OrderRefusedError`` at the first that is refused."""
    for words in act.orders:
        world.order(actor, words)


class DemoWorld:
    """The simulators of a demo: processes, the camera's stage, the line, the clock."""

    def __init__(self, site: DemoSite, line: Line, processes: Mapping[Actor, LineProcess]) -> None:
        """Prepare; the processes run already."""
        self._site = site
        self._line = line
        self._processes = dict(processes)

    @property
    def actors(self) -> frozenset[Actor]:
        """Those with a running process, and those that need none."""
        running = {actor for actor, process in self._processes.items() if process.running}
        return frozenset(running | {Actor.CAMERA, Actor.LINE, Actor.CLOCK})

    def order(self, actor: Actor, words: str) -> None:
        """Carry one order out.

        Raises:
            OrderRefusedError: the simulator does not know it, has ended, or said nothing in time.
        """
        try:
            match actor:
                case Actor.CAMERA:
                    self._camera(words)
                case Actor.LINE:
                    self._line.set(LineState(words))
                case Actor.CLOCK:
                    self._shift(words)
                case _:
                    self._tell(actor, words)
        except (OSError, ValueError, KeyError, ProcessFailedError) as error:
            raise OrderRefusedError(f"{actor}: {words}: {error}") from error

    def _tell(self, actor: Actor, words: str) -> None:
        if not words.strip():
            raise ValueError("an empty order")
        process = self._processes[actor]
        process.say(words)
        if actor is Actor.PRINTER:  # it answers only what it does not know
            return
        answer = process.line(ANSWER_LIMIT_S)
        if answer is None or not answer.startswith(OK_WORDS):
            raise OrderRefusedError(f"{actor}: {words}: {answer}")

    def _camera(self, words: str) -> None:
        stage: Path = self._site.stage
        match words.split():
            case ["lay"]:
                self._site.lay("")
            case ["lay", name] if self._site.paper(name).exists():
                self._site.lay(name)
            case ["fault", name]:
                set_faults(stage, stage_faults(stage) | {Fault(name)})
            case ["mend"]:
                set_faults(stage, ())
            case _:
                raise ValueError("no such order")

    def _shift(self, words: str) -> None:
        from kiosk.demo.wrong_clock import set_shift

        name, seconds = words.split()
        if name != "shift":
            raise ValueError("no such order")
        set_shift(self._site.clock_file, float(seconds))
