"""Enrolment, sending and the commands, against the reference hall as a process of its own."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from offline_queue import commands
from offline_queue.enrolment import enrol
from offline_queue.errors import (
    ChannelError,
    DraftFault,
    DraftRefusedError,
    EnrolmentRefusedError,
    NotEnrolledError,
    QueueError,
    StorageFullError,
)
from offline_queue.filesystem import OsFs
from offline_queue.identity import load_identity, unused_key
from offline_queue.transport import Timeouts
from offline_queue.wire.enrolment import EnrolmentAnswer, EnrolmentRequest
from offline_queue.wire.entries import EntryKind
from offline_queue.wire.sealing import SUITE, key_id_of
from tests.hall.process import HallProcess, hall_command
from tests.offline_queue.build import MOMENT, FaultyFs, case_draft, page, rating_draft
from tests.offline_queue.played_hall import LOGIN_PAGE, LOST, Asked, Fault, PlayedHall, Reply, fixed


def enrolment(**changed: object) -> Fault:
    """An answer as a hall gives it, signed with the key that it names, but for what is changed."""

    def play(hall: PlayedHall, asked: Asked) -> Reply:
        own = EnrolmentRequest.model_validate_json(asked.body).public_key
        signing = hall.keys.signing.public_key().public_bytes_raw()
        sealing = hall.keys.sealing.public_key().public_bytes_raw()
        values: dict[str, object] = {
            "terminal_id": "LS01",
            "station_code": "LS",
            "terminal_no": 1,
            "generation": 1,
            "key_id": key_id_of(own),
            "signing_key": {"key_id": key_id_of(signing), "public_key": signing},
            "sealing_key": {"key_id": key_id_of(sealing), "public_key": sealing},
            "suite": SUITE,
            "hall_time": MOMENT,
        }
        return Reply(201, EnrolmentAnswer.model_validate(values | changed).model_dump_json().encode())

    return play


_OTHER = bytes(range(32))
_STRANGE_ENROLMENTS: list[tuple[Fault, str]] = [
    (fixed(LOST), "broken"),
    (fixed(LOGIN_PAGE), "foreign"),
    (fixed(Reply(403, b"no problem details", signed=False)), "foreign"),
    (lambda hall, asked: replace(enrolment()(hall, asked), signed=False), "foreign"),
    (enrolment(signing_key={"key_id": key_id_of(_OTHER), "public_key": _OTHER}), "foreign"),
    (enrolment(key_id=key_id_of(_OTHER)), "garbage"),
    (enrolment(sealing_key={"key_id": key_id_of(b"x"), "public_key": _OTHER}), "garbage"),
    (enrolment(suite="sm2-sm4-gcm/1"), "garbage"),
]


@pytest.fixture(scope="module")
def hall_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hall")


@pytest.fixture(scope="module")
def hall(hall_dir: Path) -> Iterator[HallProcess]:
    with HallProcess(hall_dir) as process:
        yield process


def code_for(hall_dir: Path, terminal: str) -> str:
    printed = hall_command("enrol-code", "--terminal", terminal, "--station", "LS", "--json", "--data", str(hall_dir))
    return str(json.loads(printed)["code"])


def exported(hall_dir: Path) -> dict[str, dict[str, object]]:
    lines = hall_command("export", "--data", str(hall_dir)).splitlines()
    return {entry["entry_id"]: entry for entry in map(json.loads, lines)}


def write_case(folder: Path, pages: int) -> tuple[Path, list[Path]]:
    document = folder / "case.json"
    document.write_text(case_draft(pages).model_dump_json(), encoding="utf-8")
    files = [folder / f"page{number}.jpg" for number in range(pages)]
    for file in files:
        file.write_bytes(bytes(page(300_000).content))
    return document, files


def test_the_whole_way_by_commands(hall: HallProcess, hall_dir: Path, tmp_path: Path) -> None:
    data_dir = tmp_path / "queue"
    told = commands.enrol(data_dir, hall.url, code_for(hall_dir, "LS11"))
    assert (told["terminal_id"], told["terminal_no"], told["generation"]) == ("LS11", 11, 1)
    document, files = write_case(tmp_path, 2)

    put = commands.put(data_dir, document, EntryKind.CASE, files)
    rating = tmp_path / "rating.json"
    rating.write_text(rating_draft(str(put["receipt_number"])).model_dump_json(), encoding="utf-8")
    rated = commands.put(data_dir, rating, EntryKind.RATING)
    before = commands.status(data_dir)
    done = commands.sync(data_dir, hall.url, until_empty=True)

    assert (before["ready"], before["depth"], before["level"]) == (2, 2, "green")
    assert (done["empty"], done["result"], done["delivered"], done["line"]) == (True, "idle", 2, "online")
    ledger = {entry["entry_id"]: entry for entry in commands.entries(data_dir)}
    at_hall = exported(hall_dir)
    case = at_hall[str(put["entry_id"])]
    assert case["state"] == "complete"
    assert case["receipt_number"] == put["receipt_number"]
    assert case["digest"] == ledger[put["entry_id"]]["digest"]
    assert case["case_number"] == ledger[put["entry_id"]]["case_number"]
    assert at_hall[str(rated["entry_id"])]["kind"] == "rating"
    assert commands.sync(data_dir, hall.url)["empty"] is True


def test_a_hall_that_is_away_is_said(tmp_path: Path, hall: HallProcess, hall_dir: Path) -> None:
    data_dir = tmp_path / "queue"
    commands.enrol(data_dir, hall.url, code_for(hall_dir, "LS12"))
    document, _ = write_case(tmp_path, 0)
    entry_id = str(commands.put(data_dir, document, EntryKind.CASE)["entry_id"])
    with socket.create_server(("127.0.0.1", 0)) as free:
        away = f"http://127.0.0.1:{free.getsockname()[1]}"
    done = commands.sync(data_dir, away, timeouts=Timeouts(1, 1))
    assert (done["empty"], done["result"], done["line"], done["line_fault"]) == (False, "channel", "offline", "refused")
    assert commands.hold(data_dir, entry_id)["state"] == "held"
    assert commands.sync(data_dir, hall.url)["empty"] is True
    assert entry_id not in exported(hall_dir)
    assert commands.release(data_dir, entry_id)["state"] == "ready"
    assert commands.sync(data_dir, hall.url, until_empty=True)["delivered"] == 1
    assert entry_id in exported(hall_dir)


@pytest.mark.expects_log_warnings
def test_a_terminal_that_the_hall_does_not_know_stops(tmp_path: Path, hall: HallProcess, hall_dir: Path) -> None:
    data_dir = tmp_path / "queue"
    commands.enrol(data_dir, hall.url, code_for(hall_dir, "LS13"))
    commands.enrol(tmp_path / "other", hall.url, code_for(hall_dir, "LS13"))
    document, _ = write_case(tmp_path, 0)
    commands.put(data_dir, document, EntryKind.CASE)
    done = commands.sync(data_dir, hall.url, until_empty=True)
    assert (done["result"], done["stop_cause"], done["ready"]) == ("stopped", "key_revoked", 1)


def test_without_enrolment_put_refuses(tmp_path: Path) -> None:
    document, _ = write_case(tmp_path, 0)
    with pytest.raises(NotEnrolledError) as caught:
        commands.put(tmp_path / "queue", document, EntryKind.CASE)
    assert commands.error_of(caught.value) == {"code": "not_enrolled", "fault": "absent"}
    done = commands.sync(tmp_path / "queue", "http://127.0.0.1:1", until_empty=True)
    assert (done["result"], done["empty"]) == ("not_enrolled", True)


def test_drafts_that_are_none_are_refused_by_place() -> None:
    with pytest.raises(DraftRefusedError) as caught:
        commands.read_draft(b'{"item": {"name": "610198194503120016"}}', EntryKind.CASE)
    assert caught.value.fault is DraftFault.INVALID
    assert "item.item_id" in caught.value.fields
    assert "610198" not in repr(caught.value)
    assert commands.error_of(caught.value)["code"] == "draft_refused"
    with pytest.raises(DraftRefusedError) as caught:
        commands.read_draft(b"{}", EntryKind.PAYMENT_OUTCOME)
    assert caught.value.fields == ("amount_fen", "captured_at", "method", "occurred_at", "order_id", "outcome")


def test_enrolling_again_raises_the_generation(tmp_path: Path, hall: HallProcess, hall_dir: Path) -> None:
    first = enrol(tmp_path, hall.url, code_for(hall_dir, "LS14"))
    second = enrol(tmp_path, hall.url, code_for(hall_dir, "LS14"))
    assert (first.generation, second.generation) == (1, 2)
    assert first.key_id != second.key_id
    assert load_identity(tmp_path, OsFs()).generation == 2
    assert len([name for name in OsFs().names(tmp_path / "identity") if name.endswith(".key")]) == 1


def test_a_lost_answer_costs_nothing(tmp_path: Path, hall: HallProcess, hall_dir: Path) -> None:
    """The answer was lost after the hall took the code: the same code with the stored key works again."""
    code = code_for(hall_dir, "LS15")
    fs = FaultyFs()
    fs.fail_at(7)  # two folders, the key file's five steps, then the identity's first
    with pytest.raises(StorageFullError):
        enrol(tmp_path, hall.url, code, fs=fs)
    assert enrol(tmp_path, hall.url, code).generation == 1


def test_a_new_code_after_a_lost_answer_gets_a_new_key(tmp_path: Path, hall: HallProcess, hall_dir: Path) -> None:
    fs = FaultyFs()
    fs.fail_at(7)
    with pytest.raises(StorageFullError):
        enrol(tmp_path, hall.url, code_for(hall_dir, "LS16"), fs=fs)
    assert enrol(tmp_path, hall.url, code_for(hall_dir, "LS16")).generation == 2


@pytest.mark.parametrize("code", ["ZZZZ-ZZZZ", "", "too long by far", "UUUUUUUU"])
def test_a_wrong_code_is_refused(tmp_path: Path, hall: HallProcess, code: str) -> None:
    with pytest.raises(EnrolmentRefusedError) as caught:
        enrol(tmp_path, hall.url, code)
    assert caught.value.problem == "code-unknown"
    assert commands.error_of(caught.value) == {"code": "enrolment_refused", "fault": "code-unknown"}


def test_a_spent_code_is_refused(tmp_path: Path, hall: HallProcess, hall_dir: Path) -> None:
    code = code_for(hall_dir, "LS17")
    enrol(tmp_path / "one", hall.url, code)
    unused_key(tmp_path / "two", OsFs())
    with pytest.raises(EnrolmentRefusedError) as caught:
        enrol(tmp_path / "two", hall.url, code)
    assert caught.value.problem == "code-spent"


def test_somebody_else_who_answers_is_not_believed(tmp_path: Path, played: PlayedHall) -> None:
    for fault, name in _STRANGE_ENROLMENTS:
        played.next("POST", fault)
        with pytest.raises(ChannelError) as caught:
            enrol(tmp_path, played.url, "ABCD1234")
        assert commands.error_of(caught.value) == {"code": "channel", "fault": name}
    assert not (tmp_path / "identity" / "enrolment.json").exists()


def test_other_errors_have_a_code() -> None:
    assert commands.error_of(StorageFullError()) == {"code": "storage_full"}
    assert commands.error_of(QueueError()) == {"code": "queue"}
