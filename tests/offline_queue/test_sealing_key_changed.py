"""The hall has another sealing key: what was sealed to the old one still goes, with the same bytes."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from offline_queue.errors import EnrolmentFault, NotEnrolledError
from offline_queue.identity import ENROLMENT, FOLDER
from offline_queue.model import AdmissionCause, Level
from offline_queue.wire.entries import SealedEntry
from offline_queue.wire.sealing import EntryOpener, key_id_of
from tests.offline_queue.build import HallSide, case_draft, opened


def change_enrolment(data_dir: Path, **values: str) -> None:
    path = data_dir / FOLDER / ENROLMENT
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | values), encoding="utf-8")


def opens(key: X25519PrivateKey, body: bytes) -> bool:
    sealed = SealedEntry.from_body(body)
    opener = EntryOpener(
        key, suite=sealed.suite, entry_id=sealed.entry_id, kind=sealed.kind, wrapped_key=sealed.wrapped_key
    )
    return sealed.key_id == key_id_of(key.public_key().public_bytes_raw()) and bool(
        opener.open_document(sealed.sealed_document)
    )


def test_old_entries_name_the_old_key_and_new_ones_the_new(data_dir: Path, hall_side: HallSide) -> None:
    with opened(data_dir) as outbox:
        old = outbox.enqueue(case_draft())
        before = outbox.sealed(old.entry_id).body
        new_key = X25519PrivateKey.generate()
        raw = new_key.public_key().public_bytes_raw()
        change_enrolment(
            data_dir,
            hall_sealing_key=base64.b64encode(raw).decode("ascii"),
            hall_sealing_key_id=key_id_of(raw),
        )
        outbox.reload_identity()
        new = outbox.enqueue(case_draft())
        assert [entry.entry_id for entry in outbox.due_records(9)] == [old.entry_id, new.entry_id]
        assert outbox.begin_attempt(old.entry_id).body == before
        assert opens(hall_side.sealing, before)
        assert opens(new_key, outbox.begin_attempt(new.entry_id).body)


def test_a_suite_that_is_not_known_seals_nothing_and_sends_what_there_is(data_dir: Path) -> None:
    with opened(data_dir) as outbox:
        old = outbox.enqueue(case_draft())
        change_enrolment(data_dir, suite="sm2-sm4gcm/1")
        outbox.reload_identity()
        with pytest.raises(NotEnrolledError) as caught:
            outbox.enqueue(case_draft())
        assert caught.value.fault is EnrolmentFault.SUITE_UNKNOWN
        admission = outbox.admit(0)
        assert (admission.level, admission.causes) == (Level.RED, (AdmissionCause.NOT_ENROLLED,))
        assert outbox.begin_attempt(old.entry_id).body
        assert outbox.identity().suite == "sm2-sm4gcm/1"
