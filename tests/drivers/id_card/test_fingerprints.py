"""The blocks of a card's fingerprints."""

from __future__ import annotations

import pytest

from drivers.id_card.codec import BodyError
from drivers.id_card.fingerprints import Finger, FingerprintTemplate, split_fingerprints


def _block(position: int) -> bytes:
    return bytes([0x43, 0x01, 0x10, 0x01, 0x00, position]) + bytes(506)


def test_one_block_a_finger() -> None:
    """Byte 5 says which; a code that the sheet does not have is unknown."""
    right, odd = _block(11), _block(42)
    assert split_fingerprints(b"") == ()
    assert split_fingerprints(right + odd) == (
        FingerprintTemplate(Finger.RIGHT_THUMB, right),
        FingerprintTemplate(None, odd),
    )
    assert split_fingerprints(_block(99))[0].finger is Finger.OTHER_UNKNOWN


def test_half_a_block_is_none() -> None:
    """It says the size only."""
    with pytest.raises(BodyError, match="511"):
        split_fingerprints(bytes(511))


def test_a_template_is_never_shown() -> None:
    """Not even which finger."""
    assert repr(split_fingerprints(_block(12))) == "(FingerprintTemplate(),)"
