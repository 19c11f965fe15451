"""Lookup codes in the ledger: minted ahead of need, kept as a salted slow hash only (decisions 11).

The hash is scrypt with 16 MiB. It takes some 60 ms on purpose, so it is made before a resident needs it, on
a thread where nobody waits. Six digits cannot be made safe by any hash; this one makes trying all of them
take most of a day for each entry, and the hall limits the rate of questions.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field

from config.domain.identifiers import LookupCode
from config.domain.lookup_code import mint_lookup_code
from offline_queue.rows import CodeHash

SCRYPT_N = 2**14
SCRYPT_R = 8
SALT_BYTES = 16
HASH_BYTES = 32
_MAX_MEMORY_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class MintedCode:
    """A code that no entry has yet."""

    code: LookupCode = field(repr=False)
    kept: CodeHash = field(repr=False)


def mint_code(entropy: Callable[[int], bytes]) -> MintedCode:
    """Draw a code and hash it slowly."""
    code = mint_lookup_code(lambda limit: int.from_bytes(entropy(16), "big") % limit)
    salt = entropy(SALT_BYTES)
    return MintedCode(code, CodeHash(salt, slow_hash(code, salt)))


def slow_hash(code: LookupCode, salt: bytes) -> bytes:
    """Return the hash that the ledger keeps."""
    return hashlib.scrypt(
        code.encode("utf-8"), salt=salt, n=SCRYPT_N, r=SCRYPT_R, p=1, maxmem=_MAX_MEMORY_BYTES, dklen=HASH_BYTES
    )


def fits(code: LookupCode, kept: CodeHash | None) -> bool:
    """Say whether a code is the right one. Without an entry the same work is done, and the answer is no."""
    expected = CodeHash(bytes(SALT_BYTES), bytes(HASH_BYTES)) if kept is None else kept
    same = hmac.compare_digest(slow_hash(code, expected.salt), expected.hash)
    return same and kept is not None
