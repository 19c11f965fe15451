"""SIGKILL between effect and reply: the replay finds the same case number, once."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from offline_queue.wire.entries import EntryAnswer, EntryState
from tests.hall.process import HallProcess, hall_command
from tests.hall.terminal import Terminal, TestClock
from tests.wire.build import make_case


@pytest.mark.slow
@pytest.mark.usefixtures("engine")
def test_a_replay_after_the_kill_gets_the_case_number_once(tmp_path: Path) -> None:
    folder = tmp_path / "hall"
    code = json.loads(
        hall_command("enrol-code", "--data", str(folder), "--terminal", "LS01", "--station", "LS", "--json")
    )["code"]
    with HallProcess(folder) as hall:
        terminal = Terminal(hall.url, Ed25519PrivateKey.generate(), TestClock())
        enrolled = terminal.enrol(code)
    key = X25519PublicKey.from_public_bytes(enrolled.sealing_key.public_key)
    made = make_case(key, b"page")
    with HallProcess(folder, program=("-m", "tests.hall.dies_after_commit")) as mortal:
        terminal.url = mortal.url
        with pytest.raises(httpx.TransportError):
            terminal.put(made)
        assert mortal.wait() == -9
    with HallProcess(folder) as hall:
        terminal.url = hall.url
        replay = terminal.put(made)
        assert replay.status_code == 200
        answer = EntryAnswer.model_validate_json(replay.content)
        assert answer.case_number is not None
        assert answer.digest == made.digest
        terminal.upload(made)
        assert terminal.get_answer(made.entry_id).state is EntryState.COMPLETE
    lines = [json.loads(line) for line in hall_command("export", "--data", str(folder)).splitlines()]
    assert [(line["entry_id"], line["case_number"]) for line in lines] == [(made.entry_id, answer.case_number)]
    exported = lines[0]
    assert (exported["digest"], exported["content_sha256"]) == (made.digest, made.content_sha256)
    assert exported["state"] == "complete"
    file = exported["attachments"][0]
    assert file["digest"] == made.sealed.attachments[0].digest
    assert file["content_sha256"] == made.document.attachments[0].content_sha256  # type: ignore[union-attr]  # a case
    assert json.loads(hall_command("status", "--data", str(folder), "--json"))["complete"] == 1
