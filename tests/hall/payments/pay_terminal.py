"""A terminal's payments as a process: ``python -m tests.hall.payments.pay_terminal FOLDER``.

It is what it is on a terminal, without Qt: the desk of orders over its record on the disk, and the signed calls over
real HTTP. ``FOLDER/terminal.json`` says where the hall is and with which key to sign. A line of JSON in is something
that is done at the terminal, a line out is what its pages would know by then. With ``die_at`` the process kills itself
at that step of the act: before or after a write, a rename, a call, or an outcome that is told to the queue.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.hall_calls import HallCalls, LiveCallError, RefusedError
from kiosk.payments.order_desk import KnownOrder, NotNowError, OrderDesk
from kiosk.payments.order_record import Disk, OrderRecord
from kiosk.payments.till import JournalTill
from offline_queue.clock import SystemClock
from offline_queue.transport import HallTransport, Signer, Timeouts
from offline_queue.wire.documents import PaymentOutcomeDraft
from offline_queue.wire.fields import WireAnswer
from offline_queue.wire.payments import BillQuery, OrderAnswer, OrderRequest
from offline_queue.wire.sealing import key_id_of
from tests.hall.payments.shifted import shifted

OUTCOMES = "outcomes.jsonl"
Told = TypeVar("Told", bound=WireAnswer)


@dataclass(frozen=True, slots=True)
class Place:
    """``terminal.json``.

    Attributes:
        url: of the hall, or of the line to it.
        shift: the file that moves every clock.
        key, hall_key: hexadecimal; the terminal's private one and the hall's public one.
        stall_s: how long an answer is waited for.
    """

    url: str
    shift: str
    key: str
    hall_key: str
    stall_s: float = 3.0


class MovedClock(SystemClock):
    """The machine's clock, moved by the file."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def now_s(self) -> float:
        """Return Unix seconds by that clock."""
        return shifted(self._path).timestamp()


class Fate:
    """Counts steps, and ends the process at one of them as a power cut does."""

    def __init__(self) -> None:
        self.left: int | None = None

    def step(self) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left < 0:
            os.kill(os.getpid(), signal.SIGKILL)


class FatedDisk(Disk):
    """A disk between whose steps the process may end."""

    def __init__(self, fate: Fate) -> None:
        self._fate = fate

    def write(self, path: Path, content: bytes) -> None:
        self._fate.step()
        super().write(path, content)
        self._fate.step()

    def rename(self, path: Path, target: Path) -> None:
        super().rename(path, target)
        self._fate.step()

    def settle(self, folder: Path) -> None:
        super().settle(folder)
        self._fate.step()


class FatedCalls(HallCalls):
    """Live calls before and after which the process may end."""

    def __init__(self, transport: HallTransport, fate: Fate) -> None:
        super().__init__(transport)
        self._fate = fate

    def order(self, asked: OrderRequest) -> OrderAnswer:
        return self._around(lambda: super(FatedCalls, self).order(asked))

    def look_at_order(self, order_id: str, *, wait_s: int = 0, version: int | None = None) -> OrderAnswer:
        return self._around(lambda: super(FatedCalls, self).look_at_order(order_id, wait_s=wait_s, version=version))

    def cancel_order(self, order_id: str) -> OrderAnswer:
        return self._around(lambda: super(FatedCalls, self).cancel_order(order_id))

    def _around(self, call: Callable[[], Told]) -> Told:
        self._fate.step()
        told = call()
        self._fate.step()
        return told


class PayTerminal:
    """One life of the terminal."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        place = Place(**json.loads((folder / "terminal.json").read_text("utf-8")))
        shift = Path(place.shift)
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(place.key))
        signer = Signer(
            key,
            key_id_of(key.public_key().public_bytes_raw()),
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(place.hall_key)),
        )
        timeouts = Timeouts(place.stall_s, place.stall_s)
        transport = HallTransport(place.url, lambda: signer, MovedClock(shift), timeouts=timeouts)
        self.fate = Fate()
        self._calls = FatedCalls(transport, self.fate)
        record = OrderRecord(folder / "payment-orders.json", FatedDisk(self.fate))
        till = JournalTill(folder / "cash.sqlite", folder / "card.sqlite", lambda _kind: True)
        self._desk = OrderDesk(record, till, now=lambda: shifted(shift), tell=self._tell)
        self._answer: OrderAnswer | None = None

    def do(self, act: str, asked: dict[str, Any]) -> dict[str, Any]:
        """Do something at the terminal; what came of it, or by which error nothing is known."""
        try:
            return self._done(act, asked)
        except RefusedError as error:
            return {"error": "RefusedError", "kind": error.kind.value}
        except (LiveCallError, NotNowError) as error:
            return {"error": type(error).__name__}

    def _done(self, act: str, asked: dict[str, Any]) -> dict[str, Any]:
        desk, calls = self._desk, self._calls
        match act:
            case "settle":
                return {"known": [_known(one) for one in desk.settle(calls)]}
            case "place":
                bill = calls.bills(BillQuery.model_validate_json(asked["query"])).bills[0]
                code, self._answer = asked.get("payment_code"), None
                return self._took(desk.place(calls, bill, asked["method"], asked["request"], payment_code=code))
            case "find":
                known = desk.find_again(calls, asked["request"])
                return {"known": [_known(known)]} if known.answer is None else self._took(known.answer)
            case "look":
                assert self._answer is not None
                return self._took(desk.follow(calls, self._answer, wait_s=0))
            case "cancel":
                assert self._answer is not None
                return self._took(desk.cancel(calls, self._answer.order_id))
            case "leave":
                desk.left(asked["request"])
                return {}
            case _:
                return {
                    "left": [{"request": one.client_request_id, "order": one.order_id} for one in desk.open_orders()]
                }

    def _took(self, answer: OrderAnswer) -> dict[str, Any]:
        self._answer = answer
        return {"answer": answer.model_dump(mode="json")}

    def _tell(self, draft: PaymentOutcomeDraft, entry_id: str) -> None:
        """The queue's part: durable, and the same id again is the same entry."""
        self.fate.step()
        line = json.dumps({"entry": entry_id, "order": draft.order_id, "outcome": draft.outcome.value})
        with (self._folder / OUTCOMES).open("a", encoding="ascii") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())
        self.fate.step()


def _known(one: KnownOrder) -> dict[str, Any]:
    return {
        "request": one.order.client_request_id,
        "order": one.order.order_id,
        "state": None if one.state is None else one.state.value,
        "answer": None if one.answer is None else one.answer.model_dump(mode="json"),
    }


def main(folder: str) -> None:
    """Live until standard input ends, or until the fate comes."""
    terminal = PayTerminal(Path(folder))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        asked = json.loads(line)
        terminal.fate.left = asked.pop("die_at", None)
        told = terminal.do(asked.pop("act"), asked)
        terminal.fate.left = None
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
