"""A terminal's process in the world of killed processes, with lines between all of them that break.

One notice is paid at the terminal's process, at one more terminal and at a bank; the region's platform, in a file, is
the independent record of which money it was settled with. What the process says is held against the provider's record
the moment it is said.
"""

from __future__ import annotations

import contextlib
import json
import random
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import Row

from hall.payments.platforms import FilePlatform, PlatformError
from kiosk.present.payment.result import ResultView, view_of
from offline_queue.wire.documents import PaymentOutcome
from offline_queue.wire.payments import BillQuery, OrderAnswer, OrderState
from tests.hall.payments.pay_terminal import OUTCOMES
from tests.hall.payments.stories import END, Story
from tests.hall.payments.street import FEE, REGION, KioskProcess, Street

BANK = "BANK0001"
TRIES = 200
PAID = {ResultView.PAID, ResultView.SETTLING}
NOT_PAID = {ResultView.NOT_PAID, ResultView.GIVEN_BACK}
LATE_FOR_S = 1_000
"""After that nobody looks at a closed order so soon again."""
_FITS = {
    PaymentOutcome.PAID: {OrderState.SERVED},
    PaymentOutcome.FAILED: {OrderState.CLOSED, OrderState.REFUNDED, OrderState.SERVED},
    PaymentOutcome.REFUNDED: {OrderState.REFUNDED},
    PaymentOutcome.UNKNOWN: set(),
}


@dataclass
class Journey(Story):
    """One world with the terminal in it."""

    notice: str = ""
    resident: str | None = None
    answer: OrderAnswer | None = None
    late: set[str] = field(default_factory=set)

    @property
    def street(self) -> Street:
        assert isinstance(self.town, Street)
        return self.town

    @property
    def kiosk(self) -> KioskProcess:
        return self.street.kiosk

    def query(self) -> BillQuery:
        """The hall finds the notice's region."""
        return BillQuery(query_id=self.new_id(), notice_code=self.notice)

    def new_id(self) -> str:
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def begin(self) -> None:
        for weather in (self.street.weather, self.street.provider_weather):
            weather.random = random.Random(self.random.getrandbits(32))
        self.look_back()
        self.random.choice((self.order, self.order_here, self.order_here))()

    def acts(self) -> dict[Callable[[], None], int]:
        here: dict[Callable[[], None], int] = {
            self.order_here: 12,
            self.pay_here: 3,
            self.look_here: 6,
            self.cancel_here: 5,
            self.leave_here: 3,
            self.settle_here: 5,
            self.kill_kiosk: 4,
            self.change_weather: 4,
            self.bank: 2,
            self.pay_late: 3,
            self.pay_twice: 6,
        }
        others = {
            self.order: 6,
            self.cancel: 3,
            self.pay: 1,
            self.two_phones: 1,
            self.last_second: 1,
            self.kill_hall: 3,
            self.kill_sandbox: 2,
            self.start: 9,
            self.wait: 6,
        }
        return {**super().acts(), **others, **here}

    # What happens at the terminal

    def start_kiosk(self) -> None:
        if self.kiosk.process is not None:
            return
        self.resident, self.answer = None, None
        self.kiosk.start()

    def ask(self, act: str, **asked: Any) -> dict[str, Any] | None:
        """Do something there; at times it ends in the middle of it, by itself or by SIGKILL from outside."""
        fate = self.random.random()
        if fate < 0.12:
            told = self.kiosk.ask(act, die_at=self.random.randrange(9), **asked)
        elif fate < 0.2:
            self.kiosk.send(act, **asked)
            threading.Event().wait(self.random.choice((0.0, 0.005, 0.02, 0.1)))
            self.kiosk.kill()
            told = None
        else:
            told = self.kiosk.ask(act, **asked)
        if told is None:
            self.seen[f"died {act}"] += 1
        elif "error" in told:
            self.seen[f"{act} {told.get('kind', told['error'])}"] += 1
        return told

    def order_here(self) -> None:
        """Whoever stands there with an order that has an end makes room; a terminal that was started asks first."""
        self.start_kiosk()
        if self.answer is not None and self.answer.state in END:
            self.leave_here()
        if not self.kiosk.looked_back and self.random.random() < 0.8:
            self.look_back()
        if self.resident is not None or self.kiosk.process is None:
            return
        method, code = self.random.choice(("wechat", "wechat", "alipay", "alipay", "unionpay_qr", "nontax")), None
        if method in {"wechat", "alipay"} and self.random.random() < 0.3 and self.street.sandbox.process is not None:
            wallet = self.random.choice(("pays", "asks", "empty"))
            code = self.street.control("code", provider=method, wallet=wallet)["code"]
        request, looked_back = self.new_id(), self.kiosk.looked_back
        query = self.query().model_dump_json()
        told = self.ask("place", method=method, request=request, payment_code=code, query=query)
        if told is None:
            return
        assert looked_back or "answer" not in told, (self.seed, "ordered before the hall was asked for open orders")
        if told.get("error") not in {"NotNowError", "RefusedError"}:
            self.resident = request
        self.heard(told)

    def look_here(self) -> None:
        if self.kiosk.process is None or self.resident is None:
            return
        told = self.ask("find", request=self.resident) if self.answer is None else self.ask("look")
        if told is not None:
            self.heard(told)

    def pay_here(self) -> None:
        """One phone, or two at once, read the code that is on the screen."""
        if self.answer is None or not self.answer.code_url:
            return
        for phone in self.random.choice(("A", "B", "AB")):
            self.later(partial(self.street.control, "pay", order=self.answer.code_url, phone=phone))

    def cancel_here(self) -> None:
        if self.kiosk.process is not None and self.resident is not None and self.answer is not None:
            told = self.ask("cancel")
            if told is not None:
                self.heard(told)

    def leave_here(self) -> None:
        resident, self.resident, self.answer = self.resident, None, None
        if self.kiosk.process is not None and resident is not None:
            self.ask("leave", request=resident)

    def look_back(self) -> bool:
        """Ask for every order without an end; whether the hall could be asked for all of them."""
        self.start_kiosk()
        if self.kiosk.process is None:
            return False
        told = self.ask("settle")
        if told is None or "error" in told:
            return False
        self.kiosk.looked_back = True
        for known in told["known"]:
            assert known["state"] != "shown", (self.seed, "nobody stands there, and it can be paid", known["order"])
            if known["answer"] is not None:
                self.is_true(OrderAnswer.model_validate_json(json.dumps(known["answer"])))
        return True

    def settle_here(self) -> None:
        self.look_back()

    def kill_kiosk(self) -> None:
        if self.kiosk.process is not None:
            self.kiosk.kill()
        self.start_kiosk()

    def heard(self, told: dict[str, Any]) -> None:
        if self.kiosk.process is None:
            return
        if "answer" in told:
            self.answer = OrderAnswer.model_validate_json(json.dumps(told["answer"]))
            self.is_true(self.answer)

    def is_true(self, answer: OrderAnswer) -> None:
        """What a page would say of it is so, as long as the order stands as it was said."""
        view = view_of(answer.state)
        balance = self.street.balances()[answer.order_id]
        rows = {row.order_number: row.version for row in self.rows()}
        if rows.get(answer.order_id) != answer.version:
            return
        if view in PAID:
            assert balance == FEE, (self.seed, answer.order_id, "said to be paid", balance)
        if view in NOT_PAID and not self.is_late(answer.order_id):
            assert balance == 0, (self.seed, answer.order_id, "said not to be paid", balance)
        self.seen[f"said {view.value}"] += 1

    # What happens around it

    def change_weather(self) -> None:
        self.street.weather.badness = self.random.choice((0.0, 0.1, 0.3, 0.6))
        self.street.provider_weather.badness = self.random.choice((0.0, 0.0, 0.1, 0.3))

    def bank(self) -> None:
        """The notice is paid at a bank, while a phone pays it here: that money goes back."""
        with contextlib.suppress(PlatformError):
            FilePlatform(self.street.platform_file).settle(self.notice, REGION, BANK, FEE)
            self.seen["paid at a bank"] += 1
        for row in self.with_code(OrderState.SHOWN):
            self.later(partial(self.street.control, "pay", order=row.code_url, phone="B"))

    def pay_late(self) -> None:
        """A second phone's payment arrives after the provider has called its order closed."""
        if self.street.sandbox.process is None:
            return
        for row in self.with_code(OrderState.CLOSED):
            self.late.add(row.order_number)
            self.later(partial(self.street.control, "pay", order=row.code_url, phone="B", late=True))

    def pay_twice(self) -> None:
        """Two phones pay for two orders of the bill, of which one is closed; where there is none, it comes to be."""
        closed, shown = self.with_code(OrderState.CLOSED), self.with_code(OrderState.SHOWN)
        if closed and not shown:
            self.start()
            self.order()
            closed, shown = self.with_code(OrderState.CLOSED), self.with_code(OrderState.SHOWN)
        if closed and shown and self.street.sandbox.process is not None:
            self.seen["two orders paid"] += 1
            self.later(partial(self.street.control, "pay", order=shown[0].code_url, phone="A"))
            self.pay_late()
        elif shown:
            self.start()
            self.cancel_here()
            self.cancel()

    def with_code(self, state: OrderState) -> list[Row[Any]]:
        """The orders in that state whose code somebody has seen, and that are looked at for a while still."""
        since = self.street() - timedelta(seconds=LATE_FOR_S)
        return [row for row in self.rows() if row.state == state and row.code_url and row.changed_at > since]

    def is_late(self, order_number: str) -> bool:
        return order_number in self.late

    def settled_otherwise(self) -> set[str | None]:
        return {None, "elsewhere"} if self.street.settled_by(self.notice) == BANK else {None}

    # What has to be so at the end

    def finish(self) -> None:
        """Everything works again, nobody stands at the terminal, and the days go by."""
        self.street.weather.badness = self.street.provider_weather.badness = 0.0
        self.start()
        self.leave_here()
        self.settle_whatever_is_left()
        super().finish()
        self.settle_whatever_is_left()
        self.nothing_is_left()
        self.outcomes_agree()
        settled_by = self.street.settled_by(self.notice)
        served = [row.order_number for row in self.rows() if row.state == OrderState.SERVED]
        assert served in ([settled_by], []), (self.seed, served, settled_by)
        assert served or settled_by in {None, BANK}, (self.seed, served, settled_by)

    def settle_whatever_is_left(self) -> None:
        for _ in range(TRIES):
            if self.look_back():
                return
            threading.Event().wait(0.05)
        raise AssertionError((self.seed, "the terminal does not get through to the hall", self.kiosk.why()))

    def nothing_is_left(self) -> None:
        """The terminal remembers no order but those that wait for a person."""
        told = None
        while told is None:
            self.start_kiosk()
            told = self.kiosk.ask("left") if self.kiosk.process is not None else None
        states = {row.order_number: row.state for row in self.rows()}
        of_this = [one["order"] for one in told["left"] if one["order"] in states]
        assert all(states[number] == OrderState.MANUAL for number in of_this), (self.seed, told, states)
        assert all(one["order"] is not None for one in told["left"]), (self.seed, told)

    def outcomes_agree(self) -> None:
        """What the queue was told of an order last is what the hall has."""
        path = self.kiosk.folder / OUTCOMES
        lines = path.read_text("ascii").splitlines() if path.exists() else []
        last = {told["order"]: PaymentOutcome(told["outcome"]) for told in map(json.loads, lines)}
        for row in self.rows():
            if row.order_number in last:
                fits = _FITS[last[row.order_number]]
                assert OrderState(row.state) in fits, (self.seed, row.order_number, row.state, last[row.order_number])


def told_of(journeys: Counter[str]) -> str:
    """The figures of many worlds, by name."""
    return ", ".join(f"{name} {count}" for name, count in sorted(journeys.items()))
