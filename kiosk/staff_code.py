"""The code of the staff: kept as a salted scrypt hash, checked with a growing pause after wrong tries. No Qt.

The code opens a page that names devices and counts; nothing personal is behind it. Six digits hold against somebody at
the number pad because of the pause, not against somebody who has the settings file.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass

DIGITS = 6
SALT_BYTES = 16
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**14, 8, 1
MEMORY_BYTES = 64 * 1024 * 1024
SCHEME = f"scrypt:{SCRYPT_N}:{SCRYPT_R}:{SCRYPT_P}"

FREE_TRIES = 3
FIRST_PAUSE_S = 30.0
LONGEST_PAUSE_S = 15 * 60.0


def valid_code(code: str) -> bool:
    """Whether it is six ASCII digits, and not one digit six times."""
    return len(code) == DIGITS and code.isascii() and code.isdigit() and len(set(code)) > 1


def hash_code(code: str, salt: bytes | None = None) -> str:
    """The hash as the settings keep it: scheme, salt, digest. A new salt unless one is given."""
    used = secrets.token_bytes(SALT_BYTES) if salt is None else salt
    return ":".join((SCHEME, _text(used), _text(_digest(code, used))))


def fits(code: str, stored: str) -> bool:
    """Whether a code is the one behind a stored hash. Slow on purpose; False for a hash of no known kind."""
    scheme, _, rest = stored.rpartition(":")
    scheme, _, salt = scheme.rpartition(":")
    if scheme != SCHEME:
        return False
    try:
        digest = base64.b64decode(rest, validate=True)
        return hmac.compare_digest(_digest(code, base64.b64decode(salt, validate=True)), digest)
    except binascii.Error:
        return False


def _digest(code: str, salt: bytes) -> bytes:
    return hashlib.scrypt(code.encode(), salt=salt, n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P, maxmem=MEMORY_BYTES)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


@dataclass(slots=True)
class CodeGuard:
    """Counts wrong tries over all visits, until the code was right or the terminal starts anew."""

    wrong: int = 0
    locked_until: float = 0.0

    def pause_s(self, now: float) -> int:
        """How many seconds are left before another try; 0: now."""
        return max(0, -int(-(self.locked_until - now) // 1))

    def was_wrong(self, now: float) -> None:
        """One more wrong try; from the third on each doubles the pause."""
        self.wrong += 1
        beyond = self.wrong - FREE_TRIES
        if beyond >= 0:
            self.locked_until = now + min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** min(beyond, 10))

    def was_right(self) -> None:
        """Begin anew."""
        self.wrong, self.locked_until = 0, 0.0
