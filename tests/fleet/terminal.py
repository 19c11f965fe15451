"""One terminal of the fleet: the product's sync engine, its requests carried by the model."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Protocol

from offline_queue.engine import PassResult, SyncEngine
from offline_queue.errors import ChannelError, ChannelFault
from offline_queue.exchange import Exchange, Request
from offline_queue.transport import Answer, HallTransport, Signer
from tests.fleet.backlog import Backlog
from tests.fleet.virtual import VirtualClock, VirtualLoop

NOBODY = "http://127.0.0.1:1"
"""The transport is only asked for the clock's offset."""
FIXED_S = 5.0


class Carrier(Protocol):
    """Takes a terminal's request; tells `Terminal.on_answer` or `Terminal.on_lost` later."""

    def __call__(self, terminal: Terminal, request: Request) -> None:
        """Carry one request."""


class FixedInterval(SyncEngine):
    """The baseline: everything as the product does, but who fails comes again after the same time, and all at once."""

    def first_contact_s(self) -> float:
        """Come at once."""
        return 0.0

    def rest_s(self, result: PassResult) -> float:
        """Come again after a fixed time."""
        return FIXED_S if result in {PassResult.CHANNEL, PassResult.WAIT} else super().rest_s(result)


class Terminal:
    """One terminal.

    Args:
        loop, rng: time and chance.
        backlog: what it has to send.
        uplink_bytes_per_s: of its own line.
        carry: how its requests go.
        engine: the product's, or the baseline.
        number: its own.
    """

    def __init__(
        self,
        loop: VirtualLoop,
        rng: random.Random,
        backlog: Backlog,
        uplink_bytes_per_s: float,
        carry: Carrier,
        *,
        engine: type[SyncEngine],
        number: int,
    ) -> None:
        self.number = number
        self.backlog = backlog
        self.uplink_bytes_per_s = uplink_bytes_per_s
        self.done_at_s: float | None = None
        self._loop = loop
        self._carry = carry
        clock = VirtualClock(loop)
        self._engine = engine(backlog, HallTransport(NOBODY, _no_signer, clock), clock=clock, rng=rng)
        self._engine.remember_window()
        self._exchange: Exchange[PassResult] | None = None

    def line_is_back(self) -> None:
        """The network says that it is back, as `SyncEngine.link_up` hears it."""
        self._loop.after(self._engine.first_contact_s(), self._begin_pass)

    def on_answer(self, answer: Answer) -> None:
        """Go on with an answer."""
        exchange = self._under_way()
        self._go_on(lambda: exchange.send(answer))

    def on_lost(self, fault: ChannelFault) -> None:
        """Go on without one."""
        exchange = self._under_way()
        self._go_on(lambda: exchange.throw(ChannelError(fault)))

    def _under_way(self) -> Exchange[PassResult]:
        assert self._exchange is not None
        return self._exchange

    def _begin_pass(self) -> None:
        assert self._exchange is None
        self._exchange = self._engine.passing()
        exchange = self._exchange
        self._go_on(lambda: next(exchange))

    def _go_on(self, move: Callable[[], Request]) -> None:
        try:
            request = move()
        except StopIteration as end:
            self._exchange = None
            self._loop.after(self._engine.rest_s(end.value), self._begin_pass)
        else:
            self._carry(self, request)


def _no_signer() -> Signer:
    raise AssertionError("nothing is sent by the transport here")
