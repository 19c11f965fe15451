"""After a start, before the hall has been asked for earlier orders: what a resident sees is what is so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from drivers.vocabulary import DeviceKind
from kiosk.background import Background
from kiosk.flows.pay.asking_step import PREPARE_LIMIT_S
from kiosk.flows.pay.table import PayState
from kiosk.hall_calls import HallCalls, OfflineError
from kiosk.payments.offers_memory import MAX_BYTES, OffersMemory
from kiosk.payments.order_desk import OrderDesk
from kiosk.payments.order_record import Disk, OrderRecord, RecordedOrder
from kiosk.payments.payment_desk import PaymentDesk
from kiosk.payments.till import JournalTill
from kiosk.stage import PageName
from offline_queue.wire.payments import MethodOffer, PaymentOffers
from screens.pages.notice import NoticePage
from tests.kiosk.payments.town import Town

WAIT_MS = 20_000
AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
OFFERS = PaymentOffers(
    methods=(MethodOffer(method="wechat", shows_code=True, takes_code=True),),
    item_ids=("passport",),
    region_codes=("610115",),
    hall_time=AT,
)
ORDER = RecordedOrder("5f0c1f0e-7a4e-4d0f-8a54-0f4b2f3f9a11", "b-1", "wechat", 12_000, AT, order_id="K1")


# ---- what is remembered ----------------------------------------------------------------------------------------------


class FullDisk(Disk):
    def write(self, path: Path, content: bytes) -> None:
        raise OSError


class CountingDisk(Disk):
    def __init__(self) -> None:
        self.writes = 0

    def write(self, path: Path, content: bytes) -> None:
        self.writes += 1
        super().write(path, content)


def test_what_the_hall_offered_is_known_after_a_restart(tmp_path: Path) -> None:
    """The last word counts; the same again writes nothing."""
    path, disk = tmp_path / "offers.json", CountingDisk()
    memory = OffersMemory(path, disk)
    assert memory.read() is None
    memory.keep(OFFERS)
    memory.keep(OFFERS.model_copy(update={"hall_time": AT.replace(hour=9)}))
    assert disk.writes == 1
    assert OffersMemory(path).read() == OFFERS
    memory.keep(OFFERS.model_copy(update={"item_ids": ()}))
    kept = OffersMemory(path).read()
    assert kept is not None
    assert kept.item_ids == ()


def test_a_hall_that_takes_no_money_any_more_is_believed(tmp_path: Path) -> None:
    memory = OffersMemory(tmp_path / "offers.json")
    memory.keep(OFFERS)
    memory.keep(None)
    memory.keep(None)
    assert OffersMemory(tmp_path / "offers.json").read() is None


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\x00", b'{"methods": 1}', b" " * (MAX_BYTES + 1)])
def test_what_cannot_be_read_is_as_good_as_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "offers.json"
    path.write_bytes(content)
    assert OffersMemory(path).read() is None


def test_a_disk_that_is_full_takes_nothing_away(tmp_path: Path) -> None:
    """What was known stays known, and nothing fails."""
    path = tmp_path / "offers.json"
    OffersMemory(path).keep(OFFERS)
    memory = OffersMemory(path, FullDisk())
    memory.keep(OFFERS.model_copy(update={"item_ids": ()}))
    assert OffersMemory(path).read() == OFFERS


# ---- the desk --------------------------------------------------------------------------------------------------------


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    del qapp
    made = Background()
    yield made
    made.stop()


def desk_without_line(folder: Path, background: Background) -> PaymentDesk:
    def no_line() -> HallCalls:
        raise OfflineError

    def tended(_kind: DeviceKind) -> bool:
        return True

    def make_desk() -> OrderDesk:
        till = JournalTill(folder / "cash.sqlite", folder / "card.sqlite", tended)
        record = OrderRecord(folder / "orders.json")
        return OrderDesk(record, till, now=lambda: AT, tell=lambda _draft, _id: None)

    return PaymentDesk(background, make_desk, no_line, lambda: OffersMemory(folder / "offers.json"))


def test_a_terminal_without_a_line_says_what_it_knows(tmp_path: Path, background: Background, qtbot: QtBot) -> None:
    """What was offered last, and the order that has no end; nothing is ready to be ordered."""
    OffersMemory(tmp_path / "offers.json").keep(OFFERS)
    OrderRecord(tmp_path / "orders.json").asked(ORDER)
    desk = desk_without_line(tmp_path, background)
    desk.recall()
    qtbot.waitUntil(lambda: desk.offered, timeout=WAIT_MS)
    assert desk.has_fee("passport")
    assert [(one.order, one.state) for one in desk.known] == [(ORDER, None)]
    assert desk.unsettled
    assert not desk.prepared
    desk.stop()


# ---- by touch --------------------------------------------------------------------------------------------------------


@pytest.fixture
def not_asked_yet(there: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """As after a start, with a notice's number typed: the hall was not asked, and nobody asks it by himself."""
    there.rig.arrive()
    payments = there.rig.around.payments
    there.until(lambda: payments.offered and not payments.looking, "payments to be offered")
    payments._prepared = False
    monkeypatch.setattr(payments, "look_back", lambda: None)
    there.rig.terminal.open_payment()
    there.seen(PageName.PAY_NUMBER)
    there.rig.do(PageName.PAY_NUMBER, "text_edited", there.notice())
    return there


def said(there: Town) -> str:
    """The sentence on the page in front."""
    page = there.rig.stage.page(PageName.NOTICE)
    assert there.rig.front() is PageName.NOTICE
    assert isinstance(page, NoticePage)
    return page._card.spec.sentence


def the_hall_answers(there: Town) -> None:
    PaymentDesk.look_back(there.rig.around.payments)


def test_earlier_payments_are_checked_before_bills_are_asked_for(not_asked_yet: Town) -> None:
    """The page says so, and goes on by itself when the hall has answered."""
    there = not_asked_yet
    there.rig.do(PageName.PAY_NUMBER, "lookup_pressed")
    assert said(there) == there.rig.text("notice.pay_preparing")
    the_hall_answers(there)
    there.seen(PageName.PAY_BILLS)


def test_a_hall_that_does_not_answer_is_said_and_asked_again(not_asked_yet: Town) -> None:
    """After twenty seconds nothing is paid here for now; trying again goes the same way."""
    there = not_asked_yet
    orders = len(there.orders())
    there.rig.do(PageName.PAY_NUMBER, "lookup_pressed")
    there.rig.tick(PREPARE_LIMIT_S - 1)
    assert there.at(PayState.ASKING)
    there.rig.tick(1)
    assert there.at(PayState.FAILED)
    there.rig.press("notice.pay_failed.primary")
    assert said(there) == there.rig.text("notice.pay_preparing")
    the_hall_answers(there)
    there.seen(PageName.PAY_BILLS)
    assert len(there.orders()) == orders


def test_a_line_that_is_lost_meanwhile_leads_to_the_instruction(
    not_asked_yet: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was ordered; where and how to pay comes on a slip, with the number that was typed."""
    there = not_asked_yet
    there.rig.do(PageName.PAY_NUMBER, "lookup_pressed")
    monkeypatch.setattr(there.rig.around, "online", lambda: False)
    there.rig.tick(1)
    assert there.at(PayState.OFFLINE)
    there.rig.press("notice.pay_offline.primary")
    there.rig.until(lambda: len(there.rig.slips) == 1, "the instruction")
    assert there.flow.due.number in there.rig.slips[0].to_text().replace(" ", "")


def test_a_hall_that_takes_no_money_any_more_is_said(not_asked_yet: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was remembered is not so any more: no way to pay here, and nothing was ordered."""
    there = not_asked_yet
    there.rig.do(PageName.PAY_NUMBER, "lookup_pressed")
    payments = there.rig.around.payments
    monkeypatch.setattr(payments, "_look_back", lambda: ((), None))
    the_hall_answers(there)
    there.until(lambda: there.at(PayState.NO_METHOD), "the word")
    assert not payments.offered
