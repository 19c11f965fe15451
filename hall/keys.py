"""The hall's own keys: one Ed25519 key that signs answers, X25519 keys that open entries, a secret for lookup codes.

Files in ``DIR/keys``, mode 0600, made at the first start: ``signing.pem``, ``sealing-<key id>.pem`` (several after a
rotation; the newest by ``current`` is handed out, every one opens), ``lookup.secret``.
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from hall.errors import HallError
from hall.events import Event, record
from offline_queue.wire.sealing import key_id_of


@dataclass(frozen=True, slots=True)
class HallKeys:
    """The hall's keys in memory.

    Attributes:
        signing: signs answers.
        sealing: by key id; every key that ever was handed out.
        current_sealing: the key id that new enrolments get.
        lookup_secret: keys the digests of lookup codes.
        signing_public, signing_key_id: the signing key's 32 public bytes, and its name.
    """

    signing: Ed25519PrivateKey = field(repr=False)
    sealing: dict[str, X25519PrivateKey] = field(repr=False)
    current_sealing: str
    lookup_secret: bytes = field(repr=False)
    signing_public: bytes = field(init=False)
    signing_key_id: str = field(init=False)

    def __post_init__(self) -> None:
        """Name the signing key once: every answer needs the name."""
        raw = self.signing.public_key().public_bytes_raw()
        object.__setattr__(self, "signing_public", raw)
        object.__setattr__(self, "signing_key_id", key_id_of(raw))

    @property
    def sealing_public(self) -> bytes:
        """The current sealing key's 32 public bytes."""
        return self.sealing[self.current_sealing].public_key().public_bytes_raw()

    def lookup_digest(self, receipt_number: str, lookup_code: str) -> str:
        """Return what the database keeps of a lookup code: of no use without the secret."""
        message = f"{receipt_number}\0{lookup_code}".encode()
        return hmac.digest(self.lookup_secret, message, "sha256").hex()

    def order_code(self, order_number: str) -> str:
        """Return the six digits that stand on a payment's slip beside its number; always the same for an order."""
        digest = hmac.digest(self.lookup_secret, f"order\0{order_number}".encode(), "sha256")
        return f"{int.from_bytes(digest[:8]) % 10**6:06d}"

    def person_digest(self, card_type: str, number: str) -> str:
        """Return under what the database finds a person again: of no use without the secret."""
        message = f"person\0{card_type}\0{number}".encode()
        return hmac.digest(self.lookup_secret, message, "sha256").hex()

    def phone_token(self, link_id: str) -> str:
        """Return the secret part of a phone link: 192 bits, base64url, the same for the same link."""
        digest = hmac.digest(self.lookup_secret, f"phone\0{link_id}".encode(), "sha256")
        return base64.urlsafe_b64encode(digest[:24]).decode("ascii")


def load_or_make_keys(data_dir: Path) -> HallKeys:
    """Read the keys, or make them when there are none. Call it under the write lock."""
    folder = data_dir / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / "current").exists():
        _make_keys(folder)
    signing = load_pem_private_key((folder / "signing.pem").read_bytes(), None)
    if not isinstance(signing, Ed25519PrivateKey):
        raise HallError("signing.pem is not an Ed25519 key")
    sealing = {}
    for path in sorted(folder.glob("sealing-*.pem")):
        key = load_pem_private_key(path.read_bytes(), None)
        if not isinstance(key, X25519PrivateKey):
            raise HallError(f"{path.name} is not an X25519 key")
        sealing[key_id_of(key.public_key().public_bytes_raw())] = key
    current = (folder / "current").read_text("ascii").strip()
    if current not in sealing:
        raise HallError("the current sealing key is missing")
    return HallKeys(signing, sealing, current, (folder / "lookup.secret").read_bytes())


def add_sealing_key(data_dir: Path) -> str:
    """Make another sealing key and return its name. Entries open with it from each process's next start on.

    It is handed out only after `use_sealing_key`: first every process has to know it.
    """
    sealing = X25519PrivateKey.generate()
    key_id = key_id_of(sealing.public_key().public_bytes_raw())
    _write_private(data_dir / "keys" / f"sealing-{key_id}.pem", _pem(sealing))
    record(Event.KEYS_MADE, sealing_key_id=key_id)
    return key_id


def use_sealing_key(data_dir: Path, key_id: str) -> None:
    """Hand this key out from the next start on. Raises `HallError` when there is no such key."""
    folder = data_dir / "keys"
    if f"sealing-{key_id}.pem" not in {path.name for path in folder.glob("sealing-*.pem")}:
        raise HallError("there is no such sealing key")
    _write_private(folder / "current", key_id.encode("ascii"))


def _make_keys(folder: Path) -> None:
    signing, sealing = Ed25519PrivateKey.generate(), X25519PrivateKey.generate()
    key_id = key_id_of(sealing.public_key().public_bytes_raw())
    _write_private(folder / "signing.pem", _pem(signing))
    _write_private(folder / f"sealing-{key_id}.pem", _pem(sealing))
    _write_private(folder / "lookup.secret", secrets.token_bytes(32))
    # Last: while it is missing, a start that was cut short makes all of them anew.
    _write_private(folder / "current", key_id.encode("ascii"))
    record(Event.KEYS_MADE, sealing_key_id=key_id)


def _pem(key: Ed25519PrivateKey | X25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write_private(path: Path, content: bytes) -> None:
    """Write a file that only this user can read, durable before it has its name."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
