"""Cash from the bench, without a supervisor: the cores of ``kiosk device cash …``.

The results are plain dictionaries, ready for JSON.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import assert_never

from drivers.cash.build import CashLine, cash_driver
from drivers.cash.driver import CashDriver
from drivers.cash.model import (
    Accept,
    Accepted,
    CashInfo,
    CashRejected,
    CashSessionId,
    CashStacked,
    CashStatus,
    CashTotal,
    FraudAlarm,
    NoteReturned,
    Offline,
    OutOfOrder,
    ReadInfo,
    Ready,
    Unknown,
)
from drivers.commands import LiveContext
from drivers.timebase import SystemTime

INFO_LIMIT_S = 60.0


class BenchTake:
    """What an ``Accept`` has shown so far: also there when it ends in an error."""

    def __init__(self, session: str) -> None:
        self.session = session
        self.stacked_fen: list[int] = []
        self.credited_fen = self.returned = self.rejected = 0
        self.end = ""

    def show(self, progress: object) -> None:
        """Take one progress value into account."""
        match progress:
            case CashStacked(amount_fen):
                self.stacked_fen.append(amount_fen)
            case CashTotal(credited_fen):
                self.credited_fen = credited_fen
            case NoteReturned():
                self.returned += 1
            case CashRejected():
                self.rejected += 1
            case _:
                return

    def described(self) -> dict[str, object]:
        """As plain values: ``session``, ``end``, ``total_fen``, ``stacked_fen``, ``returned``, ``rejected``."""
        return {
            "session": self.session,
            "end": self.end,
            "total_fen": self.credited_fen,
            "stacked_fen": self.stacked_fen,
            "returned": self.returned,
            "rejected": self.rejected,
        }


def accept_cash(
    line: CashLine, take: BenchTake, *, amount_fen: int | None, timeout_s: float, journal: Path | None = None
) -> dict[str, object]:
    """Take money up to an amount or until the time is over; at the end the device is inhibited, whatever happens.

    Args:
        line: what hangs on the port.
        take: collects what was taken, also when an error ends it.
        amount_fen: how much; None for no limit.
        timeout_s: for how long, in seconds.
        journal: the journal's file; by default one that is thrown away: this is no terminal.

    Raises:
        DeviceError: the typed cause.
    """
    with _journal_path(journal) as path:
        driver = cash_driver(line, path)
        driver.open()
        try:
            context = LiveContext(timebase=SystemTime(), timeout_s=timeout_s, on_progress=take.show)
            result = driver.run(Accept(CashSessionId(take.session), amount_fen), context)
        finally:
            driver.close()
    assert isinstance(result, Accepted)  # what an Accept ends with
    take.end = result.end.value
    return take.described()


def cash_status(line: CashLine) -> dict[str, object]:
    """Say how the device is, and change nothing in it. Raises ``DeviceError``."""
    with _observer(line) as driver:
        return describe_status(driver.poll())


def cash_info(line: CashLine) -> dict[str, object]:
    """Say who the device is and what it takes, and change nothing in it. Raises ``DeviceError``."""
    with _observer(line) as driver:
        info = driver.run(ReadInfo(), LiveContext(timebase=SystemTime(), timeout_s=INFO_LIMIT_S))
    assert isinstance(info, CashInfo)  # what a ReadInfo ends with
    return {"units": [_plain_unit(asdict(unit)) for unit in info.units]}


def describe_status(status: CashStatus) -> dict[str, object]:
    """A status by name: ``status``, ``usable``, and ``reason`` where it is not ready."""
    match status:
        case Ready(units):
            return {"status": "ready", "usable": True, "units": [unit.key for unit in units]}
        case OutOfOrder(trouble):
            return {"status": "out_of_order", "usable": False, "reason": trouble.value}
        case FraudAlarm(kind):
            return {"status": "fraud_alarm", "usable": False, "reason": kind.value}
        case Offline(reason):
            return {"status": "offline", "usable": False, "reason": reason}
        case Unknown():
            return {"status": "unknown", "usable": False}
        case _:
            assert_never(status)


def new_session() -> str:
    """A name for a session at the bench."""
    return f"bench-{secrets.token_hex(4)}"


def _plain_unit(unit: dict[str, object]) -> dict[str, object]:
    """A unit with its denominations by name."""
    denominations = unit.pop("denominations")
    assert isinstance(denominations, tuple)
    return {**unit, "denominations_fen": dict(denominations)}


@contextmanager
def _observer(line: CashLine) -> Iterator[CashDriver]:
    driver = cash_driver(line, None)
    driver.open()
    try:
        yield driver
    finally:
        driver.close()


@contextmanager
def _journal_path(journal: Path | None) -> Iterator[Path]:
    if journal is not None:
        yield journal
        return
    with tempfile.TemporaryDirectory(prefix="cash-bench-") as folder:
        yield Path(folder) / "cash.sqlite"
