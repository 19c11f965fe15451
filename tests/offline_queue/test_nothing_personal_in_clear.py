"""No canary in any file, log line, error or representation; and the terminal cannot open what it sealed."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

import pytest

from offline_queue.engine import SyncEngine
from offline_queue.errors import QueueError
from offline_queue.model import AttachmentDraft
from offline_queue.outbox import Outbox
from offline_queue.wire.entries import ProblemKind
from tests.offline_queue.build import CANARIES, FaultyFs, case_draft, files_under, opened, page, rating_draft
from tests.offline_queue.played_hall import LOST, PlayedHall, fixed, problem


def assert_clean(name: str, content: bytes) -> None:
    for canary in CANARIES:
        assert canary.encode() not in content, f"{canary} in {name}"
        assert canary.encode("utf-16-le") not in content, f"{canary} in {name}"


def test_no_canary_in_any_file(data_dir: Path, tmp_path: Path) -> None:
    with opened(data_dir) as outbox:
        receipt = outbox.enqueue(case_draft(2), [page(400_000), page(100)])
        outbox.enqueue_rating(rating_draft(receipt.receipt_number))
        outbox.status()
    files = files_under(data_dir)
    assert len(files) >= 5
    for name, content in files.items():
        assert_clean(name, content)


def test_no_canary_in_a_log_or_an_event(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, events: list[object], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for _ in range(3):
        outbox.enqueue(case_draft(1), [page()])
    played.next("PUT", problem(422, ProblemKind.SCHEMA))
    played.next("PATCH", fixed(LOST))
    engine.sync_pass()
    engine.sync_pass()
    assert "entry_changed" in caplog.text
    assert_clean("the log", caplog.text.encode())
    assert_clean("the events", repr(events).encode())
    assert_clean("the entries", repr(outbox.entries()).encode())


def test_no_canary_in_an_error(data_dir: Path) -> None:
    fs = FaultyFs()
    with opened(data_dir, fs=fs) as outbox:
        for step in range(9):
            fs.fail_at(step)
            with pytest.raises(QueueError) as caught:
                outbox.enqueue(case_draft(2), [page(), page()])
            assert_clean("a traceback", "".join(traceback.format_exception(caught.value)).encode())
        fs.fail_at(None)
        with pytest.raises(QueueError) as caught:
            outbox.enqueue(case_draft(1), [AttachmentDraft(CANARIES[1], b"x")])
        assert_clean("a traceback", "".join(traceback.format_exception(caught.value)).encode())
