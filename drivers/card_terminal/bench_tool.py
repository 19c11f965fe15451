"""A card terminal from the bench, without a supervisor: the cores of ``kiosk device card-terminal …``.

The results are plain dictionaries, ready for JSON; nothing of a card is in them.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import assert_never

from drivers.card_terminal.build import CardLine, card_driver
from drivers.card_terminal.driver import CardTerminalDriver
from drivers.card_terminal.journal import CardJournal
from drivers.card_terminal.model import (
    Busy,
    CardOrderId,
    CardReceipt,
    CardStaged,
    CardStatus,
    NeverAsked,
    NotPaid,
    NotVoided,
    Offline,
    OutOfOrder,
    Paid,
    Pay,
    QueryLast,
    ReadInfo,
    Ready,
    Settle,
    Settled,
    TerminalInfo,
    Unknown,
    Unresolved,
    Unsettled,
    Void,
    Voided,
)
from drivers.commands import LiveContext
from drivers.timebase import SystemTime

INFO_LIMIT_S = 60.0

PayShown = Paid | NotPaid | Unresolved | Voided | NotVoided | NeverAsked | Settled


def card_status(line: CardLine) -> dict[str, object]:
    """Say how the terminal is, and charge nothing. Raises ``DeviceError``."""
    with _driver(line, None) as driver:
        return describe_status(driver.poll())


def card_info(line: CardLine) -> dict[str, object]:
    """Say who the terminal is, and charge nothing. Raises ``DeviceError``."""
    with _driver(line, None) as driver:
        info = driver.run(ReadInfo(), LiveContext(timebase=SystemTime(), timeout_s=INFO_LIMIT_S))
    assert isinstance(info, TerminalInfo)  # what a ReadInfo ends with
    return asdict(info)


def run_card_command(
    line: CardLine,
    command: Pay | QueryLast | Void | Settle,
    *,
    timeout_s: float,
    journal: Path | None,
    show: Callable[[str], None] = lambda _stage: None,
) -> dict[str, object]:
    """Charge, ask, take back, or close the day.

    Args:
        line: the terminal.
        command: what to do.
        timeout_s: how long a person may take.
        journal: the journal's file; by default one that is thrown away: this is no terminal of a hall.
        show: takes the names of the stages.

    Raises:
        DeviceError: it failed, and nothing was charged.
    """

    def on_progress(value: object) -> None:
        if isinstance(value, CardStaged):
            show(value.stage.value)

    with _journal_path(journal) as path, _driver(line, path) as driver:
        context = LiveContext(timebase=SystemTime(), timeout_s=timeout_s, on_progress=on_progress)
        result = driver.run(command, context)
    assert not isinstance(result, TerminalInfo)  # none of these commands ends with it
    return describe_result(result)


def describe_status(status: CardStatus) -> dict[str, object]:
    """A status by name: ``status``, ``usable``, and what belongs to it."""
    match status:
        case Ready(terminal_id):
            return {"status": "ready", "usable": True, "terminal_id": terminal_id}
        case Unsettled(order):
            return {"status": "unsettled", "usable": False, "order": order}
        case Busy():
            return {"status": "busy", "usable": False}
        case OutOfOrder(code):
            return {"status": "out_of_order", "usable": False, "reason": code}
        case Offline(reason):
            return {"status": "offline", "usable": False, "reason": reason}
        case Unknown():
            return {"status": "unknown", "usable": False}
        case _:
            assert_never(status)


def describe_result(result: PayShown) -> dict[str, object]:
    """A result by name: ``result``, and what belongs to it."""
    match result:
        case Paid(receipt):
            return {"result": "paid", **_receipt(receipt)}
        case Voided(receipt):
            return {"result": "voided", **_receipt(receipt)}
        case NotPaid(reason, code):
            return {"result": "not_paid", "reason": reason.value, "code": code}
        case Unresolved(cause):
            return {"result": "unresolved", "cause": cause.value}
        case NotVoided(code, known):
            return {"result": "not_voided", "code": code, "known": known}
        case NeverAsked():
            return {"result": "never_asked"}
        case Settled(code):
            return {"result": "not_settled" if code else "settled", "code": code}
        case _:
            assert_never(result)


def list_journal(path: Path) -> dict[str, object]:
    """What a person has to look up at the terminal. Raises ``CardJournalError``."""
    journal = CardJournal(path, now=lambda: datetime.now(UTC))
    journal.open()
    try:
        listed = journal.listed()
    finally:
        journal.close()
    keys = ("order", "amount_fen", "terminal_id", "before", "state", "cause", "code", "reference", "void")
    return {"listed": [{key: getattr(one, key) for key in keys} for one in listed]}


def new_order() -> CardOrderId:
    """A name for an order at the bench."""
    return CardOrderId(f"bench-{secrets.token_hex(4)}")


def _receipt(receipt: CardReceipt) -> dict[str, object]:
    return {
        "amount_fen": receipt.amount_fen,
        "reference": receipt.reference,
        "receipt_no": receipt.receipt_no,
        "trace_no": receipt.trace_no,
        "terminal_id": receipt.terminal_id,
    }


@contextmanager
def _driver(line: CardLine, journal: Path | None) -> Iterator[CardTerminalDriver]:
    driver = card_driver(line, journal)
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
    with tempfile.TemporaryDirectory(prefix="card-bench-") as folder:
        yield Path(folder) / "card.sqlite"
