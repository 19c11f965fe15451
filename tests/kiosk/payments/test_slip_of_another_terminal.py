"""Somebody comes with the slip of another terminal: its two numbers tell how the order stands, one alone does not."""

from __future__ import annotations

import uuid

import pytest

from hall.tables import terminals
from kiosk.present.payment.result import ResultView
from kiosk.stage import PageName
from offline_queue.wire.payments import BillQuery, OrderRequest
from screens.pages.pay_result import PayAct, PayResultPage
from tests.kiosk.payments.test_paying_by_touch import view
from tests.kiosk.payments.town import AMOUNT_FEN, REGION, Town

OTHER = "LS09"


@pytest.fixture(scope="package")
def other_terminal(town_of_all: Town) -> None:
    """The hall knows one more."""
    running = town_of_all.running
    row = {"terminal_id": OTHER, "station_code": "LS", "terminal_no": 9, "generation": 1, "created_at": running.clock()}
    running.hall.database.write(lambda connection: connection.execute(terminals.insert(), row)).result()


@pytest.fixture
def paid_elsewhere(there: Town, other_terminal: None) -> tuple[str, str]:
    """Ordered at the other terminal and paid; number and code of its slip."""
    hall = there.running.hall
    asked = BillQuery(query_id=str(uuid.uuid4()), notice_code=there.notice(), region_code=REGION)
    bill = hall.gateway.bills(asked, OTHER).bills[0]
    request = OrderRequest(
        client_request_id=str(uuid.uuid4()), bill_id=bill.bill_id, method="wechat", amount_fen=AMOUNT_FEN
    )
    number = hall.gateway.order(request, OTHER).order.number
    assert there.sandbox.world.pay(number)
    there.work(2, 1)
    return number, hall.keys.order_code(number)


def show(there: Town, text: str) -> None:
    """Before the scanner, on the page that asks for a number."""
    there.rig.arrive()
    there.until(lambda: there.rig.around.payments.prepared, "payments to be ready")
    there.rig.terminal.open_payment()
    there.seen(PageName.PAY_NUMBER)
    assert there.rig.scanner is not None
    there.rig.scanner.show(text)
    there.seen(PageName.PAY_RESULT)


def test_number_and_code_tell_how_it_stands(there: Town, paid_elsewhere: tuple[str, str]) -> None:
    """Paid, with the amount; nothing is printed, and nothing can be paid again."""
    number, code = paid_elsewhere
    show(there, f"{number}-{code}")
    there.until(lambda: view(there) is ResultView.PAID, "the state")
    page = there.rig.stage.page(PageName.PAY_RESULT)
    assert isinstance(page, PayResultPage)
    assert page._state is not None
    assert page._state.amount == there.rig.text("pay.money", amount="20.00")
    assert page._state.primary.act is PayAct.DONE
    assert there.rig.slips == []


@pytest.mark.parametrize("wrong", ["", "-000000"])
def test_without_the_code_nothing_is_told(there: Town, paid_elsewhere: tuple[str, str], wrong: str) -> None:
    """No such payment was found; the page says what to show, and does not ask again and again."""
    number, code = paid_elsewhere
    assert code != "000000"
    show(there, number + wrong)
    there.until(lambda: view(there) is ResultView.NOT_FOUND, "the word")
    assert there.rig.slips == []
    there.rig.press("pay.result.done")
    assert there.rig.front() is PageName.HOME
