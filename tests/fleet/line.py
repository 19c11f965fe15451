"""One line into the hall that many senders share: max-min fair, each with its own uplink as a limit. Exact, no steps.

Every flow gets ``min(uplink, level)``; ``level`` is such that the line is full, or nobody is limited by it. Flows at
the level are ordered by the amount that each of them has been given so far (it is the same for all of them), flows at
their uplink by the time of their end; so a change costs the logarithm of their number.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from tests.fleet.virtual import VirtualLoop

_EPSILON_BYTES = 1e-3
_EPSILON_S = 1e-9


@dataclass(slots=True, eq=False)
class Flow:
    """Bytes on their way. ``left`` as of ``since_s`` at the uplink, of ``since_given`` at the level."""

    size: float
    uplink: float
    on_done: Callable[[], None] = field(repr=False)
    left: float = 0.0
    limited_by_uplink: bool = False
    since_s: float = 0.0
    since_given: float = 0.0
    stamp: int = -1


_Heap = list[tuple[float, int, Flow]]


class Line:
    """The line.

    Args:
        loop: whose time counts.
        bytes_per_s: of the line.
    """

    def __init__(self, loop: VirtualLoop, bytes_per_s: float) -> None:
        self._loop = loop
        self._bytes_per_s = bytes_per_s
        self._stamps = count()
        self._level = math.inf
        self._given = 0.0
        self._at_s = loop.time()
        self._at_level = 0
        self._uplinks_sum = 0.0
        self._at_uplink = 0
        self._level_ends: _Heap = []
        self._level_uplinks: _Heap = []
        self._uplink_ends: _Heap = []
        self._uplink_uplinks: _Heap = []
        self._woken_at_s = math.inf

    def start(self, size_bytes: float, uplink_bytes_per_s: float, on_done: Callable[[], None]) -> Flow:
        """Begin to send; ``on_done`` is called when the last byte has arrived."""
        flow = Flow(size_bytes, uplink_bytes_per_s, on_done, left=size_bytes)
        self._settle()
        self._put_at_level(flow)
        self._balance()
        return flow

    def cut(self, flow: Flow) -> float:
        """End a flow; return how many of its bytes have been sent."""
        self._settle()
        if flow.stamp < 0:
            return flow.size
        left = self._left(flow)
        self._take_out(flow)
        self._balance()
        return flow.size - max(0.0, left)

    def _settle(self) -> None:
        now_s = self._loop.time()
        if self._at_level:
            self._given += self._level * (now_s - self._at_s)
        self._at_s = now_s

    def _left(self, flow: Flow) -> float:
        if flow.limited_by_uplink:
            return flow.left - flow.uplink * (self._at_s - flow.since_s)
        return flow.left - (self._given - flow.since_given)

    def _put_at_level(self, flow: Flow) -> None:
        flow.limited_by_uplink, flow.since_given, flow.stamp = False, self._given, next(self._stamps)
        self._at_level += 1
        heapq.heappush(self._level_ends, (self._given + flow.left, flow.stamp, flow))
        heapq.heappush(self._level_uplinks, (flow.uplink, flow.stamp, flow))

    def _put_at_uplink(self, flow: Flow) -> None:
        flow.limited_by_uplink, flow.since_s, flow.stamp = True, self._at_s, next(self._stamps)
        self._at_uplink += 1
        self._uplinks_sum += flow.uplink
        heapq.heappush(self._uplink_ends, (self._at_s + flow.left / flow.uplink, flow.stamp, flow))
        heapq.heappush(self._uplink_uplinks, (-flow.uplink, flow.stamp, flow))

    def _take_out(self, flow: Flow) -> None:
        flow.left = max(0.0, self._left(flow))
        flow.stamp = -1
        if not flow.limited_by_uplink:
            self._at_level -= 1
            return
        self._at_uplink -= 1
        self._uplinks_sum = self._uplinks_sum - flow.uplink if self._at_uplink else 0.0

    def _balance(self) -> None:
        """Find the level: whoever it would give more than the uplink goes at the uplink, and the other way round."""
        while True:
            spare = self._bytes_per_s - self._uplinks_sum
            self._level = spare / self._at_level if self._at_level else (math.inf if spare >= 0 else 0.0)
            least, most = _top(self._level_uplinks), _top(self._uplink_uplinks)
            if least is not None and least.uplink < self._level:
                self._take_out(least)
                self._put_at_uplink(least)
            elif most is not None and most.uplink > self._level:
                self._take_out(most)
                self._put_at_level(most)
            else:
                break
        self._arm()

    def _arm(self) -> None:
        ends_s = math.inf
        first = _top(self._level_ends)
        if first is not None:
            ends_s = self._at_s + max(0.0, self._left(first)) / self._level
        if _top(self._uplink_ends) is not None:
            ends_s = min(ends_s, self._uplink_ends[0][0])
        # Woken too early, it looks again; so only an earlier end needs another call.
        if ends_s < self._woken_at_s:
            self._woken_at_s = ends_s
            self._loop.at(ends_s, self._on_end, ends_s)

    def _on_end(self, planned_s: float) -> None:
        if planned_s != self._woken_at_s:
            return
        self._woken_at_s = math.inf
        self._settle()
        done: list[Flow] = []
        while (flow := _top(self._level_ends)) is not None and self._left(flow) <= _EPSILON_BYTES:
            self._take_out(flow)
            done.append(flow)
        while (flow := _top(self._uplink_ends)) is not None and self._uplink_ends[0][0] <= self._at_s + _EPSILON_S:
            self._take_out(flow)
            done.append(flow)
        self._balance()
        for flow in done:
            flow.on_done()


def _top(heap: _Heap) -> Flow | None:
    """Return the first flow that is still where the heap says; forget those that are not."""
    while heap and heap[0][2].stamp != heap[0][1]:
        heapq.heappop(heap)
    return heap[0][2] if heap else None
