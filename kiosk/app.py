"""The composition root of the terminal: the first picture first, everything else after it (docs/adr/003).

``TerminalApp(...).first_picture()`` paints the idle page with nothing but Qt, the faces, the tokens and the texts. Then
``furnish`` reads the settings and the catalogue and makes the home page usable, and ``connect`` opens devices, outbox
and line. Each runs from the event loop, so that a touch is never kept waiting longer than one of them takes.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from errno import errorcode
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QObject, QSize, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from config.texts import Language, Texts
from kiosk.present.idle import present_idle
from kiosk.window import TerminalWindow, look_for
from screens.fonts import PROBE, FontError, FontFiles, FontReason, load_fonts, load_rare_fonts
from screens.input.handwriting.installed import use_model
from screens.pages.idle import IdlePage

if TYPE_CHECKING:
    from config.catalogue import Catalogue
    from config.catalogue.search import SearchIndex
    from config.settings import Settings
    from kiosk.background import Background
    from kiosk.devices import DeviceDesk
    from kiosk.flows.surroundings import Surroundings
    from kiosk.hall_line import HallLine
    from kiosk.outbox_desk import OutboxDesk
    from kiosk.paper import PaperDesk
    from kiosk.payments.offers_memory import OffersMemory
    from kiosk.payments.order_desk import OrderDesk
    from kiosk.payments.payment_desk import PaymentDesk
    from kiosk.retry import Retry
    from kiosk.stage import PageName, Stage
    from kiosk.terminal import Terminal
    from kiosk.warm_up import WarmUp
    from offline_queue.clock import Clock
    from offline_queue.engine import SyncEngine
    from offline_queue.events import QueueListener
    from offline_queue.outbox import Outbox

_log = logging.getLogger(__name__)

PICTURE_LIMIT_MS = 2000
"""A window that is not asked to paint by then (a screen that is off) does not keep the terminal from working."""

RARE_FONTS_AFTER_MS = 1500
"""The faces for rare characters are loaded when the start is over."""

VISIT_SETTLES_MS = 400
"""After the home page has come to the front: by then it is painted, and loading more does not slow that down."""

CHINA_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The zone of every terminal; a fixed offset, so that no zone file is needed."""


def china_now() -> datetime:
    """The wall clock in the terminal's zone."""
    return datetime.now(UTC).astimezone(CHINA_TIME)


class Orders(NamedTuple):
    """How the terminal is started."""

    load_settings: Callable[[], Settings]
    fullscreen: bool | None = None
    """None: as the settings say."""
    size: tuple[int, int] | None = None
    """Of the window, when it is not full screen."""
    now: Callable[[], datetime] = china_now
    """The wall clock with a zone."""
    clock: Callable[[], Clock] | None = None
    """Makes the queue's clock; None: the machine's."""


class TerminalApp(QObject):
    """Builds the terminal step by step and takes it down again."""

    painted = Signal()
    """The idle picture is on the screen."""
    home_ready = Signal()
    """A touch would show the home page."""
    furnished = Signal()
    """Everything that the start builds is built, or the terminal stands still because something is wrong."""
    connected = Signal()
    """Devices, outbox and line are at work."""

    def __init__(self, application: QApplication, orders: Orders) -> None:
        super().__init__()
        self._application = application
        self._orders = orders
        self._page = IdlePage()
        self._page.installEventFilter(self)
        self._going_on = False
        self.window: TerminalWindow | None = None
        self.around: Surroundings | None = None
        self.terminal: Terminal | None = None
        self.stage: Stage | None = None
        self.devices: DeviceDesk | None = None
        self.outbox: OutboxDesk | None = None
        self.paper: PaperDesk | None = None
        self._stopped = False
        self._background: Background | None = None
        self._line: HallLine | None = None
        self._warm_up: WarmUp | None = None
        self._retry: Retry | None = None
        self._payments: PaymentDesk | None = None

    def first_picture(self) -> None:
        """Paint the idle picture; ``furnish`` follows from the event loop.

        Raises:
            FontError: a face cannot be loaded. Without it no Chinese can be shown, so there is no going on.
        """
        load_fonts(FontFiles())
        screen = self._application.primaryScreen().size()
        size = QSize(*self._orders.size) if self._orders.size is not None else screen
        self.window = TerminalWindow(look_for(size, "auto"))
        texts = Texts.load(Language.ZH)
        self._page.render(present_idle(texts, place=None, now=china_now(), online=False))
        self.window.show_alone(self._page)
        if self._orders.fullscreen is False or self._orders.size is not None:
            self.window.show()
        else:
            self.window.showFullScreen()
        QTimer.singleShot(PICTURE_LIMIT_MS, self._after_first_picture)

    def eventFilter(self, page: QObject, event: QEvent) -> bool:
        """The idle page is about to paint: go on as soon as it has."""
        if event.type() == QEvent.Type.Paint:
            page.removeEventFilter(self)
            QTimer.singleShot(0, self._after_first_picture)
        return False

    def stop(self) -> None:
        """Take everything down in order; waits for what has to be finished."""
        self._stopped = True
        if self._retry is not None:
            self._retry.stop()
        if self._payments is not None:
            self._payments.stop()
        if self.terminal is not None:
            self.terminal.stop()
        if self.outbox is not None:
            self.outbox.stop()
        if self.devices is not None:
            self.devices.stop()
        if self._background is not None:
            self._background.stop()
        if self._line is not None:
            self._line.close()
        if self.window is not None:
            self.window.hide()

    def _after_first_picture(self) -> None:
        if self._going_on:
            return
        self._going_on = True
        self.painted.emit()
        QTimer.singleShot(0, self.furnish)

    def furnish(self) -> None:
        """Settings, catalogue, texts, flows: after this a touch shows the home page."""
        try:
            self._furnish()
        finally:
            self.furnished.emit()

    def _furnish(self) -> None:
        from config.catalogue import load_catalogue
        from config.catalogue.errors import CatalogueError
        from config.settings import SettingsError

        try:
            settings = self._orders.load_settings()
        except SettingsError as error:
            _log.error("settings_broken reason=%s", error.fault)
            self._stand_still("SETTINGS_BROKEN", error.reason_key, error.cure_key, **error.values)
            return
        try:
            catalogue = load_catalogue(
                settings.catalogue.path, cache_dir=settings.cache_dir, sample_as_of=china_now().date()
            )
        except CatalogueError as error:
            _log.error("catalogue_broken reason=%s", error.fault)
            self._stand_still("CATALOGUE_BROKEN", error.reason_key, error.cure_key, **error.values)
            return
        try:
            self._use_fonts(settings)
        except FontError as error:
            _log.error("font_broken reason=%s", error.reason.value)
            code = f"{error.path.name}: {error.reason.value}"
            self._stand_still("START_FAILED", "notice.font_broken.reason", "notice.font_broken.cure", code=code)
            return
        use_model(settings.screen.handwriting_model)
        self._build_or_retry(settings, catalogue)

    def _build_or_retry(self, settings: Settings, catalogue: Catalogue) -> None:
        """Build the terminal; while its data cannot be used, say so and try again after a growing time."""
        from drivers.vocabulary import DeviceError

        try:
            self._build(settings, catalogue)
        except (OSError, DeviceError) as error:
            if self._retry is None:
                from kiosk.retry import Retry

                code = error.code if isinstance(error, DeviceError) else errorcode.get(error.errno or 0, "OSError")
                _log.error("start_failed code=%s", code)
                self._stand_still("START_FAILED", "notice.start_failed.reason", "notice.start_failed.cure", code=code)
                self._retry = Retry(lambda: self._build_or_retry(settings, catalogue), self)
            self._retry.later()
            return
        if self._retry is not None:
            _log.info("start_succeeded_at_last failures=%d", self._retry.failures)
            self._retry = None
        self.home_ready.emit()
        QTimer.singleShot(0, self.connect_world)

    def connect_world(self) -> None:
        """Devices, outbox and line. Opening them runs on their own threads."""
        if self._stopped:
            return
        around, desk, line = self.around, self.outbox, self._line
        assert around is not None
        assert desk is not None
        assert line is not None
        settings = around.settings

        def make_engine(outbox: Outbox, on_change: QueueListener) -> SyncEngine:
            import random

            from kiosk.queue_limits import keep_rows_s
            from offline_queue.engine import SyncEngine, SyncPolicy

            return SyncEngine(
                outbox,
                line.open(settings.hall, outbox),
                clock=self._clock(),
                rng=random.Random(),  # noqa: S311 - jitter only
                on_change=on_change,
                settings=SyncPolicy(heartbeat_s=settings.hall.heartbeat_s, keep_rows_s=keep_rows_s(settings.privacy)),
                devices=self._device_codes,
            )

        def open_outbox() -> Outbox:
            # Engine and transport are loaded here, on the outbox's lane: loading them would hold up the GUI thread.
            from kiosk.queue_limits import limits_of
            from offline_queue import engine, transport  # noqa: F401 - see above
            from offline_queue.outbox import Outbox

            return Outbox.open(
                settings.data_dir / "queue", limits=limits_of(settings.queue), zone=CHINA_TIME, clock=self._clock()
            )

        desk.open(open_outbox, make_engine, settings.queue.worst_case_bytes)
        around.payments.recall()
        if self._warm_up is not None:
            self._warm_up.for_first_touch()
        self.connected.emit()

    # ---- building ------------------------------------------------------------------------------------------------

    def _build(self, settings: Settings, catalogue: Catalogue) -> None:
        from config.domain.working_days import load_work_calendar
        from kiosk.background import Background
        from kiosk.bridge import DeviceBridge
        from kiosk.devices import DeviceDesk, open_print_ledger
        from kiosk.flows.late_ways import LateWays
        from kiosk.flows.surroundings import Surroundings, Words
        from kiosk.hall_client import HallClient
        from kiosk.hall_line import HallLine
        from kiosk.outbox_desk import OutboxDesk
        from kiosk.page_factories import factories
        from kiosk.paper import PaperDesk
        from kiosk.payments.payment_desk import PaymentDesk
        from kiosk.sheet_desk import SheetDesk
        from kiosk.stage import Stage
        from kiosk.terminal import Terminal
        from kiosk.visit import Visit
        from kiosk.warm_up import SharedIndex, WarmUp

        assert self.window is not None
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        # What can fail comes first: it may be tried again, and then nothing must have been left half made.
        ledger = open_print_ledger(settings) if settings.devices.printer.enabled else None
        self._use_orientation(settings)
        background = Background(self)
        bridge = DeviceBridge(self)
        devices = DeviceDesk(settings, bridge, now=self._orders.now, ledger=ledger)
        outbox = OutboxDesk(background, self)
        self._line = line = HallLine(self._clock, lambda: outbox.outbox, outbox.hall_heard)
        paper = PaperDesk(devices, background, settings, self)
        stage = Stage(self.window.shell, factories(self._page), self)
        self._payments = payments = PaymentDesk(
            background, lambda: self._order_desk(settings, devices, outbox), line.calls, self._offers_memory, self
        )
        outbox.line_changed.connect(payments.line_changed)
        terminal_box: list[Terminal] = []
        around = Surroundings(
            stage=stage,
            settings=settings,
            catalogue=catalogue,
            words=Words(settings.screen.language),
            devices=devices,
            background=background,
            outbox=outbox,
            hall=HallClient(background, line.look_up, line.calls),
            paper=paper,
            sheets=SheetDesk(devices, background, settings),
            payments=payments,
            visit=Visit(0),
            ways=LateWays(terminal_box),
            now=self._orders.now,
            monotonic=time.monotonic,
            calendar=load_work_calendar(),
            online=lambda: outbox.online,
        )
        index = SharedIndex(self._index_loader(settings, catalogue))
        self._warm_up = WarmUp(background, devices, index)
        terminal = Terminal(self.window.shell, bridge, around, index, self)
        terminal_box.append(terminal)
        background.guard = terminal.guarded
        self._background, self.devices, self.outbox, self.paper = background, devices, outbox, paper
        self.stage, self.around, self.terminal = stage, around, terminal
        self.window.resized.connect(terminal.use_size)
        stage.page_shown.connect(self._on_page_shown)
        terminal.begin()

    @Slot(object)
    def _on_page_shown(self, name: PageName) -> None:
        from kiosk.stage import PageName

        if name is PageName.HOME and self._warm_up is not None:
            QTimer.singleShot(VISIT_SETTLES_MS, self._warm_up.for_visit)

    def _use_fonts(self, settings: Settings) -> None:
        """The files that the settings name, where they are others than those of the first picture. Raises FontError."""
        fonts = settings.fonts
        files = FontFiles(
            fonts.sans_regular.path, fonts.sans_bold.path, fonts.serif_bold.path, tuple(one.path for one in fonts.rare)
        )
        if files.faces != FontFiles().faces:
            load_fonts(files)
        # Behind the text faces, for rare characters of names; nothing before the first visit needs them.
        QTimer.singleShot(RARE_FONTS_AFTER_MS, lambda: self._load_rare(files))

    def _load_rare(self, files: FontFiles) -> None:
        """Load them, and look once whether the text faces have what names need; what is wrong is for staff."""
        from drivers.printer.typeface import read_coverage

        try:
            load_rare_fonts(files)
        except FontError as error:
            _log.error("font_broken reason=%s", error.reason.value)
        for path in files.faces:
            coverage = read_coverage(path)
            if any(ord(character) not in coverage for character in PROBE):
                _log.error("font_broken reason=%s", FontReason.GLYPHS.value)

    def _use_orientation(self, settings: Settings) -> None:
        assert self.window is not None
        self.window.shell.apply_look(look_for(self.window.size(), settings.screen.orientation))

    def _order_desk(self, settings: Settings, devices: DeviceDesk, outbox: OutboxDesk) -> OrderDesk:
        """Made on a lane when the line is first there: it brings what the home page does not need."""
        from drivers.vocabulary import DeviceKind
        from kiosk.payments.order_desk import OrderDesk
        from kiosk.payments.order_record import OrderRecord
        from kiosk.payments.till import JournalTill

        def tended(kind: DeviceKind) -> bool:
            return not devices.has(kind) or devices.usable(kind)

        folder = settings.data_dir
        return OrderDesk(
            OrderRecord(folder / "payment-orders.json"),
            JournalTill(folder / "cash.sqlite", folder / "card.sqlite", tended),
            now=self._orders.now,
            tell=outbox.keep_payment_outcome,
        )

    def _offers_memory(self) -> OffersMemory:
        """Made on a lane, as the desk of orders is."""
        from kiosk.payments.offers_memory import OffersMemory

        assert self.around is not None
        return OffersMemory(self.around.settings.data_dir / "payment-offers.json")

    def _clock(self) -> Clock:
        from offline_queue.clock import SystemClock

        return SystemClock() if self._orders.clock is None else self._orders.clock()

    def _device_codes(self) -> dict[str, str]:
        """The state of each device for the heartbeat; on the engine's thread."""
        return {} if self.devices is None else self.devices.codes()

    def _index_loader(self, settings: Settings, catalogue: Catalogue) -> Callable[[], SearchIndex]:
        def load() -> SearchIndex:
            from config.catalogue.search import SearchIndex

            return SearchIndex.load_or_build(catalogue, settings.cache_dir)

        return load

    def _stand_still(self, kind: str, reason_key: str, cure_key: str, **values: str) -> None:
        """Out of service: what is wrong and what staff can do, on the screen, until somebody has done it."""
        from kiosk.present.notice import NoticeKind, present_broken
        from screens.pages.notice import NoticePage

        assert self.window is not None
        texts = Texts.load(Language.ZH)
        page = NoticePage()
        page.render(
            present_broken(texts, NoticeKind[kind], reason=texts(reason_key, **values), cure=texts(cure_key, **values))
        )
        self.window.shell.show_page(page)
