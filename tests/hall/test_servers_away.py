"""The database or the store does not answer: terminals are told to come again, nothing is lost, nothing is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hall.__main__ import main
from hall.attachments import Uploads
from hall.blobs import PartMissingError
from hall.errors import SettingsRefusedError
from hall.object_files import ObjectFiles, object_store_at
from offline_queue.wire.entries import EntryState, ProblemKind, digest_of
from offline_queue.wire.uploads import AppendChunk, Upload
from tests.hall.kept import objects
from tests.hall.servers import BUCKET, Servers
from tests.hall.terminal import RunningHall, Terminal, assert_problem
from tests.wire.build import make_case

on_postgres = pytest.mark.parametrize("engine", ["postgres"], indirect=True)


@on_postgres
def test_sessions_that_the_server_ended_are_opened_anew(
    running: RunningHall, terminal: Terminal, servers: Servers
) -> None:
    """A restart of PostgreSQL between two requests is not noticed by a terminal."""
    terminal.put(make_case(running.sealing_key))
    servers.command("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hall'")
    assert terminal.put(make_case(running.sealing_key, name="two", serial=2)).status_code == 201


@on_postgres
@pytest.mark.expects_log_warnings
def test_a_database_that_refuses_is_told_as_busy(
    running: RunningHall, terminal: Terminal, servers: Servers, shared_database: str
) -> None:
    made = make_case(running.sealing_key)
    name = shared_database.partition("@/")[2].partition("?")[0]
    servers.command(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    try:
        servers.command("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hall'")
        problem = assert_problem(terminal.put(made), 503, ProblemKind.BUSY)
        assert problem.retryable
    finally:
        servers.command(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert terminal.put(made).status_code == 201


@on_postgres
@pytest.mark.expects_log_warnings
def test_a_store_that_is_away_is_told_as_busy_and_the_upload_goes_on_later(
    running: RunningHall, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_case(running.sealing_key, b"page" * 5_000)
    terminal.put(made)
    uploads = running.hall.uploads
    assert isinstance(uploads, Uploads)
    ref, content = made.sealed.attachments[0], made.files[made.sealed.attachments[0].attachment_id]
    with monkeypatch.context() as patched:
        patched.setattr(uploads, "_files", ObjectFiles(object_store_at("s3://no-such-bucket/x")))
        step = Upload(made.entry_id, ref, offset_bytes=0, chunk_bytes=len(content)).next_step()
        assert isinstance(step, AppendChunk)
        assert_problem(terminal.call("PATCH", step.path, content, step.headers_for(content)), 503, ProblemKind.BUSY)
    assert terminal.get_answer(made.entry_id).attachments[0].offset_bytes == 0
    assert terminal.upload(made) == len(content)
    assert terminal.get_answer(made.entry_id).state is EntryState.COMPLETE
    store = object_store_at(os.environ["HALL_FILES"])
    assert objects(store, "") == [f"blobs/{ref.digest[:2]}/{ref.digest}"]


@on_postgres
@pytest.mark.usefixtures("engine")
def test_chunks_may_overlap_and_a_hole_is_noticed() -> None:
    files = ObjectFiles(object_store_at(os.environ["HALL_FILES"]))
    whole = os.urandom(3_000)
    for start, end in ((0, 1_000), (500, 1_800), (0, 200), (2_000, 3_000)):
        assert files.append("a-b", start, whole[start:end])
    with pytest.raises(PartMissingError):
        list(files.read_part("a-b"))
    files.append("a-b", 1_700, whole[1_700:2_100])
    assert b"".join(files.read_part("a-b")) == whole
    with pytest.raises(PartMissingError):
        files.keep("a-b", digest_of(b"something else"))
    digest = digest_of(whole)
    assert not files.has(digest)
    for _ in range(2):
        files.keep("a-b", digest)
    assert b"".join(files.read(digest)) == whole
    files.drop("a-b")
    files.drop("a-b")
    with pytest.raises(PartMissingError):
        list(files.read_part("a-b"))


@pytest.mark.parametrize("url", ["postgresql://127.0.0.1:1/hall", "mysql://127.0.0.1/hall", "hall"])
def test_a_database_that_cannot_be_had_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    assert main(["status", "--data", str(tmp_path), "--database", url]) == 2
    said = capsys.readouterr().err
    assert said.startswith("hall: ")
    assert said.count("\n") == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1/bucket", "s3://", BUCKET])
def test_another_address_of_files_than_s3_is_refused(url: str) -> None:
    with pytest.raises(SettingsRefusedError):
        object_store_at(url)
