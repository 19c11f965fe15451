"""Invariant 10: the terminal cannot open what it sealed, with everything on its disk and whatever it remembers.

The key that opens is the hall's. The data key of an entry is made for it alone and is on no disk. Both are looked for
in every file, as they are and as text.
"""

from __future__ import annotations

import base64
import binascii
import gc
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from offline_queue.wire import sealing
from offline_queue.wire.entries import SealedEntry
from offline_queue.wire.sealing import EntryOpener, EntrySealer, SealBrokenError
from tests.offline_queue.build import HallSide, case_draft, files_under, opened, page

KEY_BYTES = 32
FACTOR = int(os.environ.get("KIOSK_PROVE", "1"))


def windows(content: bytes) -> Iterator[bytes]:
    """Every 32 bytes that stand together."""
    for start in range(len(content) - KEY_BYTES + 1):
        yield content[start : start + KEY_BYTES]


def written(content: bytes) -> Iterator[bytes]:
    """Every 32 bytes that stand there as text, in hexadecimal or base64."""
    for found in re.findall(rb"[0-9a-fA-F]{64}", content):
        yield binascii.unhexlify(found)
    for found in re.findall(rb"[A-Za-z0-9+/_-]{43}=?", content):
        yield base64.urlsafe_b64decode(found[:43].replace(b"+", b"-").replace(b"/", b"_") + b"=")


def opens(secret: bytes, sealed: SealedEntry) -> bool:
    """Whether these bytes are the private key that the entry is sealed to."""
    try:
        opener_of(X25519PrivateKey.from_private_bytes(secret), sealed).open_document(sealed.sealed_document)
    except SealBrokenError:
        return False
    return True


def opener_of(key: X25519PrivateKey, sealed: SealedEntry) -> EntryOpener:
    return EntryOpener(
        key,
        suite=sealed.suite,
        entry_id=sealed.entry_id,
        kind=sealed.kind.value,
        wrapped_key=sealed.wrapped_key,
    )


def stored(data_dir: Path) -> tuple[SealedEntry, dict[str, bytes]]:
    """An entry with a page as it was sealed, and every file of the terminal afterwards, the log of the store too."""
    with opened(data_dir) as outbox:
        entry_id = outbox.enqueue(case_draft(1), [page(5000)]).entry_id
        sealed = SealedEntry.from_body(outbox.begin_attempt(entry_id).body)
    return sealed, files_under(data_dir)


def test_the_look_would_find_the_key(hall_side: HallSide, data_dir: Path) -> None:
    """Where the hall's private key does lie on the disk, plainly or as text, it is found."""
    sealed, _files = stored(data_dir)
    raw = hall_side.sealing.private_bytes_raw()
    assert [opens(found, sealed) for found in windows(b"x" + raw)] == [False, True]
    for text in (raw.hex().encode(), base64.b64encode(raw), base64.urlsafe_b64encode(raw)):
        assert any(opens(found, sealed) for found in written(b"key: " + text + b" end"))


def test_nothing_on_its_disk_opens_it(data_dir: Path) -> None:
    """What is kept beside the entries is tried as a whole, every other file as text; the long form tries every byte."""
    sealed, files = stored(data_dir)
    assert {name.split("/")[0] for name in files} >= {"identity", "queue.db", "blobs"}
    tried: set[bytes] = set()
    for name, content in files.items():
        tried.update(written(content))
        if name.startswith("identity") or FACTOR > 1:
            tried.update(windows(content))
    assert len(tried) > 400
    assert not any(opens(secret, sealed) for secret in tried)


def test_the_data_key_is_on_no_disk_and_forgotten(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is in no file, plainly or as text, and no sealer that knows it outlives the enqueue but those not yet used."""
    keys: list[bytes] = []
    derive = sealing._derive

    def note(data_key: bytes, *context: str) -> bytes:
        keys.append(data_key)
        return derive(data_key, *context)

    monkeypatch.setattr(sealing, "_derive", note)
    with opened(data_dir) as outbox:
        entry_id = outbox.enqueue(case_draft(1), [page(5000)]).entry_id
        outbox.status()
        gc.collect()
        known = {one.entry_id for one in gc.get_objects() if isinstance(one, EntrySealer)}
        assert known, "one is kept ready for the next entry, so they can be found"
        assert entry_id not in known
    files = files_under(data_dir)
    assert keys
    for key in set(keys):
        for text in (key, key.hex().encode(), base64.b64encode(key), base64.urlsafe_b64encode(key)):
            assert [name for name, content in files.items() if text in content] == []


def test_two_entries_share_no_key(data_dir: Path, hall_side: HallSide) -> None:
    """Whoever learned one data key would open that entry and no other: what wraps it differs, and fits no other id."""
    with opened(data_dir) as outbox:
        bodies = [outbox.begin_attempt(outbox.enqueue(case_draft()).entry_id).body for _ in range(2)]
    first, second = (SealedEntry.from_body(body) for body in bodies)
    assert first.wrapped_key != second.wrapped_key
    assert opener_of(hall_side.sealing, first).open_document(first.sealed_document)
    with pytest.raises(SealBrokenError):
        opener_of(hall_side.sealing, first.model_copy(update={"wrapped_key": second.wrapped_key}))
    with pytest.raises(SealBrokenError):
        opener_of(hall_side.sealing, first).open_document(second.sealed_document)
