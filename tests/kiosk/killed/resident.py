"""One life of the whole terminal: ``python -m tests.kiosk.killed.resident SITE hand_in|deliver``.

A scripted resident hands cases in, one after the other, until somebody kills the process. Speaks as the demo's resident
does (one JSON object a line, waits for ``done`` after a ``do``), and says at which ``moment`` it is; ``sealed`` comes
with the receipt number that the screen shows, ``slip`` when the slip has come out.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from kiosk.app import Orders, TerminalApp
from kiosk.cli.run import load_for_demo
from kiosk.demo.hand import wait_until
from kiosk.demo.resident import Resident, say
from kiosk.demo.site import DemoSite
from kiosk.stage import PageName


class TiredResident(Resident):
    """Hands in what the demo's resident does, without pictures, and tells the moments at which it may be killed."""

    def visit(self) -> None:
        """From the idle picture to the slip, and away."""
        self._arrive(online=True)
        say("moment", name="arrived")
        self._find_the_item(with_notice_sheet=False)
        self._show_who_i_am()
        say("moment", name="form")
        self._fill_in()
        self._lay_papers()
        say("moment", name="before_confirm")
        self._press("review.confirm")
        say("moment", name="confirmed")
        self._seen(PageName.SEALED, 30)
        say("moment", name="sealed", receipt_number=self._numbers()["receipt_number"])
        wait_until(lambda: self._can("sealed.reprint"), "the slip", 40)
        say("moment", name="slip", receipt_number=self._numbers()["receipt_number"])
        self.leave()
        say("moment", name="gone")

    def deliver(self) -> None:
        """Wait until nothing is waiting any more."""
        outbox = self._app.outbox
        assert outbox is not None
        wait_until(lambda: outbox.outbox is not None, "the outbox")
        opened = outbox.outbox
        assert opened is not None
        wait_until(lambda: opened.status().depth == 0, "everything to be delivered", 60)

    def _picture(self, name: str) -> str:
        """Nobody looks."""
        return ""


def main(folder: Path, what: str) -> int:
    """Live until killed, or until everything is delivered."""
    site = DemoSite(folder)
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    app = TerminalApp(application, Orders(lambda: load_for_demo(site.settings_file), size=(1080, 1920)))
    app.first_picture()
    wait_until(lambda: app.terminal is not None, "the terminal", 60)
    resident = TiredResident(app, site, 1)
    say("moment", name="started")
    if what == "deliver":
        resident.deliver()
        say("end")
        app.stop()
        return 0
    while True:
        resident.visit()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
