"""The print head, the cutter and the text line of the simulated printer: what a command does to the paper.

Commands come one after the other from the receive buffer. At paper end, with the cover open and in an error the head
waits within a row and goes on afterwards. Source: receipt printer sheet, sections 4 to 8 and 10.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from drivers.printer.profile import Charset, PrinterProfile
from drivers.printer.simulator.decoder import Command, Element, Text, UnknownBytes
from drivers.printer.simulator.mechanism import Mechanism
from drivers.printer.simulator.modes import TextModes
from drivers.printer.simulator.paper import Roll
from drivers.printer.simulator.sensors import Sensors

_TEXT_ROWS = 24
_MODEL_ID, _TYPE_ID, _FIRMWARE_ID = 0x20, 0x03, 0x01
_NAMES = {0x41: b"1.00", 0x42: b"SIMULATOR", 0x43: b"RECEIPT", 0x44: b"0001", 0x45: b"CHINA.GB18030"}


class BuffersClearedError(Exception):
    """The running command was thrown away together with the buffers."""


@dataclass(frozen=True, slots=True)
class HeadWiring:
    """What the head needs of the printer around it.

    Attributes:
        changed: the printer's condition; everything here happens under it or tells it.
        say: sends bytes to the host.
        fault: notes what no host should have sent.
        finish: takes the slip off the knife; whether it was cut.
        status_changed: tells what a sensor has felt.
        sends_automatic: the host wants automatic status, or no more.
        cleared: how often the buffers were cleared.
        running: whether the printer is on.
    """

    changed: threading.Condition
    say: Callable[[bytes], None]
    fault: Callable[[str], None]
    finish: Callable[[bool], None]
    status_changed: Callable[[], None]
    sends_automatic: Callable[[bool], None]
    cleared: Callable[[], int]
    running: Callable[[], bool]


class PrintHead:
    """Obeys elements on the printer's thread."""

    def __init__(
        self, profile: PrinterProfile, roll: Roll, sensors: Sensors, mechanism: Mechanism, wiring: HeadWiring
    ) -> None:
        charset = Charset.GB18030 if profile.charset is Charset.NONE else profile.charset
        self._profile = profile
        self._roll = roll
        self._sensors = sensors
        self._mechanism = mechanism
        self._wiring = wiring
        self._modes = TextModes(profile.width_dots, charset)
        self.planned: list[tuple[int, Callable[[], None]]] = []

    def reset(self) -> None:
        """Power-on: modes as they were delivered, the line empty."""
        self._modes.reset()

    def obey(self, element: Element) -> None:
        """Do what one element says. Raises ``BuffersClearedError`` when it was thrown away meanwhile."""
        match element:
            case UnknownBytes(data):
                self._wiring.fault(f"unknown bytes {data.hex(' ')}")
            case Text("\n"):
                self._print_line(self._modes.pitch)
                self._roll.print_text("\n")
            case Text(character):
                # Control characters print nothing; the zeros that end a broken command are such.
                if character.isprintable():
                    self._put(character)
            case Command(prefix, code, arguments):
                self._command(prefix, chr(code), arguments)
            case _:
                assert_never(element)

    def _put(self, character: str) -> None:
        if not self._modes.put(character):
            self._print_line(self._modes.pitch)
            self._modes.put(character)
        self._roll.print_text(character)

    def _print_line(self, feed: int) -> None:
        """Print what stands in the line and feed; a line is never lower than its characters."""
        for character in self._modes.missing:
            self._wiring.fault(f"a character that the font lacks: U+{ord(character):04X}")
        rows = self._modes.print_line()
        for row in rows:
            self._row(row)
        self.feed(feed - len(rows))

    def _command(self, prefix: int, code: str, arguments: bytes) -> None:
        if not self._modes.set(prefix, code, arguments) and not self._moves_paper(prefix, code, arguments):
            self._answers(prefix, code, arguments)

    def _moves_paper(self, prefix: int, code: str, arguments: bytes) -> bool:
        """Pictures, feeds, cuts. Whether it was one of them."""
        match prefix, code:
            case (0x1D, "v"):
                self._raster(arguments)
            case (0x1B, "J"):
                self._print_line(arguments[0])
            case (0x1B, "d"):
                self._print_line(arguments[0] * self._modes.pitch)
                if not self._profile.cuts:
                    self._wiring.finish(True)
            case (0x1D, "V"):
                self._cut(feed=arguments[0] in b"AB")
            case (0x1B, "i" | "m"):
                self._cut(feed=False)
            case (0x1C, "P"):
                self._cut(feed=True)
                self._mechanism.present(arguments[3], retract=arguments[2] == 0x52)
            case _:
                return False
        return True

    def _answers(self, prefix: int, code: str, arguments: bytes) -> None:
        """Commands that bring an answer; the others of the table set modes that nothing here depends on."""
        match prefix, code:
            case (0x1D, "a"):
                self._wiring.sends_automatic(bool(arguments[0]))
            case (0x1D, "r"):
                self._await_paper()
                if self._sensors.knows_ordered_status:
                    self._wiring.say(bytes([self._sensors.paper_low * 0x03]))
            case (0x1D, "("):
                self._await_paper()
                if arguments[:5] == b"H\x06\x00\x30\x30" and self._sensors.knows_process_ids:
                    self._wiring.say(b"\x37\x22" + arguments[5:] + b"\x00")
            case (0x1D, "I"):
                name = _NAMES.get(arguments[0])
                number = {1: _MODEL_ID, 2: _TYPE_ID}.get(arguments[0], _FIRMWARE_ID)
                self._wiring.say(bytes([number]) if name is None else b"\x5f" + name + b"\x00")
            case _:
                pass

    def _raster(self, arguments: bytes) -> None:
        """``GS v 0``: print the rows one by one, from the left margin on."""
        if not self._modes.empty:
            self._wiring.fault("a picture inside a line of text")
        row_bytes = int.from_bytes(arguments[2:4], "little")
        dots = arguments[6:]
        margin = bytes(self._modes.margin // 8)
        if (len(margin) + row_bytes) * 8 > self._profile.width_dots:
            self._wiring.fault(f"a picture of {row_bytes * 8} dots")
        for start in range(0, len(dots), row_bytes or 1):
            self._row(margin + dots[start : start + row_bytes])

    def feed(self, rows: int) -> None:
        """White rows."""
        for _ in range(rows):
            self._row()

    def _row(self, dots: bytes = b"") -> None:
        self._await_paper()
        with self._wiring.changed:
            self._roll.print_row(dots)
            ended = self._roll.empty
            due = [action for rows, action in self.planned if self._roll.rows_printed >= rows]
            self.planned = [one for one in self.planned if self._roll.rows_printed < one[0]]
            self._wiring.changed.notify_all()
        if ended:
            self._wiring.status_changed()
        for action in due:
            action()

    def _await_paper(self) -> None:
        """Wait while the printer cannot print.

        Raises:
            BuffersClearedError: the buffers were cleared meanwhile.
        """
        wiring = self._wiring
        with wiring.changed:
            cleared = wiring.cleared()
            wiring.changed.wait_for(
                lambda: (
                    not self._sensors.offline(paper_ended=self._roll.empty)
                    or wiring.cleared() != cleared
                    or not wiring.running()
                )
            )
            if wiring.cleared() != cleared or not wiring.running():
                raise BuffersClearedError

    def _cut(self, *, feed: bool) -> None:
        """Cut; a jammed cutter waits for its cure and the host's request, then cuts."""
        self._await_paper()
        if feed:
            self._print_line(_TEXT_ROWS)
        with self._wiring.changed:
            self._sensors.cutter_fault = self._sensors.cutter_jammed
            jammed = self._sensors.cutter_fault
        if jammed:
            self._wiring.status_changed()
            self._await_paper()
        self._wiring.finish(True)
