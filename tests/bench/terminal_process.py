"""The whole terminal for whoever weighs it: prints one JSON line when everything is at work, then stays.

``--watch-pages``: the camera runs, and vision looks for a page in every frame, as on the materials page.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from config.settings import Settings, load_settings
from drivers.camera.commands import WatchPage
from drivers.camera.slot import LatestSlot
from drivers.paper import PaperKind
from drivers.vocabulary import DeviceKind
from kiosk.app import Orders, TerminalApp

PAGES = Path(__file__).parents[1] / "data" / "pages"
WATCH_S = 600.0


def main() -> int:
    """Run the terminal until the process is ended."""
    watches = "--watch-pages" in sys.argv
    environ = dict(os.environ)
    if watches:
        environ |= {"KIOSK_DEVICES__CAMERA__ENABLED": "true", "KIOSK_DEVICES__CAMERA__SOURCE": f"dir:{PAGES}"}

    def settings() -> Settings:
        return load_settings(site=None, terminal=None, environ=environ)

    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    app = TerminalApp(application, Orders(settings, size=(1080, 1920)))

    def ready() -> None:
        if watches:
            assert app.devices is not None
            app.devices.start(DeviceKind.CAMERA)
            command = WatchPage(LatestSlot(), PaperKind.ANY, auto_capture=False)
            app.devices.submit(DeviceKind.CAMERA, command, WATCH_S)
        now = time.clock_gettime(time.CLOCK_MONOTONIC)
        sys.stdout.write(json.dumps({"event": "connected", "monotonic_s": now}) + "\n")
        sys.stdout.flush()

    app.connected.connect(lambda: QTimer.singleShot(0, ready))
    app.first_picture()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
