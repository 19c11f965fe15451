"""Closing and opening entries: HPKE for the data key, AES-256-GCM for the document, segments for attachments.

Suite ``hpke-x25519-hkdf-sha256-aes256gcm/1``:

* A fresh data key of 32 bytes per entry. It is wrapped by HPKE (RFC 9180, base mode, DHKEM X25519,
  HKDF-SHA256, AES-256-GCM) to the hall's key with ``info`` = suite, entry id and kind: 80 bytes, a key for
  one entry and no other. What made it is forgotten, so the terminal cannot open what it sealed.
* From the data key one key per purpose by HKDF-SHA256, ``info`` = purpose, entry id, and for an attachment
  its id and ordinal. So swapping attachments, within an entry or between two, is refused.
* The document is one AES-256-GCM message, nonce of 12 zero bytes (its key seals one message only).
* An attachment is cut in segments of 256 KiB, each AES-256-GCM with the nonce ``7 zero bytes | 4 bytes
  counter | 1 byte last``; ``last`` is 1 on the last segment only. So cutting, reordering, repeating and
  appending are refused. No header, no padding: sealed size = size + 16 bytes per segment, at least one
  segment.

A national suite (SM2, SM3, SM4) would be another value of the field ``suite`` and another branch here.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from offline_queue.wire.errors import WireError

SUITE = "hpke-x25519-hkdf-sha256-aes256gcm/1"
SEGMENT_BYTES = 256 * 1024
TAG_BYTES = 16
DATA_KEY_BYTES = 32
WRAPPED_KEY_BYTES = 80

_HPKE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
_ZERO_NONCE = bytes(12)


class SealError(WireError):
    """A seal could not be made or opened."""


class SealBrokenError(SealError):
    """The bytes do not open: altered, cut, reordered, of another entry, or for another key."""


class SealReusedError(SealError):
    """One sealer was asked to seal the same thing twice; that would use a key and nonce twice."""


class SuiteUnknownError(SealError):
    """The entry names a suite that this version does not speak."""


def key_id_of(raw_public_key: bytes) -> str:
    """Return the name of a public key: 32 hexadecimal digits from the SHA-256 of its raw bytes."""
    return hashlib.sha256(raw_public_key).hexdigest()[:32]


def sealed_size(size_bytes: int) -> int:
    """Return how many bytes an attachment of ``size_bytes`` has when sealed."""
    segments = max(1, -(-size_bytes // SEGMENT_BYTES))
    return size_bytes + segments * TAG_BYTES


@dataclass(frozen=True, slots=True)
class SealedDocument:
    """What `EntrySealer.seal_document` gives: both fields go into the envelope as they are.

    ``content_sha256`` is the digest of the document before sealing. It stays at the terminal and in the
    hall's export.
    """

    wrapped_key: bytes
    sealed_document: bytes
    content_sha256: str


class SealingStream:
    """The sealed bytes of one attachment, piece by piece; its figures are known at the end."""

    def __init__(self, cipher: AESGCM, chunks: Iterable[bytes]) -> None:
        self._cipher = cipher
        self._chunks = chunks
        self._content = hashlib.sha256()
        self._sealed = hashlib.sha256()
        self._done = False
        self.size_bytes = 0
        self.sealed_size_bytes = 0

    def __iter__(self) -> Iterator[bytes]:
        """Yield one sealed segment at a time."""
        for counter, (segment, last) in enumerate(_segments(self._chunks, SEGMENT_BYTES)):
            sealed = self._cipher.encrypt(_segment_nonce(counter, last=last), segment, None)
            self._content.update(segment)
            self._sealed.update(sealed)
            self.size_bytes += len(segment)
            self.sealed_size_bytes += len(sealed)
            yield sealed
        self._done = True

    @property
    def content_sha256(self) -> str:
        """Digest of the file before sealing. Raises `SealError` before the end is reached."""
        return self._finished(self._content.hexdigest())

    @property
    def digest(self) -> str:
        """Digest of the sealed bytes. Raises `SealError` before the end is reached."""
        return self._finished(self._sealed.hexdigest())

    def _finished(self, value: str) -> str:
        if not self._done:
            raise SealError("the stream has not been read to its end")
        return value


@dataclass(slots=True)
class EntrySealer:
    """Seals one entry: its attachments first (the document names their digests), then the document, once.

    The data key is drawn and wrapped when the object is made, so the slow part can be done ahead of need: a
    sealer may wait in memory for its content. It seals one entry only, and nobody else can open with it.

    Args:
        recipient: the hall's public sealing key.
        entry_id: the entry's identity; bound into every seal.
        kind: the entry's kind; bound into the wrapped key.
        entropy: gives that many random bytes.
    """

    recipient: X25519PublicKey = field(repr=False)
    entry_id: str
    kind: str
    entropy: Callable[[int], bytes] = field(default=secrets.token_bytes, repr=False)
    _key: bytes = field(init=False, repr=False)
    _wrapped_key: bytes = field(init=False, repr=False)
    _document: AESGCM = field(init=False, repr=False)
    _used: set[str] = field(init=False, repr=False, default_factory=set)

    def __post_init__(self) -> None:
        self._key = self.entropy(DATA_KEY_BYTES)
        self._wrapped_key = _HPKE.encrypt(self._key, self.recipient, _wrap_info(self.entry_id, self.kind))
        self._document = AESGCM(_derive(self._key, "document", self.entry_id))

    def seal_attachment(self, attachment_id: str, ordinal: int, chunks: Iterable[bytes]) -> SealingStream:
        """Return the stream that seals ``chunks`` (pieces of any size) as this entry's attachment."""
        self._use_once(attachment_id)
        key = _derive(self._key, "attachment", self.entry_id, attachment_id, str(ordinal))
        return SealingStream(AESGCM(key), chunks)

    def seal_document(self, document: bytes) -> SealedDocument:
        """Seal the document and forget the data key; the sealer is of no use afterwards."""
        self._use_once("document")
        self._key = b""
        sealed = self._document.encrypt(_ZERO_NONCE, document, None)
        return SealedDocument(self._wrapped_key, sealed, hashlib.sha256(document).hexdigest())

    def _use_once(self, purpose: str) -> None:
        if purpose in self._used or not self._key:
            raise SealReusedError(purpose)
        self._used.add(purpose)


class EntryOpener:
    """Opens one entry with the hall's private key; the other end of `EntrySealer`."""

    def __init__(
        self, private_key: X25519PrivateKey, *, suite: str, entry_id: str, kind: str, wrapped_key: bytes
    ) -> None:
        """Unwrap the data key. Raises `SuiteUnknownError` or `SealBrokenError`."""
        if suite != SUITE:
            raise SuiteUnknownError(suite)
        if len(wrapped_key) != WRAPPED_KEY_BYTES:
            raise SealBrokenError("the wrapped key has not 80 bytes")
        try:
            self._key = _HPKE.decrypt(wrapped_key, private_key, _wrap_info(entry_id, kind))
        except (InvalidTag, ValueError) as error:
            raise SealBrokenError("the data key does not open") from error
        self._entry_id = entry_id

    def open_document(self, sealed: bytes) -> bytes:
        """Return the document. Raises `SealBrokenError`."""
        key = _derive(self._key, "document", self._entry_id)
        return _open(AESGCM(key), _ZERO_NONCE, sealed)

    def open_attachment(self, attachment_id: str, ordinal: int, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the file's bytes by segment; whole only if it ends without raising `SealBrokenError`."""
        cipher = AESGCM(_derive(self._key, "attachment", self._entry_id, attachment_id, str(ordinal)))
        for counter, (segment, last) in enumerate(_segments(chunks, SEGMENT_BYTES + TAG_BYTES)):
            yield _open(cipher, _segment_nonce(counter, last=last), segment)


def _open(cipher: AESGCM, nonce: bytes, sealed: bytes) -> bytes:
    try:
        return cipher.decrypt(nonce, sealed, None)
    except (InvalidTag, ValueError) as error:
        raise SealBrokenError("the seal does not open") from error


def _segments(chunks: Iterable[bytes], size_bytes: int) -> Iterator[tuple[bytes, bool]]:
    """Cut pieces of any size into segments; the last one is flagged, and empty only when it is alone."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        start = 0
        # A full segment is held back until more is known to follow: only then it is not the last.
        while len(held) - start > size_bytes:
            yield bytes(held[start : start + size_bytes]), False
            start += size_bytes
        del held[:start]
    yield bytes(held), True


def _segment_nonce(counter: int, *, last: bool) -> bytes:
    return bytes(7) + counter.to_bytes(4, "big") + bytes([last])


def _derive(data_key: bytes, *context: str) -> bytes:
    info = "\0".join((SUITE, *context)).encode("ascii")
    return HKDFExpand(algorithm=hashes.SHA256(), length=32, info=info).derive(data_key)


def _wrap_info(entry_id: str, kind: str) -> bytes:
    return f"{SUITE}\0wrap\0{entry_id}\0{kind}".encode("ascii")
