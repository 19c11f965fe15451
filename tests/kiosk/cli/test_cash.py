"""``kiosk device cash``: money at the bench, and a device that takes none afterwards."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.cash.journal import CashJournal
from drivers.cash.simulator.bill_core import BillCore
from drivers.cash.simulator.ports import CcTalkSimulator
from drivers.timebase import SystemTime
from kiosk.cli.main import main
from tests.drivers.cash.till import NOW


@pytest.fixture
def bill() -> BillCore:
    return BillCore(clock=SystemTime().now)


@pytest.fixture
def port(tmp_path: Path, bill: BillCore) -> Iterator[str]:
    simulator = CcTalkSimulator([bill], link=tmp_path / "cash", baud=None)
    simulator.start()
    yield simulator.port
    simulator.stop()


def push_notes(bill: BillCore, *types: int) -> threading.Thread:
    """A resident who pushes notes in as soon as each is taken."""
    left = list(types)

    def push() -> None:
        tick = threading.Event()
        while left and not tick.wait(0.01):
            if bill.accepting and bill.transport.piece is None and bill.insert(left[0]) is not None:
                left.pop(0)

    thread = threading.Thread(target=push, daemon=True)
    thread.start()
    return thread


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, object]]:
    """The exit code and the one object that was printed."""
    code = main(["device", "cash", *words, "--json"])
    (line,) = capsys.readouterr().out.splitlines()
    return code, json.loads(line)


def test_accept_prints_what_was_stacked(
    capsys: pytest.CaptureFixture[str], bill: BillCore, port: str, tmp_path: Path
) -> None:
    """One object, exit code 0, and the device is inhibited; a journal is kept where one is named."""
    hands = push_notes(bill, 5, 5)
    journal = tmp_path / "kept.sqlite"
    code, result = asked(
        capsys, "accept", "--port", port, "--amount-fen", "10000", "--timeout-s", "30", "--journal", str(journal)
    )
    hands.join(10)
    assert (code, result["total_fen"], result["stacked_fen"]) == (0, 10000, [5000, 5000])
    assert (result["end"], bill.accepting) == ("amount_reached", False)
    kept = CashJournal(journal, now=lambda: NOW)
    kept.open()
    assert kept.credited_fen(str(result["session"])) == 10000
    kept.close()


def test_accept_ends_with_its_time(capsys: pytest.CaptureFixture[str], port: str) -> None:
    """Nothing came: that is no error."""
    code, result = asked(capsys, "accept", "--port", port, "--timeout-s", "0.3")
    assert (code, result["end"], result["total_fen"], result["stacked_fen"]) == (0, "time_over", 0, [])


@pytest.mark.expects_log_warnings
def test_accept_tells_what_was_stacked_beside_the_error(
    capsys: pytest.CaptureFixture[str], bill: BillCore, port: str
) -> None:
    """Money that was taken is never left out of the answer."""
    hands = push_notes(bill, 3)
    waiting = threading.Thread(target=jam_when_stacked, args=(bill, hands))
    waiting.start()
    code, result = asked(capsys, "accept", "--port", port, "--amount-fen", "10000", "--timeout-s", "30")
    waiting.join(10)
    assert (code, result["stacked_fen"], bill.accepting) == (1, [1000], False)
    error = result["error"]
    assert isinstance(error, dict)
    assert (error["code"], error["class"]) == ("cash_jam", "hardware")


def jam_when_stacked(bill: BillCore, hands: threading.Thread) -> None:
    """Wait until the note is in the box and has been read there, then get one stuck."""
    hands.join(10)
    tick = threading.Event()
    while not bill.vault.stacked:
        tick.wait(0.01)
    seen = len(bill.requests)
    while len(bill.requests) < seen + 6:
        tick.wait(0.01)
    bill.jam()


def test_status_and_info_change_nothing(capsys: pytest.CaptureFixture[str], bill: BillCore, port: str) -> None:
    """How it is, who it is; readable without ``--json`` too."""
    assert asked(capsys, "status", "--port", port) == (
        0,
        {"status": "ready", "usable": True, "units": ["CASH1-123456"]},
    )
    code, info = asked(capsys, "info", "--port", port)
    assert code == 0
    assert "CN0100A" in json.dumps(info)
    assert main(["device", "cash", "status", "--port", port]) == 0
    assert "ready" in capsys.readouterr().out
    assert not {1, 153, 154, 228, 231} & set(bill.requests)


def test_no_port(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A typed error with exit code 1, as an object and in words."""
    nowhere = str(tmp_path / "nowhere")
    code, result = asked(capsys, "status", "--port", nowhere)
    error = result["error"]
    assert isinstance(error, dict)
    assert (code, error["code"]) == (1, "port_missing")
    assert main(["device", "cash", "accept", "--port", nowhere, "--lang", "en"]) == 1
    printed = capsys.readouterr()
    assert "total_fen" in printed.out
    assert "port_missing" in printed.err
