"""A new key for this terminal, step by step so that a power cut at any of them leaves a terminal that works.

The new key is stored before it is told; the hall takes it beside the old one; only then does the identity name it, by
one rename. A rotation that was cut short is finished by the next one: the same stored key gets the same answer.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from offline_queue.clock import Clock, SystemClock
from offline_queue.errors import ChannelError, ChannelFault, EnrolmentRefusedError
from offline_queue.filesystem import Fs, OsFs
from offline_queue.identity import Identity, forget_unused_keys, load_identity, save_identity, unused_key
from offline_queue.transport import HallTransport, Signer, Timeouts
from offline_queue.wire import routes
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.key_rotation import KeyRotation, KeyRotationAnswer, rotation_proof_text
from offline_queue.wire.sealing import key_id_of


def rotate_key(
    data_dir: Path,
    hall_url: str,
    *,
    clock: Clock | None = None,
    fs: Fs | None = None,
    timeouts: Timeouts | None = None,
    ca_file: str = "",
) -> Identity:
    """Give the terminal a new key; return the identity. A running outbox takes it over by ``reload_identity``.

    Raises:
        NotEnrolledError: there is no key to replace.
        EnrolmentRefusedError: the hall did not take the new key; ``problem`` says why.
        ChannelError: no answer, or one that is not the hall's. Call again.
        StorageError: the new key could not be stored. The old one still counts.
    """
    files = OsFs() if fs is None else fs
    identity = load_identity(data_dir, files)
    transport = HallTransport(
        hall_url, lambda: Signer.of(identity), clock or SystemClock(), timeouts=timeouts, ca_file=ca_file
    )
    try:
        key, is_fresh = unused_key(data_dir, files)
        try:
            _tell(transport, identity, key)
        except EnrolmentRefusedError as error:
            if is_fresh or error.problem != ProblemKind.KEY_TAKEN:
                raise
            # What was stored is the key before this one: an earlier rotation was cut short behind its last step.
            forget_unused_keys(data_dir, files)
            key, _ = unused_key(data_dir, files)
            _tell(transport, identity, key)
    finally:
        transport.close()
    rotated = replace(identity, key=key, key_id=key_id_of(key.public_key().public_bytes_raw()))
    save_identity(data_dir, rotated, files)
    forget_unused_keys(data_dir, files)
    return rotated


def _tell(transport: HallTransport, identity: Identity, key: Ed25519PrivateKey) -> None:
    raw = key.public_key().public_bytes_raw()
    proof = key.sign(rotation_proof_text(identity.terminal_id, identity.key_id, raw))
    body = KeyRotation(public_key=raw, proof=proof).model_dump_json().encode("utf-8")
    answer = transport.call("POST", routes.TERMINAL_KEYS, body=body)
    if answer.status not in {200, 201}:
        problem = answer.problem
        if problem is None or problem.kind is None:
            raise ChannelError(ChannelFault.UNAVAILABLE)
        if answer.status >= 500 or answer.status in {408, 429}:
            raise ChannelError(ChannelFault.UNAVAILABLE)
        raise EnrolmentRefusedError(problem.kind.value)
    try:
        told = KeyRotationAnswer.model_validate_json(answer.body)
    except ValidationError:
        raise ChannelError(ChannelFault.GARBAGE) from None
    if told.key_id != key_id_of(raw):
        raise ChannelError(ChannelFault.GARBAGE)
