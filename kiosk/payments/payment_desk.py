"""Payments as the GUI thread sees them: whether there are any, and work on orders off the thread.

After a start, and whenever the line comes back, the hall is asked for every order without a known end and for what can
be paid here. Before that no bill is asked for. What the hall offered last is remembered, and so are orders without an
end: a terminal that has had no line since its start says what it knows. While orders without an end are left, they are
asked for now and then.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from kiosk.background import Background, Lane

if TYPE_CHECKING:
    from kiosk.hall_calls import HallCalls
    from kiosk.payments.offers_memory import OffersMemory
    from kiosk.payments.order_desk import KnownOrder, OrderDesk
    from offline_queue.wire.payments import MethodOffer, PaymentOffers

    _Found = tuple[tuple[KnownOrder, ...], PaymentOffers | None]

_log = logging.getLogger(__name__)
Result = TypeVar("Result")

AGAIN_MS = 10_000
"""Between two questions for orders that have no end yet, and after one that was not answered."""
LATER_MS = 600_000
"""The same where only orders are left that wait for a person."""


class PaymentDesk(QObject):
    """What flows use to take money. Lives on the GUI thread."""

    changed = Signal()
    """What is offered, or what is known of open orders, is another thing than before."""

    def __init__(
        self,
        background: Background,
        make_desk: Callable[[], OrderDesk],
        calls: Callable[[], HallCalls],
        make_memory: Callable[[], OffersMemory],
        parent: QObject | None = None,
    ) -> None:
        """Prepare; nothing is loaded or asked.

        Args:
            background: whose lanes are used.
            make_desk: makes the desk of orders, on a lane.
            calls: gives the live calls, on a lane; raises `OfflineError` before there is a line.
            make_memory: makes what remembers the hall's offers, on a lane.
            parent: of the Qt object.
        """
        super().__init__(parent)
        self._background = background
        self._make_desk = make_desk
        self._calls = calls
        self._make_memory = make_memory
        self._memory: OffersMemory | None = None
        self._desk: OrderDesk | None = None
        self._making = threading.Lock()
        self._offers: PaymentOffers | None = None
        self._known: tuple[KnownOrder, ...] = ()
        self._looking = self._prepared = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look_back)

    @property
    def offered(self) -> bool:
        """Whether something can be paid here, as the hall said last."""
        return self._offers is not None and bool(self._offers.methods)

    @property
    def prepared(self) -> bool:
        """Whether the hall has answered since the start: before that nothing is ordered."""
        return self._prepared

    @property
    def methods(self) -> tuple[MethodOffer, ...]:
        """The ways to pay that the hall offers; bills have a word of their own on it."""
        return () if self._offers is None else self._offers.methods

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions whose payment notices can be looked up."""
        return () if self._offers is None else self._offers.region_codes

    @property
    def finds_regions(self) -> bool:
        """Whether the hall finds the region of a notice that is asked for without one."""
        return self._offers is not None and self._offers.finds_regions

    @property
    def known(self) -> tuple[KnownOrder, ...]:
        """What the hall said last of orders that had no end."""
        return self._known

    @property
    def unsettled(self) -> bool:
        """Whether there is one among them that has no end and does not simply wait for a person."""
        from kiosk.payments.order_desk import ENDS
        from offline_queue.wire.payments import OrderState

        return any(one.state is not OrderState.MANUAL and one.state not in ENDS for one in self._known)

    @property
    def looking(self) -> bool:
        """Whether the hall is being asked for them."""
        return self._looking

    def has_fee(self, item_id: str) -> bool:
        """Whether an item costs something here."""
        return self._offers is not None and item_id in self._offers.item_ids

    # ---- work for a flow ---------------------------------------------------------------------------------------------

    def work(
        self,
        work: Callable[[OrderDesk, HallCalls], Result],
        on_done: Callable[[Result], None],
        on_failed: Callable[[Exception], None],
        *,
        waits: bool = False,
    ) -> None:
        """Do something with orders; one of the two comes on the GUI thread unless flow or visit have ended.

        Args:
            work: blocks; what it raises goes to ``on_failed``.
            on_done: takes its result.
            on_failed: takes a `LiveCallError`, an `OrderRecordError` or a `NotNowError`.
            waits: it waits for something to happen, so it must hold up nothing else.
        """
        lane = Lane.ORDERS if waits else Lane.HALL
        self._background.run(lane, lambda: work(self._opened(), self._calls()), on_done, on_failed)

    def left(self, request_id: str) -> None:
        """Nobody stands in front of an order any more: it is finished or closed, visit or no visit."""
        desk = self._desk
        if desk is not None:
            desk.left(request_id)
            self._looking = False
            self.look_back()

    # ---- work of the terminal's own ----------------------------------------------------------------------------------

    def recall(self) -> None:
        """After a start: what can be said before there is a line."""
        self._background.run_service(Lane.ORDERS, self._recall, self._recalled, self._not_recalled)

    @Slot(bool)
    def line_changed(self, online: bool) -> None:
        """The line has come back: ask at once."""
        if online:
            self.look_back()

    @Slot()
    def look_back(self) -> None:
        """Ask the hall for orders without an end and for what can be paid here; one question at a time."""
        if self._looking:
            return
        self._looking = True
        self._background.run_service(Lane.ORDERS, self._look_back, self._looked_back, self._not_looked_back)

    def stop(self) -> None:
        """Ask for nothing more."""
        self._looking = True
        self._timer.stop()

    def _opened(self) -> OrderDesk:
        with self._making:  # two lanes may come at once, and there is one record
            if self._desk is None:
                self._desk = self._make_desk()
            return self._desk

    def _remembered(self) -> OffersMemory:
        """Only on one lane."""
        if self._memory is None:
            self._memory = self._make_memory()
        return self._memory

    def _recall(self) -> _Found:
        from kiosk.payments.order_desk import KnownOrder

        orders = self._opened().open_orders()
        return tuple(KnownOrder(order, None) for order in orders), self._remembered().read()

    def _recalled(self, found: _Found) -> None:
        if not self._prepared and any(found):
            self._known, self._offers = found
            self.changed.emit()

    def _not_recalled(self, error: Exception) -> None:
        _log.error("payment_not_offered cause=%s", type(error).__name__)

    def _look_back(self) -> _Found:
        from kiosk.hall_calls import RefusedError

        calls = self._calls()
        try:
            offers = calls.payment_offers()
        except RefusedError:
            self._remembered().keep(None)
            return (), None  # a hall that takes no money, or an older one
        self._remembered().keep(offers)
        return self._opened().settle(calls), offers

    def _looked_back(self, found: _Found) -> None:
        from offline_queue.wire.payments import OrderState

        before = self._known, self.methods, self._prepared
        self._looking, self._prepared = False, True
        self._known, self._offers = found
        if self._known:
            waits = all(one.state is OrderState.MANUAL for one in self._known)
            self._timer.start(LATER_MS if waits else AGAIN_MS)
        if self._known or before != (self._known, self.methods, True):
            self.changed.emit()

    def _not_looked_back(self, error: Exception) -> None:
        from kiosk.hall_calls import LiveCallError

        self._looking = False
        if not isinstance(error, LiveCallError):
            _log.error("payment_not_offered cause=%s", type(error).__name__)
            self._offers = None
        self._timer.start(AGAIN_MS)
        if self._known:
            self.changed.emit()
