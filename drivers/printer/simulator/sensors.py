"""What the simulated printer feels, and how it says so in the bits of the receipt printer sheet, section 7."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Sensors:
    """What is wrong with the printer, and what this model can do."""

    cover_open: bool = False
    paper_low: bool = False
    cutter_jammed: bool = False
    """Something is in the cutter; seen at the next cut."""
    cutter_fault: bool = False
    """The error that a cut met; stays until the host asks the printer to recover."""
    jammed: bool = False
    """Paper is stuck: an error without a name of its own in ``DLE EOT``."""
    hot: bool = False
    broken: bool = False
    stopped: bool = False
    """It prints nothing, without saying why."""

    knows_process_ids: bool = True
    knows_ordered_status: bool = True
    sends_automatic_status: bool = True
    clears_on_request: bool = True

    def offline(self, *, paper_ended: bool) -> bool:
        """Whether it has stopped printing and says so."""
        return self.cover_open or paper_ended or self._error

    def answer(self, n: int, *, paper_ended: bool) -> int:
        """The answer to ``DLE EOT n`` (section 7.1)."""
        low = self.paper_low or paper_ended
        bits = {
            1: self.offline(paper_ended=paper_ended) * 0x08,
            2: self.cover_open * 0x04 | paper_ended * 0x20 | self._error * 0x40,
            3: self.jammed * 0x04 | self.cutter_fault * 0x08 | self.broken * 0x20 | self.hot * 0x40,
            4: low * 0x0C | paper_ended * 0x60,
        }
        return 0x12 | bits[n]

    def automatic(self, *, paper_ended: bool) -> bytes:
        """The four bytes of automatic status (section 7.3)."""
        low = self.paper_low or paper_ended
        return bytes(
            [
                0x10 | self.offline(paper_ended=paper_ended) * 0x08 | self.cover_open * 0x20,
                self.jammed * 0x04 | self.cutter_fault * 0x08 | self.broken * 0x20 | self.hot * 0x40,
                low * 0x03 | paper_ended * 0x0C,
                0x00,
            ]
        )

    def full(self, *, paper_ended: bool, mouth: tuple[int, int]) -> bytes:
        """The six bytes of a Custom mechanism (section 10.1); ``mouth`` are ticket and motor."""
        ticket, motor = mouth
        low = self.paper_low or paper_ended
        return bytes(
            [
                0x10,
                0x0F,
                paper_ended * 0x01 | low * 0x04 | ticket,
                self.cover_open * 0x02 | motor,
                self.hot * 0x01 | self.jammed * 0x40,
                self.cutter_fault * 0x01 | self.broken * 0x08,
            ]
        )

    @property
    def _error(self) -> bool:
        return self.cutter_fault or self.hot or self.broken or self.jammed
