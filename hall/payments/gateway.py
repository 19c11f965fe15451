"""The gateway of one running hall: what its routes, its rounds and its commands ask of it.

Nothing here is held in memory between calls: the tables say what is due. Methods block; the web calls them on threads.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import partial

from sqlalchemy import Connection

from hall.database import Database
from hall.errors import ProblemError
from hall.events import Event, record
from hall.payments.bills import (
    Charge,
    charge_of_notice,
    charges_of_case,
    charges_of_item,
    keep_bill,
    notice_of,
    region_of_paid,
)
from hall.payments.fees import FeesFile, read_fees
from hall.payments.machine import OrderEvent
from hall.payments.notifications import hear
from hall.payments.orders import HeldOrder, Opened, apply, find, find_request, open_order
from hall.payments.platforms import (
    BillPlatform,
    FilePlatform,
    NoticeBill,
    PlatformAwayError,
    RegionRule,
    regions_for,
)
from hall.payments.provider import (
    Acknowledgement,
    BillNotReadyError,
    PaymentProvider,
    ProviderError,
    SignatureInvalidError,
)
from hall.payments.providers.accounts import read_accounts
from hall.payments.providers.offered import offered_providers
from hall.payments.reconciliation import Matched, due_days, match_day, note_late
from hall.payments.settling import Settling
from hall.payments.worker import AT_ONCE, Worker
from hall.settings import HallSettings
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.payments import (
    CARD,
    CASH,
    Bill,
    BillQuery,
    BillsAnswer,
    MethodOffer,
    OrderRequest,
    PaymentOffers,
)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a gateway is made of; tests give their own.

    Attributes:
        providers: by name; only those that the hall has an account at.
        platforms: by region code.
        rules: which notices are which region's; a region without one is asked only when it is named.
        threads: how many orders are worked on side by side.
    """

    fees: FeesFile
    providers: Mapping[str, PaymentProvider]
    platforms: Mapping[str, BillPlatform]
    zone: tzinfo
    threads: int = AT_ONCE
    entropy: Callable[[int], bytes] = secrets.token_bytes
    rules: Sequence[RegionRule] = ()


def parts_of(settings: HallSettings, clock: Callable[[], datetime]) -> Parts:
    """Read ``fees.toml`` and ``payments.toml``. Raises `HallError` for one that cannot be used."""
    fees = read_fees(settings.data_dir / "fees.toml")
    accounts = read_accounts(settings.data_dir / "payments.toml", required=False)
    return Parts(
        fees=fees,
        providers=offered_providers(accounts, clock),
        platforms={
            part.region_code: FilePlatform(settings.data_dir / part.file, part.pattern) for part in fees.platforms
        },
        zone=settings.zone,
        rules=tuple(RegionRule(part.region_code, part.pattern, part.prefixes, part.lengths) for part in fees.platforms),
    )


class Gateway:
    """Takes orders, hears providers, moves what is due, reconciles."""

    def __init__(self, parts: Parts, database: Database, clock: Callable[[], datetime]) -> None:
        self._parts = parts
        self._database = database
        self._clock = clock
        self._settling = Settling(database, parts.platforms, clock)
        self._worker = Worker(database, parts.providers, self._settling, clock, parts.threads)

    @property
    def methods(self) -> tuple[MethodOffer, ...]:
        """The ways to pay that are offered: those with an account, and cash and card where switched on."""
        fees = self._parts.fees
        offers = [
            MethodOffer(method=name, shows_code=provider.shows_codes, takes_code=provider.takes_codes)
            for name, provider in self._parts.providers.items()
        ]
        offers += [MethodOffer(method=name) for name, offered in ((CARD, fees.card), (CASH, fees.cash)) if offered]
        return tuple(offers)

    def offers(self) -> PaymentOffers:
        """Return what there is to be paid here and how; every bill has its own word on it later."""
        fees = self._parts.fees.fees
        return PaymentOffers(
            methods=self.methods,
            item_ids=tuple(dict.fromkeys(fee.item_id for fee in fees)),
            region_codes=tuple(sorted(self._parts.platforms)),
            finds_regions=bool(self._parts.rules),
            hall_time=self._clock(),
        )

    @property
    def is_configured(self) -> bool:
        """Whether there is anything to be paid here, or anything to pay with."""
        return bool(self._parts.fees.fees or self._parts.platforms or self._parts.providers)

    # For terminals

    def bills(self, query: BillQuery, terminal_id: str) -> BillsAnswer:
        """Return what can be paid. Raises `ProblemError` (not-found, not-offered, source-down)."""
        now = self._clock()
        fees = self._parts.fees
        charges = [] if query.notice_code is None else [self._find_notice(query)]

        def work(connection: Connection) -> BillsAnswer:
            if query.item_id is not None:
                charges[:] = charges_of_item(fees, query, terminal_id)
            elif query.receipt_number is not None:
                charges[:] = charges_of_case(connection, fees, query)
            rules = tuple(rule for charge in charges if charge.item_id for rule in fees.of_item(charge.item_id))
            return BillsAnswer(
                query_id=query.query_id,
                bills=tuple(self._named(keep_bill(connection, charge, terminal_id, now)) for charge in charges),
                methods=self.methods,
                grounds=fees.grounds_of(rules),
                hall_time=now,
            )

        return self._database.write(work).result()

    def order(self, asked: OrderRequest, terminal_id: str) -> Opened:
        """Open an order durably, then make its first call; again it is the same order and no call.

        Raises:
            ProblemError: not-offered, id-taken, not-found, bill-settled, amount-differs, order-open, source-down.
        """
        again = self._database.read(lambda connection: find_request(connection, asked, terminal_id))
        if again is not None:
            # Whatever is offered by now, or known of its notice: it was ordered, and that is the answer.
            return Opened(again, is_new=False)
        self._check_method(asked)
        self._check_notice(asked, terminal_id)
        now = self._clock()
        opened = self._database.write(
            lambda connection: open_order(
                connection,
                asked,
                terminal_id=terminal_id,
                now=now,
                zone=self._parts.zone,
                entropy=self._parts.entropy,
            )
        ).result()
        if not opened.is_new:
            return opened
        record(Event.ORDER_OPENED, order_number=opened.order.number, method=asked.method, terminal_id=terminal_id)
        self._worker.begin(opened.order, asked.payment_code)
        return Opened(self._own(opened.order.number, terminal_id), is_new=True)

    def cancel(self, order_number: str, terminal_id: str) -> HeldOrder:
        """Close an order that is not paid; the worker does the rest. Raises `ProblemError` (not-found)."""
        now = self._clock()

        def work(connection: Connection) -> HeldOrder:
            order = find(connection, order_number, terminal_id)
            if order is None:
                raise ProblemError(ProblemKind.NOT_FOUND)
            return apply(connection, order_number, OrderEvent.CANCELLED, now, source="terminal") or order

        return self._database.write(work).result()

    def _named(self, bill: Bill) -> Bill:
        """Give a reduced bill the name of its ground, as it is now."""
        ground = self._parts.fees.ground(bill.reduction)
        if ground is None:
            return bill
        return bill.model_copy(update={"reduction_name": ground.name, "reduction_name_en": ground.name_en})

    def _own(self, order_number: str, terminal_id: str) -> HeldOrder:
        order = self._database.read(lambda connection: find(connection, order_number, terminal_id))
        assert order is not None, "it was opened just now"
        return order

    def _check_method(self, asked: OrderRequest) -> None:
        offer = next((offer for offer in self.methods if offer.method == asked.method), None)
        if offer is None:
            raise ProblemError(ProblemKind.NOT_OFFERED)
        at_terminal = asked.method in {CASH, CARD}
        possible = offer.takes_code if asked.payment_code is not None else offer.shows_code or at_terminal
        if not possible:
            raise ProblemError(ProblemKind.NOT_OFFERED)

    def _check_notice(self, asked: OrderRequest, terminal_id: str) -> None:
        """Ask the platform about a notice once more before money is asked for: it may be paid elsewhere by now."""
        found = self._database.read(lambda connection: notice_of(connection, asked.bill_id))
        if found is None:
            return
        query = BillQuery(query_id=asked.client_request_id, notice_code=found[0], region_code=found[1])
        charge = self._find_notice(query)
        now = self._clock()
        self._database.write(lambda connection: keep_bill(connection, charge, terminal_id, now)).result()

    def _find_notice(self, query: BillQuery) -> Charge:
        """Ask for a notice where it is, or may be: every region that it can be of has to say whether it has it.

        Raises:
            ProblemError: not-found; not-offered, also where two regions have such a number: whose is meant, a person
                says; source-down, also where only one of several is silent: it may be that one's.
        """
        code = query.notice_code
        assert code is not None
        regions = (query.region_code,) if query.region_code is not None else self._regions_of(code)
        found = [(region, bill) for region in regions if (bill := self._ask_platform(code, region)) is not None]
        if not found:
            raise ProblemError(ProblemKind.NOT_FOUND)
        if len(found) > 1:
            record(Event.NOTICE_UNCLEAR, logging.WARNING, regions=len(found))
            raise ProblemError(ProblemKind.NOT_OFFERED)
        ((region, bill),) = found
        return charge_of_notice(query.model_copy(update={"region_code": region}), bill)

    def _regions_of(self, code: str) -> tuple[str, ...]:
        """Where a notice that comes without a region is looked up; once it is paid at one, nowhere else."""
        taken = self._database.read(lambda connection: region_of_paid(connection, code))
        return regions_for(self._parts.rules, code) if taken is None else (taken,)

    def _ask_platform(self, code: str, region: str) -> NoticeBill | None:
        platform = self._parts.platforms.get(region)
        if platform is None:
            raise ProblemError(ProblemKind.NOT_OFFERED)
        try:
            return platform.query(code, region)
        except PlatformAwayError:
            record(Event.PLATFORM_SILENT, region_code=region)
            raise ProblemError(ProblemKind.SOURCE_DOWN) from None

    # For providers

    def notified(self, name: str, headers: Mapping[str, str], body: bytes) -> Acknowledgement:
        """Take a notification: signature first. Raises `ProblemError` (not-found, signature)."""
        provider = self._parts.providers.get(name)
        if provider is None:
            raise ProblemError(ProblemKind.NOT_FOUND)
        try:
            told = provider.read_notification(headers, body)
        except SignatureInvalidError as error:
            record(Event.NOTIFICATION_REFUSED, logging.WARNING, provider=name, cause=error.cause)
            raise ProblemError(ProblemKind.SIGNATURE) from None
        now = self._clock()
        if told is not None:
            self._database.write(lambda connection: hear(connection, name, told, now)).result()
        return provider.acknowledgement()

    # For rounds and commands

    def run_once(self) -> int:
        """Move what is due; return how many orders that were."""
        return self._worker.run_once()

    def reconcile_due(self) -> int:
        """Fetch and match the bills that are due by the clock; return how many were there."""
        now = self._clock()
        done = 0
        zone = self._parts.zone
        for name in self._parts.providers:
            days = self._database.read(partial(due_days, provider=name, now=now, zone=zone))
            done += sum(self.reconcile(name, day) is not None for day in days)
        return done

    def reconcile(self, name: str, day: date) -> Matched | None:
        """Fetch and match one provider's bill of a day; None when it is not there. The same day again is harmless.

        Raises:
            KeyError: no such provider is configured.
        """
        provider = self._parts.providers[name]
        now = self._clock()
        try:
            rows = provider.download_bill(day)
        except BillNotReadyError:
            self._database.write(lambda connection: note_late(connection, name, day, now)).result()
            return None
        except ProviderError as error:
            record(Event.PROVIDER_SILENT, logging.WARNING, call="bill", cause=type(error).__name__)
            self._database.write(lambda connection: note_late(connection, name, day, now)).result()
            return None
        zone = self._parts.zone
        return self._database.write(lambda connection: match_day(connection, name, day, rows, now, zone)).result()

    @property
    def provider_names(self) -> tuple[str, ...]:
        """The providers that have an account here."""
        return tuple(self._parts.providers)
