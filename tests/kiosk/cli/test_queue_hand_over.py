"""``kiosk queue export`` and the hall's import; one process only, for every action."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from offline_queue.outbox import Outbox
from tests.hall.process import HallProcess, hall_command
from tests.kiosk.cli.commands import Kiosk


@pytest.fixture
def kiosk(capsys: pytest.CaptureFixture[str]) -> Kiosk:
    """The command line."""
    return Kiosk(capsys)


def test_what_waits_travels_on_a_stick(
    kiosk: Kiosk,
    hall: HallProcess,
    hall_data: Path,
    queue_dir: Path,
    case_file: Path,
    page_file: Path,
    tmp_path: Path,
) -> None:
    """Put, export, import, send: the hall holds it once, and the terminal counts it as delivered."""
    made = hall_command("enrol-code", "--data", str(hall_data), "--terminal", "LS77", "--station", "LS", "--json")
    code = json.loads(made)["code"]
    assert kiosk("enrol", "--hall", hall.url, "--code", code, "--data", queue_dir, "--json").code == 0
    receipt = kiosk("queue", "put", case_file, "--attach", page_file, "--data", queue_dir, "--json")
    (tmp_path / "stick").mkdir()
    told = kiosk("queue", "export", "--to", tmp_path / "stick", "--data", queue_dir, "--json")
    assert (told.code, told.json["entries"]) == (0, [receipt.json["entry_id"]])
    taken = json.loads(hall_command("import", str(tmp_path / "stick"), "--data", str(hall_data)))
    assert (taken["bundle"], taken["new"]) == (told.json["bundle"], 1)
    sent = kiosk("queue", "sync", "--hall", hall.url, "--until-empty", "--data", queue_dir, "--json")
    assert (sent.code, sent.json["delivered"]) == (0, 1)
    exported = [json.loads(line)["entry_id"] for line in hall_command("export", "--data", str(hall_data)).splitlines()]
    assert exported.count(receipt.json["entry_id"]) == 1


@pytest.mark.parametrize("action", ["status", "put", "sync", "hold", "release", "export", "enrol"])
def test_a_second_opener_is_refused_in_plain_words(
    kiosk: Kiosk, queue_dir: Path, case_file: Path, tmp_path: Path, action: str
) -> None:
    """While a terminal runs, nothing else touches its folder, and no enrolment code is used up."""
    url = "http://127.0.0.1:9"
    arguments: dict[str, tuple[str | Path, ...]] = {
        "put": (case_file,),
        "sync": ("--hall", url),
        "hold": ("d057bc0f-ac13-4fe8-855a-0be6e291d45d",),
        "release": ("d057bc0f-ac13-4fe8-855a-0be6e291d45d",),
        "export": ("--to", tmp_path),
    }
    with Outbox.open(queue_dir):
        if action == "enrol":
            told = kiosk("enrol", "--hall", url, "--code", "ABCD-EFGH", "--data", queue_dir, "--json")
        else:
            told = kiosk("queue", action, *arguments.get(action, ()), "--data", queue_dir, "--json")
    assert told.code == 1
    assert told.json["error"]["code"] == "already_open"
    assert told.json["error"]["action"]
