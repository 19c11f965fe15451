"""``kiosk device card-terminal``: a card at the bench, and what is said where nobody knows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.card_terminal.journal import CardJournal
from drivers.card_terminal.model import CardOrderId, UnresolvedCause
from drivers.card_terminal.simulator.core import TERMINAL_ID
from drivers.card_terminal.simulator.ports import TcpCardSimulator
from kiosk.cli.main import main
from tests.drivers.card_terminal.desk import NOW

ORDER = "K01202611240001"


@pytest.fixture
def terminal() -> Iterator[TcpCardSimulator]:
    """A terminal that is presented a card as soon as it wants one."""
    simulator = TcpCardSimulator()
    simulator.start()
    yield simulator
    simulator.stop()


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, object]]:
    """The exit code and the one object that was printed."""
    code = main(["device", "card-terminal", *words, "--json"])
    (line,) = capsys.readouterr().out.splitlines()
    return code, json.loads(line)


def test_pay_query_void_and_settle(
    capsys: pytest.CaptureFixture[str], terminal: TcpCardSimulator, tmp_path: Path
) -> None:
    """Each prints one object; the journal that is named is kept; nothing of the card is printed."""
    kept = ("--port", terminal.port, "--journal", str(tmp_path / "card.sqlite"))
    code, paid = asked(capsys, "pay", "--amount-fen", "2040", "--order", ORDER, *kept)
    assert (code, paid["result"], paid["order"], paid["amount_fen"]) == (0, "paid", ORDER, 2040)
    assert "4771" not in json.dumps(paid)
    code, asked_for = asked(capsys, "query", "--order", ORDER, *kept)
    assert (code, asked_for["result"]) == (0, "paid")
    code, voided = asked(capsys, "void", "--order", ORDER, *kept)
    assert (code, voided["result"], terminal.core.bank.standing_fen) == (0, "voided", 0)
    assert asked(capsys, "settle", *kept) == (0, {"result": "settled", "code": ""})


def test_a_refusal_has_its_own_exit_code(capsys: pytest.CaptureFixture[str], terminal: TcpCardSimulator) -> None:
    """1: nothing was charged."""
    terminal.core.faults.declines_with = 0x05
    code, result = asked(capsys, "pay", "--amount-fen", "100", "--port", terminal.port)
    assert (code, result["result"], result["reason"], result["code"]) == (1, "not_paid", "declined", "zvt_05")


@pytest.mark.expects_log_warnings
def test_what_nobody_knows_has_its_own_exit_code(
    capsys: pytest.CaptureFixture[str], terminal: TcpCardSimulator, tmp_path: Path
) -> None:
    """3: look at the terminal; the journal lists it."""
    terminal.core.faults.other_amount_fen = 99
    path = str(tmp_path / "card.sqlite")
    code, result = asked(
        capsys, "pay", "--amount-fen", "100", "--order", ORDER, "--port", terminal.port, "--journal", path
    )
    assert (code, result["result"], result["cause"]) == (3, "unresolved", "differs")
    code, listed = asked(capsys, "listed", "--journal", path)
    rows = listed["listed"]
    assert isinstance(rows, list)
    assert [(row["order"], row["state"], row["cause"]) for row in rows] == [(ORDER, "unknown", "differs")]
    assert code == 0


def test_status_and_info_in_words(capsys: pytest.CaptureFixture[str], terminal: TcpCardSimulator) -> None:
    """Charges nothing."""
    assert main(["device", "card-terminal", "status", "--port", terminal.port]) == 0
    assert main(["device", "card-terminal", "info", "--port", terminal.port]) == 0
    told = capsys.readouterr().out
    assert "ready" in told
    assert str(TERMINAL_ID) in told
    assert terminal.core.bank.charges == []


def test_the_stages_are_shown_to_people(capsys: pytest.CaptureFixture[str], terminal: TcpCardSimulator) -> None:
    """One a line, before the result."""
    assert main(["device", "card-terminal", "pay", "--amount-fen", "100", "--port", terminal.port]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["connecting", "present_card"]


def test_a_terminal_that_is_not_there_is_told_with_its_cure(capsys: pytest.CaptureFixture[str]) -> None:
    """A typed error, and no traceback."""
    code, result = asked(capsys, "status", "--port", "/dev/serial/by-id/none")
    assert code == 1
    assert isinstance(result["error"], dict)
    assert result["error"]["code"] == "port_missing"


@pytest.mark.parametrize("words", [["--amount-fen", "0"], ["--amount-fen", "5", "--password", "12"]])
def test_what_cannot_be_is_refused_at_once(words: list[str]) -> None:
    """No amount, and a password that is none: exit code 2."""
    assert main(["device", "card-terminal", "pay", "--port", "/dev/null", *words]) == 2


def test_what_was_not_asked_yet_is_listed_too(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A journal is read without a terminal."""
    journal = CardJournal(tmp_path / "card.sqlite", now=lambda: NOW)
    journal.open()
    row = journal.started(CardOrderId(ORDER), 100, "", "")
    journal.unknown(row, UnresolvedCause.NOT_ASKED_YET, "no_reply")
    journal.close()
    code, listed = asked(capsys, "listed", "--journal", str(tmp_path / "card.sqlite"))
    assert code == 0
    assert len(listed["listed"]) == 1  # type: ignore[arg-type]
