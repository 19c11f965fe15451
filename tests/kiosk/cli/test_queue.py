"""``kiosk enrol`` and ``kiosk queue`` against a real hall in a process of its own."""

from __future__ import annotations

import itertools
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hall.process import HallProcess, hall_command
from tests.kiosk.cli.commands import Kiosk


@pytest.fixture
def kiosk(capsys: pytest.CaptureFixture[str]) -> Kiosk:
    """The command line."""
    return Kiosk(capsys)


TERMINAL_NUMBERS = itertools.count(1)


def code_for(hall_data: Path, number: int) -> str:
    made = hall_command(
        "enrol-code", "--data", str(hall_data), "--terminal", f"LS{number:02d}", "--station", "LS", "--json"
    )
    return str(json.loads(made)["code"])


@pytest.fixture
def enrolled(kiosk: Kiosk, hall: HallProcess, hall_data: Path, queue_dir: Path) -> HallProcess:
    """A hall that knows this terminal."""
    number = next(TERMINAL_NUMBERS)
    told = kiosk("enrol", "--hall", hall.url, "--code", code_for(hall_data, number), "--data", queue_dir, "--json")
    assert told.code == 0
    assert (told.json["terminal_id"], told.json["station_code"]) == (f"LS{number:02d}", "LS")
    return hall


@pytest.fixture
def deaf_port() -> Iterator[int]:
    """A port of this machine where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def test_case_travels_from_file_to_hall(
    kiosk: Kiosk, enrolled: HallProcess, hall_data: Path, queue_dir: Path, case_file: Path, page_file: Path
) -> None:
    """Put, look, send, look again: the hall holds it once, with its page."""
    receipt = kiosk("queue", "put", case_file, "--attach", page_file, "--data", queue_dir, "--json")
    assert receipt.code == 0
    assert receipt.json["receipt_number"].startswith("LS")
    before = kiosk("queue", "status", "--data", queue_dir, "--json").json
    assert (before["depth"], before["ready"]) == (1, 1)
    sent = kiosk("queue", "sync", "--hall", enrolled.url, "--until-empty", "--data", queue_dir, "--json")
    assert (sent.code, sent.json["empty"], sent.json["line"]) == (0, True, "online")
    after = kiosk("queue", "status", "--data", queue_dir, "--json").json
    assert (after["depth"], after["delivered"]) == (0, 1)
    exported = [json.loads(line)["entry_id"] for line in hall_command("export", "--data", str(hall_data)).splitlines()]
    assert exported.count(receipt.json["entry_id"]) == 1


def test_an_enrolled_terminal_makes_itself_another_key(kiosk: Kiosk, enrolled: HallProcess, queue_dir: Path) -> None:
    before = [path.name for path in (queue_dir / "identity").glob("*.key")]
    told = kiosk("enrol", "--hall", enrolled.url, "--new-key", "--data", queue_dir, "--json")
    assert told.code == 0
    after = [path.name for path in (queue_dir / "identity").glob("*.key")]
    assert after == [f"{told.json['key_id']}.key"]
    assert after != before


def test_put_without_enrolment_is_refused_in_plain_words(kiosk: Kiosk, queue_dir: Path, case_file: Path) -> None:
    """One JSON object with code, sentence and cure, exit code 1, nothing stored."""
    told = kiosk("queue", "put", case_file, "--data", queue_dir, "--json", "--lang", "en")
    assert told.code == 1
    assert told.json == {
        "error": {
            "code": "not_enrolled",
            "fault": "absent",
            "message": "This terminal is not enrolled, so it stores nothing.",
            "action": "Get a code from the hall and run kiosk enrol.",
        }
    }
    assert kiosk("queue", "status", "--data", queue_dir, "--json").json["depth"] == 0


def test_wrong_document_names_places_and_no_values(kiosk: Kiosk, queue_dir: Path, case_file: Path) -> None:
    """The error says where, never what."""
    draft = json.loads(case_file.read_text(encoding="utf-8"))
    draft["applicant"]["number"] = "610198194503120016 张桂兰"
    case_file.write_text(json.dumps(draft), encoding="utf-8")
    told = kiosk("queue", "put", case_file, "--data", queue_dir, "--json")
    assert told.code == 1
    assert (told.json["error"]["code"], told.json["error"]["fields"]) == ("draft_refused", ["applicant.number"])
    assert "610198" not in told.out + told.err
    assert "张桂兰" not in told.out + told.err


def test_held_entry_is_not_sent_until_released(
    kiosk: Kiosk, enrolled: HallProcess, queue_dir: Path, case_file: Path, page_file: Path
) -> None:
    """Staff can keep an entry back and let it go again."""
    put = kiosk("queue", "put", case_file, "--attach", page_file, "--data", queue_dir, "--json")
    entry = put.json["entry_id"]
    assert kiosk("queue", "hold", entry, "--data", queue_dir, "--json").json["state"] == "held"
    kiosk("queue", "sync", "--hall", enrolled.url, "--data", queue_dir, "--json")
    assert kiosk("queue", "status", "--data", queue_dir, "--json").json["held"] == 1
    assert kiosk("queue", "release", entry, "--data", queue_dir, "--json").json["state"] == "ready"
    assert kiosk("queue", "sync", "--hall", enrolled.url, "--until-empty", "--data", queue_dir, "--json").code == 0


def test_sync_without_a_hall_says_so_and_keeps_everything(
    kiosk: Kiosk, enrolled: HallProcess, queue_dir: Path, case_file: Path, page_file: Path, deaf_port: int
) -> None:
    """The hall is gone: exit code 1, the line's fault by name, the entry still there."""
    kiosk("queue", "put", case_file, "--attach", page_file, "--data", queue_dir)
    nowhere = f"http://127.0.0.1:{deaf_port}"
    told = kiosk("queue", "sync", "--hall", nowhere, "--data", queue_dir, "--json")
    assert told.code == 1
    assert (told.json["line"], told.json["line_fault"], told.json["depth"]) == ("offline", "refused", 1)


def test_spent_code_is_refused(kiosk: Kiosk, hall: HallProcess, hall_data: Path, tmp_path: Path) -> None:
    """A code works for one terminal."""
    code = code_for(hall_data, next(TERMINAL_NUMBERS))
    assert kiosk("enrol", "--hall", hall.url, "--code", code, "--data", tmp_path / "one").code == 0
    told = kiosk("enrol", "--hall", hall.url, "--code", code, "--data", tmp_path / "two", "--json")
    assert told.code == 1
    assert (told.json["error"]["code"], told.json["error"]["fault"]) == ("enrolment_refused", "code-spent")


def test_unknown_entry(kiosk: Kiosk, queue_dir: Path) -> None:
    """Nobody can hold what is not there; without ``--json`` the words go to standard error."""
    told = kiosk("queue", "hold", "0b6d9c1e-3f7a-4b52-9a55-0d1f8c2e7a10", "--data", queue_dir, "--lang", "en")
    assert told.code == 1
    assert told.err.startswith("The queue has no entry of this id.")
    assert told.out == ""


def test_missing_file(kiosk: Kiosk, queue_dir: Path, tmp_path: Path) -> None:
    """A file that is not there is named without its folder."""
    told = kiosk("queue", "put", tmp_path / "absent.json", "--data", queue_dir, "--json", "--lang", "en")
    assert told.code == 1
    assert told.json["error"]["message"] == "The file absent.json cannot be read."


def test_plain_http_to_another_machine(kiosk: Kiosk, queue_dir: Path) -> None:
    """Keys never travel in clear."""
    told = kiosk("enrol", "--hall", "http://hall.example", "--code", "AAAA-BBBB", "--data", queue_dir, "--json")
    assert (told.code, told.json["error"]["code"]) == (1, "insecure_url")
