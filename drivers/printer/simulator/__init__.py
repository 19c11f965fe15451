"""A receipt printer on a pseudo-terminal: it understands ESC/POS, obeys fault commands, and keeps what it printed.

``decoder`` cuts the bytes into commands (sans-I/O), ``paper`` is the roll and the slips torn off it, ``device`` is the
printer. ``python -m drivers.printer.simulator --link PATH --out DIR`` runs one as a process of its own.
"""

from drivers.printer.simulator.device import ReceiptPrinterSimulator
from drivers.printer.simulator.paper import PrintedSlip

__all__ = ["PrintedSlip", "ReceiptPrinterSimulator"]
