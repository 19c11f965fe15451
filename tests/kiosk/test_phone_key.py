"""The key of a picture from a phone: in the address alone, and of no other link."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.phone_key import KEY_BYTES, PhoneKey, PhonePictureError
from offline_queue.wire.phone_links import NONCE_BYTES

URL = "https://hall.example/p/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
NONCE = b"n" * NONCE_BYTES


def sealed(address: str, url: str = URL) -> bytes:
    """As the page on the phone seals."""
    key = base64.urlsafe_b64decode(address.partition("#")[2] + "=")
    assert len(key) == KEY_BYTES
    return NONCE + AESGCM(key).encrypt(NONCE, b"a picture", url.rpartition("/")[2].encode())


def test_what_was_sealed_with_the_address_is_opened() -> None:
    key = PhoneKey()
    address = key.address(URL)
    assert address.startswith(f"{URL}#")
    assert key.open(URL, sealed(address)) == b"a picture"


def test_each_link_has_a_key_of_its_own_and_no_text_shows_it() -> None:
    one, other = PhoneKey(), PhoneKey()
    assert one.address(URL) != other.address(URL)
    assert one.address(URL).partition("#")[2] not in repr(one)
    with pytest.raises(PhonePictureError):
        other.open(URL, sealed(one.address(URL)))


@pytest.mark.parametrize("change", [lambda s: s[:-1], lambda s: s[:NONCE_BYTES], lambda s: b"", lambda s: s + b"x"])
def test_what_was_altered_is_refused(change: object) -> None:
    key = PhoneKey()
    assert callable(change)
    with pytest.raises(PhonePictureError):
        key.open(URL, change(sealed(key.address(URL))))


def test_what_was_sealed_for_another_link_is_refused() -> None:
    key = PhoneKey()
    with pytest.raises(PhonePictureError):
        key.open(URL, sealed(key.address(URL), URL[:-1] + "B"))
