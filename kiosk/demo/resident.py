"""The scripted resident: drives the real terminal in this process with touch events, and tells what happened.

``python -m kiosk.demo.resident --scene online|offline|deliver|pay|persona --site DIR --first N``. Speaks one JSON
object a line on standard output (``say``: ``step``, ``picture``, ``do``, ``kill_me``, ``end``) and waits for ``done``
after a ``do``.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QWidget

from config.domain.identifiers import ItemId
from config.texts import Language, Texts
from drivers.printer.document import Slip
from drivers.printer.slip_image import SlipImage
from kiosk.app import Orders, TerminalApp
from kiosk.cli.run import load_for_demo
from kiosk.demo.hand import Album, Hand, wait_until
from kiosk.demo.site import DemoSite
from kiosk.stage import PageName
from screens.components.viewfinder import Viewfinder
from screens.plinth import ExitButton

if TYPE_CHECKING:
    from kiosk.flows.surroundings import Surroundings

ITEM = "public_rental_housing"
MOBILE = "13800005678"
FAMILY_SIZE = "2"
INCOME = "36000"
SEARCH_LETTERS = "gzf"


class NotAsPromisedError(Exception):
    """Something that a resident was promised is not so; the message says what."""


class Resident:
    """One person at one terminal."""

    search_letters = SEARCH_LETTERS
    """What this person types to find the item."""

    def __init__(self, app: TerminalApp, site: DemoSite, first_picture: int) -> None:
        assert app.window is not None
        self._app = app
        self._site = site
        self._texts = Texts.load(Language.ZH)
        self._hand = Hand(app.window)
        self._album = Album(app.window, site.screens, first_picture)
        self._slips = 0
        assert app.paper is not None
        app.paper.drawn.connect(self._on_slip)

    def play(self) -> dict[str, object]:
        """The whole visit of a persona (``kiosk.demo.personas``); gives the numbers of the case."""
        raise NotImplementedError

    # ---- scenes --------------------------------------------------------------------------------------------------

    def hand_in(self, *, online: bool) -> dict[str, object]:
        """From the idle picture to the slip."""
        self._arrive(online=online)
        self._find_the_item(with_notice_sheet=online)
        self._show_who_i_am()
        self._fill_in()
        self._lay_papers()
        self._confirm()
        return self._numbers()

    def leave(self) -> None:
        """Rate the service and go."""
        self._press("sealed.rate")
        self._seen(PageName.RATING)
        self._picture("rating")
        self._press("rating.level.very_satisfied")
        self._press("rating.submit")
        self._seen(PageName.GOODBYE)
        self._picture("goodbye")
        self._press("goodbye.done")
        self._seen(PageName.IDLE)

    def delivered(self) -> dict[str, object]:
        """Wait until nothing waits any more; gives how often each entry was sent."""
        outbox = self._app.outbox
        assert outbox is not None
        wait_until(lambda: outbox.outbox is not None, "the outbox")
        opened = outbox.outbox
        assert opened is not None
        wait_until(lambda: opened.status().depth == 0, "everything to be delivered", 40)
        self._tell("everything that was waiting has been delivered")
        return {"attempts": {str(entry.entry_id): entry.attempts for entry in opened.entries()}}

    def come_back(self, receipt: str, code: str) -> dict[str, object]:
        """After the power cut: the outbox sends by itself; then ask how the case stands."""
        ledger = self.delivered()
        self._press("idle.start")
        self._seen(PageName.HOME)
        self._press("home.progress")
        self._seen(PageName.LOOKUP)
        self._picture("lookup")
        self._type(receipt.replace("-", ""))
        self._picture("lookup-filled")
        self._press("lookup.next")
        self._type(code)
        self._press("lookup.act")
        self._seen(PageName.PROGRESS)
        self._picture("progress")
        self._press("progress.done")
        return ledger

    # ---- one after the other -------------------------------------------------------------------------------------

    def _arrive(self, *, online: bool) -> None:
        self._picture("idle")
        self._press("idle.start")
        self._seen(PageName.HOME)
        wait_until(lambda: self._around.online() is online, "the state of the line", 20)
        self._picture("home")

    def _find_the_item(self, *, with_notice_sheet: bool) -> None:
        self._open_search()
        self._seen(PageName.SEARCH)
        self._type(self.search_letters)
        self._picture("search")
        name = self._item_name()
        self._look_at_results()
        wait_until(lambda: self._hand.can_press(name), "the item among the results")
        self._hand.press(name)
        self._seen(PageName.GUIDE)
        self._picture("guide")
        self._touch(self._first_answer())
        self._picture("guide-shortened")
        if with_notice_sheet:
            self._press("guide.print")
            wait_until(lambda: self._can("notice.notice_printed.primary"), "the notice sheet", 40)
            self._picture("notice-sheet-printed")
            self._press("notice.notice_printed.primary")
            self._seen(PageName.GUIDE)
        self._press("guide.start")
        self._seen(PageName.PRIVACY)
        self._picture("privacy")

    def _open_search(self) -> None:
        self._press("home.search")

    def _look_at_results(self) -> None:
        """The keyboard may stay where it is: the results lie above it."""

    def _show_who_i_am(self) -> None:
        self._press("privacy.accept")
        self._seen(PageName.ID_CARD)
        self._picture("id-card-waiting")
        self._do("place_card")
        self._seen(PageName.ID_CHECK)
        self._picture("id-card-read")
        self._do("remove_card")
        wait_until(lambda: not self._around.visit.card_lying, "the card to be taken away")
        self._picture("id-card-taken")
        self._press("id_check.confirm")
        self._seen(PageName.FORM)

    def _fill_in(self) -> None:
        self._picture("form-begin")
        self._type(MOBILE)
        self._picture("form-mobile")
        self._press("form.next")
        self._picture("form-address")
        self._press("form.next")
        self._type(FAMILY_SIZE)
        self._press("form.next")
        self._choose("housing_now", 0)
        self._picture("form-choice")
        self._press("form.next")
        self._type(INCOME)
        self._press("form.next")
        self._choose("guarantee_kind", 1)
        self._press("form.next")
        self._picture("form-done")
        self._press("form.done")
        self._seen(PageName.MATERIALS)

    def _lay_papers(self) -> None:
        for paper in ("household_register", "residence_proof"):
            self._lay_paper(paper)
        while self._app.stage is not None and self._app.stage.seen is PageName.MATERIALS:
            self._press("materials.skip")
        self._seen(PageName.REVIEW)

    def _lay_paper(self, paper: str) -> None:
        """Lay it down, wait until its page is taken, take it away again and go on."""
        wait_until(self._desk_seen, "the camera's picture", 20)
        self._picture("papers-empty-desk")
        self._do("lay_paper", paper)
        wait_until(self._page_found, "the page to be found", 30)
        self._picture("papers-found")
        pages = self._around.visit.papers.of(paper)
        wait_until(lambda: len(pages) > 0, "the page to be taken", 40)
        self._picture("papers-taken")
        (self._site.pages / f"{paper}-after.jpg").write_bytes(pages[0].jpeg)
        self._do("lay_paper", "")
        self._press_any("materials.next", "materials.go_on")

    def _confirm(self) -> None:
        self._picture("review")
        if self._can("review.reveal"):
            self._press("review.reveal")
            self._picture("review-revealed")
        self._press("review.confirm")
        self._seen(PageName.SEALED, 30)
        self._picture("sealed-printing")
        self._wait_for_slip()
        self._picture("sealed")

    def _wait_for_slip(self) -> None:
        wait_until(lambda: self._can("sealed.reprint"), "the slip", 40)

    def _numbers(self) -> dict[str, object]:
        receipt = self._around.visit.receipt
        assert receipt is not None
        return {
            "receipt_number": str(receipt.receipt_number),
            "lookup_code": str(receipt.lookup_code),
            "entry_id": str(receipt.entry_id),
        }

    # ---- small acts ----------------------------------------------------------------------------------------------

    @property
    def _around(self) -> Surroundings:
        assert self._app.around is not None
        return self._app.around

    @property
    def _window(self) -> QWidget:
        assert self._app.window is not None
        return self._app.window

    def _seconds_of_a_visit(self) -> int:
        """How long one may do nothing, as the countdown beside the way out says; 0 while no time runs."""
        shown = self._window.findChild(ExitButton)
        return shown.countdown.of_s if shown is not None and shown.countdown is not None else 0

    def _press(self, key: str) -> None:
        self._touch(self._texts(key))

    def _touch(self, label: str) -> None:
        """Touch what says that, on whatever part of the page it is."""
        self._turn_to(label)
        self._hand.press(label)

    def _turn_to(self, label: str) -> None:
        """Where the page has several parts, turn to the one that shows what says that."""
        for turn in ("paging.previous", "paging.next"):
            while not self._hand.can_press(label) and self._can(turn):
                self._hand.press(self._texts(turn))

    def _press_any(self, *keys: str) -> None:
        for key in keys:
            if self._can(key):
                self._press(key)
                return
        self._press(keys[0])

    def _can(self, key: str) -> bool:
        return self._hand.can_press(self._texts(key))

    def _choose(self, field: str, option: int) -> None:
        around = self._around
        entry = next(one for one in around.catalogue.item(self._item_id()).form if one.key == field)
        self._touch(around.catalogue.text(entry.options[option], around.words.language))

    def _type(self, text: str) -> None:
        """Key by key; another panel of the keyboard where the character is not on this one."""
        for character in text:
            keys = [character, character.lower()]
            key = next((one for one in keys if self._hand.has_key(one)), None)
            if key is None:
                self._press("keyboard.digits" if character.isdigit() else "keyboard.letters")
                key = next(one for one in keys if self._hand.has_key(one))
            self._hand.press(key)

    def _page_found(self) -> bool:
        finders = self._window.findChildren(Viewfinder)
        return any(finder.isVisible() and finder.has_page for finder in finders)

    def _desk_seen(self) -> bool:
        finders = self._window.findChildren(Viewfinder)
        return any(finder.isVisible() and finder.holds_picture for finder in finders)

    def _seen(self, page: PageName, timeout_s: float = 20.0) -> None:
        stage = self._app.stage
        assert stage is not None
        wait_until(lambda: stage.seen is page, f"the page {page.value}, not {stage.seen}", timeout_s)

    def _picture(self, name: str) -> str:
        """Take it; gives the file's place in the site."""
        file = str(self._album.take(name).relative_to(self._site.root))
        say("picture", file=file)
        self._tell(name.replace("-", " "))
        return file

    def _do(self, what: str, name: str = "") -> None:
        say("do", what=what, name=name)
        if sys.stdin.readline().strip() != "done":
            raise EOFError("the director is gone")

    def _tell(self, text: str) -> None:
        say("step", text=text)

    def _item_id(self) -> ItemId:
        return ItemId(ITEM)

    def _item_name(self) -> str:
        catalogue, language = self._around.catalogue, self._around.words.language
        return catalogue.item_common_name(catalogue.item(self._item_id()), language)

    def _first_answer(self) -> str:
        around = self._around
        label = around.catalogue.item(self._item_id()).situations[0].options[0].label
        return around.catalogue.text(label, around.words.language)

    def _on_slip(self, slip: Slip, image: SlipImage) -> None:
        """Keep what the slip says beside its picture from the printer: a bitmap has no text to read back."""
        self._slips += 1
        name = self._site.screens.parent / "slips" / f"sent-{len(list((self._site.slips).glob('sent-*.txt'))) + 1:02d}"
        name.with_suffix(".txt").write_text(slip.to_text(), encoding="utf-8")
        name.with_suffix(".png").write_bytes(image.to_png())


def say(kind: str, **values: object) -> None:
    """One line for the director."""
    sys.stdout.write(json.dumps({"say": kind, **values}) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Play one scene."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scene", choices=("online", "offline", "deliver", "pay", "persona"), required=True)
    parser.add_argument("--persona", default="", help="who, in the scene of that name")
    parser.add_argument("--site", type=Path, required=True)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--receipt", default="")
    parser.add_argument("--code", default="")
    arguments = parser.parse_args()
    site = DemoSite(arguments.site)
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    app = TerminalApp(application, Orders(lambda: load_for_demo(site.settings_file), size=(1080, 1920)))
    app.first_picture()
    try:
        wait_until(lambda: app.terminal is not None, "the terminal")
        if arguments.scene == "pay":
            from kiosk.demo.payer import Payer

            say("end", payments=Payer(app, site, arguments.first).pay())
            app.stop()
            return 0
        if arguments.scene == "persona":
            from kiosk.demo.personas import persona_named

            person = persona_named(arguments.persona)(app, site, arguments.first)
            say("end", **person.play(), **person.delivered())
            app.stop()
            return 0
        resident = Resident(app, site, arguments.first)
        match arguments.scene:
            case "online":
                numbers = resident.hand_in(online=True)
                resident.leave()
                say("end", **numbers)
            case "offline":
                say("kill_me", **resident.hand_in(online=False))
                sys.stdin.readline()
            case _:
                say("end", **resident.come_back(arguments.receipt, arguments.code))
    except Exception:
        logging.getLogger(__name__).exception("scene_failed")
        traceback.print_exc()
        app.stop()
        return 1
    app.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
