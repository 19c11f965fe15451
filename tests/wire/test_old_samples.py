"""What version 1 sealed and signed opens and passes for ever: the committed sample is never made anew."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from offline_queue.wire.documents import DOCUMENTS
from offline_queue.wire.entries import SealedEntry, digest_of
from offline_queue.wire.sealing import EntryOpener
from offline_queue.wire.signatures import check_body, read_signature, verify_answer, verify_request


@pytest.fixture
def sample() -> dict[str, Any]:
    path = Path(__file__).parent / "samples" / "wire-v1.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture
def opener(sample: dict[str, Any]) -> EntryOpener:
    sealed = SealedEntry.from_body(sample["body"].encode())
    key = X25519PrivateKey.from_private_bytes(base64.b64decode(sample["hall_sealing_private_key"]))
    return EntryOpener(
        key, suite=sealed.suite, entry_id=sealed.entry_id, kind=sealed.kind, wrapped_key=sealed.wrapped_key
    )


def test_the_envelope_has_its_digest(sample: dict[str, Any]) -> None:
    assert digest_of(sample["body"].encode()) == sample["digest"]
    assert SealedEntry.from_body(sample["body"].encode()).entry_id == sample["entry_id"]


def test_the_document_opens_and_is_valid(sample: dict[str, Any], opener: EntryOpener) -> None:
    sealed = SealedEntry.from_body(sample["body"].encode())
    content = opener.open_document(sealed.sealed_document)
    assert digest_of(content) == sample["content_sha256"]
    document = DOCUMENTS[sealed.kind].model_validate_json(content)
    assert json.loads(document.model_dump_json()) == json.loads(sample["document"])


def test_the_attachments_open(sample: dict[str, Any], opener: EntryOpener) -> None:
    for file in sample["attachments"]:
        sealed = base64.b64decode(file["sealed"])
        opened = b"".join(opener.open_attachment(file["attachment_id"], file["ordinal"], [sealed]))
        assert opened == file["opened"].encode()


def test_the_request_signature_passes(sample: dict[str, Any]) -> None:
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(sample["terminal_private_key"]))
    request = sample["request"]
    signature = read_signature(request["headers"])
    verify_request(signature, key.public_key(), method=request["method"], path=request["path"], now=request["created"])
    check_body(signature, sample["body"].encode())


def test_the_answer_signature_passes(sample: dict[str, Any]) -> None:
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(sample["hall_signing_private_key"]))
    answer = sample["answer"]
    verify_answer(
        answer["headers"],
        key.public_key(),
        status=answer["status"],
        body=answer["body"].encode(),
        nonce=answer["nonce"],
    )
