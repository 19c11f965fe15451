"""The pages by name, built once and only when first shown, and their intents as values.

Every signal that a page class defines itself is an intent. One that comes from a page that is not in front is stale and
dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from screens.look import Look
from screens.page import Page
from screens.shell import Shell


class PageName(StrEnum):
    """Every page that the terminal has."""

    IDLE = "idle"
    HOME = "home"
    SEARCH = "search"
    MENU = "menu"
    BROWSE = "browse"
    SERVICE_MAP = "service_map"
    SERVICE_POINT = "service_point"
    GUIDE = "guide"
    CHECKLIST = "checklist"
    MISSING = "missing"
    ANSWER = "answer"
    POLICY = "policy"
    PRIVACY = "privacy"
    WHO = "who"
    ID_CARD = "id_card"
    MANUAL_ID = "manual_id"
    ID_CHECK = "id_check"
    FORM = "form"
    COMMITMENT = "commitment"
    MATERIALS = "materials"
    PHONE = "phone"
    REVIEW = "review"
    NOTICE = "notice"
    SIGNATURE = "signature"
    SEALED = "sealed"
    RATING = "rating"
    GOODBYE = "goodbye"
    LOOKUP = "lookup"
    PROGRESS = "progress"
    WITHDRAW = "withdraw"
    CARD_CASES = "card_cases"
    BOOKING = "booking"
    BOOKING_CHECK = "booking_check"
    HOTLINES = "hotlines"
    TIME_WARNING = "time_warning"
    STAFF_CALL = "staff_call"
    STAFF_CODE = "staff_code"
    STAFF = "staff"
    STAFF_LIST = "staff_list"
    PAPER_ROLL = "paper_roll"
    LEAVE = "leave"
    OPINION = "opinion"
    PAY_BILLS = "pay_bills"
    PAY_NUMBER = "pay_number"
    PAY_METHOD = "pay_method"
    PAY_CHECK = "pay_check"
    PAY_CODE = "pay_code"
    PAY_SCAN = "pay_scan"
    PAY_CASH = "pay_cash"
    PAY_CARD = "pay_card"
    PAY_RESULT = "pay_result"
    PAY_OPEN = "pay_open"


@dataclass(frozen=True, slots=True)
class Intent:
    """What a resident did on a page. Arguments may be personal, so they stay out of ``repr``."""

    page: PageName
    name: str
    args: tuple[object, ...] = ()

    def __repr__(self) -> str:
        return f"Intent({self.page.value}.{self.name})"


PageFactories = Mapping[PageName, Callable[[], Page]]


class Stage(QObject):
    """Shows one page of the flow at a time, and now and then a page that covers it."""

    intent = Signal(object)
    """An ``Intent`` of the page that is seen."""
    page_shown = Signal(object)
    """The ``PageName`` that is seen now."""

    def __init__(self, shell: Shell, factories: PageFactories, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._factories = factories
        self._pages: dict[PageName, Page] = {}
        self._front: PageName | None = None
        self._cover: PageName | None = None

    @property
    def front(self) -> PageName | None:
        """The flow's page, also while it is covered."""
        return self._front

    @property
    def seen(self) -> PageName | None:
        """The page that the resident sees."""
        return self._front if self._cover is None else self._cover

    @property
    def look(self) -> Look:
        """How everything looks now."""
        return self._shell.look

    def page(self, name: PageName) -> Page:
        """That page, built now if it has never been needed."""
        page = self._pages.get(name)
        if page is None:
            page = self._factories[name]()
            self._pages[name] = page
            self._shell.add_page(page)
            self._listen(name, page)
        return page

    def show(self, name: PageName, state: object) -> None:
        """Render that state on that page of the flow; it comes to the front unless a cover lies over it."""
        self.page(name).render(state)
        before = self.seen
        self._front = name
        self._bring_out(before)

    def cover(self, name: PageName, state: object) -> None:
        """Lay a page over the flow: a question, a warning, a call."""
        self.page(name).render(state)
        before = self.seen
        self._cover = name
        self._bring_out(before)

    def uncover(self) -> None:
        """Take the cover away; the flow's page is seen again as it is by now."""
        before = self.seen
        self._cover = None
        self._bring_out(before)

    def forget(self) -> None:
        """The visit is over: no page keeps text that it has drawn."""
        self._cover = None
        self._shell.forget_texts()

    def _bring_out(self, before: PageName | None) -> None:
        seen = self.seen
        if seen is None:
            return
        self._shell.show_page(self.page(seen))
        if seen is not before:
            self.page_shown.emit(seen)

    def _listen(self, name: PageName, page: Page) -> None:
        for signal_name in intent_signals(type(page)):
            getattr(page, signal_name).connect(self._relay(name, signal_name))

    def _relay(self, page: PageName, signal_name: str) -> Callable[..., None]:
        def relay(*args: object) -> None:
            if page is self.seen:
                self.intent.emit(Intent(page, signal_name, args))

        return relay


def intent_signals(page: type[Page]) -> tuple[str, ...]:
    """The names of the signals that a page class defines itself, its page bases included."""
    names = []
    for cls in page.__mro__:
        if cls is Page:
            break
        names += [name for name, value in vars(cls).items() if isinstance(value, Signal)]
    return tuple(names)
