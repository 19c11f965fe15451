"""Hand-over to staff: what waits is copied as one signed bundle to a stick; the hall takes each entry once.

Nothing is opened and nothing leaves the queue. The bundle is written beside, synced and renamed; only then does the
ledger say so. So a cut at any moment leaves a folder ``….part`` that no hall takes, or a whole bundle, and the export
can be repeated either way. What was left is taken away by the terminal's next export to that stick, also when nothing
waits by then; other terminals' folders are none of its business.
"""

from __future__ import annotations

import contextlib
import logging
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from config.domain.identifiers import EntryId
from offline_queue.clock import Clock
from offline_queue.drafting import manifest_ref
from offline_queue.errors import BlobDamagedError, StorageError, StorageFullError, TargetFailedError, TargetFullError
from offline_queue.filesystem import Fs, OsFs, typed_os_error
from offline_queue.identity import Identity
from offline_queue.model import Attachment, EntryState, Sending
from offline_queue.outbox import Outbox
from offline_queue.wire import routes
from offline_queue.wire.handover import (
    MANIFEST,
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
from offline_queue.wire.signatures import sign_request
from offline_queue.wire.times import from_epoch

PIECE_BYTES = 1024 * 1024
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_OPEN = (EntryState.READY, EntryState.REGISTERED, EntryState.HELD)
_OURS = re.compile(
    rf"{re.escape(MANIFEST)}|{re.escape(SIGNATURE)}|{entry_file(_UUID)}|{attachment_file(_UUID)}", re.ASCII
)
"""The names of the files of a bundle."""
_LOG = logging.getLogger("offline_queue")


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What is on the stick now.

    Attributes:
        bundle: the folder's name; None when nothing waits.
        entries: what it holds, oldest first.
        damaged: entries that could not be read whole and stay behind.
        size_bytes: of all sealed bytes.
    """

    bundle: str | None
    entries: tuple[EntryId, ...] = ()
    damaged: tuple[EntryId, ...] = ()
    size_bytes: int = 0


def hand_over(
    outbox: Outbox,
    target: Path,
    clock: Clock,
    *,
    fs: Fs | None = None,
    nonce: Callable[[], str] = lambda: secrets.token_urlsafe(18),
    on_progress: Callable[[int, int], None] = lambda _written, _all: None,
    confirm: Callable[[Path], None] = lambda _bundle: None,
) -> HandedOver:
    """Write everything that waits, also what waits for staff, as one bundle below ``target``; note it in the ledger.

    Args:
        outbox: whose entries.
        target: a folder on the stick.
        clock: dates the bundle.
        fs: the machine's files by default.
        nonce: makes a signature unlike any other.
        on_progress: told how many entries are written, of how many; on this thread.
        confirm: looks at the whole bundle before the ledger says anything; raises `TargetError` where it is not on the
            stick.

    Raises:
        NotEnrolledError: there is no key to sign with.
        TargetFullError, TargetFailedError: the stick; the queue is as before.
        StorageError: the queue could not be read, or not be written; then the bundle is there and the export can be
            repeated.
    """
    writer = _Bundle(outbox, target, clock, OsFs() if fs is None else fs, nonce)
    waiting = sorted((entry for state in _OPEN for entry in outbox.entries(state)), key=lambda entry: entry.sequence)
    if not waiting:
        writer.clear()
        return HandedOver(None)
    told = writer.write([entry.entry_id for entry in waiting], on_progress)
    if told.bundle is not None:
        confirm(target / told.bundle)
        outbox.mark_handed_over(told.entries)
        _LOG.info("handed_over entries=%d size_bytes=%d", len(told.entries), told.size_bytes)
    return told


class _Bundle:
    def __init__(self, outbox: Outbox, target: Path, clock: Clock, fs: Fs, nonce: Callable[[], str]) -> None:
        self._outbox = outbox
        self._identity: Identity = outbox.identity()
        self._target = target
        self._fs = fs
        self._nonce = nonce
        self._made_at_s = clock.now_s() + (outbox.clock_reading().hall_offset_s or 0.0)
        self._part = target / (self._identity.terminal_id + PART_SUFFIX)

    def write(self, entry_ids: list[EntryId], on_progress: Callable[[int, int], None]) -> HandedOver:
        """Write the bundle and give it its name."""
        with self._of_target():
            self._fs.make_folder(self._part)
            self._sweep()
        lines: list[HandoverEntry] = []
        damaged: list[EntryId] = []
        size_bytes = 0
        for number, entry_id in enumerate(entry_ids):
            on_progress(number, len(entry_ids))
            sending = self._outbox.sealed(entry_id)
            try:
                size_bytes += self._write_entry(sending)
            except BlobDamagedError:
                damaged.append(entry_id)
            else:
                lines.append(self._line(sending))
        if not lines:
            self.clear()
            return HandedOver(None, damaged=tuple(damaged))
        name = self._close(lines)
        return HandedOver(name, tuple(EntryId(line.entry_id) for line in lines), tuple(damaged), size_bytes)

    def _write_entry(self, sending: Sending) -> int:
        self._put(entry_file(sending.entry.entry_id), iter((sending.body,)))
        for attachment in sending.attachments:
            self._put(attachment_file(attachment.attachment_id), self._pieces(attachment))
        return len(sending.body) + sum(attachment.sealed_size_bytes for attachment in sending.attachments)

    def _pieces(self, attachment: Attachment) -> Iterator[bytes]:
        for start in range(0, attachment.sealed_size_bytes, PIECE_BYTES):
            size = min(PIECE_BYTES, attachment.sealed_size_bytes - start)
            yield self._outbox.read_sealed(attachment.attachment_id, start, size)

    def _line(self, sending: Sending) -> HandoverEntry:
        entry = sending.entry
        signed = self._sign("PUT", routes.entry_path(entry.entry_id), sending.body)
        return HandoverEntry(
            entry_id=entry.entry_id,
            kind=entry.kind,
            sequence=entry.sequence,
            digest=entry.digest,
            size_bytes=len(sending.body),
            signature_input=signed["Signature-Input"],
            signature=signed["Signature"],
            attachments=tuple(map(manifest_ref, sending.attachments)),
        )

    def _close(self, lines: list[HandoverEntry]) -> str:
        manifest = HandoverManifest(
            terminal_id=self._identity.terminal_id,
            key_id=self._identity.key_id,
            epoch=self._outbox.status().epoch,
            made_at=from_epoch(self._made_at_s),
            entries=tuple(lines),
        )
        raw = manifest.model_dump_json().encode("utf-8")
        signed = self._sign(SIGNED_METHOD, SIGNED_PATH, raw)
        signature = HandoverSignature(
            content_digest=signed["Content-Digest"],
            signature_input=signed["Signature-Input"],
            signature=signed["Signature"],
        )
        self._put(SIGNATURE, iter((signature.model_dump_json().encode("utf-8"),)))
        self._put(MANIFEST, iter((raw,)))
        with self._of_target():
            self._fs.fsync_folder(self._part)
            name = self._free_name(manifest)
            self._fs.rename(self._part, self._target / name)
            self._fs.fsync_folder(self._target)
        return name

    def _free_name(self, manifest: HandoverManifest) -> str:
        stem = f"{manifest.terminal_id}-{manifest.made_at:%Y%m%dT%H%M%SZ}"
        taken = set(self._fs.names(self._target))
        return next(name for number in range(1, 10_000) if (name := f"{stem}-{number}") not in taken)

    def _sign(self, method: str, path: str, body: bytes) -> dict[str, str]:
        return sign_request(
            self._identity.key,
            self._identity.key_id,
            method=method,
            path=path,
            body=body,
            created=int(self._made_at_s),
            nonce=self._nonce(),
        )

    def _put(self, name: str, pieces: Iterator[bytes]) -> None:
        with self._of_target():
            descriptor = self._fs.create(self._part / name)
            try:
                for piece in pieces:
                    self._fs.write(descriptor, piece)
                self._fs.fsync(descriptor)
            finally:
                self._fs.close(descriptor)

    def clear(self) -> None:
        """Take away what an export of this terminal that was cut short has left on the stick."""
        with self._of_target():
            self._sweep()
            self._fs.remove_folder(self._part)

    def _sweep(self) -> None:
        """Remove the files of such an export; what else somebody has put there stays."""
        for name in self._fs.names(self._part):
            if _OURS.fullmatch(name):
                self._fs.remove(self._part / name)

    @contextlib.contextmanager
    def _of_target(self) -> Iterator[None]:
        """Say of the stick what went wrong with the stick."""
        try:
            yield
        except OSError as error:
            typed: StorageError = typed_os_error(error)
            failed = TargetFullError if isinstance(typed, StorageFullError) else TargetFailedError
            raise failed(str(typed)) from error
