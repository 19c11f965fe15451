"""The whole terminal for whoever weighs it: prints one JSON line when everything is at work, then stays.

``--watch-pages``: the camera runs, and vision looks for a page in every frame, as on the materials page. It starts as
``kiosk run`` does, and imports nothing that the terminal would not import by itself.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from kiosk.quick_start import hold_collector, release_collector, skip_feature_scan

if TYPE_CHECKING:
    from config.settings import Settings
    from kiosk.devices import DeviceDesk

PAGES = Path(__file__).parents[1] / "data" / "pages"
WATCH_S = 600.0


def main() -> int:
    """Run the terminal until the process is ended."""
    hold_collector()
    skip_feature_scan()
    from PySide6.QtCore import QTimer

    from kiosk.app import Orders, TerminalApp

    watches = "--watch-pages" in sys.argv
    environ = dict(os.environ)
    if watches:
        environ |= {"KIOSK_DEVICES__CAMERA__ENABLED": "true", "KIOSK_DEVICES__CAMERA__SOURCE": f"dir:{PAGES}"}

    def settings() -> Settings:
        from config.settings import load_settings

        return load_settings(site=None, terminal=None, environ=environ)

    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    app = TerminalApp(application, Orders(settings, size=(1080, 1920)))
    app.furnished.connect(release_collector)

    def ready() -> None:
        if watches:
            assert app.devices is not None
            watch_pages(app.devices)
        now = time.clock_gettime(time.CLOCK_MONOTONIC)
        sys.stdout.write(json.dumps({"event": "connected", "monotonic_s": now}) + "\n")
        sys.stdout.flush()

    app.connected.connect(lambda: QTimer.singleShot(0, ready))
    app.first_picture()
    return application.exec()


def watch_pages(devices: DeviceDesk) -> None:
    """Let the camera run and vision look for a page in its frames."""
    from drivers.camera.commands import WatchPage
    from drivers.camera.slot import LatestSlot
    from drivers.paper import PaperKind
    from drivers.vocabulary import DeviceKind

    devices.start(DeviceKind.CAMERA)
    devices.submit(DeviceKind.CAMERA, WatchPage(LatestSlot(), PaperKind.ANY, auto_capture=False), WATCH_S)


if __name__ == "__main__":
    sys.exit(main())
