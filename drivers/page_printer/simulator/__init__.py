"""A page printer on loopback that speaks IPP over HTTP, with faults at hand."""

from drivers.page_printer.simulator.server import PagePrinterSimulator

__all__ = ["PagePrinterSimulator"]
