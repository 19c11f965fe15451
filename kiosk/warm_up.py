"""What the terminal loads while nobody waits for it, so that a touch meets nothing that is still to be loaded.

The start leaves out what the home page does not need (docs/adr/003). Once the terminal is connected, a worker fetches
what the first touch needs, and when a visit has begun, what its further pages need. Whoever comes sooner than the
worker loads the same thing in its place, or waits for the rest of it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import TYPE_CHECKING

from drivers.vocabulary import DeviceKind
from kiosk.background import Background, Lane
from kiosk.quick_start import settle_collector

if TYPE_CHECKING:
    from config.catalogue.search import SearchIndex
    from kiosk.devices import DeviceDesk

_log = logging.getLogger(__name__)

FOR_HOME = ("screens.pages.home",)
FOR_DEVICES = {
    DeviceKind.ID_CARD: ("drivers.supervisor", "drivers.id_card.reader", "drivers.transport.serial_link"),
    DeviceKind.PRINTER: ("drivers.supervisor", "drivers.printer.printer", "drivers.printer.printer_link"),
    DeviceKind.PAGE_PRINTER: ("drivers.supervisor", "drivers.page_printer.bench_tool"),
    DeviceKind.CODE_SCANNER: (
        "drivers.supervisor",
        "drivers.code_scanner.scanner",
        "drivers.code_scanner.classify",
        "drivers.transport.serial_link",
    ),
}
"""Those that start with a visit."""
FOR_VISIT = (
    "screens.pages.search",
    "kiosk.present.search",
    "screens.pages.browse",
    "kiosk.present.browse",
    "screens.pages.guide",
    "kiosk.present.guide",
    "kiosk.present.staff_call",
    "kiosk.present.time_warning",
    "kiosk.flows.progress_flow",
    "kiosk.flows.apply.flow",
)


FOR_SPEECH = ("kiosk.speech.reader", "drivers.supervisor", "drivers.speaker.build", "kiosk.key_access")
"""Where a speaker is configured, once a resident is here who may switch it on."""


class SharedIndex:
    """The search index, built once by whoever asks first; others wait for it. From any thread."""

    def __init__(self, build: Callable[[], SearchIndex]) -> None:
        self._build = build
        self._lock = threading.Lock()
        self._index: SearchIndex | None = None

    def __call__(self) -> SearchIndex:
        """The index. Raises what building it raises, each time anew."""
        with self._lock:
            if self._index is None:
                self._index = self._build()
            return self._index


class WarmUp:
    """Hands the work to the lane that is idle most: the one for slips."""

    def __init__(self, background: Background, devices: DeviceDesk, index: SharedIndex) -> None:
        self._background = background
        self._devices = devices
        self._index = index
        self._visit_ready = False

    def for_first_touch(self) -> None:
        """Once everything is connected."""
        modules = [*FOR_HOME]
        for kind, needed in FOR_DEVICES.items():
            if self._devices.has(kind):
                modules += needed

        def work() -> None:
            load(modules)
            self._index()

        self._background.run_service(Lane.PAPER, work, _settled, _not_warm)

    def for_visit(self) -> None:
        """Once a resident is here; does nothing the second time."""
        if not self._visit_ready:
            self._visit_ready = True
            speech = FOR_SPEECH if self._devices.has(DeviceKind.SPEAKER) else ()
            self._background.run_service(Lane.PAPER, lambda: load((*FOR_VISIT, *speech)), _done, _not_warm)


def load(modules: Iterable[str]) -> None:
    """Import them one by one."""
    for name in modules:
        import_module(name)


def _settled(_nothing: None) -> None:
    """On the GUI thread: a collection on a worker could destroy widgets there."""
    settle_collector()


def _done(_nothing: None) -> None:
    """Nobody waits for it."""


def _not_warm(error: Exception) -> None:
    """Whoever needs it meets the same error and tells of it; here it is only noted."""
    _log.warning("warm_up_failed error=%s", type(error).__name__)
