"""A hall that serves moves its orders by itself; ``hall reconcile`` prints a day."""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from hall.__main__ import main
from hall.payments.reports import COLUMNS
from offline_queue.wire import routes
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.payments import (
    BillQuery,
    BillsAnswer,
    CashCredit,
    CashEnd,
    CashReport,
    OrderAnswer,
    OrderRequest,
    OrderState,
)
from tests.hall.payments.test_fees_and_platforms import FEE
from tests.hall.terminal import CLIENT, Terminal, running_hall


def ask(terminal: Terminal, path: str, body: str, query: str = "") -> bytes:
    method = "POST" if body else "GET"
    headers = terminal.signature(method, path, body.encode(), query=query)
    url = f"{terminal.url}{path}{'?' * bool(query)}{query}"
    response = CLIENT.request(method, url, content=body.encode(), headers=headers)
    assert response.status_code in {200, 201}, response.text
    return response.content


def test_a_serving_hall_settles_what_is_paid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its rounds need nobody to call them, and its report can be read beside it and afterwards."""
    (tmp_path / "fees.toml").write_text("cash = true\n" + FEE, "utf-8")
    with running_hall(tmp_path) as running:
        terminal = running.terminal()
        query = BillQuery(query_id=str(uuid.uuid4()), item_id="passport")
        told = BillsAnswer.model_validate_json(ask(terminal, routes.BILL_QUERIES, query.model_dump_json()))
        assert [offer.method for offer in told.methods] == ["cash"]
        bill = told.bills[0]
        asked = OrderRequest(
            client_request_id=str(uuid.uuid4()), bill_id=bill.bill_id, method="cash", amount_fen=bill.amount_fen
        )
        order = OrderAnswer.model_validate_json(ask(terminal, routes.ORDERS, asked.model_dump_json()))
        credit = CashCredit(device="BV-1", epoch=1, counter=1, value_fen=12_000)
        report = CashReport(credits=(credit,), end=CashEnd.FINISHED)
        paid = OrderAnswer.model_validate_json(
            ask(terminal, routes.order_cash_path(order.order_id), report.model_dump_json())
        )
        while paid.state is OrderState.PAID:
            path, wait = routes.order_path(order.order_id), f"wait=20&version={paid.version}"
            paid = OrderAnswer.model_validate_json(ask(terminal, path, "", wait))
        assert paid.state is OrderState.SERVED
        day = running.clock().astimezone(running.hall.settings.zone).date().isoformat()
    assert main(["reconcile", "--data", str(tmp_path), "--date", day]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert f"paid,service_fee,cash,{order.order_id},served,12000," in lines
    assert main(["reconcile", "--data", str(tmp_path), "--date", day, "--html"]) == 0
    assert order.order_id in capsys.readouterr().out


def test_a_date_that_is_none_is_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reconcile", "--data", str(tmp_path), "--date", "yesterday"]) == 2
    assert capsys.readouterr().err.endswith("hall: a date is YYYY-MM-DD\n")


def test_fees_that_are_not_valid_keep_a_hall_from_starting(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "fees.toml").write_text("fees = [", "utf-8")
    assert main(["serve", "--data", str(tmp_path), "--port", "0"]) == 2
    assert "fees.toml" in capsys.readouterr().err


def test_the_page_of_the_contract_has_a_part_about_payments(tmp_path: Path) -> None:
    """Its description and its calls with every answer; no problem that the gateway answers is missing."""
    with running_hall(tmp_path) as running:
        page = CLIENT.get(f"{running.url}/docs").text
        document = CLIENT.get(f"{running.url}/openapi.json").json()
    assert '<h2 id="tag-payments">' in page
    assert "POST /v1/orders/{order_id}/cancel" in page
    assert [tag["name"] for tag in document["tags"]] == ["payments"]
    of_payments = {
        (method, path): operation
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if operation.get("tags") == ["payments"]
    }
    ours = {
        path
        for name, path in vars(routes).items()
        if name.startswith(("PAYMENT_", "ORDER", "BILL_", "DIFFERENCE_")) and isinstance(path, str)
    }
    assert {path for _, path in of_payments} == ours
    for (method, path), operation in of_payments.items():
        place = re.sub("[^a-z0-9]+", "-", f"{method}{path}".lower()).strip("-")
        assert f'<a href="#{place}">' in page
        told = page.split(f'<h2 id="{place}">')[1].split("</table>")[0]
        assert html.escape(operation["description"]) in told
        for status, answered in operation["responses"].items():
            assert f"<tr><td>{status}</td><td>{html.escape(answered['description'])}" in told
    told = page.split('<h2 id="post-v1-orders">')[1].split("</table>")[0]
    for kind in ("order-open", "bill-settled", "amount-differs", "not-offered", "source-down", "rate", "too-large"):
        assert f"`{kind}`" in told
    for name in ("OrderRequest", "OrderAnswer", "Problem"):
        assert f'<a href="#{name}">{name}</a>' in told
        assert f'<h3 id="{name}">' in page
    assert _raised() - {ProblemKind(kind) for kind in _described(of_payments.values())} == set()


def _raised() -> set[ProblemKind]:
    """Whatever ``hall.payments`` and its routes can answer besides what they were asked for."""
    root = Path(__file__).parents[3] / "hall"
    files = [*(root / "payments").glob("*.py"), *(root / "web").glob("payment*routes.py")]
    return {
        ProblemKind[name]
        for file in files
        for name in re.findall(r"ProblemError\(\s*ProblemKind\.(\w+)", file.read_text("utf-8"))
    }


def _described(operations: Iterable[dict[str, Any]]) -> set[str]:
    return {
        kind
        for operation in operations
        for answered in operation["responses"].values()
        for kind in re.findall(r"`([a-z-]+)`", answered["description"])
    }
