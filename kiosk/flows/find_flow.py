"""Finding an item: home, search, browsing, and the guide with its one-time notice sheet.

The home page's presenter is imported with the flow; the others when their page is first shown (docs/adr/003).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from config.domain.code_sets import IdentityLevel, KioskMode, OfflinePolicy
from config.domain.identifiers import ItemId
from drivers.vocabulary import DeviceEvent, StatusChanged
from kiosk.flows.browse_walk import BrowseWalk
from kiosk.flows.find_table import FIND_TABLE, FindEvent, FindState
from kiosk.flows.machine import step
from kiosk.flows.map_walk import MapWalk
from kiosk.flows.notice_printing import NoticePrinting, notice_handout
from kiosk.flows.policy_talk import PolicyTalk
from kiosk.idle_clock import IdleKind
from kiosk.present.home import present_home
from kiosk.present.kinds import ALL, BrowseBy
from kiosk.stage import PageName
from screens.pages.home import HomeAction

if TYPE_CHECKING:
    from config.catalogue import Catalogue
    from config.catalogue.schema import Item
    from config.catalogue.search import SearchIndex
    from kiosk.flows.step import IntentTable
    from kiosk.flows.surroundings import Surroundings
    from kiosk.stage import Intent

__all__ = ["FIND_TABLE", "FindEvent", "FindFlow", "FindState", "frequent_items", "refusal_of"]

FREQUENT_ITEMS = 12
SEARCH_HITS = 30
OFFERED = (
    HomeAction.APPLY,
    HomeAction.PROGRESS,
    HomeAction.GUIDE,
    HomeAction.DEPARTMENTS,
    HomeAction.TOPICS,
    HomeAction.CHECKLIST,
    HomeAction.BOOKING,
    HomeAction.CERTIFICATE,
    HomeAction.MAP,
    HomeAction.OPINION,
    HomeAction.HELP,
)
"""What this terminal can do today; a tile that leads nowhere is not shown."""
OFFER_SHEET = frozenset({FindState.GUIDE, FindState.POLICY, FindState.POINT})
"""Where something to print is offered as long as there is a printer."""
_PRINTING = frozenset({FindState.PRINTING, FindState.PRINTING_WAY})
STARTABLE_MODES = frozenset({KioskMode.SUBMIT, KioskMode.PRECHECK})
"""Modes in which papers are handed in here; the others live at the hall or at a window."""


def frequent_items(catalogue: Catalogue) -> tuple[ItemId, ...]:
    """What people come for most, as the catalogue names it; the first items where it names none."""
    named = tuple(ItemId(one) for one in catalogue.file.frequent)
    return named or tuple(catalogue.items)[:FREQUENT_ITEMS]


def refusal_of(item: Item, *, online: bool, may_queue: bool) -> str | None:
    """Why a case of this item cannot be started here now, as a text key; None when it can (domain guide 6.3)."""
    if item.urgent:
        return "guide.refusal.urgent"
    if item.kiosk.mode not in STARTABLE_MODES or item.identity.level is IdentityLevel.VERIFIED:
        return "guide.refusal.not_here"
    if not online and not may_queue:
        if item.kiosk.offline is OfflinePolicy.QUEUE:
            return "guide.refusal.deadline"
        return "guide.refusal.offline" if item.kiosk.mode is KioskMode.SUBMIT else "guide.refusal.guide_only"
    return None


class FindFlow:
    """From the home page to the guide of an item."""

    def __init__(
        self, around: Surroundings, index: Callable[[], SearchIndex], *, start_at: ItemId | None = None
    ) -> None:
        """Begin at home, or at the guide of an item; ``index`` gives the search index when something is looked for."""
        self.around = around
        self.state = FindState.HOME
        self._index = index
        self._start_at = start_at
        self._query = ""
        self._chip = ALL
        self._typing = True
        self._browsing = BrowseWalk(around)
        self._came_from = FindState.HOME
        self._printing = NoticePrinting(around, self._on_printing)
        self._map = MapWalk(around)
        self._policy = PolicyTalk(around, print_sheet=self._on_print, go_back=self.go_back)
        self._intents: IntentTable = {
            (PageName.HOME, "action_pressed"): self._on_action,
            (PageName.HOME, "item_pressed"): self._on_item,
            (PageName.HOME, "search_pressed"): self._on_search,
            (PageName.HOME, "all_pressed"): self._on_all,
            (PageName.SEARCH, "text_edited"): self._on_query,
            (PageName.SEARCH, "chip_pressed"): self._on_chip,
            (PageName.SEARCH, "suggestion_pressed"): self._on_suggestion,
            (PageName.SEARCH, "search_focused"): lambda: self._type(typing=True),
            (PageName.SEARCH, "keyboard_hidden"): lambda: self._type(typing=False),
            (PageName.SEARCH, "cleared"): lambda: self._on_query(""),
            (PageName.SEARCH, "departments_pressed"): lambda: self._browse(BrowseBy.DEPARTMENTS),
            (PageName.SEARCH, "topics_pressed"): lambda: self._browse(BrowseBy.TOPICS),
            (PageName.SEARCH, "item_pressed"): self._on_item,
            (PageName.BROWSE, "tab_pressed"): partial(self._change, self._browsing.sort),
            (PageName.BROWSE, "group_pressed"): partial(self._change, self._browsing.choose),
            (PageName.BROWSE, "filter_pressed"): partial(self._change, self._browsing.narrow),
            (PageName.BROWSE, "item_pressed"): self._on_item,
            (PageName.GUIDE, "option_chosen"): self._on_option,
            (PageName.GUIDE, "answers_dropped"): self._on_answers_dropped,
            (PageName.GUIDE, "print_pressed"): self._on_print,
            (PageName.GUIDE, "checklist_pressed"): self._on_checklist,
            (PageName.GUIDE, "start_pressed"): self._on_start,
            (PageName.POLICY, "way_pressed"): self._policy.take,
            (PageName.MENU, "entry_pressed"): lambda action: self._on_action(HomeAction(action)),
            (PageName.SERVICE_MAP, "filter_pressed"): partial(self._change, self._map.narrow),
            (PageName.SERVICE_MAP, "point_pressed"): self._on_point,
            (PageName.SERVICE_POINT, "done_pressed"): self.go_back,
            (PageName.SERVICE_POINT, "print_pressed"): self._on_print_way,
            (PageName.NOTICE, "primary_pressed"): self._on_notice_primary,
            (PageName.NOTICE, "secondary_pressed"): around.ways.call_staff,
        }

    @property
    def idle_kind(self) -> IdleKind:
        """Choosing and reading; no countdown while a sheet is printed."""
        return IdleKind.PAUSED if self._printing_now else IdleKind.MENU

    @property
    def can_go_back(self) -> bool:
        """Everywhere but at home."""
        return self.state is not FindState.HOME

    @property
    def can_leave(self) -> bool:
        """At any time."""
        return True

    @property
    def would_lose(self) -> bool:
        """Nothing personal is entered here."""
        return False

    @property
    def at_home(self) -> bool:
        """Whether the home page is in front."""
        return self.state is FindState.HOME

    def enter(self) -> None:
        """The first page."""
        if self._start_at is not None:
            self.around.visit.look_at(self.around.catalogue.item(self._start_at))
            self.state = FindState.GUIDE
        self.render()

    def render(self) -> None:
        """The present page."""
        match self.state:
            case FindState.HOME:
                self._show_home()
            case FindState.SEARCH:
                self._show_search()
            case FindState.BROWSE:
                self._browsing.render()
            case FindState.GUIDE:
                self._show_guide()
            case FindState.PRINTING | FindState.PRINTING_WAY:
                self._show_printing()
            case FindState.POLICY:
                can_pay = HomeAction.PAY in self._offered
                self._policy.render(printer_ok=self._printing.possible, can_pay=can_pay)
            case FindState.MENU:
                self._show_menu()
            case FindState.MAP | FindState.POINT:
                self._map.render(printer_ok=self._printing.possible)

    def handle(self, intent: Intent) -> None:
        """What the resident did."""
        act = self._intents.get((intent.page, intent.name))
        if act is not None:
            act(*intent.args)

    def on_device(self, event: DeviceEvent) -> None:
        """Only printers matter here: the guide offers its sheet as long as there is one."""
        if self._printing.on_device(event) and isinstance(event, StatusChanged) and self.state in OFFER_SHEET:
            self.render()

    def on_tick(self) -> None:
        """Nothing runs by itself."""

    def go_back(self) -> None:
        """To where the resident came from."""
        if self.state is FindState.BROWSE and self._browsing.leave_group():
            self.render()
            return
        back = {FindState.SEARCH: FindEvent.BACK_TO_SEARCH, FindState.BROWSE: FindEvent.BACK_TO_BROWSE}
        if self.state is FindState.POINT:
            self._map.leave_point()
        from_guide = self.state is FindState.GUIDE
        self._fire(back.get(self._came_from, FindEvent.BACK) if from_guide else FindEvent.BACK)

    def leave(self) -> None:
        """The query is what somebody looked for: forget it."""
        self._query = ""
        self._printing.forget()

    @property
    def _offered(self) -> tuple[HomeAction, ...]:
        """Paying too, where the hall takes money, or where an order of before has no end yet."""
        payments = self.around.payments
        return (*OFFERED, HomeAction.PAY) if payments.offered or payments.unsettled else OFFERED

    @property
    def _printing_now(self) -> bool:
        return self.state in _PRINTING and self._printing.running

    @property
    def _item(self) -> Item:
        item = self.around.visit.item
        assert item is not None
        return item

    def _fire(self, event: FindEvent) -> None:
        self.state = step(FIND_TABLE, self.state, event)
        self.render()

    # ---- pages ---------------------------------------------------------------------------------------------------

    def _show_home(self) -> None:
        around = self.around
        settings = around.settings.station
        catalogue = around.catalogue
        around.stage.show(
            PageName.HOME,
            present_home(
                around.texts,
                catalogue,
                offered=self._offered,
                frequent=frequent_items(catalogue),
                online=around.online(),
                hours=settings.hours_note_in(around.words.language),
                as_of=min((catalogue.as_of(item) for item in catalogue.items.values()), default=None),
            ),
        )

    def _show_menu(self) -> None:
        from kiosk.present.menu import present_menu

        around = self.around
        around.stage.show(PageName.MENU, present_menu(around.texts, offered=self._offered, online=around.online()))

    def _show_search(self) -> None:
        from kiosk.present.search import present_search

        around = self.around
        hits = self._index().search(self._query, SEARCH_HITS) if self._query.strip() else []
        around.stage.show(
            PageName.SEARCH,
            present_search(
                around.texts,
                around.catalogue,
                query=self._query,
                hits=hits,
                chosen=self._chip,
                typing=self._typing,
                online=around.online(),
                today=around.today,
            ),
        )

    def _show_printing(self) -> None:
        from kiosk.present.notice import present_notice

        self.around.stage.show(PageName.NOTICE, present_notice(self.around.texts, self._printing.kind))

    def _show_guide(self) -> None:
        from kiosk.present.guide import present_guide

        around = self.around
        around.stage.show(
            PageName.GUIDE,
            present_guide(
                around.texts,
                around.catalogue,
                self._item,
                language=around.words.language,
                today=around.today,
                online=around.online(),
                answers=around.visit.answers,
                refusal=self._refusal(),
                printer_ok=self._printing.possible,
                on_sheets=self._printing.on_sheets,
            ),
        )

    def _refusal(self) -> str | None:
        around = self.around
        may_queue = around.catalogue.may_queue(self._item, around.today)
        return refusal_of(self._item, online=around.online(), may_queue=may_queue)

    # ---- intents -------------------------------------------------------------------------------------------------

    def _on_action(self, action: HomeAction) -> None:
        ways = self.around.ways
        leads_out = {
            HomeAction.PROGRESS: ways.open_progress,
            HomeAction.OPINION: ways.open_opinion,
            HomeAction.HELP: ways.open_help,
            HomeAction.PAY: ways.open_payment,
            HomeAction.BOOKING: ways.open_booking,
            HomeAction.CERTIFICATE: ways.open_certificates,
        }
        if action in leads_out:
            leads_out[action]()
            return
        match action:
            case HomeAction.GUIDE:
                self._on_search()
            case HomeAction.MORE:
                self._fire(FindEvent.MENU_CHOSEN)
            case HomeAction.MAP:
                self._map.begin()
                self._fire(FindEvent.MAP_CHOSEN)
            case HomeAction.TOPICS:
                self._browse(BrowseBy.TOPICS)
            case HomeAction.APPLY:
                self._browse(BrowseBy.ALL)
            case HomeAction.CHECKLIST:
                self._browse(BrowseBy.ALL, checking=True)
            case _:
                self._browse(BrowseBy.DEPARTMENTS)

    def _on_item(self, item_id: str) -> None:
        if self._browsing.checking and self.state is FindState.BROWSE:
            self.around.ways.open_checklist(ItemId(item_id))
            return
        self._came_from = self.state
        self.around.visit.look_at(self.around.catalogue.item(ItemId(item_id)))
        self._fire(FindEvent.ITEM_CHOSEN)

    def _on_search(self) -> None:
        self._query, self._chip, self._typing = "", ALL, True
        self._fire(FindEvent.SEARCH_CHOSEN)

    def _on_all(self) -> None:
        self._browse(BrowseBy.ALL)

    def _browse(self, by: BrowseBy, *, checking: bool = False) -> None:
        self._browsing.begin(by, checking=checking)
        self._fire(FindEvent.BROWSE_CHOSEN)

    def _on_query(self, text: str) -> None:
        self._query, self._chip, self._typing = text, ALL, True
        self.render()

    def _on_chip(self, chip: str) -> None:
        self._chip = chip
        self.render()

    def _on_suggestion(self, words: str) -> None:
        self._query, self._chip, self._typing = words, ALL, False
        self.render()

    def _type(self, *, typing: bool) -> None:
        self._typing = typing
        self.render()

    def _change(self, change: Callable[[str], None], chosen: str) -> None:
        change(chosen)
        self.render()

    def _on_option(self, situation: str, option: str) -> None:
        self.around.visit.answer(situation, option)
        self.render()

    def _on_answers_dropped(self) -> None:
        self.around.visit.answers.clear()
        self.render()

    def _on_checklist(self) -> None:
        self.around.ways.open_checklist(self._item.item_id)

    def _on_start(self) -> None:
        if self._item.urgent:
            self.around.ways.call_staff()
        elif self._policy.policy() is not None:
            self._fire(FindEvent.POLICY_TOLD)
        else:
            self.around.ways.begin_case(self._item.item_id)

    def _on_point(self, point: str) -> None:
        self._map.choose(point)
        self._fire(FindEvent.POINT_CHOSEN)

    def _on_print(self) -> None:
        self._printing.begin(notice_handout(self.around, self._item))
        self._fire(FindEvent.PRINT_CHOSEN)

    def _on_print_way(self) -> None:
        self._printing.begin(self._map.way_handout())
        self._fire(FindEvent.PRINT_CHOSEN)

    def _on_printing(self) -> None:
        if self.state in _PRINTING:
            self.render()

    def _on_notice_primary(self) -> None:
        if self._printing.slip_offered:
            self._printing.as_slip()
            self._fire(FindEvent.PRINT_AS_SLIP)
        else:
            self._fire(FindEvent.PRINT_SETTLED)
