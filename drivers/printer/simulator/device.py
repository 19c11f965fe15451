"""The simulated printer: a receive buffer, a print head, a cutter, sensors, and a line.

Real-time commands are obeyed as they arrive, even inside a picture, as many real printers do; all else waits its turn
in the buffer. At paper end and with the cover open the printer stops within a row, keeps its buffer, and goes on
afterwards.
Source: receipt printer sheet, sections 7 to 9.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import assert_never

from drivers.printer.escpos import CLEAR_BUFFERS
from drivers.printer.profile import PAPER_80MM, PrinterProfile
from drivers.printer.simulator.decoder import DLE, Command, Decoder, Element, Text, UnknownBytes
from drivers.printer.simulator.paper import PrintedSlip, Roll
from drivers.printer.simulator.sensors import Sensors
from drivers.transport.pty import PtyServer

RECEIVE_BUFFER_BYTES = 65536
_LINE_ROWS = 30
_TEXT_ROWS = 24
_MODEL_ID, _TYPE_ID, _FIRMWARE_ID = 0x20, 0x02, 0x01


class _BuffersClearedError(Exception):
    """The running command was thrown away together with the buffers."""


@dataclass(slots=True)
class _Inbox:
    """The receive buffer and the last bytes seen, for real-time commands that are split between reads."""

    decoder: Decoder = field(default_factory=Decoder)
    tail: bytes = b""


class ReceiptPrinterSimulator:
    """A printer behind a pseudo-terminal. Every method may be called from any thread."""

    def __init__(
        self,
        *,
        profile: PrinterProfile = PAPER_80MM,
        link: Path | None = None,
        baud: int | None = 115200,
        on_slip: Callable[[PrintedSlip], None] | None = None,
        buffer_bytes: int = RECEIVE_BUFFER_BYTES,
    ) -> None:
        """Prepare; ``start`` plugs it in.

        Args:
            profile: paper width and cutter.
            link: a symbolic link that names the port for ever.
            baud: the pace of the line; None for no pacing.
            on_slip: takes each slip on the printer's thread.
            buffer_bytes: how much is taken before the line is held up.
        """
        self._profile = profile
        self._on_slip = on_slip
        self._buffer_bytes = buffer_bytes
        self._line = PtyServer(self._take_in, link=link, baud=baud, name="printer-simulator-line")
        self._changed = threading.Condition(threading.RLock())
        self._inbox = _Inbox()
        self._roll = Roll(profile.width_dots)
        self._sensors = Sensors()
        self._wants_automatic = False
        self._told: bytes | None = None
        self._cleared = 0
        self._running = False
        self._unplugging = False
        self._busy = False
        self._planned: tuple[int, Callable[[], None]] | None = None
        self._thread: threading.Thread | None = None
        self.slips: list[PrintedSlip] = []
        self.faults: list[str] = []
        """What no host should have sent; a test with an entry here fails."""

    @property
    def port(self) -> str:
        """What the host opens."""
        return self._line.port

    @property
    def line(self) -> PtyServer:
        """The line, for its own faults (noise, split, cut)."""
        return self._line

    @property
    def rows_printed(self) -> int:
        """Rows on the paper since the last cut."""
        with self._changed:
            return self._roll.rows_printed

    def start(self) -> None:
        """Switch on and plug in."""
        self._running = True
        self._thread = threading.Thread(target=self._work, name="printer-simulator", daemon=True)
        self._thread.start()
        self._line.start()

    def stop(self) -> None:
        """Unplug and switch off."""
        self.unplug()
        with self._changed:
            self._running = False
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()
        self._line.stop()

    def wait_until(self, condition: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until the condition holds, looking at each change of the printer. Whether it holds."""
        with self._changed:
            return self._changed.wait_for(condition, timeout_s)

    def wait_for_slips(self, count: int, timeout_s: float) -> bool:
        """Wait until so many slips lie in the tray."""
        return self.wait_until(lambda: len(self.slips) >= count, timeout_s)

    # ---- faults and their cures ------------------------------------------------------------------

    def paper_out(self, after_rows: int = 0) -> None:
        """The paper ends after so many more rows."""
        self._set_paper(after_rows)

    def when_printed(self, rows: int, action: Callable[[], None]) -> None:
        """Do this once on the printer's thread, when so many rows are on the paper since the last cut.

        The action must not unplug: that waits for the printer's thread.
        """
        with self._changed:
            self._planned = (rows, action)

    def refill(self) -> None:
        """A new roll is in."""
        self._set(paper_low=False)
        self._set_paper(None)

    def paper_low(self) -> None:
        """The roll is near its end."""
        self._set(paper_low=True)

    def cover_open(self) -> None:
        """Someone opens the cover."""
        self._set(cover_open=True)

    def cover_close(self) -> None:
        """And closes it."""
        self._set(cover_open=False)

    def jam_cutter(self) -> None:
        """The next cut sticks."""
        self._set(cutter_jammed=True)

    def free_cutter(self) -> None:
        """The jam is removed; the error stays until the host asks the printer to recover."""
        self._set(cutter_jammed=False)

    def head_hot(self, *, hot: bool) -> None:
        """The head is too hot, or has cooled."""
        self._set(hot=hot)

    def break_down(self) -> None:
        """An error that only a power cycle clears."""
        self._set(broken=True)

    def stop_draining(self) -> None:
        """The printer takes bytes and prints nothing, without saying why."""
        self._set(stopped=True)

    def drain_again(self) -> None:
        """It goes on."""
        self._set(stopped=False)

    def mute(self, *, silent: bool) -> None:
        """Nothing that the printer says gets through."""
        self._line.faults.silent = silent

    def without(
        self, *, process_ids: bool = False, ordered_status: bool = False, automatic_status: bool = False
    ) -> None:
        """Model a printer that lacks what is named here, and takes the command without a word."""
        self._set(
            knows_process_ids=not process_ids,
            knows_ordered_status=not ordered_status,
            sends_automatic_status=not automatic_status,
        )

    def keep_buffers(self) -> None:
        """Model a printer that does not clear its buffers when asked to, but resumes."""
        self._set(clears_on_request=False)

    def unplug(self) -> None:
        """The cable and the power go; what is in front of the knife falls out torn."""
        with self._changed:
            self._unplugging = True
            self._changed.notify_all()
        self._line.unplug()
        with self._changed:
            self._inbox = _Inbox()
            self._wants_automatic, self._told = False, None
            self._cleared += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._busy)
            self._finish(cut=False)

    def replug(self) -> None:
        """Power and cable are back."""
        with self._changed:
            self._unplugging = False
            self._sensors.broken = False
        self._line.replug()

    def _set(self, **values: bool) -> None:
        with self._changed:
            for name, value in values.items():
                setattr(self._sensors, name, value)
        self._status_changed()

    def _set_paper(self, rows: int | None) -> None:
        with self._changed:
            self._roll.rows_left = rows
        self._status_changed()

    # ---- the line's thread -----------------------------------------------------------------------

    def _take_in(self, data: bytes) -> None:
        """Obey the real-time commands, put everything into the buffer; hold up the line while that is full."""
        seen = self._inbox.tail + data
        at = kept_from = 0
        while (at := seen.find(DLE, at)) >= 0 and at + 2 < len(seen):
            if not self._real_time(seen[at + 1], seen[at + 2]):
                at += 1
                continue
            if seen[at : at + 3] == CLEAR_BUFFERS and self._sensors.clears_on_request:
                # What came before the request is cleared, also when it came with the same read.
                kept_from = at + 3
            at += 3
        fresh = data[max(0, kept_from - len(self._inbox.tail)) :]
        self._inbox.tail = seen[max(at, len(seen) - 2) :] if at >= 0 else b""
        with self._changed:
            self._changed.wait_for(lambda: len(self._inbox.decoder) < self._buffer_bytes or self._unplugging)
            self._inbox.decoder.feed(fresh)
            self._changed.notify_all()

    def _real_time(self, code: int, n: int) -> bool:
        """Obey ``DLE EOT n`` and ``DLE ENQ n``. Whether it was one."""
        if code == 0x04 and 1 <= n <= 4:
            with self._changed:
                answer = self._sensors.answer(n, paper_ended=self._roll.empty)
            self._line.send(bytes([answer]))
            return True
        if code == 0x05 and n <= 2:
            self._recover(clear=n == 2)
            return True
        if code == 0x14 and 1 <= n <= 8:
            self._fault(f"DLE DC4 {n}")
            return True
        return False

    def _recover(self, *, clear: bool) -> None:
        """Leave the errors that the host can end; with ``clear`` forget everything that was sent."""
        with self._changed:
            if not self._sensors.cutter_jammed:
                self._sensors.cutter_fault = False
            if clear and self._sensors.clears_on_request:
                self._inbox.decoder.clear()
                self._cleared += 1
            self._changed.notify_all()
        self._status_changed()

    # ---- what it says of itself ------------------------------------------------------------------

    @property
    def _is_offline(self) -> bool:
        return self._sensors.offline(paper_ended=self._roll.empty)

    def _status_changed(self) -> None:
        """Wake the print head; send automatic status when it is wanted and another one than before."""
        with self._changed:
            self._changed.notify_all()
            status = self._sensors.automatic(paper_ended=self._roll.empty)
            send = self._wants_automatic and self._sensors.sends_automatic_status and status != self._told
            self._told = status
        if send:
            self._line.send(status)

    def _fault(self, what: str) -> None:
        with self._changed:
            self.faults.append(what)
            self._changed.notify_all()

    # ---- the print head's thread -----------------------------------------------------------------

    def _work(self) -> None:
        while (element := self._next()) is not None:
            try:
                self._obey(element)
            except _BuffersClearedError:
                continue
            finally:
                with self._changed:
                    self._busy = False
                    self._changed.notify_all()

    def _next(self) -> Element | None:
        """Wait for the next whole command; None when the printer is switched off."""
        with self._changed:
            while self._running:
                element = None if self._sensors.stopped else self._inbox.decoder.next()
                if element is not None:
                    self._busy = True
                    self._changed.notify_all()
                    return element
                self._changed.wait()
            return None

    def _obey(self, element: Element) -> None:
        match element:
            case UnknownBytes(data):
                self._fault(f"unknown bytes {data.hex(' ')}")
            case Text("\n"):
                self._roll.print_text("\n")
                self._feed(_LINE_ROWS)
            case Text(character):
                # Control characters print nothing; the zeros that end a broken command are such.
                self._roll.print_text(character if character.isprintable() else "")
            case Command(prefix, code, arguments):
                self._obey_command(prefix, chr(code), arguments)
            case _:
                assert_never(element)

    def _obey_command(self, prefix: int, code: str, arguments: bytes) -> None:  # noqa: C901 - one branch per command
        """The commands that do something; the others of the table set modes that a picture does not have."""
        match prefix, code:
            case (0x1D, "v"):
                self._raster(arguments)
            case (0x1B, "J"):
                self._feed(arguments[0])
            case (0x1B, "d"):
                self._feed(arguments[0] * _LINE_ROWS)
                if not self._profile.cutter:
                    self._finish(cut=True)
            case (0x1D, "V"):
                self._cut(feed=arguments[0] in b"AB")
            case (0x1D, "a"):
                with self._changed:
                    self._wants_automatic, self._told = bool(arguments[0]), None
                self._status_changed()
            case (0x1D, "r"):
                self._await_paper()
                if self._sensors.knows_ordered_status:
                    self._line.send(bytes([self._sensors.paper_low * 0x03]))
            case (0x1D, "("):
                self._await_paper()
                if arguments[:5] == b"H\x06\x00\x30\x30" and self._sensors.knows_process_ids:
                    self._line.send(b"\x37\x22" + arguments[5:] + b"\x00")
            case (0x1D, "I"):
                self._line.send(bytes([{1: _MODEL_ID, 2: _TYPE_ID}.get(arguments[0], _FIRMWARE_ID)]))
            case _:
                pass

    def _raster(self, arguments: bytes) -> None:
        """``GS v 0``: print the rows one by one."""
        row_bytes = int.from_bytes(arguments[2:4], "little")
        dots = arguments[6:]
        if row_bytes * 8 > self._profile.width_dots:
            self._fault(f"a picture of {row_bytes * 8} dots")
        for start in range(0, len(dots), row_bytes or 1):
            self._row(dots[start : start + row_bytes])

    def _feed(self, rows: int) -> None:
        for _ in range(rows):
            self._row()

    def _row(self, dots: bytes = b"") -> None:
        self._await_paper()
        with self._changed:
            self._roll.print_row(dots)
            ended = self._roll.empty
            planned = self._planned
            due = planned is not None and self._roll.rows_printed >= planned[0]
            if due:
                self._planned = None
            self._changed.notify_all()
        if ended:
            self._status_changed()
        if due and planned is not None:
            planned[1]()

    def _await_paper(self) -> None:
        """Wait while the printer cannot print.

        Raises:
            _BuffersClearedError: the buffers were cleared meanwhile.
        """
        with self._changed:
            cleared = self._cleared
            self._changed.wait_for(lambda: not self._is_offline or self._cleared != cleared or not self._running)
            if self._cleared != cleared or not self._running:
                raise _BuffersClearedError

    def _cut(self, *, feed: bool) -> None:
        """Cut; a jammed cutter waits for its cure and the host's request, then cuts."""
        self._await_paper()
        if feed:
            self._feed(_TEXT_ROWS)
        with self._changed:
            self._sensors.cutter_fault = self._sensors.cutter_jammed
            jammed = self._sensors.cutter_fault
        if jammed:
            self._status_changed()
            self._await_paper()
        self._finish(cut=True)

    def _finish(self, *, cut: bool) -> None:
        """The slip falls into the tray."""
        with self._changed:
            slip = self._roll.take(len(self.slips) + 1, cut=cut)
            if slip is None:
                return
            self.slips.append(slip)
        if self._on_slip is not None:
            self._on_slip(slip)
        with self._changed:
            self._changed.notify_all()
