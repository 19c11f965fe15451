"""The simulated printer: a receive buffer, a line, sensors, power, and the faults of all of them.

Real-time commands are obeyed as they arrive, even inside a picture, as many real printers do; all else waits its turn
in the buffer. At paper end and with the cover open the printer stops within a row, keeps its buffer, and goes on
afterwards. Source: receipt printer sheet, sections 3 and 7 to 9.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from drivers.printer.escpos import CLEAR_BUFFERS
from drivers.printer.profile import PAPER_80MM, Presenter, PrinterProfile
from drivers.printer.replies import XOFF, XON
from drivers.printer.simulator.decoder import DLE, Decoder, Element
from drivers.printer.simulator.handling import HandledPrinter
from drivers.printer.simulator.head import BuffersClearedError, HeadWiring, PrintHead
from drivers.printer.simulator.mechanism import Mechanism
from drivers.printer.simulator.paper import PrintedSlip, Roll
from drivers.transport.pty import PtyServer

RECEIVE_BUFFER_BYTES = 65536
START_UP_S = 0.5
"""From power-on until the printer hears; real ones take a second or more."""


@dataclass(slots=True)
class _Inbox:
    """The receive buffer and the last bytes seen, for real-time commands that are split between reads."""

    decoder: Decoder = field(default_factory=Decoder)
    tail: bytes = b""


class ReceiptPrinterSimulator(HandledPrinter):
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
            profile: paper width, cutter, presenter, font.
            link: a symbolic link that names the port for ever.
            baud: the pace of the line; None for no pacing.
            on_slip: takes each slip on the printer's thread.
            buffer_bytes: how much is taken before the line is held up.
        """
        super().__init__(Roll(profile.width_dots))
        self._profile = profile
        self._on_slip = on_slip
        self._buffer_bytes = buffer_bytes
        self._line = PtyServer(self._take_in, link=link, baud=baud, name="printer-simulator-line")
        self._inbox = _Inbox()
        self.mechanism = Mechanism()
        """The mouth, where the profile has a presenter."""
        self._head = PrintHead(profile, self._roll, self._sensors, self.mechanism, self._wiring())
        self._wants_automatic = False
        self._told: bytes | None = None
        self._cleared = 0
        self._received = 0
        self._running = False
        self._lives = 0
        self._powered_from: float | None = 0.0
        self._unplugging = False
        self._busy = False
        self._starving = False
        self._garble = b""
        self._at_bytes: list[tuple[int, Callable[[], None]]] = []
        self._thread: threading.Thread | None = None
        self.slips: list[PrintedSlip] = []
        self.faults: list[str] = []
        """What no host should have sent; a test with an entry here fails."""

    def _wiring(self) -> HeadWiring:
        return HeadWiring(
            changed=self._changed,
            say=self._say,
            fault=self._fault,
            finish=lambda cut: self._finish(cut=cut),
            status_changed=self._status_changed,
            sends_automatic=self._want_automatic,
            cleared=lambda: self._cleared,
            running=lambda: self._running,
        )

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

    @property
    def bytes_received(self) -> int:
        """Bytes that have come since the start."""
        with self._changed:
            return self._received

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

    # ---- faults of the line, of power, and at chosen moments ------------------------------------------

    def when_printed(self, rows: int, action: Callable[[], None]) -> None:
        """Do this once on the printer's thread, when so many rows are on the paper since the last cut.

        The action must not unplug or switch off: that waits for the printer's thread.
        """
        with self._changed:
            self._head.planned.append((rows, action))

    def when_received(self, count: int, action: Callable[[], None]) -> None:
        """Do this once on the line's thread, when so many more bytes have come."""
        with self._changed:
            self._at_bytes.append((self._received + count, action))

    def hold(self, *, held: bool) -> None:
        """Say ``XOFF`` and mean it for ever, or ``XON``."""
        self._line.send(bytes([XOFF if held else XON]))

    def mute(self, *, silent: bool) -> None:
        """Nothing that the printer says gets through."""
        self._line.faults.silent = silent

    def garble(self, noise: bytes) -> None:
        """Whatever the printer says, these bytes come instead; none: it speaks well again."""
        with self._changed:
            self._garble = noise

    def power_off(self) -> None:
        """The printer's own power goes; the cable and the port stay. What it had in its buffers is lost."""
        with self._changed:
            self._powered_from = None
            self._changed.notify_all()
        self._lose_everything()

    def power_on(self) -> None:
        """Power is back: modes as after power-on, buffers empty, no automatic status."""
        self._start_up(0.0)

    def _start_up(self, seconds: float) -> None:
        with self._changed:
            self._powered_from = time.monotonic() + seconds
            self._sensors.broken = self._sensors.cutter_fault = False

    def power_cycle(self) -> None:
        """Off and on; until it has started up again it hears and says nothing."""
        self.power_off()
        self._start_up(START_UP_S)

    @property
    def _powered(self) -> bool:
        return self._powered_from is not None and time.monotonic() >= self._powered_from

    def unplug(self) -> None:
        """The cable and the power go; what is in front of the knife falls out torn."""
        with self._changed:
            self._unplugging = True
            self._changed.notify_all()
        self._line.unplug()
        self._lose_everything()

    def replug(self) -> None:
        """Power and cable are back."""
        with self._changed:
            self._unplugging = False
        self.power_on()
        self._line.replug()

    def _lose_everything(self) -> None:
        with self._changed:
            self._inbox = _Inbox()
            self._lives += 1
            self._wants_automatic, self._told = False, None
            self._cleared += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._busy or threading.current_thread() is self._thread)
            self._head.reset()
            self.mechanism.reset()
            self._finish(cut=False)

    # ---- the line's thread -----------------------------------------------------------------------

    def _take_in(self, data: bytes) -> None:
        """Obey the real-time commands, put everything into the buffer; hold up the line while that is full."""
        # A fault is due at its byte: what comes before it is taken in first, and what came with it may be lost by it.
        with self._changed:
            life = self._lives
            due = min((at for at, _ in self._at_bytes), default=None)
            room = len(data) if due is None else due - self._received
        if 0 <= room < len(data):
            self._take_in(data[:room])
            data = data[room:]
        with self._changed:
            if life != self._lives:
                return
            self._received += len(data)
            actions = [action for at, action in self._at_bytes if at <= self._received]
            self._at_bytes = [one for one in self._at_bytes if one[0] > self._received]
            powered = self._powered
        if powered:
            self._obey_and_keep(data)
        for action in actions:
            action()

    def _obey_and_keep(self, data: bytes) -> None:
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
            inbox = self._inbox
            # A picture larger than the buffer goes on coming: the head prints it as it comes.
            self._changed.wait_for(
                lambda: (
                    len(inbox.decoder) < self._buffer_bytes or self._starving or self._unplugging or not self._powered
                )
            )
            inbox.decoder.feed(fresh)
            self._starving = False
            self._changed.notify_all()

    def _real_time(self, code: int, n: int) -> bool:
        """Obey ``DLE EOT n`` and ``DLE ENQ n``. Whether it was one."""
        if code == 0x04 and 1 <= n <= 4:
            with self._changed:
                answer = self._sensors.answer(n, paper_ended=self._roll.empty)
            self._say(bytes([answer]))
            return True
        if code == 0x04 and n == 0x14 and self._profile.presenter is Presenter.CUSTOM:
            with self._changed:
                full = self._sensors.full(paper_ended=self._roll.empty, mouth=self.mechanism.bits())
            self._say(full)
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

    def _say(self, data: bytes) -> None:
        """Send to the host, unless it is switched off."""
        with self._changed:
            data = (self._garble or data) if self._powered else b""
        if data:
            self._line.send(data)

    def _want_automatic(self, wanted: bool) -> None:
        with self._changed:
            self._wants_automatic, self._told = wanted, None
        self._status_changed()

    def _status_changed(self) -> None:
        """Wake the print head; send automatic status when it is wanted and another one than before."""
        with self._changed:
            self._changed.notify_all()
            status = self._sensors.automatic(paper_ended=self._roll.empty)
            send = self._wants_automatic and self._sensors.sends_automatic_status and status != self._told
            self._told = status
        if send:
            self._say(status)

    def _fault(self, what: str) -> None:
        with self._changed:
            self.faults.append(what)
            self._changed.notify_all()

    # ---- the print head's thread -----------------------------------------------------------------

    def _work(self) -> None:
        while (element := self._next()) is not None:
            try:
                self._head.obey(element)
            except BuffersClearedError:
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
                self._starving = not self._sensors.stopped
                self._changed.notify_all()
                self._changed.wait()
            return None

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
