"""What do I still lack: tick what is there, see what is missing and where to get it, take the list along.

Works without a line. Nothing personal is asked; the answers to the item's questions are those of its guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from drivers.vocabulary import DeviceEvent, StatusChanged
from kiosk.flows.machine import step
from kiosk.flows.notice_printing import NoticePrinting, slip_handout
from kiosk.flows.step import IntentTable
from kiosk.idle_clock import IdleKind
from kiosk.present.checklist import present_checklist, present_missing
from kiosk.present.notice import present_notice
from kiosk.stage import Intent, PageName

if TYPE_CHECKING:
    from config.catalogue.schema import Item
    from kiosk.flows.surroundings import Surroundings


class ChecklistState(StrEnum):
    """Where the resident is."""

    TICKING = "ticking"
    MISSING = "missing"
    PRINTING = "printing"


class ChecklistEvent(StrEnum):
    """What leads on."""

    SHOWN = "shown"
    PRINT_CHOSEN = "print_chosen"
    PRINT_AS_SLIP = "print_as_slip"
    PRINT_SETTLED = "print_settled"
    BACK = "back"


_S, _E = ChecklistState, ChecklistEvent
CHECKLIST_TABLE: Mapping[tuple[ChecklistState, ChecklistEvent], ChecklistState] = {
    (_S.TICKING, _E.SHOWN): _S.MISSING,
    (_S.MISSING, _E.PRINT_CHOSEN): _S.PRINTING,
    (_S.MISSING, _E.BACK): _S.TICKING,
    (_S.PRINTING, _E.PRINT_AS_SLIP): _S.PRINTING,
    (_S.PRINTING, _E.PRINT_SETTLED): _S.MISSING,
    (_S.PRINTING, _E.BACK): _S.MISSING,
}


class ChecklistFlow:
    """Tick, read, print."""

    def __init__(self, around: Surroundings, item: Item) -> None:
        self.around = around
        self.state = ChecklistState.TICKING
        self._item = item
        self._have: set[str] = set()
        self._printing = NoticePrinting(around, self._on_printing)
        self._intents: IntentTable = {
            (PageName.CHECKLIST, "option_chosen"): self._on_option,
            (PageName.CHECKLIST, "paper_pressed"): self._on_paper,
            (PageName.CHECKLIST, "show_pressed"): lambda: self._fire(ChecklistEvent.SHOWN),
            (PageName.MISSING, "print_pressed"): self._on_print,
            (PageName.MISSING, "guide_pressed"): self._to_guide,
            (PageName.NOTICE, "primary_pressed"): self._on_notice,
            (PageName.NOTICE, "secondary_pressed"): around.ways.call_staff,
        }

    @property
    def idle_kind(self) -> IdleKind:
        """Looking for papers in one's bag takes the time of a form; no countdown while the list is printed."""
        if self.state is ChecklistState.PRINTING and self._printing.running:
            return IdleKind.PAUSED
        return IdleKind.FORM

    @property
    def can_go_back(self) -> bool:
        """Always; from the first page to the guide."""
        return True

    @property
    def can_leave(self) -> bool:
        """At any time."""
        return True

    @property
    def would_lose(self) -> bool:
        """Ticks are made again in a moment."""
        return False

    def enter(self) -> None:
        """The first page."""
        self.around.visit.look_at(self._item)
        self.render()

    def render(self) -> None:
        """The present page."""
        match self.state:
            case ChecklistState.TICKING:
                self._show_ticking()
            case ChecklistState.MISSING:
                self._show_missing()
            case ChecklistState.PRINTING:
                self.around.stage.show(PageName.NOTICE, present_notice(self.around.texts, self._printing.kind))
            case _:
                assert_never(self.state)

    def handle(self, intent: Intent) -> None:
        """What the resident did."""
        act = self._intents.get((intent.page, intent.name))
        if act is not None:
            act(*intent.args)

    def on_device(self, event: DeviceEvent) -> None:
        """Printers: the list is offered on paper as long as there is one."""
        changed = self._printing.on_device(event) and isinstance(event, StatusChanged)
        if changed and self.state is ChecklistState.MISSING:
            self.render()

    def on_tick(self) -> None:
        """Nothing runs by itself."""

    def go_back(self) -> None:
        """One page back; from the first one to the guide."""
        if self.state is ChecklistState.TICKING:
            self._to_guide()
        else:
            self._fire(ChecklistEvent.BACK)

    def leave(self) -> None:
        """The flow ends."""
        self._have.clear()
        self._printing.forget()

    # ---- pages ---------------------------------------------------------------------------------------------------

    def _show_ticking(self) -> None:
        around = self.around
        state = present_checklist(
            around.texts,
            around.catalogue,
            self._item,
            answers=around.visit.answers,
            have=self._have,
            today=around.today,
        )
        around.stage.show(PageName.CHECKLIST, state)

    def _show_missing(self) -> None:
        around = self.around
        state = present_missing(
            around.texts,
            around.catalogue,
            self._item,
            answers=around.visit.answers,
            have=self._have,
            today=around.today,
            printer_ok=self._printing.possible,
        )
        around.stage.show(PageName.MISSING, state)

    # ---- intents -------------------------------------------------------------------------------------------------

    def _fire(self, event: ChecklistEvent) -> None:
        self.state = step(CHECKLIST_TABLE, self.state, event)
        self.render()

    def _on_option(self, situation: str, option: str) -> None:
        self.around.visit.answer(situation, option)
        self.render()

    def _on_paper(self, ref: str) -> None:
        self._have ^= {ref}
        self.render()

    def _on_print(self) -> None:
        from kiosk.checklist_facts import checklist_facts
        from kiosk.finding_slips import checklist_slip

        around = self.around
        facts = checklist_facts(
            around.texts, around.catalogue, self._item, around.settings, around.visit.answers, self._have
        )
        self._printing.begin(slip_handout(around, lambda now: checklist_slip(around.texts, facts, now)))
        self._fire(ChecklistEvent.PRINT_CHOSEN)

    def _on_printing(self) -> None:
        if self.state is ChecklistState.PRINTING:
            self.render()

    def _on_notice(self) -> None:
        if self._printing.slip_offered:
            self._printing.as_slip()
            self._fire(ChecklistEvent.PRINT_AS_SLIP)
        else:
            self._fire(ChecklistEvent.PRINT_SETTLED)

    def _to_guide(self) -> None:
        self.around.ways.open_guide(self._item.item_id)
