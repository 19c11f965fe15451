"""A hall with a gateway, an enrolled terminal, providers at the interface's edge, and a region's platform in a file."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta, timezone
from pathlib import Path

import httpx
import pytest
from pydantic import BaseModel
from sqlalchemy import Row, select

from hall.payments.fees import FeeRule, FeesFile, GroundPart, PlatformPart, Reduction
from hall.payments.gateway import Gateway, Parts
from hall.payments.platforms import FilePlatform
from hall.payments.tables import pay_orders, pay_transitions
from hall.web.app import open_hall
from hall.web.payment_staff_routes import TOKEN_FILE
from offline_queue.wire import routes
from offline_queue.wire.payments import (
    Bill,
    BillQuery,
    BillsAnswer,
    FeeClass,
    OrderAnswer,
    OrderRequest,
)
from tests.hall.conftest import Switch
from tests.hall.payments.edge import EdgeProvider, Scheme, World
from tests.hall.terminal import CLIENT, RunningHall, Terminal, TestClock, settings_for

ZONE = timezone(timedelta(hours=8))
REGION = "610115"
NOTICE = "61011526000000012345"
TOKEN = "0123456789abcdef0123456789abcdef"
FEES = FeesFile(
    cash=True,
    card=True,
    grounds=(
        GroundPart(
            id="low_income", name="低保对象", name_en="Low income", basis="样例减免依据", proof="低保证", percent=50
        ),
    ),
    fees=(
        FeeRule(
            item_id="passport",
            code="book",
            name="护照工本费",
            fee_class=FeeClass.SERVICE_FEE,
            amount_fen=12_000,
            payee="区公安分局",
            basis="发改价格规〔2019〕1931号",
            reductions=(
                Reduction(ground="low_income"),
                Reduction(ground="disabled", amount_fen=0, basis="样例"),
            ),
        ),
        FeeRule(
            item_id="passport",
            code="photo",
            name="照相费",
            fee_class=FeeClass.THIRD_PARTY,
            amount_fen=3_000,
            payee="照相点",
            basis="自愿",
        ),
    ),
    platforms=(PlatformPart(region_code=REGION, file="nontax.json"),),
)


@dataclass
class Counter:
    """A counter where things are paid: the hall, a terminal, and who pays."""

    running: RunningHall
    terminal: Terminal
    world: World
    providers: dict[str, EdgeProvider]
    platform_file: Path

    @property
    def clock(self) -> TestClock:
        return self.running.clock

    @property
    def gateway(self) -> Gateway:
        return self.running.hall.gateway

    def post(self, path: str, model: BaseModel, terminal: Terminal | None = None) -> httpx.Response:
        return (terminal or self.terminal).call("POST", path, model.model_dump_json().encode())

    def bills(self, **asked: object) -> BillsAnswer:
        query = BillQuery.model_validate({"query_id": str(uuid.uuid4()), **(asked or {"item_id": "passport"})})
        response = self.post(routes.BILL_QUERIES, query)
        assert response.status_code == 200, response.text
        return BillsAnswer.model_validate_json(response.content)

    def bill(self) -> Bill:
        return self.bills().bills[0]

    def request(self, bill: Bill, method: str = "wechat", **changes: object) -> OrderRequest:
        values = {"client_request_id": str(uuid.uuid4()), "bill_id": bill.bill_id, "amount_fen": bill.amount_fen}
        return OrderRequest.model_validate({**values, "method": method, **changes})

    def order(self, bill: Bill | None = None, method: str = "wechat", **changes: object) -> OrderAnswer:
        response = self.post(routes.ORDERS, self.request(bill or self.bill(), method, **changes))
        assert response.status_code == 201, response.text
        return OrderAnswer.model_validate_json(response.content)

    def look(self, order: OrderAnswer, query: str = "") -> OrderAnswer:
        path = routes.order_path(order.order_id)
        headers = self.terminal.signature("GET", path, query=query)
        response = CLIENT.get(f"{self.terminal.url}{path}{'?' * bool(query)}{query}", headers=headers)
        self.terminal.check(response)
        assert response.status_code == 200, response.text
        return OrderAnswer.model_validate_json(response.content)

    def cancel(self, order: OrderAnswer) -> OrderAnswer:
        response = self.terminal.call("POST", routes.order_cancel_path(order.order_id))
        assert response.status_code == 200, response.text
        return OrderAnswer.model_validate_json(response.content)

    def tell(self, order: OrderAnswer, amount_fen: int, provider: str = "wechat", **headers: str) -> httpx.Response:
        path = routes.PAYMENT_NOTIFY.format(provider=provider)
        body = f"{order.order_id} {amount_fen}".encode()
        return CLIENT.post(self.running.url + path, content=body, headers=headers)

    def work(self, *waits_s: float) -> None:
        """Let the worker do what is due, now and after each wait."""
        for wait_s in (0.0, *waits_s):
            self.clock.move(wait_s)
            self.gateway.run_once()

    def steps(self, order: OrderAnswer) -> list[tuple[str, str, str]]:
        query = select(pay_transitions).where(pay_transitions.c.order_number == order.order_id)
        rows = self.rows(query.order_by(pay_transitions.c.transition_id))
        return [(row.before, row.event, row.after) for row in rows]

    def rows(self, query: object = None) -> Sequence[Row[tuple[object, ...]]]:
        chosen = select(pay_orders) if query is None else query
        return self.running.hall.database.read(lambda connection: connection.execute(chosen).all())  # type: ignore[call-overload]


@pytest.fixture
def counter(tmp_path: Path, switch: Switch, started_once: Path, engine: str) -> Iterator[Counter]:
    """On both engines."""
    clock = TestClock()
    world = World(clock)
    folder = tmp_path / "hall"
    shutil.copytree(started_once, folder)
    platform_file = folder / "nontax.json"
    notice = {
        "subject": "土地出让价款",
        "payee": "区财政局",
        "amount_fen": 50_000,
        "late_fee_fen": 500,
        "payer": "王小明",
    }
    platform_file.write_text(json.dumps({"bills": {NOTICE: notice}}), "utf-8")
    providers = {
        scheme.value: EdgeProvider(scheme, world, clock, scanned_first=scheme is Scheme.ALIPAY)
        for scheme in (Scheme.WECHAT, Scheme.ALIPAY)
    }
    parts = Parts(FEES, providers, {REGION: FilePlatform(platform_file)}, ZONE, threads=1)
    hall = open_hall(settings_for(folder), clock=clock, steady_clock=clock.steady, payments=parts)
    switch.open(hall)
    running = RunningHall(hall, switch.url, clock)
    yield Counter(running, running.terminal(), world, providers, platform_file)
    switch.close()
    hall.database.close()


@pytest.fixture
def token(counter: Counter) -> dict[str, str]:
    """What staff of the hall send with a call of theirs."""
    path = counter.platform_file.parent / TOKEN_FILE
    path.write_text(TOKEN, "ascii")
    path.chmod(0o600)
    return {"Authorization": f"Bearer {TOKEN}"}
