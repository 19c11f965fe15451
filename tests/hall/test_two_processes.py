"""Two hall processes on one PostgreSQL and one S3 store; a terminal's requests go now to one, now to the other."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from offline_queue.wire import routes
from offline_queue.wire.entries import EntryAnswer
from offline_queue.wire.uploads import AppendChunk, AskOffset, Upload, UploadDone, UploadFailed
from tests.hall.process import HallProcess, hall_command
from tests.hall.terminal import Terminal, TestClock
from tests.wire.build import Made, make_case

ENTRIES = 6
CHUNK = 16 * 1024


class Balanced:
    """One terminal behind a load balancer that knows nothing: each request goes to the next process."""

    def __init__(self, terminal: Terminal, urls: list[str]) -> None:
        self.terminal = terminal
        self.urls = urls
        self.sent = 0

    def call(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> httpx.Response:
        """Send it to the next process; to the one after it when that one is dead."""
        for _ in range(2):
            self.sent += 1
            self.terminal.url = self.urls[self.sent % len(self.urls)]
            try:
                return self.terminal.call(method, path, body, headers)
            except httpx.TransportError:
                continue
        raise AssertionError("no process answers")

    def put(self, made: Made) -> EntryAnswer:
        response = self.call("PUT", routes.entry_path(made.entry_id), made.body)
        assert response.status_code in {200, 201}, response.text
        return EntryAnswer.model_validate_json(response.content)

    def chunks(self, made: Made) -> Upload:
        (ref,) = made.sealed.attachments
        return Upload(made.entry_id, ref, offset_bytes=None, chunk_bytes=CHUNK)

    def step(self, machine: Upload, made: Made) -> bool:
        """Take one step of an upload; False at its end."""
        match machine.next_step():
            case UploadDone():
                return False
            case UploadFailed() as failed:
                raise AssertionError(failed.fault)
            case AppendChunk() as step:
                content = made.files[made.sealed.attachments[0].attachment_id]
                chunk = content[step.offset_bytes : step.offset_bytes + step.size_bytes]
                response = self.call("PATCH", step.path, chunk, step.headers_for(chunk))
            case asked:
                method = "HEAD" if isinstance(asked, AskOffset) else "POST"
                response = self.call(method, asked.path, b"", dict(asked.headers))
        machine.on_answer(response.status_code, response.headers)
        return True


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
@pytest.mark.usefixtures("engine")
def test_everything_arrives_once_though_one_process_is_killed(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    enrol = hall_command("enrol-code", "--data", str(one), "--terminal", "LS01", "--station", "LS", "--json")
    with HallProcess(one) as first:
        shutil.copytree(one / "keys", other / "keys")
        with HallProcess(other) as second:
            terminal = Terminal(first.url, Ed25519PrivateKey.generate(), TestClock())
            enrolled = terminal.enrol(json.loads(enrol)["code"])
            balanced = Balanced(terminal, [first.url, second.url])
            key = X25519PublicKey.from_public_bytes(enrolled.sealing_key.public_key)
            cases = [
                make_case(key, f"page {n}".encode() * 10_000, name=f"case {n}", serial=n) for n in range(1, ENTRIES + 1)
            ]
            answers = [balanced.put(made) for made in cases]
            uploads = {made.entry_id: (balanced.chunks(made), made) for made in cases}
            # Three steps of each: every upload has begun, none has ended, and both processes had a part in it.
            for machine, made in list(uploads.values()) * 3:
                assert balanced.step(machine, made)
            second.process.kill()
            assert second.wait() == -9
            assert [balanced.put(made).case_number for made in cases] == [one.case_number for one in answers]
            for machine, made in uploads.values():
                while balanced.step(machine, made):
                    pass
    lines = [json.loads(line) for line in hall_command("export", "--data", str(one)).splitlines()]
    assert sorted(line["entry_id"] for line in lines) == sorted(made.entry_id for made in cases)
    assert {line["state"] for line in lines} == {"complete"}
    assert len({line["case_number"] for line in lines}) == ENTRIES
