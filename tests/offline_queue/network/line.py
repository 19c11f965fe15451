"""The line between terminal and hall: real request bytes go in, what a bad network makes of them comes out."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import assert_never

from offline_queue.clock import Clock
from offline_queue.errors import ChannelError, ChannelFault
from offline_queue.transport import Answer, HallTransport, Signer
from tests.offline_queue.build import ManualClock
from tests.offline_queue.network.house import URL, HallDied, House, Reply, Request, Upset

STALL_S = 30.0
PATCH = "PATCH"


class TerminalDied(BaseException):
    """The terminal's process has ended."""


class Fault(StrEnum):
    """What may become of one request."""

    REFUSED = "refused"
    NO_NAME = "no_name"
    LOST_REQUEST = "lost_request"
    LOST_REPLY = "lost_reply"
    CUT_REQUEST = "cut_request"
    CUT_REPLY = "cut_reply"
    SLOW = "slow"
    LATE = "late"
    """Time is up; the request reaches the hall later, in between others."""
    TWICE = "twice"
    """The hall gets it twice; the terminal gets the second answer."""
    CROSSED = "crossed"
    """The terminal gets the answer to its request before."""
    ALTERED = "altered"
    GARBAGE = "garbage"
    PORTAL_PAGE = "portal_page"
    PORTAL_REDIRECT = "portal_redirect"
    GATEWAY = "gateway"
    """502, 503 or 504 from somebody in between, for a while."""
    HALL_BUG = "hall_bug"
    """The hall's own 500, signed, for a while."""
    HALL_BUSY = "hall_busy"
    HALL_DIES_BEFORE = "hall_dies_before"
    HALL_DIES_AFTER = "hall_dies_after"
    TERMINAL_DIES_BEFORE = "terminal_dies_before"
    TERMINAL_DIES_AFTER = "terminal_dies_after"


FAULTS = tuple(Fault)


class Line:
    """The network of one seed. Everything that it does follows from ``rng``.

    Args:
        house: the hall at the other end.
        clock: the terminal's; the hall's goes along with its steady part.
        rng: decides.
        badness: the chance that a request meets a fault.
    """

    def __init__(self, house: House, clock: ManualClock, rng: random.Random, badness: float) -> None:
        self._house = house
        self._clock = clock
        self._rng = rng
        self.badness = badness
        self.met: Counter[Fault] = Counter()
        self.sent_bytes: Counter[str] = Counter()
        """Of attachments, by path: everything that the terminal has sent."""
        self.interruptions: Counter[str] = Counter()
        """Requests by path that did not bring their own answer home at once."""
        self.bodies: defaultdict[str, set[bytes]] = defaultdict(set)
        """What was sent as each entry."""
        self.requests = 0
        self._late: list[tuple[int, Request]] = []
        self._burst: tuple[Fault, int] | None = None
        self._down_until_s = 0.0
        self._before: Reply | None = None

    def pass_time(self, seconds: float) -> None:
        """Let time go by for everybody."""
        self._clock.move(seconds)
        self._house.steady_s += seconds

    def carry(self, request: Request) -> Reply:
        """Bring a request to the hall and its answer back, if the network lets it.

        Raises:
            ChannelError: no answer came.
            TerminalDied: the terminal ended before it could read one.
        """
        self.requests += 1
        self.pass_time(0.05)
        self._deliver_late()
        if request.method == PATCH:
            self.sent_bytes[request.path] += len(request.body)
        elif request.method == "PUT":
            self.bodies[request.path].add(request.body)
        if self._house.steady_s < self._down_until_s:
            raise ChannelError(ChannelFault.REFUSED)
        fault = self._next_fault()
        if fault is None:
            return self._own(request)
        self.met[fault] += 1
        if fault is not Fault.SLOW:
            self.interruptions[request.path] += 1
        return self._suffer(fault, request)

    def calm(self) -> None:
        """No fault any more; what is on the way arrives."""
        self.badness = 0.0
        self._burst = None
        self._down_until_s = 0.0
        self._late = [(0, request) for _, request in self._late]
        self._deliver_late()

    def _next_fault(self) -> Fault | None:
        if self._burst is not None:
            fault, left = self._burst
            self._burst = (fault, left - 1) if left > 1 else None
            return fault
        if self._rng.random() >= self.badness:
            return None
        fault = self._rng.choice(FAULTS)
        if fault in {Fault.GATEWAY, Fault.HALL_BUG, Fault.REFUSED, Fault.LOST_REQUEST} and self._rng.random() < 0.5:
            self._burst = (fault, self._rng.randint(1, 6))
        return fault

    def _suffer(self, fault: Fault, request: Request) -> Reply:  # noqa: C901, PLR0911, PLR0912 - one line each
        rng = self._rng
        match fault:
            case Fault.REFUSED:
                raise ChannelError(ChannelFault.REFUSED)
            case Fault.NO_NAME:
                raise ChannelError(ChannelFault.NAME)
            case Fault.LOST_REQUEST:
                return self._time_is_up()
            case Fault.LOST_REPLY:
                self._own(request)
                if rng.random() < 0.5:
                    raise ChannelError(ChannelFault.BROKEN)
                return self._time_is_up()
            case Fault.CUT_REQUEST:
                self._house.answer(_cut(request, rng.randrange(len(request.body) or 1)))
                raise ChannelError(ChannelFault.BROKEN)
            case Fault.CUT_REPLY:
                reply = self._own(request)
                return Reply(reply.status, reply.headers, reply.body[: rng.randrange(len(reply.body) or 1)])
            case Fault.SLOW:
                self.pass_time(rng.uniform(1.0, STALL_S - 1.0))
                return self._own(request)
            case Fault.LATE:
                self._late.append((self.requests + rng.randint(1, 6), request))
                return self._time_is_up()
            case Fault.TWICE:
                self._own(request)
                return self._own(request)
            case Fault.CROSSED:
                before = self._before
                reply = self._own(request)
                return reply if before is None else before
            case Fault.ALTERED:
                return self._altered(self._own(request))
            case Fault.GARBAGE:
                return Reply(200, {}, rng.randbytes(rng.randrange(400)))
            case Fault.PORTAL_PAGE:
                return Reply(
                    200, {"content-type": "text/html"}, b"<html><body>Welcome to the free network</body></html>"
                )
            case Fault.PORTAL_REDIRECT:
                return Reply(302, {"location": "http://portal.example/login"}, b"")
            case Fault.GATEWAY:
                return Reply(rng.choice((502, 503, 504)), {"content-type": "text/html"}, b"<h1>Bad gateway</h1>")
            case Fault.HALL_BUG:
                return self._own(request, Upset.BUG)
            case Fault.HALL_BUSY:
                return self._own(request, Upset.BUSY)
            case Fault.HALL_DIES_BEFORE:
                return self._dying(request, Upset.DIES_BEFORE_COMMIT)
            case Fault.HALL_DIES_AFTER:
                return self._dying(request, Upset.DIES_AFTER_COMMIT)
            case Fault.TERMINAL_DIES_BEFORE:
                raise TerminalDied
            case Fault.TERMINAL_DIES_AFTER:
                self._own(request)
                raise TerminalDied
            case _:
                assert_never(fault)

    def _own(self, request: Request, upset: Upset = Upset.NONE) -> Reply:
        reply = self._house.answer(request, upset)
        assert reply is not None
        self._before = reply
        return reply

    def _dying(self, request: Request, upset: Upset) -> Reply:
        try:
            # A request that writes nothing does not bring it down.
            return self._own(request, upset)
        except HallDied:
            self._house.restart()
            self._down_until_s = self._house.steady_s + self._rng.uniform(0.0, 60.0)
            raise ChannelError(ChannelFault.BROKEN) from None

    def _time_is_up(self) -> Reply:
        self.pass_time(STALL_S)
        raise ChannelError(ChannelFault.TIMEOUT)

    def _deliver_late(self) -> None:
        due = [request for number, request in self._late if number <= self.requests]
        self._late = [(number, request) for number, request in self._late if number > self.requests]
        for request in due:
            self._house.answer(request)

    def _altered(self, reply: Reply) -> Reply:
        """One thing in the answer is another one: its status, its offset or a byte of its body."""
        rng = self._rng
        choice = rng.randrange(3)
        if choice == 0 and "upload-offset" in reply.headers:
            offset = str(int(reply.headers["upload-offset"]) + rng.choice((-1, 1, 4096)))
            return Reply(reply.status, {**reply.headers, "upload-offset": offset}, reply.body)
        if choice == 1 and reply.body:
            place = rng.randrange(len(reply.body))
            body = bytearray(reply.body)
            body[place] ^= 1 << rng.randrange(8)
            return Reply(reply.status, reply.headers, bytes(body))
        return Reply(
            rng.choice([status for status in (200, 204, 404, 410, 422) if status != reply.status]),
            reply.headers,
            reply.body,
        )


class LineTransport(HallTransport):
    """The terminal's real transport; only the socket is another one."""

    def __init__(self, line: Line, signer: Callable[[], Signer], clock: Clock) -> None:
        super().__init__(URL, signer, clock)
        self._line = line

    def _exchange(self, method: str, url: str, headers: Mapping[str, str], body: bytes, nonce: str) -> Answer:
        path, _, query = url.removeprefix(URL).partition("?")
        reply = self._line.carry(Request(method, path, query, headers, body))
        return Answer(reply.status, reply.headers, b"" if method == "HEAD" else reply.body, nonce)


def _cut(request: Request, at: int) -> Request:
    return Request(request.method, request.path, request.query, request.headers, request.body, at)
