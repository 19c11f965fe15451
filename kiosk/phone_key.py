"""The key of a picture that a phone sends: made here, told to the phone in the QR code alone, then forgotten."""

from __future__ import annotations

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from offline_queue.wire.phone_links import NONCE_BYTES

KEY_BYTES = 32


class PhonePictureError(Exception):
    """What came was not enciphered with this link's key."""


class PhoneKey:
    """One link's key. Personal in so far as it opens a picture of a paper: memory only."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(KEY_BYTES)

    def address(self, url: str) -> str:
        """The link with the key behind ``#``, where no browser sends it to a server."""
        return f"{url}#{base64.urlsafe_b64encode(self._key).decode('ascii').rstrip('=')}"

    def open(self, url: str, sealed: bytes) -> bytes:
        """Return the picture that came over that link.

        Raises:
            PhonePictureError: see above.
        """
        token = url.rpartition("/")[2].encode("ascii")
        try:
            return AESGCM(self._key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], token)
        except (InvalidTag, ValueError) as error:
            raise PhonePictureError from error
