"""One HTTP call as an interface of the sandbox sees it, and how a fault spoils its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hall.simulators.payments.faults import Call, Fault, Faults
from hall.simulators.payments.world import Stage, World

JSON = "application/json; charset=utf-8"
HTML = b"<!DOCTYPE html><html><body>Welcome to the network. Please sign in.</body></html>"


class LineBrokenError(Exception):
    """The connection is to be closed without an answer."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request. ``target`` is path and query as sent, ``path`` and ``query`` decoded; header names are lower case."""

    method: str
    target: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An answer. ``late`` asks the server to wait for the delay of the sandbox first."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    late: bool = False


def before(world: World, fault: Fault | None, number: str) -> None:
    """Let happen what a fault lets happen in the moment before a call."""
    if fault is Fault.LOST_REQUEST:
        raise LineBrokenError
    if fault is Fault.PAID_BEFORE:
        _someone_pays(world, number)


def after(world: World, fault: Fault | None, number: str) -> None:
    """Let happen what a fault lets happen in the moment after a call."""
    if fault is Fault.PAID_AFTER:
        _someone_pays(world, number)
    if fault is Fault.LOST_ANSWER:
        raise LineBrokenError


def spoiled(outgoing: Outgoing, fault: Fault | None) -> Outgoing:
    """Return a signed answer as the fault leaves it."""
    if fault is Fault.TAMPERED and outgoing.body:
        return replace(outgoing, body=tampered(outgoing.body))
    if fault is Fault.TAMPERED:
        nonce = tampered(outgoing.headers["Wechatpay-Nonce"].encode("ascii")).decode("ascii")
        return replace(outgoing, headers={**outgoing.headers, "Wechatpay-Nonce": nonce})
    return replace(outgoing, late=fault is Fault.LATE_ANSWER)


def tampered(body: bytes) -> bytes:
    """Return other bytes of the same length: the last digit, else the middle byte, is another one."""
    place = next((at for at in range(len(body) - 1, -1, -1) if body[at : at + 1].isdigit()), len(body) // 2)
    other = b"1" if body[place : place + 1] != b"1" else b"2"
    return body[:place] + other + body[place + 1 :]


def take_fault(faults: Faults, call: Call | None, number: str) -> Fault | None:
    """Take the fault of a call."""
    return None if call is None else faults.next_of(call, number)


def _someone_pays(world: World, number: str) -> None:
    """Whoever was about to pay does: the one at the password, else a phone that reads the shown code."""
    if not world.confirm(number):
        world.pay(number, "B")


def is_open(stage: Stage) -> bool:
    """Whether a trade can still be paid."""
    return stage in {Stage.WAITING, Stage.PAYING}
