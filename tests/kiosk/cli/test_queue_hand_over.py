"""``kiosk queue export`` and the hall's import; one process only, for every action."""

from __future__ import annotations

import gc
import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from kiosk import sticks
from kiosk.flows.staff.table import StaffState
from offline_queue import commands
from offline_queue.outbox import Outbox
from tests.hall.process import HallProcess, hall_command
from tests.kiosk.cli.commands import Kiosk
from tests.kiosk.flows.test_staff_states import is_in
from tests.kiosk.flows.test_staff_stick import Socket, staff_toml, to_sticks, write
from tests.kiosk.rig import Rig
from tests.offline_queue.build import case_draft, page


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


def test_the_hall_takes_what_came_by_stick_and_by_line_once(
    qapp: QApplication, hall: HallProcess, hall_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the staff's page at the terminal to the hall's import, twice, and then by line: one case, delivered."""
    socket = Socket(tmp_path / "usb")
    monkeypatch.setattr(sticks, "MOUNTS", socket.table)
    queue = tmp_path / "data" / "queue"
    made = hall_command("enrol-code", "--data", str(hall_data), "--terminal", "LS78", "--station", "LS", "--json")
    commands.enrol(queue, hall.url, str(json.loads(made)["code"]))
    with Rig(qapp, tmp_path, reader=False, printer=False, enrolled=False, more_toml=staff_toml(socket.media)) as rig:
        rig.start()
        receipt = rig.outbox.enqueue(case_draft(1), [page(300_000)])
        stick = socket.plug()
        to_sticks(rig)
        write(rig)
        is_in(rig, StaffState.STICK_RESULT)
        rig.leave()
    gc.collect()
    taken = [json.loads(hall_command("import", str(stick), "--data", str(hall_data))) for _ in range(2)]
    assert [(one["new"], one["known"]) for one in taken] == [(1, 0), (0, 1)]
    sent = commands.sync(queue, hall.url, until_empty=True)
    assert (sent["empty"], sent["delivered"]) == (True, 1)
    (entry,) = commands.entries(queue)
    assert (entry["state"], bool(entry["case_number"])) == ("delivered", True)
    exported = [json.loads(line)["entry_id"] for line in hall_command("export", "--data", str(hall_data)).splitlines()]
    assert exported.count(receipt.entry_id) == 1


@pytest.mark.parametrize("action", ["status", "put", "sync", "hold", "release", "resend", "care", "export", "enrol"])
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
        "resend": ("d057bc0f-ac13-4fe8-855a-0be6e291d45d",),
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
