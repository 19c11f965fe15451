"""The upload machine: only the hall says what is durable, every loop is bounded."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offline_queue.wire.entries import AttachmentRef
from offline_queue.wire.uploads import (
    MAX_CHUNK_BYTES,
    MAX_RESENDS,
    MAX_RESTARTS,
    AppendChunk,
    AskOffset,
    OpenUpload,
    Upload,
    UploadDone,
    UploadFailed,
    UploadFault,
    UploadNews,
)

ENTRY = "7e0f4b32-0000-4000-8000-000000000001"
FILE = "7e0f4b32-0000-4000-8000-0000000000f1"
PATH = f"/v1/entries/{ENTRY}/attachments/{FILE}"


def upload(size_bytes: int = 1000, offset_bytes: int | None = 0, chunk_bytes: int = 300) -> Upload:
    ref = AttachmentRef(
        attachment_id=FILE, ordinal=0, media_type="image/jpeg", sealed_size_bytes=size_bytes, digest="0" * 64
    )
    return Upload(ENTRY, ref, offset_bytes=offset_bytes, chunk_bytes=chunk_bytes)


def offset(value: object) -> dict[str, str]:
    return {"upload-offset": str(value)}


def test_chunks_follow_each_other_to_the_end() -> None:
    machine = upload()
    sent = []
    while isinstance(step := machine.next_step(), AppendChunk):
        sent.append((step.offset_bytes, step.size_bytes))
        assert machine.on_answer(204, offset(step.offset_bytes + step.size_bytes)) is UploadNews.ADVANCED
    assert sent == [(0, 300), (300, 300), (600, 300), (900, 100)]
    assert step == UploadDone()
    assert machine.offset_bytes == 1000


def test_an_upload_starts_where_the_hall_stands() -> None:
    assert upload(offset_bytes=700).next_step() == AppendChunk(PATH, 700, 300)
    assert upload(offset_bytes=1000).next_step() == UploadDone()


def test_an_unknown_offset_is_asked_for_first() -> None:
    machine = upload(offset_bytes=None)
    step = machine.next_step()
    assert isinstance(step, AskOffset)
    assert (step.path, step.headers) == (PATH, {"Tus-Resumable": "1.0.0"})
    machine.on_answer(200, offset(300))
    assert machine.next_step() == AppendChunk(PATH, 300, 300)


def test_after_a_lost_reply_the_hall_is_asked() -> None:
    machine = upload()
    machine.on_lost()
    assert isinstance(machine.next_step(), AskOffset)


def test_the_headers_of_a_chunk_carry_its_checksum() -> None:
    step = upload().next_step()
    assert isinstance(step, AppendChunk)
    headers = step.headers_for(b"chunk")
    assert headers["Upload-Checksum"] == f"sha256 {base64.b64encode(hashlib.sha256(b'chunk').digest()).decode()}"
    assert headers["Upload-Offset"] == "0"
    assert headers["Content-Type"] == "application/offset+octet-stream"


def test_409_adopts_the_offset_of_the_hall() -> None:
    machine = upload(offset_bytes=300)
    assert machine.on_answer(409, offset(600)) is UploadNews.ADOPTED
    assert machine.next_step() == AppendChunk(PATH, 600, 300)


def test_409_without_an_offset_asks_for_it() -> None:
    machine = upload()
    machine.on_answer(409, {})
    assert isinstance(machine.next_step(), AskOffset)


@pytest.mark.parametrize("status", [404, 410])
def test_a_gone_upload_starts_anew(status: int) -> None:
    machine = upload(offset_bytes=600)
    assert machine.on_answer(status, {}) is UploadNews.RESTARTED
    step = machine.next_step()
    assert isinstance(step, OpenUpload)
    assert step.headers == {"Tus-Resumable": "1.0.0", "Upload-Length": "1000"}
    assert machine.on_answer(201, offset(0)) is UploadNews.ADVANCED
    assert machine.next_step() == AppendChunk(PATH, 0, 300)


def test_an_upload_that_keeps_vanishing_is_given_up() -> None:
    machine = upload()
    for _ in range(MAX_RESTARTS + 1):
        machine.on_answer(410, {})
    assert machine.next_step() == UploadFailed(UploadFault.TOO_MANY_RESTARTS)


def test_460_sends_the_same_chunk_again_and_not_for_ever() -> None:
    machine = upload(offset_bytes=300)
    for _ in range(MAX_RESENDS):
        assert machine.on_answer(460, {}) is UploadNews.RESEND
        assert machine.next_step() == AppendChunk(PATH, 300, 300)
    machine.on_answer(460, {})
    assert machine.next_step() == UploadFailed(UploadFault.TOO_MANY_RESENDS)


def test_a_chunk_that_arrives_resets_the_count_of_resends() -> None:
    machine = upload()
    for _ in range(3):
        machine.on_answer(460, {})
        step = machine.next_step()
        assert isinstance(step, AppendChunk)
        machine.on_answer(204, offset(step.offset_bytes + step.size_bytes))
    assert isinstance(machine.next_step(), AppendChunk)


@pytest.mark.parametrize("status", [400, 401, 403, 412, 413, 422, 429, 500, 502, 503])
def test_what_is_not_about_the_upload_moves_nothing(status: int) -> None:
    machine = upload(offset_bytes=300)
    before = machine.next_step()
    assert machine.on_answer(status, {}) is UploadNews.NOT_ABOUT_UPLOAD
    assert machine.next_step() == before


@pytest.mark.parametrize("value", ["", "-1", "1001", "x", "１", "9" * 20])
def test_an_offset_that_cannot_be_is_asked_for_again(value: str) -> None:
    machine = upload()
    assert machine.on_answer(204, offset(value)) is UploadNews.ADOPTED
    assert isinstance(machine.next_step(), AskOffset)


def test_a_success_with_another_offset_is_adopted() -> None:
    machine = upload()
    assert machine.on_answer(204, offset(100)) is UploadNews.ADOPTED
    assert machine.next_step() == AppendChunk(PATH, 100, 300)


@pytest.mark.parametrize("chunk_bytes", [0, MAX_CHUNK_BYTES + 1])
def test_a_chunk_size_out_of_range_is_a_mistake(chunk_bytes: int) -> None:
    with pytest.raises(ValueError, match="chunk_bytes"):
        upload(chunk_bytes=chunk_bytes)


@settings(max_examples=60, deadline=None)
@given(
    size=st.integers(1, 2000),
    chunk=st.integers(1, 700),
    faults=st.lists(st.sampled_from(["ok", "lost before", "lost after", "checksum"]), max_size=40),
)
def test_any_mix_of_losses_ends_with_the_same_bytes(size: int, chunk: int, faults: list[str]) -> None:
    """A model hall keeps whole chunks; whatever is lost, its bytes are those of the file in the end."""
    content = bytes(index % 256 for index in range(size))
    held = bytearray()
    machine = upload(size_bytes=size, offset_bytes=None, chunk_bytes=chunk)
    script = iter(faults)
    for _ in range(10_000):
        fault = next(script, "ok")
        match machine.next_step():
            case UploadDone():
                break
            case AppendChunk() as step:
                if fault == "checksum" and machine.on_answer(460, {}):
                    machine.on_lost()
                    continue
                if fault != "lost before" and step.offset_bytes == len(held):
                    held += content[step.offset_bytes : step.offset_bytes + step.size_bytes]
                if fault == "ok":
                    machine.on_answer(204, offset(len(held)))
                else:
                    machine.on_lost()
            case AskOffset():
                machine.on_answer(200, offset(len(held)))
            case UploadFailed() as failed:
                assert failed.fault is UploadFault.TOO_MANY_RESENDS
                assert faults.count("checksum") > MAX_RESENDS
                return
            case OpenUpload():
                pytest.fail("nothing was gone")
    assert bytes(held) == content
