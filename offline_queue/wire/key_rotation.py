"""A terminal's new key: ``POST /v1/terminals/self/keys``, signed with the old one.

The body holds the new key and the new key's own signature over both names, so neither key alone can do it. The old
key stays valid until the new one is used for a heartbeat: a lost answer costs nothing.
"""

from __future__ import annotations

from offline_queue.wire.fields import KeyBytes, KeyId, SignatureBytes, WireAnswer, WireRequest
from offline_queue.wire.times import UtcTime

_PURPOSE = b"service-circle/key-rotation/1"


def rotation_proof_text(terminal_id: str, old_key_id: str, new_public_key: bytes) -> bytes:
    """Return what the new key signs."""
    return b"\0".join((_PURPOSE, terminal_id.encode("ascii"), old_key_id.encode("ascii"), new_public_key))


class KeyRotation(WireRequest):
    """Body of the call.

    Attributes:
        public_key: the new Ed25519 key, 32 raw bytes.
        proof: the new key's signature over `rotation_proof_text`, 64 bytes.
    """

    public_key: KeyBytes
    proof: SignatureBytes


class KeyRotationAnswer(WireAnswer):
    """The new key counts from now on; the old one until the new one's first heartbeat."""

    key_id: KeyId
    hall_time: UtcTime
