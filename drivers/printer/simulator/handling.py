"""What hands, heat and wear do to the simulated printer: paper, cover, cutter, head, and what it never learned.

Each method changes what the sensors feel and tells the printer so. Source: receipt printer sheet, sections 7 to 9.
"""

from __future__ import annotations

import threading

from drivers.printer.simulator.paper import Roll
from drivers.printer.simulator.sensors import Sensors


class HandledPrinter:
    """A printer's roll and sensors, and everything that can be done to them. Any method from any thread."""

    def __init__(self, roll: Roll) -> None:
        """Take the roll; the sensors begin with nothing amiss."""
        self._changed = threading.Condition(threading.RLock())
        self._roll = roll
        self._sensors = Sensors()

    def _status_changed(self) -> None:
        """Hear of a sensor that feels something else than before."""
        raise NotImplementedError

    def paper_out(self, after_rows: int = 0) -> None:
        """The paper ends after so many more rows."""
        self._set_paper(after_rows)

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

    def jam_paper(self, *, jammed: bool) -> None:
        """Paper is stuck inside, or was pulled out."""
        self._set(jammed=jammed)

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

    def _set(self, **values: bool) -> None:
        with self._changed:
            for name, value in values.items():
                setattr(self._sensors, name, value)
        self._status_changed()

    def _set_paper(self, rows: int | None) -> None:
        with self._changed:
            self._roll.rows_left = rows
        self._status_changed()
