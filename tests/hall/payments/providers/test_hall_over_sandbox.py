"""A whole hall on its own files, a terminal, and the sandbox: two HTTP lines, signed on each, both ways."""

from __future__ import annotations

import shutil
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hall.simulators.payments.faults import NoticeFault
from hall.simulators.payments.keys import SandboxKeys, write_accounts
from hall.simulators.payments.notices import Notice, posted
from hall.simulators.payments.server import PaymentSandbox, SandboxServer
from hall.simulators.payments.world import Scheme
from hall.web.app import open_hall
from offline_queue.wire import routes
from offline_queue.wire.payments import Bill, BillQuery, BillsAnswer, OrderAnswer, OrderRequest, OrderState
from tests.hall.conftest import Switch
from tests.hall.terminal import CLIENT, RunningHall, Terminal, TestClock, settings_for

FEES = """version = 1
[[fees]]
item_id = "copy"
code = "fee"
name = "工本费"
fee_class = "service_fee"
amount_fen = 1000
payee = "区财政局"
basis = "样例"
"""
METHODS = ["wechat", "alipay", "unionpay_qr", "nontax"]


@dataclass
class Street:
    """A hall with a terminal on one side, the providers on the other."""

    running: RunningHall
    terminal: Terminal
    sandbox: PaymentSandbox

    def bills(self) -> BillsAnswer:
        query = BillQuery(query_id=str(uuid.uuid4()), item_id="copy")
        response = self.terminal.call("POST", routes.BILL_QUERIES, query.model_dump_json().encode())
        return BillsAnswer.model_validate_json(response.content)

    def order(self, bill: Bill, method: str, code: str | None = None) -> OrderAnswer:
        asked = OrderRequest(
            client_request_id=str(uuid.uuid4()),
            bill_id=bill.bill_id,
            method=method,
            amount_fen=bill.amount_fen,
            payment_code=code,
        )
        response = self.terminal.call("POST", routes.ORDERS, asked.model_dump_json().encode())
        assert response.status_code == 201, response.text
        return OrderAnswer.model_validate_json(response.content)

    def look(self, order: OrderAnswer) -> OrderAnswer:
        path = routes.order_path(order.order_id)
        response = CLIENT.get(self.terminal.url + path, headers=self.terminal.signature("GET", path))
        return OrderAnswer.model_validate_json(response.content)

    def work(self, *waits_s: float) -> None:
        for wait_s in (0.0, *waits_s):
            self.running.clock.move(wait_s)
            self.running.hall.gateway.run_once()

    def deliver(self) -> list[bool]:
        """Post every notification, copies at the same time; return what was understood."""
        return [told for notice in self.sandbox.notices.take() for told in _at_once(notice)]


def _at_once(notice: Notice) -> list[bool]:
    answers: list[bool] = []
    threads = [threading.Thread(target=lambda: answers.append(posted(notice))) for _ in range(notice.copies)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def street(
    tmp_path: Path,
    switch: Switch,
    started_once: Path,
    sandbox_keys: SandboxKeys,
    sandbox_server: SandboxServer,
) -> Iterator[Street]:
    folder, clock = tmp_path / "hall", TestClock()
    shutil.copytree(started_once, folder)
    (folder / "fees.toml").write_text(FEES, "utf-8")
    write_accounts(folder, sandbox_keys, sandbox_server.url, switch.url)
    sandbox_server.sandbox = PaymentSandbox(sandbox_keys, clock)
    sandbox_server.sandbox.listen_at(sandbox_server.url)
    hall = open_hall(settings_for(folder), clock=clock, steady_clock=clock.steady)
    switch.open(hall)
    running = RunningHall(hall, switch.url, clock)
    yield Street(running, running.terminal(), sandbox_server.sandbox)
    switch.close()
    hall.database.close()


def test_what_has_an_account_is_offered(street: Street) -> None:
    """The ways to pay are those of ``payments.toml``; payment codes where the provider takes them."""
    offers = {offer.method: (offer.shows_code, offer.takes_code) for offer in street.bills().methods}

    assert offers == {
        "wechat": (True, True),
        "alipay": (True, True),
        "unionpay_qr": (True, False),
        "nontax": (True, False),
    }


def test_every_method_is_paid_by_asking(street: Street) -> None:
    """The code that the terminal shows is paid by a phone, and without a word from the provider the hall finds out."""
    for method in METHODS:
        order = street.order(street.bills().bills[0], method)
        assert order.code_url is not None
        assert order.state is OrderState.SHOWN

        assert street.sandbox.world.pay(order.code_url)
        street.work(2)

        assert street.look(order).state in {OrderState.PAID, OrderState.SERVED}
    assert street.sandbox.world.balance_fen() == 4 * 1_000


@pytest.mark.parametrize("method", ["wechat", "alipay"])
def test_a_notification_settles_it_once(street: Street, method: str) -> None:
    """Told twice at the same time over HTTP: both are answered as understood, and the order is paid once."""
    order = street.order(street.bills().bills[0], method)
    street.sandbox.faults.lay_notices(NoticeFault.AT_ONCE)
    street.sandbox.world.pay(str(order.code_url))

    assert street.deliver() == [True, True]
    assert street.look(order).state in {OrderState.PAID, OrderState.SERVED}
    assert street.sandbox.world.balance_fen() == 1_000


@pytest.mark.expects_log_warnings
@pytest.mark.parametrize("fault", [NoticeFault.FORGED, NoticeFault.TAMPERED, NoticeFault.OTHER_MERCHANT])
def test_a_forged_notification_moves_nothing(street: Street, fault: NoticeFault) -> None:
    """Forged over HTTP: not understood, the order as before; asking still finds the truth."""
    order = street.order(street.bills().bills[0], "wechat")
    street.sandbox.faults.lay_notices(fault)
    street.sandbox.world.pay(str(order.code_url))

    assert street.deliver() == [False]
    assert street.look(order).state is OrderState.SHOWN
    street.work(2)
    assert street.look(order).state in {OrderState.PAID, OrderState.SERVED}


@pytest.mark.parametrize("method", ["wechat", "alipay"])
def test_a_payment_code_is_charged(street: Street, method: str) -> None:
    """The terminal hands on what the scanner read; it is paid, and the code is in no file of the hall."""
    code = street.sandbox.world.issue_code(Scheme(method))

    order = street.order(street.bills().bills[0], method, code)
    street.work(2)

    assert street.look(order).state in {OrderState.PAID, OrderState.SERVED}
    folder = street.running.hall.settings.data_dir
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert any(order.order_id.encode() in file.read_bytes() for file in files)
    assert not any(code.encode() in file.read_bytes() for file in files)
