"""Notifications: signature first, then order, provider and amount; each once, whatever comes again."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from hall.payments.tables import pay_notifications
from offline_queue.wire.payments import OrderState
from tests.hall.payments.conftest import Counter


def test_a_notification_is_faster_than_the_next_query(counter: Counter) -> None:
    """Paid at once, and the same one again is answered with success and changes nothing."""
    order = counter.order()
    counter.world.pay(f"code:{order.order_id}")
    for _ in range(3):
        answered = counter.tell(order, 12_000)
        assert (answered.status_code, answered.content) == (200, b"success")
    assert counter.look(order).state is OrderState.PAID
    row = counter.rows(select(pay_notifications))[0]
    assert (row.outcome, row._mapping["count"]) == ("taken", 3)
    assert [step for step in counter.steps(order) if step[1] == "paid"] == [("shown", "paid", "paid")]


@pytest.mark.expects_log_warnings
def test_a_forged_notification_does_nothing(counter: Counter) -> None:
    order = counter.order()
    counter.world.pay(f"code:{order.order_id}")
    assert counter.tell(order, 12_000, forged="1").status_code == 401
    assert counter.look(order).state is OrderState.SHOWN
    assert counter.rows(select(pay_notifications)) == []


@pytest.mark.expects_log_warnings
def test_another_amount_is_never_paid_and_goes_to_a_person(counter: Counter) -> None:
    order = counter.order()
    counter.world.pay(f"code:{order.order_id}")
    assert counter.tell(order, 1).status_code == 200
    assert counter.look(order).state is OrderState.MANUAL
    counter.work(5, 3_600)
    assert counter.look(order).state is OrderState.MANUAL


@pytest.mark.expects_log_warnings
def test_a_notification_of_another_provider_or_order_does_nothing(counter: Counter) -> None:
    """A provider can only speak of its own orders."""
    order = counter.order(method="alipay")
    counter.world.pay(f"code:{order.order_id}")
    counter.providers["wechat"].scheme = counter.providers["alipay"].scheme
    assert counter.tell(order, 12_000, "wechat").status_code == 200
    assert counter.look(order).state is OrderState.SHOWN
    assert [row.outcome for row in counter.rows(select(pay_notifications))] == ["stranger"]
    assert counter.tell(order, 12_000, "nobody").status_code == 404


def test_an_order_in_the_workers_hands_is_left_to_it(counter: Counter) -> None:
    """While it closes an order only the answer to its own call moves it: a reversal gives a paid order's money back."""
    order = counter.order()
    counter.cancel(order)
    counter.world.pay(f"code:{order.order_id}")
    counter.tell(order, 12_000)
    assert counter.look(order).state is OrderState.CLOSING
    counter.work(0.1)
    assert counter.look(order).state is OrderState.SERVED
    assert [row.outcome for row in counter.rows(select(pay_notifications))] == ["left"]


def test_a_notification_wakes_an_unknown_order(counter: Counter) -> None:
    """Its next look may be most of an hour away; now it is at once."""
    order = counter.order()
    provider = counter.providers["wechat"]
    provider.dice.lost_before = 1.0
    counter.work(185, 5, 370, 5, 61, 300)
    assert counter.look(order).state is OrderState.UNKNOWN
    provider.dice.stop()
    trade = counter.world.trades(provider.scheme)[0]
    trade.expires_at = counter.clock.now.replace(year=2100)
    counter.world.pay(f"code:{order.order_id}")
    counter.tell(order, 12_000)
    counter.work(0.1)
    assert counter.look(order).state is OrderState.SERVED
