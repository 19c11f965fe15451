"""What is sealed opens for the hall, for this entry, whole and in order, or not at all."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from offline_queue.wire.sealing import (
    SEGMENT_BYTES,
    SUITE,
    TAG_BYTES,
    WRAPPED_KEY_BYTES,
    EntryOpener,
    EntrySealer,
    SealBrokenError,
    SealError,
    SealReusedError,
    SuiteUnknownError,
    key_id_of,
    sealed_size,
)

KEY = X25519PrivateKey.generate()
ENTRY = "7e0f4b32-0000-4000-8000-000000000001"
OTHER = "7e0f4b32-0000-4000-8000-000000000002"
FILE = "7e0f4b32-0000-4000-8000-0000000000f1"
SEALED_SEGMENT = SEGMENT_BYTES + TAG_BYTES


def sealer(entry_id: str = ENTRY) -> EntrySealer:
    return EntrySealer(KEY.public_key(), entry_id, "case")


def opener(wrapped_key: bytes, *, entry_id: str = ENTRY, kind: str = "case", suite: str = SUITE) -> EntryOpener:
    return EntryOpener(KEY, suite=suite, entry_id=entry_id, kind=kind, wrapped_key=wrapped_key)


def sealed_file(content: bytes, ordinal: int = 0) -> tuple[EntryOpener, bytes]:
    """Seal one file; return the opener of its entry and the sealed bytes."""
    made = sealer()
    sealed = b"".join(made.seal_attachment(FILE, ordinal, [content]))
    return opener(made.seal_document(b"{}").wrapped_key), sealed


def test_a_document_opens_for_the_hall() -> None:
    closed = sealer().seal_document(b'{"a":1}')
    assert opener(closed.wrapped_key).open_document(closed.sealed_document) == b'{"a":1}'
    assert len(closed.wrapped_key) == WRAPPED_KEY_BYTES
    assert len(closed.content_sha256) == 64


@settings(max_examples=25, deadline=None)
@given(
    size=st.one_of(
        st.integers(0, 3 * SEGMENT_BYTES),
        st.sampled_from([SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1, 2 * SEGMENT_BYTES]),
    ),
    cut=st.integers(0, 3 * SEGMENT_BYTES),
)
def test_an_attachment_of_any_size_in_any_pieces_opens_to_the_same_bytes(size: int, cut: int) -> None:
    content = bytes(index * 7 % 251 for index in range(min(size, 4096))) * (size // 4096 + 1)
    content = content[:size]
    made = sealer()
    stream = made.seal_attachment(FILE, 0, [content[:cut], content[cut:]])
    sealed = b"".join(stream)
    opened = opener(made.seal_document(b"").wrapped_key).open_attachment(FILE, 0, [sealed[:cut], sealed[cut:]])
    assert b"".join(opened) == content
    assert len(sealed) == stream.sealed_size_bytes == sealed_size(size)
    assert stream.size_bytes == size


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda s: s[:-1], id="last byte cut"),
        pytest.param(lambda s: s[:SEALED_SEGMENT], id="cut after a whole segment"),
        pytest.param(lambda s: s[SEALED_SEGMENT:], id="first segment cut"),
        pytest.param(lambda _: b"", id="nothing left"),
        pytest.param(lambda s: s + b"x", id="byte appended"),
        pytest.param(lambda s: s + s[-30:], id="piece repeated"),
        pytest.param(
            lambda s: s[SEALED_SEGMENT : 2 * SEALED_SEGMENT] + s[:SEALED_SEGMENT] + s[2 * SEALED_SEGMENT :],
            id="segments exchanged",
        ),
        pytest.param(lambda s: bytes([s[0] ^ 1]) + s[1:], id="first bit flipped"),
        pytest.param(lambda s: s[:-1] + bytes([s[-1] ^ 1]), id="last bit flipped"),
    ],
)
def test_a_damaged_attachment_does_not_open(damage: object) -> None:
    assert callable(damage)
    opening, sealed = sealed_file(b"p" * (2 * SEGMENT_BYTES + 100))
    with pytest.raises(SealBrokenError):
        b"".join(opening.open_attachment(FILE, 0, [damage(sealed)]))


def test_an_attachment_does_not_open_under_another_id_or_ordinal() -> None:
    opening, sealed = sealed_file(b"page")
    with pytest.raises(SealBrokenError):
        b"".join(opening.open_attachment(OTHER, 0, [sealed]))
    with pytest.raises(SealBrokenError):
        b"".join(opening.open_attachment(FILE, 1, [sealed]))


def test_an_attachment_does_not_open_in_another_entry() -> None:
    _, sealed = sealed_file(b"page")
    another = sealer(OTHER)
    opening = opener(another.seal_document(b"").wrapped_key, entry_id=OTHER)
    with pytest.raises(SealBrokenError):
        b"".join(opening.open_attachment(FILE, 0, [sealed]))


def test_a_wrapped_key_opens_for_its_entry_and_kind_only() -> None:
    wrapped = sealer().seal_document(b"").wrapped_key
    with pytest.raises(SealBrokenError):
        opener(wrapped, entry_id=OTHER)
    with pytest.raises(SealBrokenError):
        opener(wrapped, kind="rating")
    with pytest.raises(SealBrokenError):
        opener(wrapped[:-1])
    with pytest.raises(SealBrokenError):
        opener(bytes(WRAPPED_KEY_BYTES))


def test_another_hall_cannot_open() -> None:
    wrapped = sealer().seal_document(b"").wrapped_key
    with pytest.raises(SealBrokenError):
        EntryOpener(X25519PrivateKey.generate(), suite=SUITE, entry_id=ENTRY, kind="case", wrapped_key=wrapped)


def test_a_document_with_a_flipped_bit_does_not_open() -> None:
    closed = sealer().seal_document(b"{}")
    with pytest.raises(SealBrokenError):
        opener(closed.wrapped_key).open_document(b"\x00" + closed.sealed_document[1:])
    with pytest.raises(SealBrokenError):
        opener(closed.wrapped_key).open_document(b"")


def test_an_unknown_suite_is_refused() -> None:
    with pytest.raises(SuiteUnknownError):
        opener(bytes(WRAPPED_KEY_BYTES), suite="sm2-sm4/1")


def test_a_sealer_never_uses_a_key_and_nonce_twice() -> None:
    made = sealer()
    list(made.seal_attachment(FILE, 0, [b"a"]))
    with pytest.raises(SealReusedError):
        made.seal_attachment(FILE, 0, [b"b"])
    made.seal_document(b"{}")
    with pytest.raises(SealReusedError):
        made.seal_document(b"{}")
    with pytest.raises(SealReusedError):
        made.seal_attachment(OTHER, 1, [b"b"])


def test_a_sealer_shows_no_key_in_its_repr() -> None:
    made = EntrySealer(KEY.public_key(), ENTRY, "case", entropy=lambda size: b"K" * size)
    assert "K" * 8 not in repr(made)


def test_a_stream_tells_no_digest_before_its_end() -> None:
    stream = sealer().seal_attachment(FILE, 0, [b"a" * (SEGMENT_BYTES + 1)])
    pieces = iter(stream)
    next(pieces)
    with pytest.raises(SealError):
        _ = stream.digest
    with pytest.raises(SealError):
        _ = stream.content_sha256


def test_two_entries_with_the_same_content_look_different() -> None:
    first, second = sealer().seal_document(b"same"), sealer().seal_document(b"same")
    assert first.sealed_document != second.sealed_document
    assert first.content_sha256 == second.content_sha256


def test_a_key_id_is_the_start_of_a_digest() -> None:
    assert key_id_of(bytes(32)) == "66687aadf862bd776c8fc18b8e9f8e20"
