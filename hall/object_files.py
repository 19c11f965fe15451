"""Sealed files in an S3-compatible store, for a hall of several processes.

A chunk is an object of its own, ``uploads/<attachment id>/<offset>-<length>-<random>``: durable when the store has
answered, readable by any process, never written over. The database's offset says how far they were counted; chunks may
overlap (a terminal that sent one again to another process), and whoever reads them goes from byte to byte. The finished
file is written as one object, ``blobs/<first two digits>/<digest>``, on condition that it is not there yet, after its
SHA-256 was computed once more over the very bytes that go out; the store checks them with the same digest.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hall.blobs import READ_BYTES, PartMissingError
from hall.errors import FilesAwayError, SettingsRefusedError

if TYPE_CHECKING:
    from obstore.store import ObjectStore, S3Store

RETRY_S = 15
"""The store's client tries again for so long; then the terminal is told to come again."""


def object_store_at(files_url: str) -> S3Store:
    """Return the store at ``s3://BUCKET[/PREFIX]``; keys, region and endpoint come from the ``AWS_…`` environment.

    Raises:
        SettingsRefusedError: another kind of address, or obstore is not installed.
    """
    parts = urlsplit(files_url)
    if parts.scheme != "s3" or not parts.netloc:
        raise SettingsRefusedError("the address of the files is not s3://BUCKET or s3://BUCKET/PREFIX")
    try:
        # Late: the embedded hall has no use for it.
        from obstore.store import S3Store
    except ModuleNotFoundError as error:
        raise SettingsRefusedError("S3 needs obstore: install service-circle-kiosk[hall-scale]") from error
    return S3Store.from_url(
        files_url,
        checksum_algorithm="SHA256",
        client_options={
            "timeout": timedelta(seconds=30),
            "connect_timeout": timedelta(seconds=5),
            "allow_http": os.environ.get("AWS_ALLOW_HTTP", "").lower() == "true",
        },
        retry_config={"max_retries": 5, "retry_timeout": timedelta(seconds=RETRY_S)},
    )


class ObjectFiles:
    """The files of one hall in one bucket, or below one prefix of it."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def append(self, attachment_id: str, offset_bytes: int, chunk: bytes) -> bool:
        """Put one chunk. Whether those before it are there shows when the file is finished."""
        name = f"{_folder(attachment_id)}/{offset_bytes:012d}-{len(chunk)}-{secrets.token_hex(4)}"
        with _away():
            self._store.put(name, chunk, use_multipart=False)
        return True

    def read_part(self, attachment_id: str) -> Iterator[bytes]:
        """Yield the chunks from the first byte on, without what overlaps."""
        position = 0
        for start, end, path in self._chunks(attachment_id):
            if start > position:
                raise PartMissingError(f"bytes {position} to {start} of {attachment_id} are missing")
            if end > position:
                yield self._get(path)[position - start :]
                position = end
        if position == 0:
            raise PartMissingError(f"no part of {attachment_id}")

    def keep(self, attachment_id: str, digest: str) -> None:
        """Write the whole as one object, unless it is there. The chunks stay until they are dropped."""
        whole = b"".join(self.read_part(attachment_id))
        if hashlib.sha256(whole).hexdigest() != digest:
            raise PartMissingError(f"the parts of {attachment_id} have changed")
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        with _away():
            try:
                self._store.put(_blob(digest), whole, mode="create", use_multipart=False)
            except (AlreadyExistsError, PreconditionError):
                return

    def has(self, digest: str) -> bool:
        """Return whether the finished object is there."""
        with _away():
            try:
                self._store.head(_blob(digest))
            except FileNotFoundError:
                return False
        return True

    def read(self, digest: str) -> Iterator[bytes]:
        """Yield a finished file's sealed bytes."""
        with _away():
            for piece in self._store.get(_blob(digest)).stream(min_chunk_size=READ_BYTES):
                yield bytes(piece)

    def drop(self, attachment_id: str) -> None:
        """Remove the chunks."""
        paths = [path for _, _, path in self._chunks(attachment_id)]
        if paths:
            with _away():
                self._store.delete(paths)

    def _chunks(self, attachment_id: str) -> list[tuple[int, int, str]]:
        """Return where each chunk starts and ends and what it is called, in order."""
        with _away():
            found = [meta["path"] for page in self._store.list(_folder(attachment_id)) for meta in page]
        chunks = []
        for path in found:
            start, length, _ = path.rpartition("/")[2].split("-")
            chunks.append((int(start), int(start) + int(length), path))
        return sorted(chunks)

    def _get(self, path: str) -> bytes:
        with _away():
            try:
                return bytes(self._store.get(path).bytes())
            except FileNotFoundError:
                raise PartMissingError(f"{path} was dropped by another process") from None


@contextmanager
def _away() -> Iterator[None]:
    """Say a store's own fault in the hall's words. The name of what fails is told, not what the store wrote."""
    from obstore.exceptions import BaseError

    try:
        yield
    except (BaseError, OSError) as error:
        raise FilesAwayError(f"the store of sealed files does not do its part ({type(error).__name__})") from error


def _folder(attachment_id: str) -> str:
    return f"uploads/{attachment_id}"


def _blob(digest: str) -> str:
    return f"blobs/{digest[:2]}/{digest}"
