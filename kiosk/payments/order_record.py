"""What the terminal remembers of orders that have no known end: on disk before the hall is asked for one.

One small JSON file, replaced as a whole: written beside, synchronised, renamed, the folder synchronised. A power cut at
any point leaves the file before or the file after. It has ids, a method, an amount and times; nothing about a person.
A file that cannot be read is set aside under another name and reported: the hall has a list of its own.

Source: payments sheet, sections 1 and 10. Errors: `OrderRecordError`.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

_log = logging.getLogger(__name__)

VERSION = 1
MAX_BYTES = 256 * 1024
"""A record that is larger is not ours: a terminal has a handful of open orders."""


class OrderRecordError(Exception):
    """The record could not be written: then nothing may be ordered. ``str`` is the code of the fault."""


@dataclass(frozen=True, slots=True)
class RecordedOrder:
    """One order as the terminal knows it.

    Attributes:
        client_request_id: made here; names the order for ever, and the cash session.
        bill_id: what it pays.
        method: a provider's name, or ``cash`` or ``card``.
        amount_fen: of the bill.
        asked_at: when it was first asked for, by the terminal's clock.
        order_id: the hall's number; None while no answer has come.
        by_code: whether a payment code went with it, which nobody has any more.
    """

    client_request_id: str
    bill_id: str
    method: str
    amount_fen: int
    asked_at: datetime
    order_id: str | None = None
    by_code: bool = False


class Disk:
    """The few steps that a power cut can come between."""

    def write(self, path: Path, content: bytes) -> None:
        """Write a file and wait until it is on the disk."""
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def rename(self, path: Path, target: Path) -> None:
        """Put a file in the place of another."""
        path.replace(target)

    def settle(self, folder: Path) -> None:
        """Wait until the names in a folder are on the disk."""
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class OrderRecord:
    """The open orders of this terminal. From any thread; each method waits for the disk."""

    def __init__(self, path: Path, disk: Disk | None = None) -> None:
        """Prepare; the file is read when it is first needed."""
        self._path = path
        self._disk = disk if disk is not None else Disk()
        self._lock = threading.Lock()
        self._orders: dict[str, RecordedOrder] | None = None

    def orders(self) -> tuple[RecordedOrder, ...]:
        """Return every order that has no known end, oldest first. Raises `OrderRecordError` when it cannot be read."""
        with self._lock:
            return tuple(self._known().values())

    def asked(self, order: RecordedOrder) -> None:
        """Note an order; on disk when this returns, so that the hall may be asked. Raises `OrderRecordError`."""
        self._change(lambda orders: {**orders, order.client_request_id: order})

    def numbered(self, client_request_id: str, order_id: str) -> None:
        """Note the hall's number of an order; again, or of one that is not here, changes nothing."""

        def change(orders: dict[str, RecordedOrder]) -> dict[str, RecordedOrder]:
            known = orders.get(client_request_id)
            if known is None or known.order_id == order_id:
                return orders
            return {**orders, client_request_id: replace(known, order_id=order_id)}

        self._change(change)

    def ended(self, client_request_id: str) -> None:
        """Forget an order whose end is known."""
        self._change(lambda orders: {key: order for key, order in orders.items() if key != client_request_id})

    def _change(self, change: Callable[[dict[str, RecordedOrder]], dict[str, RecordedOrder]]) -> None:
        with self._lock:
            before = self._known()
            after = change(before)
            if after == before:
                return
            # Whatever comes of it, the file says what is so: after a failure it is read again.
            self._orders = None
            self._write(after)
            self._orders = after

    def _known(self) -> dict[str, RecordedOrder]:
        if self._orders is None:
            self._orders = self._read()
        return self._orders

    def _write(self, orders: dict[str, RecordedOrder]) -> None:
        rows = [{**asdict(order), "asked_at": order.asked_at.isoformat()} for order in orders.values()]
        content = json.dumps({"version": VERSION, "orders": rows}).encode("ascii")
        beside = self._path.with_suffix(".new")
        try:
            self._disk.write(beside, content)
            self._disk.rename(beside, self._path)
            self._disk.settle(self._path.parent)
        except OSError as error:
            raise OrderRecordError(type(error).__name__) from error

    def _read(self) -> dict[str, RecordedOrder]:
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise OrderRecordError(type(error).__name__) from error
        try:
            return _parsed(content)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            self._set_aside()
            return {}

    def _set_aside(self) -> None:
        """Keep the bytes for a person under the first name that is free."""
        number = 1
        while (aside := self._path.with_suffix(f".unreadable-{number}")).exists():
            number += 1
        try:
            self._disk.rename(self._path, aside)
            self._disk.settle(self._path.parent)
        except OSError as error:
            raise OrderRecordError(type(error).__name__) from error
        _log.error("order_record_unreadable copy=%d", number)


def _parsed(content: bytes) -> dict[str, RecordedOrder]:
    """Read the file's content. Raises for anything that this version did not write."""
    if len(content) > MAX_BYTES:
        raise ValueError("too large")
    told = json.loads(content)
    if told["version"] != VERSION:
        raise ValueError("version")
    orders = [_order(row) for row in told["orders"]]
    return {order.client_request_id: order for order in orders}


def _order(row: dict[str, Any]) -> RecordedOrder:
    order_id = row["order_id"]
    texts = [row["client_request_id"], row["bill_id"], row["method"], *([] if order_id is None else [order_id])]
    amount_fen = row["amount_fen"]
    if not all(isinstance(text, str) and text for text in texts) or type(amount_fen) is not int or amount_fen <= 0:
        raise ValueError("row")
    asked_at = datetime.fromisoformat(row["asked_at"])
    if asked_at.tzinfo is None:
        raise ValueError("time")
    return RecordedOrder(
        client_request_id=row["client_request_id"],
        bill_id=row["bill_id"],
        method=row["method"],
        amount_fen=amount_fen,
        asked_at=asked_at,
        order_id=order_id,
        by_code=row["by_code"] is True,
    )
