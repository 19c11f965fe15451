"""Printing a sheet to take along: on A4 where that printer is ready, else as a slip; and what the page says.

What is printed is a ``Handout``: the notice sheet of an item, a list of what is missing, the way to a service point.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from drivers.vocabulary import DeviceEvent, DeviceKind
from kiosk.paper import PaperProgress
from kiosk.present.kinds import NoticeKind
from kiosk.sheet_desk import SheetProgress

if TYPE_CHECKING:
    from datetime import datetime

    from config.catalogue.schema import Item
    from drivers.printer.document import Slip
    from kiosk.flows.surroundings import Surroundings
    from kiosk.notice_pages import Pages
    from kiosk.paper import PaperState
    from kiosk.sheet_desk import SheetState

_RUNNING = frozenset(
    {NoticeKind.PRINTING_NOTICE, NoticeKind.MAKING_SHEET, NoticeKind.PRINTING_SHEET, NoticeKind.SHEET_PAUSED}
)


@dataclass(frozen=True, slots=True)
class Handout:
    """Something to take along, for both papers. Holds what is published, nothing about anybody.

    Attributes:
        slip: makes it for the roll, on the GUI thread.
        pages: makes it for A4, on a worker; what it needs of the visit was taken when the handout was made.
    """

    slip: Callable[[], Slip]
    pages: Callable[[], Pages]


def notice_handout(around: Surroundings, item: Item) -> Handout:
    """The one-time notice sheet of an item, for the answers given so far."""
    texts, answers, now = around.texts, dict(around.visit.answers), around.now()
    settings, catalogue = around.settings, around.catalogue

    def slip() -> Slip:
        from kiosk.notice_sheet import notice_facts
        from kiosk.slips import notice_sheet

        return notice_sheet(texts, notice_facts(texts, catalogue, item, settings, answers), now)

    def pages() -> Pages:
        from kiosk.notice_pages import notice_pages
        from kiosk.notice_sheet import notice_facts

        station = settings.station
        facts = notice_facts(texts, catalogue, item, settings, answers)
        name = station.name_in(texts.language)
        return notice_pages(texts, facts, station=name, terminal_no=station.terminal_no, printed_at=now)

    return Handout(slip, pages)


def slip_handout(around: Surroundings, make: Callable[[datetime], Slip]) -> Handout:
    """Something that says the same on both papers; ``make`` gets the time of printing."""
    texts, now, station = around.texts, around.now(), around.settings.station
    made = make(now)

    def pages() -> Pages:
        from kiosk.slip_pages import slip_pages

        name = station.name_in(texts.language)
        return slip_pages(texts, made, station=name, terminal_no=station.terminal_no, printed_at=now)

    return Handout(lambda: made, pages)


class NoticePrinting:
    """One sheet at a time; ``kind`` is what the page says of it."""

    def __init__(self, around: Surroundings, on_change: Callable[[], None]) -> None:
        self._around = around
        self._on_change = on_change
        self._handout: Handout | None = None
        self.kind = NoticeKind.PRINTING_NOTICE

    @property
    def on_sheets(self) -> bool:
        """Whether it would go to A4 now."""
        return self._around.devices.usable(DeviceKind.PAGE_PRINTER)

    @property
    def possible(self) -> bool:
        """Whether there is a printer for it now."""
        return self.on_sheets or self._slip_possible

    @property
    def running(self) -> bool:
        """Whether something still happens by itself."""
        return self.kind in _RUNNING

    @property
    def slip_offered(self) -> bool:
        """Whether the way on is the same as a slip."""
        return self.kind is NoticeKind.SHEET_FAILED_SLIP

    @property
    def _slip_possible(self) -> bool:
        return self._around.devices.usable(DeviceKind.PRINTER)

    def begin(self, handout: Handout) -> None:
        """Print that, on the better paper."""
        self._handout = handout
        if self.on_sheets:
            self.kind = NoticeKind.MAKING_SHEET
            self._around.sheets.print_pages(handout.pages, self._on_sheet)
        else:
            self.as_slip()

    def as_slip(self) -> None:
        """Print it as a slip."""
        assert self._handout is not None
        self.kind = NoticeKind.PRINTING_NOTICE
        self._around.paper.print_slip(self._handout.slip(), self._on_paper)

    def on_device(self, event: DeviceEvent) -> bool:
        """Take a printer's event; whether it was of a printer."""
        if event.device is DeviceKind.PRINTER:
            self._around.paper.on_device(event)
        elif event.device is DeviceKind.PAGE_PRINTER:
            self._around.sheets.on_device(event)
        else:
            return False
        return True

    def forget(self) -> None:
        """The flow ends."""
        self._handout = None
        self._around.paper.forget()
        self._around.sheets.forget()

    def _on_sheet(self, state: SheetState) -> None:
        match state.progress:
            case SheetProgress.MAKING:
                self.kind = NoticeKind.MAKING_SHEET
            case SheetProgress.PRINTING:
                self.kind = NoticeKind.PRINTING_SHEET
            case SheetProgress.PAUSED:
                self.kind = NoticeKind.SHEET_PAUSED
            case SheetProgress.PRINTED:
                self.kind = NoticeKind.SHEET_PRINTED
            case SheetProgress.UNKNOWN:
                self.kind = NoticeKind.SHEET_UNKNOWN
            case SheetProgress.FAILED:
                self.kind = NoticeKind.SHEET_FAILED_SLIP if self._slip_possible else NoticeKind.SHEET_FAILED
            case _:
                assert_never(state.progress)
        self._on_change()

    def _on_paper(self, state: PaperState) -> None:
        match state.progress:
            case PaperProgress.PRINTED | PaperProgress.TO_TAKE:
                self.kind = NoticeKind.NOTICE_PRINTED
            case PaperProgress.UNKNOWN:
                self.kind = NoticeKind.NOTICE_UNKNOWN
            case PaperProgress.RETRACTED:
                self.kind = NoticeKind.NOTICE_RETRACTED
            case PaperProgress.OUT_OF_PAPER:
                self.kind = NoticeKind.OUT_OF_PAPER
            case PaperProgress.FAILED | PaperProgress.NO_PRINTER:
                self.kind = NoticeKind.PRINT_FAILED
            case PaperProgress.DRAWING | PaperProgress.PRINTING:
                self.kind = NoticeKind.PRINTING_NOTICE
            case _:
                assert_never(state.progress)
        self._on_change()
