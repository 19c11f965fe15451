"""Papers of issuing systems (证明打印): asked for live with the card, printed on A4 as they came, and forgotten.

Nothing is composed here (domain guide 2.1, 7). A paper is fetched when it is to be printed, is in memory only until the
printer has it, and goes only to a printer that the settings say may have papers about a person.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from config.domain.identifiers import ItemId
from drivers.vocabulary import DeviceKind
from kiosk.flows.card_cases import failure_of
from kiosk.flows.card_desk import CardDesk
from kiosk.flows.certificate_table import CERTIFICATE_TABLE, CertificateEvent, CertificateStep
from kiosk.flows.machine import step
from kiosk.hall_calls import LiveCallError, RefusedError
from kiosk.idle_clock import IdleKind
from kiosk.notice_pages import Pages
from kiosk.paper_pages import least_pages
from kiosk.present.certificates import present_papers, present_query_items
from kiosk.present.id_card import present_card_for
from kiosk.present.notice import NoticeKind, present_notice
from kiosk.sheet_desk import SheetProgress, SheetState
from kiosk.stage import Intent, PageName
from offline_queue.wire.entries import ProblemKind

if TYPE_CHECKING:
    from drivers.vocabulary import DeviceEvent
    from kiosk.flows.step import IntentTable
    from kiosk.flows.surroundings import Surroundings
    from offline_queue.wire.shared_data import CertificateEntry, CertificatesAnswer

__all__ = ["CERTIFICATE_TABLE", "CertificateEvent", "CertificateFlow", "CertificateStep"]


_SHEET = {
    SheetProgress.MAKING: NoticeKind.PRINTING_PAPER,
    SheetProgress.PRINTING: NoticeKind.PRINTING_PAPER,
    SheetProgress.PAUSED: NoticeKind.SHEET_PAUSED,
    SheetProgress.PRINTED: NoticeKind.PAPER_PRINTED,
    SheetProgress.UNKNOWN: NoticeKind.PAPER_UNKNOWN,
    SheetProgress.FAILED: NoticeKind.PAPER_FAILED,
}
_RUNNING = frozenset({NoticeKind.PRINTING_PAPER, NoticeKind.SHEET_PAUSED})
_NOTHING_CHOSEN = ItemId("")


class CertificateFlow:
    """Choose, card, list, paper."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.state = CertificateStep.ITEM
        self._item_id = _NOTHING_CHOSEN
        self._papers: tuple[CertificateEntry, ...] = ()
        self._failure = NoticeKind.LIVE_OFFLINE
        self._sheet = NoticeKind.PRINTING_PAPER
        self._card = CardDesk(around, self._on_card, self._on_card_changed)
        self._shows: dict[CertificateStep, Callable[[], None]] = {
            CertificateStep.ITEM: self._show_items,
            CertificateStep.CARD: self._show_card,
            CertificateStep.ASKING: lambda: self._notice(NoticeKind.ASKING_HALL),
            CertificateStep.LIST: self._show_papers,
            CertificateStep.FETCHING: lambda: self._notice(NoticeKind.FETCHING_PAPER),
            CertificateStep.PRINTING: lambda: self._notice(self._sheet),
            CertificateStep.FAILED: lambda: self._notice(self._failure),
        }
        self._intents: IntentTable = {
            (PageName.BOOKING, "choice_pressed"): self._on_choice,
            (PageName.ID_CARD, "staff_pressed"): around.ways.call_staff,
            (PageName.NOTICE, "primary_pressed"): self._on_notice,
            (PageName.NOTICE, "secondary_pressed"): around.ways.call_staff,
        }

    @property
    def idle_kind(self) -> IdleKind:
        """No countdown while a paper comes out."""
        if self.state is CertificateStep.PRINTING and self._sheet in _RUNNING:
            return IdleKind.PAUSED
        return IdleKind.FORM if self.state is CertificateStep.CARD else IdleKind.MENU

    @property
    def can_go_back(self) -> bool:
        """Not from a paper that is on its way; its own button leads on."""
        return self.state is not CertificateStep.PRINTING

    @property
    def can_leave(self) -> bool:
        """At any time."""
        return True

    @property
    def would_lose(self) -> bool:
        """Nothing is entered here."""
        return False

    def enter(self) -> None:
        """The choice."""
        self.render()

    def render(self) -> None:
        """The present page."""
        self._shows[self.state]()

    def handle(self, intent: Intent) -> None:
        """What the resident did."""
        act = self._intents.get((intent.page, intent.name))
        if act is not None:
            act(*intent.args)

    def on_device(self, event: DeviceEvent) -> None:
        """The card, and the A4 printer."""
        self._card.on_device(event)
        if event.device is DeviceKind.PAGE_PRINTER:
            self.around.sheets.on_device(event)
            if self.state is CertificateStep.LIST:
                self.render()

    def on_tick(self) -> None:
        """Nothing runs by itself."""

    def go_back(self) -> None:
        """One step back; from the choice home."""
        if self.state is CertificateStep.ITEM:
            self.around.ways.go_home()
        else:
            self._fire(CertificateEvent.BACK)

    def leave(self) -> None:
        """Nothing of the person stays."""
        self._card.forget()
        self._papers = ()
        self.around.sheets.forget()

    def _fire(self, event: CertificateEvent) -> None:
        self.state = step(CERTIFICATE_TABLE, self.state, event)
        if self.state is CertificateStep.CARD:
            self._papers = ()
            self._card.begin()
        else:
            self._card.end()
        if self.state is CertificateStep.ITEM:
            self._papers = ()
            self._card.forget()
        self.render()

    # ---- pages ---------------------------------------------------------------------------------------------------

    @property
    def printable(self) -> bool:
        """Whether a paper about a person may be printed here, and the printer is ready for it."""
        allowed = self.around.settings.devices.page_printer.personal
        return allowed and self.around.devices.usable(DeviceKind.PAGE_PRINTER)

    def _show_items(self) -> None:
        around = self.around
        state = present_query_items(around.texts, around.catalogue, online=around.online())
        around.stage.show(PageName.BOOKING, state)

    def _show_card(self) -> None:
        texts = self.around.texts
        note = texts("certificate.card.note")
        state = present_card_for(texts, texts("home.certificate"), self._card.phase, other=None, note=note)
        self.around.stage.show(PageName.ID_CARD, state)

    def _show_papers(self) -> None:
        around, person = self.around, self._card.identity
        item = around.catalogue.item(self._item_id)
        state = present_papers(
            around.texts,
            self._papers,
            item=around.catalogue.item_common_name(item, around.texts.language),
            name_masked="" if person is None else person.name_masked,
            printable=self.printable,
            card_lying=self._card.lying,
        )
        around.stage.show(PageName.BOOKING, state)

    def _notice(self, kind: NoticeKind) -> None:
        self.around.stage.show(PageName.NOTICE, present_notice(self.around.texts, kind))

    # ---- what happens --------------------------------------------------------------------------------------------

    def _on_choice(self, key: str) -> None:
        if self.state is CertificateStep.ITEM:
            self._item_id = ItemId(key)
            self._fire(CertificateEvent.ITEM_CHOSEN)
        elif self.state is CertificateStep.LIST:
            self._on_paper(key)

    def _on_card(self) -> None:
        if self.state is CertificateStep.CARD:
            self._fire(CertificateEvent.CARD_READ)
            item_id, reading = self._item_id, self._card.reading()
            self.around.hall.ask(lambda calls: calls.certificates(item_id, reading), self._on_listed, self._on_failed)

    def _on_card_changed(self) -> None:
        if self.state in {CertificateStep.CARD, CertificateStep.LIST}:
            self.render()

    def _on_listed(self, told: CertificatesAnswer) -> None:
        if self.state is CertificateStep.ASKING:
            self._papers = told.certificates
            self._fire(CertificateEvent.LISTED)

    def _on_paper(self, certificate_id: str) -> None:
        paper = next((one for one in self._papers if one.certificate_id == certificate_id), None)
        if paper is None or not self.printable:
            return
        if self._card.stale:
            self._fire(CertificateEvent.CARD_WANTED)
            return
        self._fire(CertificateEvent.PAPER_CHOSEN)
        item_id, reading = self._item_id, self._card.reading()
        self.around.hall.ask(
            lambda calls: calls.certificate(item_id, paper, reading), self._on_fetched, self._on_failed
        )

    def _on_fetched(self, content: bytes) -> None:
        if self.state is CertificateStep.FETCHING:
            self._sheet = NoticeKind.PRINTING_PAPER
            self._fire(CertificateEvent.FETCHED)
            pages = Pages(content, least_pages(content))
            self.around.sheets.print_pages(lambda: pages, self._on_sheet)

    def _on_failed(self, error: LiveCallError) -> None:
        if self.state not in {CertificateStep.ASKING, CertificateStep.FETCHING}:
            return
        self._failure = failure_of(error, NoticeKind.PAPER_GONE)
        if isinstance(error, RefusedError) and error.kind in {ProblemKind.SOURCE_DOWN, ProblemKind.TOO_LARGE}:
            self._failure = NoticeKind.ISSUER_DOWN
        self._fire(CertificateEvent.NOT_TOLD)

    def _on_sheet(self, state: SheetState) -> None:
        if self.state is CertificateStep.PRINTING:
            self._sheet = _SHEET[state.progress]
            self.render()

    def _on_notice(self) -> None:
        if self.state is CertificateStep.PRINTING and self._sheet not in _RUNNING:
            self._fire(CertificateEvent.SETTLED)
        elif self.state is CertificateStep.FAILED and self._failure is NoticeKind.LIVE_OFFLINE:
            self._fire(CertificateEvent.RETRY)
        elif self.state is CertificateStep.FAILED:
            self.around.ways.go_home()
