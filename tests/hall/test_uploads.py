"""Attachments: resumed where they stood, checked at the end, complete without a call for it."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import select, update

from hall.attachments import expire_uploads
from hall.blobs import LocalFiles, PartMissingError
from hall.settings import HallSettings
from hall.tables import attachments
from hall.web.app import open_files
from offline_queue.wire import routes
from offline_queue.wire.entries import EntryAnswer, EntryState, ProblemKind
from offline_queue.wire.sealing import EntrySealer
from offline_queue.wire.uploads import MAX_CHUNK_BYTES, VERDICT_WANTED, AppendChunk
from tests.hall.terminal import CLIENT, RunningHall, Terminal, TestClock, assert_problem, running_hall
from tests.wire.build import Made, make_case, seal

PAGE = bytes(range(256)) * 3000
CHUNK = 256 * 1024


@pytest.fixture
def made(running: RunningHall, terminal: Terminal) -> Made:
    """A stored entry whose one attachment has not arrived."""
    made = make_case(running.sealing_key, PAGE)
    assert terminal.put(made).status_code == 201
    return made


def path_of(made: Made, ordinal: int = 0) -> str:
    return routes.attachment_path(made.entry_id, made.sealed.attachments[ordinal].attachment_id)


def sealed_bytes(made: Made, ordinal: int = 0) -> bytes:
    return made.files[made.sealed.attachments[ordinal].attachment_id]


def patch(terminal: Terminal, made: Made, offset: int, chunk: bytes, **headers: str) -> httpx.Response:
    step = AppendChunk(path_of(made), offset, len(chunk))
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return terminal.call("PATCH", step.path, chunk, step.headers_for(chunk) | named)


def head(terminal: Terminal, made: Made) -> httpx.Response:
    return terminal.call("HEAD", path_of(made), b"", {"Tus-Resumable": "1.0.0"})


def test_an_upload_completes_the_entry(terminal: Terminal, made: Made) -> None:
    before = terminal.get_answer(made.entry_id)
    assert (before.state, before.attachments[0].complete) == (EntryState.STORED, False)
    assert terminal.upload(made) == len(sealed_bytes(made))
    after = terminal.get_answer(made.entry_id)
    assert (after.state, after.attachments[0].complete) == (EntryState.COMPLETE, True)
    assert after.attachments[0].offset_bytes == len(sealed_bytes(made))
    assert after.case_number == before.case_number


def test_a_kept_file_is_the_sealed_one(running: RunningHall, terminal: Terminal, made: Made) -> None:
    terminal.upload(made)
    files = open_files(running.hall.settings)
    assert b"".join(files.read(made.sealed.attachments[0].digest)) == sealed_bytes(made)


def test_an_entry_with_two_attachments_waits_for_both(running: RunningHall, terminal: Terminal) -> None:
    made = make_case(running.sealing_key, b"one", b"two")
    terminal.put(made)
    terminal.upload(made, 1)
    assert terminal.get_answer(made.entry_id).state is EntryState.STORED
    terminal.upload(made, 0)
    assert terminal.get_answer(made.entry_id).state is EntryState.COMPLETE


def test_the_answer_to_a_replay_carries_the_offset(terminal: Terminal, made: Made) -> None:
    patch(terminal, made, 0, sealed_bytes(made)[:CHUNK])
    assert terminal.put_answer(made).attachments[0].offset_bytes == CHUNK


def test_a_cut_in_mid_chunk_costs_that_chunk_only(terminal: Terminal, made: Made) -> None:
    """The line breaks after half of the second chunk; the upload goes on where the first one ended."""
    content = sealed_bytes(made)
    assert patch(terminal, made, 0, content[:CHUNK]).status_code == 204
    chunk = content[CHUNK : 2 * CHUNK]
    step = AppendChunk(path_of(made), CHUNK, len(chunk))
    lines = terminal.signature("PATCH", step.path, chunk) | step.headers_for(chunk)
    text = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    target = urlsplit(terminal.url)
    with socket.create_connection((str(target.hostname), int(target.port or 0))) as line:
        line.sendall(f"PATCH {step.path} HTTP/1.1\r\nHost: x\r\n{text}Content-Length: {len(chunk)}\r\n\r\n".encode())
        line.sendall(chunk[: CHUNK // 2])
    assert head(terminal, made).headers["upload-offset"] == str(CHUNK)
    assert terminal.upload(made) == len(content) - CHUNK
    assert terminal.get_answer(made.entry_id).state is EntryState.COMPLETE


def test_another_offset_is_answered_with_the_right_one(terminal: Terminal, made: Made) -> None:
    content = sealed_bytes(made)
    patch(terminal, made, 0, content[:CHUNK])
    for offset in (0, CHUNK + 1):
        response = patch(terminal, made, offset, content[:100])
        assert_problem(response, 409, ProblemKind.UPLOAD_OFFSET)
        assert response.headers["upload-offset"] == str(CHUNK)


def test_a_chunk_without_its_checksum_is_refused(terminal: Terminal, made: Made) -> None:
    content = sealed_bytes(made)[:100]
    wrong = AppendChunk(path_of(made), 0, 100).headers_for(b"other")["Upload-Checksum"]
    assert_problem(patch(terminal, made, 0, content, Upload_Checksum=wrong), 460, ProblemKind.UPLOAD_CHECKSUM)
    response = patch(terminal, made, 0, content, Upload_Checksum="md5 AAAA")
    assert_problem(response, 400, ProblemKind.UPLOAD_PROTOCOL)
    assert head(terminal, made).headers["upload-offset"] == "0"


def test_a_whole_with_another_digest_starts_anew(terminal: Terminal, made: Made) -> None:
    content = bytearray(sealed_bytes(made))
    content[5] ^= 1
    for offset in range(0, len(content) - CHUNK, CHUNK):
        patch(terminal, made, offset, bytes(content[offset : offset + CHUNK]))
    offset = int(head(terminal, made).headers["upload-offset"])
    assert_problem(patch(terminal, made, offset, bytes(content[offset:])), 410, ProblemKind.UPLOAD_GONE)
    assert head(terminal, made).status_code == 410
    terminal.upload(made)
    assert terminal.get_answer(made.entry_id).state is EntryState.COMPLETE


def test_bytes_that_do_not_open_are_refused(running: RunningHall, terminal: Terminal) -> None:
    """The manifest's digest fits, the seal does not: the terminal sealed wrongly, sending again cannot help."""
    made = make_case(running.sealing_key, b"page")
    ref = made.sealed.attachments[0]
    other = make_case(running.sealing_key, b"page", name="other")
    swapped = other.files[other.sealed.attachments[0].attachment_id]
    raw = json.loads(made.body)
    raw["attachments"][0]["digest"] = other.sealed.attachments[0].digest
    terminal.put(made, json.dumps(raw).encode())
    step = AppendChunk(path_of(made), 0, len(swapped))
    response = terminal.call("PATCH", step.path, swapped, step.headers_for(swapped))
    assert_problem(response, 422, ProblemKind.SEAL)
    assert not terminal.get_answer(made.entry_id).attachments[0].complete
    assert ref.sealed_size_bytes == len(swapped)


def test_a_file_that_is_not_the_documents_is_refused(running: RunningHall, terminal: Terminal) -> None:
    made = make_case(running.sealing_key, b"page")
    document: Any = made.document
    lying = document.model_copy(
        update={"attachments": (document.attachments[0].model_copy(update={"content_sha256": "0" * 64}),)}
    )
    sealer = EntrySealer(running.sealing_key, made.entry_id, "case")
    stream = sealer.seal_attachment(made.sealed.attachments[0].attachment_id, 0, [b"page"])
    sealed = b"".join(stream)
    ref = made.sealed.attachments[0].model_copy(update={"digest": stream.digest})
    again = seal(running.sealing_key, lying, sealer=sealer, refs=(ref,), files={ref.attachment_id: sealed})
    assert terminal.put(again).status_code == 201
    assert_problem(patch(terminal, again, 0, sealed), 422, ProblemKind.SEAL)


def test_a_given_up_upload_is_gone_until_it_is_opened_anew(terminal: Terminal, made: Made) -> None:
    tus = {"Tus-Resumable": "1.0.0"}
    content = sealed_bytes(made)
    patch(terminal, made, 0, content[:CHUNK])
    assert terminal.call("DELETE", path_of(made), b"", tus).status_code == 204
    assert head(terminal, made).status_code == 410
    assert_problem(patch(terminal, made, CHUNK, content[CHUNK:]), 410, ProblemKind.UPLOAD_GONE)
    opened = terminal.call("POST", path_of(made), b"", tus | {"Upload-Length": str(len(content))})
    assert (opened.status_code, opened.headers["upload-offset"]) == (201, "0")
    assert opened.headers["location"] == path_of(made)
    found = terminal.call("POST", path_of(made), b"", tus | {"Upload-Length": str(len(content))})
    assert found.status_code == 200
    assert terminal.upload(made) == len(content)


def test_a_complete_attachment_cannot_be_given_up(terminal: Terminal, made: Made) -> None:
    terminal.upload(made)
    response = terminal.call("DELETE", path_of(made), b"", {"Tus-Resumable": "1.0.0"})
    assert_problem(response, 403, ProblemKind.UPLOAD_PROTOCOL)
    assert patch(terminal, made, len(sealed_bytes(made)), b"").status_code == 204


def test_an_upload_without_news_expires(tmp_path: Path) -> None:
    clock = TestClock()
    settings = HallSettings(tmp_path / "hall")
    with running_hall(tmp_path / "hall", clock=clock) as running:
        terminal = running.terminal()
        made = make_case(running.sealing_key, PAGE)
        terminal.put(made)
        patch(terminal, made, 0, sealed_bytes(made)[:CHUNK])
        key, enrolled = terminal.key, terminal.enrolled
    clock.move(settings.upload_keep_s + 1)
    with running_hall(tmp_path / "hall", clock=clock) as running:
        terminal = Terminal(running.url, key, clock)
        terminal.enrolled = enrolled
        assert head(terminal, made).status_code == 410
        terminal.upload(made)
        assert terminal.get_answer(made.entry_id).state is EntryState.COMPLETE
        now = running.clock()
        assert running.hall.database.write(lambda c: expire_uploads(c, now, 0)).result() == ()


def test_bytes_that_a_crash_left_uncounted_are_written_over(
    running: RunningHall, terminal: Terminal, made: Made
) -> None:
    content = sealed_bytes(made)
    patch(terminal, made, 0, content[:CHUNK])
    attachment_id = made.sealed.attachments[0].attachment_id
    if running.hall.settings.files_url is None:
        part = running.hall.settings.data_dir / "uploads" / f"{attachment_id}.part"
        with part.open("ab") as file:
            file.write(b"torn chunk that was never counted")
    else:
        open_files(running.hall.settings).append(attachment_id, CHUNK, content[CHUNK : CHUNK + 100])
    assert head(terminal, made).headers["upload-offset"] == str(CHUNK)
    terminal.upload(made)
    assert terminal.get_answer(made.entry_id).state is EntryState.COMPLETE


def test_a_crash_after_keeping_and_before_counting_is_healed(
    running: RunningHall, terminal: Terminal, made: Made
) -> None:
    """The file is in its place, the database has not counted the last chunk: the next try finds it there."""
    terminal.upload(made)
    start = (len(sealed_bytes(made)) // CHUNK) * CHUNK
    running.hall.database.write(
        lambda connection: connection.execute(update(attachments).values(offset_bytes=start, state="open")).rowcount
    ).result()
    assert head(terminal, made).headers["upload-offset"] == str(start)
    terminal.upload(made)
    assert terminal.get_answer(made.entry_id).attachments[0].complete


def test_bytes_that_the_disk_lost_start_anew(running: RunningHall, terminal: Terminal, made: Made) -> None:
    content = sealed_bytes(made)
    patch(terminal, made, 0, content[:CHUNK])
    attachment_id = made.sealed.attachments[0].attachment_id
    if running.hall.settings.files_url is None:
        os.truncate(running.hall.settings.data_dir / "uploads" / f"{attachment_id}.part", 100)
    else:
        open_files(running.hall.settings).drop(attachment_id)
    assert_problem(patch(terminal, made, CHUNK, content[CHUNK:]), 410, ProblemKind.UPLOAD_GONE)
    assert terminal.upload(made) == len(content)


def test_locks_are_forgotten_when_nobody_holds_them(
    running: RunningHall, terminal: Terminal, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hall.attachments.MAX_LOCKS", 0)
    assert terminal.upload(made, chunk_bytes=64 * 1024) == len(sealed_bytes(made))
    assert len(running.hall.uploads._locks) == 1


def test_a_part_that_somebody_removed_is_missing_and_not_empty(tmp_path: Path) -> None:
    """A folder that lost a file must not pass for an upload without bytes."""
    files = LocalFiles(tmp_path)
    assert files.append("a-b", 0, b"page")
    files.drop("a-b")
    with pytest.raises(PartMissingError):
        list(files.read_part("a-b"))


def test_a_full_disk_is_told_as_busy(
    running: RunningHall,
    terminal: Terminal,
    made: Made,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    request.node.add_marker(pytest.mark.expects_log_warnings)
    if running.hall.settings.files_url is not None:
        pytest.skip("no disk of the hall's own: a store that is away has its own test")

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hall.blobs.os.pwrite", full)
    response = patch(terminal, made, 0, sealed_bytes(made)[:CHUNK])
    problem = assert_problem(response, 503, ProblemKind.BUSY)
    assert problem.retryable
    monkeypatch.undo()
    terminal.upload(made)
    assert terminal.get_answer(made.entry_id).state is EntryState.COMPLETE


def test_more_than_the_manifest_says_is_refused(terminal: Terminal, made: Made) -> None:
    content = sealed_bytes(made)
    for offset in range(0, len(content) - CHUNK, CHUNK):
        patch(terminal, made, offset, content[offset : offset + CHUNK])
    offset = int(head(terminal, made).headers["upload-offset"])
    assert_problem(patch(terminal, made, offset, content[offset:] + b"x"), 413, ProblemKind.TOO_LARGE)
    assert_problem(patch(terminal, made, offset, b"x" * (MAX_CHUNK_BYTES + 1)), 413, ProblemKind.TOO_LARGE)


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("HEAD", {}, 412),
        ("HEAD", {"Tus-Resumable": "0.2.0"}, 412),
        ("PATCH", {"Tus-Resumable": "1.0.0"}, 415),
        ("PATCH", {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}, 400),
        ("POST", {"Tus-Resumable": "1.0.0"}, 400),
        ("POST", {"Tus-Resumable": "1.0.0", "Upload-Length": "-1"}, 400),
        ("POST", {"Tus-Resumable": "1.0.0", "Upload-Length": "5"}, 400),
        ("POST", {"Tus-Resumable": "1.0.0", "Upload-Length": "1000000000000"}, 413),
    ],
)
def test_what_is_not_tus_is_refused(
    terminal: Terminal, made: Made, method: str, headers: dict[str, str], status: int
) -> None:
    assert terminal.call(method, path_of(made), b"", headers).status_code == status


def test_an_upload_is_its_terminals_own(running: RunningHall, terminal: Terminal, made: Made) -> None:
    other = running.terminal("LS02")
    assert head(other, made).status_code == 404
    assert patch(other, made, 0, b"x").status_code == 404
    unknown = routes.attachment_path(made.entry_id, made.entry_id)
    assert terminal.call("HEAD", unknown, b"", {"Tus-Resumable": "1.0.0"}).status_code == 404


def test_options_tell_what_of_tus_is_spoken(running: RunningHall, made: Made) -> None:
    response = CLIENT.options(running.url + path_of(made))
    assert response.status_code == 204
    assert response.headers["tus-version"] == "1.0.0"
    assert "checksum" in response.headers["tus-extension"]
    assert running.hall.database.read(lambda c: c.scalar(select(attachments.c.state))) == "open"


def test_the_chunk_that_completes_an_entry_brings_the_verdict_to_who_asks_for_it(
    running: RunningHall, terminal: Terminal
) -> None:
    """Only with ``Prefer``, and only when every attachment is there; else 204 as tus says."""
    made = make_case(running.sealing_key, b"one", b"two")
    terminal.put(made)
    asked = {"Prefer": VERDICT_WANTED}
    first, second = (made.sealed.attachments[n] for n in range(2))
    for ref, status in ((first, 204), (second, 200)):
        step = AppendChunk(routes.attachment_path(made.entry_id, ref.attachment_id), 0, ref.sealed_size_bytes)
        chunk = made.files[ref.attachment_id]
        answered = terminal.call("PATCH", step.path, chunk, step.headers_for(chunk) | asked)
        assert (answered.status_code, answered.headers["upload-offset"]) == (status, str(ref.sealed_size_bytes))
    verdict = EntryAnswer.model_validate_json(answered.content)
    assert verdict.state is EntryState.COMPLETE
    assert verdict.digest == terminal.get_answer(made.entry_id).digest
