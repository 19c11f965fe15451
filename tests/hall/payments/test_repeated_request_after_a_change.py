"""A request whose answer was lost is repeated after the offer or the notice has changed: its order is the answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from hall.payments.gateway import Gateway
from offline_queue.wire import routes
from offline_queue.wire.entries import Problem, ProblemKind
from offline_queue.wire.payments import OrderAnswer, OrderRequest, OrderState
from tests.hall.payments.conftest import NOTICE, REGION, Counter


def _method_withdrawn(counter: Counter) -> None:
    del counter.providers["wechat"]


def _paid_elsewhere(counter: Counter) -> None:
    tree = json.loads(counter.platform_file.read_text("utf-8"))
    tree["bills"][NOTICE]["paid_by"] = "another bank"
    counter.platform_file.write_text(json.dumps(tree), "utf-8")


def _notice_gone(counter: Counter) -> None:
    counter.platform_file.write_text('{"bills": {}}', "utf-8")


def _platform_away(counter: Counter) -> None:
    counter.platform_file.unlink()


@pytest.mark.parametrize("change", [_method_withdrawn, _paid_elsewhere, _notice_gone, _platform_away])
def test_the_same_request_again_is_the_same_order(counter: Counter, change: Callable[[Counter], None]) -> None:
    """Refused, the terminal would take a payable order for one that was never made."""
    request = counter.request(counter.bills(notice_code=NOTICE, region_code=REGION).bills[0])
    first = OrderAnswer.model_validate_json(counter.post(routes.ORDERS, request).content)
    change(counter)
    again = counter.post(routes.ORDERS, request)
    told = OrderAnswer.model_validate_json(again.content)
    assert (again.status_code, told.order_id, told.state) == (200, first.order_id, OrderState.SHOWN)


def test_another_request_under_its_id_is_refused_before_anything_is_asked(counter: Counter) -> None:
    request = counter.request(counter.bills(notice_code=NOTICE, region_code=REGION).bills[0])
    counter.post(routes.ORDERS, request)
    _platform_away(counter)
    other = counter.post(routes.ORDERS, request.model_copy(update={"method": "alipay"}))
    assert Problem.model_validate_json(other.content).kind is ProblemKind.ID_TAKEN


def test_a_request_that_comes_twice_at_the_same_moment_is_one_order(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither finds an order at first; the transaction that opens one looks once more."""
    both = threading.Barrier(2)
    check = Gateway._check_method

    def wait_for_the_other(gateway: Gateway, asked: OrderRequest) -> None:
        check(gateway, asked)
        both.wait(20)

    monkeypatch.setattr(Gateway, "_check_method", wait_for_the_other)
    request = counter.request(counter.bill())
    with ThreadPoolExecutor(2, thread_name_prefix="asking") as pool:
        answers = list(pool.map(lambda _: counter.gateway.order(request, "LS01"), range(2)))
    assert sorted(opened.is_new for opened in answers) == [False, True]
    assert len({opened.order.number for opened in answers}) == 1
