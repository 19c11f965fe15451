"""What every flow may use, and what every flow and every step of one offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from config.texts import Language, Texts

if TYPE_CHECKING:
    from config.catalogue import Catalogue
    from config.domain.identifiers import ItemId
    from config.domain.working_days import WorkCalendar
    from config.settings import Settings
    from drivers.vocabulary import DeviceEvent
    from kiosk.background import Background
    from kiosk.corrections import Correcting
    from kiosk.devices import DeviceDesk
    from kiosk.hall_client import HallClient
    from kiosk.idle_clock import IdleKind
    from kiosk.outbox_desk import OutboxDesk
    from kiosk.paper import PaperDesk
    from kiosk.payments.payment_desk import PaymentDesk
    from kiosk.sheet_desk import SheetDesk
    from kiosk.stage import Intent, Stage
    from kiosk.visit import Visit


class Words:
    """The texts of the language that the resident chose last."""

    def __init__(self, language: Language) -> None:
        self.texts = Texts.load(language)

    @property
    def language(self) -> Language:
        """The language now."""
        return self.texts.language

    def switch(self, language: Language) -> None:
        """Speak that language from now on."""
        self.texts = Texts.load(language)


class Ways(Protocol):
    """The ways out of a flow; the terminal has them."""

    def go_home(self) -> None:
        """To the home page, the visit goes on."""

    def end_visit(self) -> None:
        """To the idle picture; everything personal is wiped."""

    def open_guide(self, item_id: ItemId) -> None:
        """To the guide of an item."""

    def begin_case(self, item_id: ItemId) -> None:
        """Start handing in a case for an item."""

    def open_help(self) -> None:
        """To frequent questions."""

    def open_checklist(self, item_id: ItemId) -> None:
        """To the question what is still missing for an item."""

    def begin_correction(self, correction: Correcting) -> None:
        """Start handing in what a department asks for afterwards."""

    def open_progress(self) -> None:
        """To the question how a case stands."""

    def open_opinion(self) -> None:
        """To complaints, suggestions and questions."""

    def open_hotlines(self) -> None:
        """To the numbers to call."""

    def open_certificates(self) -> None:
        """To papers of issuing systems."""

    def open_booking(self) -> None:
        """To appointments and tickets."""

    def open_payment(self) -> None:
        """To what is to be paid."""

    def call_staff(self) -> None:
        """Ring the bell."""


@dataclass(slots=True)
class Surroundings:
    """Everything around a flow. One object for the process; ``visit`` is another one for each resident."""

    stage: Stage
    settings: Settings
    catalogue: Catalogue
    words: Words
    devices: DeviceDesk
    background: Background
    outbox: OutboxDesk
    hall: HallClient
    paper: PaperDesk
    sheets: SheetDesk
    payments: PaymentDesk
    visit: Visit
    ways: Ways
    now: Callable[[], datetime]
    """The wall clock in the terminal's zone."""
    monotonic: Callable[[], float]
    calendar: WorkCalendar
    online: Callable[[], bool]

    @property
    def texts(self) -> Texts:
        """The texts now."""
        return self.words.texts

    @property
    def today(self) -> date:
        """The day now."""
        return self.now().date()


class Flow(Protocol):
    """A part of what can be done at the terminal."""

    @property
    def idle_kind(self) -> IdleKind:
        """How long the resident may pause here."""

    @property
    def can_go_back(self) -> bool:
        """Whether 返回 leads somewhere."""

    @property
    def can_leave(self) -> bool:
        """Whether 首页 and 退出 lead out now: not while something is being stored that would be stored all the same."""

    @property
    def would_lose(self) -> bool:
        """Whether leaving now loses something that was entered."""

    def enter(self) -> None:
        """Start: show the first page."""

    def render(self) -> None:
        """Show the present page again, in the present language and look."""

    def handle(self, intent: Intent) -> None:
        """Take what the resident did."""

    def on_device(self, event: DeviceEvent) -> None:
        """Take what a device did for this visit."""

    def on_tick(self) -> None:
        """A second has gone by."""

    def go_back(self) -> None:
        """One step back."""

    def leave(self) -> None:
        """The flow ends: stop what still runs for it."""
