"""Taking bundles from a stick: the same opening, storing and uploading as on the line, so each entry once only.

A cut at any moment costs nothing: the import is run again and finds as known what it has taken. It may run beside a
serving hall. Reports hold ids and reasons, nothing about a person.

Reasons besides the wire's problems: ``incomplete`` (a folder without a manifest), ``unreadable`` (not a manifest of
this contract), ``damaged`` (a file that is missing or is not the one that the manifest names).
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from hall.attachments import Uploads
from hall.database import Database
from hall.engines import WriteLock
from hall.errors import HallError, ProblemError
from hall.events import Event, record
from hall.intake import Evidence, open_entry, store
from hall.keys import HallKeys, load_or_make_keys
from hall.migrations import ready
from hall.settings import HallSettings
from hall.terminals import Caller, find_caller
from offline_queue.wire import routes
from offline_queue.wire.entries import MAX_ENTRY_BYTES, AttachmentRef, EntryAnswer, ProblemKind, digest_of
from offline_queue.wire.handover import (
    MANIFEST,
    MAX_MANIFEST_BYTES,
    PART_SUFFIX,
    SIGNATURE,
    SIGNED_METHOD,
    SIGNED_PATH,
    HandoverEntry,
    HandoverManifest,
    HandoverSignature,
    attachment_file,
    entry_file,
)
from offline_queue.wire.signatures import SignatureError, check_body, content_digest, read_signature, verify_request
from offline_queue.wire.uploads import MAX_CHUNK_BYTES

MAX_STEPS = 16
"""So many answers that name another offset, because the line brings the same file, and it is left to the line."""


class Result(StrEnum):
    """What became of one entry of a bundle."""

    NEW = "new"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Taken:
    """One entry: ``missing`` are attachments that did not come whole; the line or another bundle may bring them."""

    entry_id: str
    result: Result
    reason: str | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BundleReport:
    """One folder: ``reason`` says why nothing of it was taken."""

    name: str
    reason: str | None = None
    terminal_id: str | None = None
    entries: tuple[Taken, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as the command line prints it."""
        return {
            "bundle": self.name,
            "terminal_id": self.terminal_id,
            "reason": self.reason,
            **{result.value: sum(one.result is result for one in self.entries) for result in Result},
            "entries": [
                {
                    "entry_id": one.entry_id,
                    "result": one.result.value,
                    "reason": one.reason,
                    "missing": list(one.missing),
                }
                for one in self.entries
            ],
        }

    @property
    def is_whole(self) -> bool:
        """Whether everything of it is at the hall now."""
        faults = any(one.result is Result.REFUSED or one.missing for one in self.entries)
        return self.reason is None and not faults


class DamagedError(HallError):
    """A file of a bundle is missing, or is not the one that was named."""


@dataclass(frozen=True, slots=True)
class BundleIntake:
    """Takes bundles into one hall.

    Attributes:
        revoked_too: whether a key that was revoked still vouches; for staff who carried the stick themselves.
    """

    settings: HallSettings
    database: Database
    keys: HallKeys
    uploads: Uploads
    clock: Callable[[], datetime]
    revoked_too: bool = field(default=False, kw_only=True)

    def take_all(self, folder: Path) -> list[BundleReport]:
        """Take a bundle, or every bundle in a folder; one that was cut short is reported and not taken."""
        if not folder.is_dir():
            raise HallError("there is no such folder")
        bundles = [folder] if (folder / MANIFEST).exists() else sorted(one for one in folder.iterdir() if one.is_dir())
        return [self.take(bundle) for bundle in bundles if _is_bundle(bundle)]

    def take(self, folder: Path) -> BundleReport:
        """Take one bundle."""
        if folder.name.endswith(PART_SUFFIX) or not (folder / MANIFEST).exists():
            return BundleReport(folder.name, "incomplete")
        try:
            manifest, caller = self._read(folder)
        except ProblemError as problem:
            return BundleReport(folder.name, problem.kind.value)
        except (DamagedError, ValidationError):
            return BundleReport(folder.name, "unreadable")
        taken = tuple(self._take_entry(folder, caller, entry) for entry in manifest.entries)
        report = BundleReport(folder.name, None, manifest.terminal_id, taken)
        counts = {result.value: sum(one.result is result for one in taken) for result in Result}
        record(Event.BUNDLE_TAKEN, terminal_id=manifest.terminal_id, **counts)
        return report

    def _read(self, folder: Path) -> tuple[HandoverManifest, Caller]:
        """Read the manifest; it must be signed by the terminal that it names."""
        raw = _read_file(folder / MANIFEST, MAX_MANIFEST_BYTES)
        signed = HandoverSignature.model_validate_json(_read_file(folder / SIGNATURE, 4096))
        manifest = HandoverManifest.model_validate_json(raw)
        caller = self.database.read(
            lambda connection: find_caller(connection, manifest.key_id, revoked_too=self.revoked_too)
        )
        headers = (signed.content_digest, signed.signature_input, signed.signature)
        _verify(caller, headers, SIGNED_METHOD, SIGNED_PATH, raw)
        if caller.terminal_id != manifest.terminal_id:
            raise ProblemError(ProblemKind.SIGNATURE, "another terminal's manifest")
        return manifest, caller

    def _take_entry(self, folder: Path, caller: Caller, line: HandoverEntry) -> Taken:
        try:
            body = _read_body(folder, line)
            headers = (content_digest(body), line.signature_input, line.signature)
            _verify(caller, headers, "PUT", routes.entry_path(line.entry_id), body)
            answer, is_new = self._store(caller, line, body)
        except ProblemError as problem:
            record(Event.ENTRY_REFUSED, logging.INFO, terminal_id=caller.terminal_id, cause=problem.kind)
            return Taken(line.entry_id, Result.REFUSED, problem.kind.value)
        except DamagedError:
            return Taken(line.entry_id, Result.REFUSED, "damaged")
        open_files = {file.attachment_id for file in answer.attachments if not file.complete}
        missing = tuple(
            ref.attachment_id
            for ref in line.attachments
            if ref.attachment_id in open_files and not self._take_file(folder, caller, line.entry_id, ref)
        )
        return Taken(line.entry_id, Result.NEW if is_new else Result.KNOWN, None, missing)

    def _store(self, caller: Caller, line: HandoverEntry, body: bytes) -> tuple[EntryAnswer, bool]:
        opened = open_entry(body, line.entry_id, caller.terminal_id, self.keys)
        evidence = Evidence(caller.terminal_id, line.signature_input, line.signature)
        now = self.clock()
        stored = self.database.write(
            lambda connection: store(connection, opened, evidence, now=now, settings=self.settings)
        ).result()
        if stored.is_new:
            kind = opened.sealed.kind
            record(Event.ENTRY_STORED, entry_id=line.entry_id, kind=kind, terminal_id=caller.terminal_id)
        return stored.answer, stored.is_new

    def _take_file(self, folder: Path, caller: Caller, entry_id: str, ref: AttachmentRef) -> bool:
        """Bring one sealed file as chunks of the line; return whether it is complete now."""
        path = folder / attachment_file(ref.attachment_id)
        try:
            if _digest_of_file(path, ref.sealed_size_bytes) != ref.digest:
                return False
            return asyncio.run(self._upload(path, caller, entry_id, ref))
        except (DamagedError, ProblemError):
            return False

    async def _upload(self, path: Path, caller: Caller, entry_id: str, ref: AttachmentRef) -> bool:
        row, _ = await self.uploads.open(entry_id, ref.attachment_id, caller.terminal_id, ref.sealed_size_bytes)
        for _ in range(ref.sealed_size_bytes // MAX_CHUNK_BYTES + MAX_STEPS):
            if row.is_complete:
                return True
            chunk = _read_part(path, row.offset_bytes, MAX_CHUNK_BYTES)
            try:
                row = await self.uploads.append(
                    entry_id, ref.attachment_id, caller.terminal_id, row.offset_bytes, chunk
                )
            except ProblemError as problem:
                if problem.kind is not ProblemKind.UPLOAD_OFFSET:
                    raise
                row = await self.uploads.find(entry_id, ref.attachment_id, caller.terminal_id)
        return row.is_complete


def open_intake(settings: HallSettings, clock: Callable[[], datetime], *, revoked_too: bool = False) -> BundleIntake:
    """Open a hall's tables and files for an import; close its database."""
    # Late: the web application knows how to open them, and takes a second to load.
    from hall.web.app import open_database, open_files

    ready(settings.data_dir, settings.database_url)
    lock = WriteLock(settings.data_dir / "write.lock")
    try:
        with lock():
            keys = load_or_make_keys(settings.data_dir)
    finally:
        lock.close()
    database = open_database(settings)
    uploads = Uploads(database, open_files(settings), keys, clock)
    return BundleIntake(settings, database, keys, uploads, clock, revoked_too=revoked_too)


def _is_bundle(folder: Path) -> bool:
    """Return whether a folder is a bundle or was to be one; others on the stick are nobody's business."""
    return (folder / MANIFEST).exists() or folder.name.endswith(PART_SUFFIX) or any(folder.glob("*.entry"))


def _verify(caller: Caller, headers: tuple[str, str, str], method: str, path: str, body: bytes) -> None:
    """Check a signature, whenever it was made. Raises `ProblemError` (signature)."""
    digest, signature_input, value = headers
    try:
        signature = read_signature({"content-digest": digest, "signature-input": signature_input, "signature": value})
        if signature.key_id != caller.key_id:
            raise ProblemError(ProblemKind.SIGNATURE, "another key")
        verify_request(signature, caller.public_key, method=method, path=path, now=signature.created)
        check_body(signature, body)
    except SignatureError as error:
        raise ProblemError(ProblemKind.SIGNATURE, str(error)) from None


def _read_file(path: Path, limit_bytes: int) -> bytes:
    """Return a whole file. Raises `DamagedError` when it is none, is missing or too large."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > limit_bytes:
        raise DamagedError(path.suffix)
    try:
        return path.read_bytes()
    except OSError as error:
        raise DamagedError(path.suffix) from error


def _read_body(folder: Path, line: HandoverEntry) -> bytes:
    body = _read_file(folder / entry_file(line.entry_id), MAX_ENTRY_BYTES)
    if digest_of(body) != line.digest:
        raise DamagedError("another body")
    return body


def _digest_of_file(path: Path, size_bytes: int) -> str:
    if path.is_symlink() or not path.is_file() or path.stat().st_size != size_bytes:
        raise DamagedError(path.suffix)
    digest = hashlib.sha256()
    for piece in _pieces(path):
        digest.update(piece)
    return digest.hexdigest()


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(MAX_CHUNK_BYTES):
                yield piece
    except OSError as error:
        raise DamagedError(path.suffix) from error


def _read_part(path: Path, offset_bytes: int, size_bytes: int) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(offset_bytes)
            return file.read(size_bytes)
    except OSError as error:
        raise DamagedError(path.suffix) from error
