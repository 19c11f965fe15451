"""What one printer model can do. Chosen by name in the settings; a model that differs gets an entry here.

Source: receipt printer sheet, sections 2, 5, 6 and 8.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class ProofMethod(StrEnum):
    """How a printer can prove that it printed, the strongest first."""

    PROCESS_ID = "process_id"
    """``GS ( H`` answers with our number once everything before it is on paper."""
    BUFFERED_STATUS = "buffered_status"
    """``GS r`` is executed in buffer order: its answer means that everything before it was processed."""
    NONE = "none"
    """Nothing but a clean status before and after; such a slip is at most *probably* printed."""


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """The capabilities of one model.

    Attributes:
        name: how settings call it.
        width_dots: printable dots in a row, a multiple of 8.
        cutter: whether it can cut.
        proof: the strongest proof of print it gives.
        band_rows: rows in one raster command, at most 128.
        baud: the serial speed to set on delivery.
        feeds: white rows may be sent as paper feed (``ESC J``) instead of as dots.
        automatic_status: it sends its status by itself when asked to (``GS a``).
        strict_status: replies to ``DLE EOT`` carry the fixed bits; off for models known to leave them out.
    """

    name: str
    width_dots: int
    cutter: bool = True
    proof: ProofMethod = ProofMethod.BUFFERED_STATUS
    band_rows: int = 128
    baud: int = 115200
    feeds: bool = True
    automatic_status: bool = True
    strict_status: bool = True

    def __post_init__(self) -> None:
        if self.width_dots <= 0 or self.width_dots % 8:
            raise ValueError(f"width of {self.width_dots} dots")
        if not 1 <= self.band_rows <= 128:
            raise ValueError(f"bands of {self.band_rows} rows")


PAPER_80MM = PrinterProfile("80mm", 576)
"""80 mm paper at 203 dpi: the usual kiosk printer."""

PAPER_58MM = PrinterProfile("58mm", 384, cutter=False)
"""58 mm paper at 203 dpi; the small mechanisms have a tear bar, no cutter."""

PROFILES = {
    profile.name: profile
    for profile in (
        PAPER_80MM,
        replace(PAPER_80MM, name="80mm-process-id", proof=ProofMethod.PROCESS_ID),
        PAPER_58MM,
        replace(PAPER_58MM, name="58mm-cutter", cutter=True),
    )
}
"""Every profile by its name."""
