"""A hall process, an enrolled terminal and the process that sends for it: once for all tests of this folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from config.domain.identifiers import EntryId
from hall.export import exported_entries
from offline_queue import commands, lookup
from offline_queue.model import AttachmentDraft, EntryState
from tests.hall.process import ROOT, HallProcess, hall_command
from tests.offline_queue.build import case_draft, opened
from tests.offline_queue.faulty_line.sender import Order, order_line

PAGE_BYTES = 6000
SHARED_MEMORY = Path("/dev/shm")


@dataclass(frozen=True, slots=True)
class Site:
    """A hall and one terminal of it.

    Attributes:
        url: where the hall itself listens.
        sender: the process that sends.
    """

    hall_data: Path
    queue_data: Path
    url: str
    sender: subprocess.Popen[bytes]

    def store(self, page_bytes: int = PAGE_BYTES) -> EntryId:
        """Take in a case with a page; return its id once it is durable."""
        with opened(self.queue_data) as outbox:
            files = [AttachmentDraft("image/jpeg", bytearray(os.urandom(page_bytes)))]
            return outbox.enqueue(case_draft(1), files).entry_id

    def send(self, url: str, **how: Any) -> dict[str, Any]:
        """Let the terminal's process send by way of ``url``; return what it tells."""
        assert self.sender.stdin is not None
        assert self.sender.stdout is not None
        self.sender.stdin.write(order_line(Order(str(self.queue_data), url, **how)))
        self.sender.stdin.flush()
        told: dict[str, Any] = json.loads(self.sender.stdout.readline())
        assert "failed" not in told, told
        return told

    def check_delivered_once(self, entry_id: EntryId) -> dict[str, Any]:
        """Check that terminal and hall agree: one entry, whole, with these bytes; return what the hall holds."""
        held = [entry for entry in exported_entries(self.hall_data) if entry["entry_id"] == entry_id]
        with opened(self.queue_data) as outbox:
            entry, sealed = outbox.entry(entry_id), outbox.sealed(entry_id)
            bytes_of = {
                one.digest: outbox.read_sealed(one.attachment_id, 0, one.sealed_size_bytes)
                for one in sealed.attachments
            }
        assert entry.state is EntryState.DELIVERED
        assert [(one["state"], one["digest"]) for one in held] == [("complete", entry.digest)]
        assert entry.hall_ref == held[0]["case_number"]
        files = held[0]["attachments"]
        assert [one["digest"] for one in files] == list(bytes_of)
        for file in files:
            kept = self.hall_data / "blobs" / file["digest"][:2] / file["digest"]
            assert kept.read_bytes() == bytes_of[file["digest"]]
            assert file["complete"]
        return held[0]


@pytest.fixture(autouse=True)
def _codes_cost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The slow hash of lookup codes is slow on purpose, and not what is proven here."""
    monkeypatch.setattr(lookup, "SCRYPT_N", 2)


@pytest.fixture(scope="package")
def sender() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.offline_queue.faulty_line.sender"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    yield process
    process.communicate(timeout=30)


@pytest.fixture(scope="package")
def memory() -> Iterator[Path]:
    """A folder in memory where there is one: nothing here depends on a real disk."""
    usable = os.access(SHARED_MEMORY, os.W_OK)
    with tempfile.TemporaryDirectory(dir=SHARED_MEMORY if usable else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="package")
def enrolled(memory: Path) -> Path:
    """The folder of a hall with one enrolled terminal, both stopped; nothing was sent yet."""
    base = memory / "enrolled"
    words = ("enrol-code", "--terminal", "LS01", "--station", "LS", "--json", "--data", str(base / "hall"))
    code = json.loads(hall_command(*words))["code"]
    with HallProcess(base / "hall") as hall:
        commands.enrol(base / "queue", hall.url, code)
    return base


@pytest.fixture(scope="package")
def site(enrolled: Path, tmp_path_factory: pytest.TempPathFactory, sender: subprocess.Popen[bytes]) -> Iterator[Site]:
    base = tmp_path_factory.mktemp("site") / "copy"
    shutil.copytree(enrolled, base)
    with HallProcess(base / "hall") as hall:
        yield Site(base / "hall", base / "queue", hall.url, sender)
