"""The resumable upload of one attachment (tus 1.0) as a machine without I/O.

Ask `Upload.next_step`, do what it says, tell `Upload.on_answer` or `Upload.on_lost`, ask again. A step is a
closed union: open the upload, ask for its offset, append a chunk, done, failed. Only the hall says how much
is durable; after a lost reply the machine asks before it sends. Answers that say nothing about this upload
(401, 429, 5xx …) are handed back as `UploadNews.NOT_ABOUT_UPLOAD` for the caller's policy.

The hall keeps whole checked chunks only, so a cut costs at most one chunk again.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from offline_queue.wire.entries import AttachmentRef
from offline_queue.wire.routes import attachment_path

TUS_VERSION = "1.0.0"
TUS_EXTENSIONS = "creation,checksum,expiration,termination"
CHUNK_MEDIA_TYPE = "application/offset+octet-stream"
CHECKSUM_STATUS = 460
MAX_CHUNK_BYTES = 1024 * 1024
"""A larger chunk is answered with 413."""
DEFAULT_CHUNK_BYTES = 256 * 1024
VERDICT_WANTED = "return=representation"
"""``Prefer`` of a last chunk (RFC 7240): the hall may answer 200 with the entry's verdict when everything is there."""
MAX_RESTARTS = 3
MAX_RESENDS = 3


class UploadFault(StrEnum):
    """Why an upload was given up; the entry is then held for staff."""

    TOO_MANY_RESTARTS = "too_many_restarts"
    TOO_MANY_RESENDS = "too_many_resends"


@dataclass(frozen=True, slots=True)
class OpenUpload:
    """POST ``path`` with an empty body and ``headers``: opens the upload or finds it."""

    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AskOffset:
    """HEAD ``path`` with ``headers``: how much is durable."""

    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AppendChunk:
    """PATCH ``path`` with ``size_bytes`` sealed bytes from ``offset_bytes`` on, and `headers_for` them."""

    path: str
    offset_bytes: int
    size_bytes: int

    def headers_for(self, chunk: bytes) -> dict[str, str]:
        """Return the headers for these bytes, checksum included."""
        checksum = base64.b64encode(hashlib.sha256(chunk).digest()).decode("ascii")
        return {
            "Tus-Resumable": TUS_VERSION,
            "Content-Type": CHUNK_MEDIA_TYPE,
            "Upload-Offset": str(self.offset_bytes),
            "Upload-Checksum": f"sha256 {checksum}",
        }


@dataclass(frozen=True, slots=True)
class UploadDone:
    """Every byte is durable at the hall. Whether the entry is complete says its `EntryAnswer`."""


@dataclass(frozen=True, slots=True)
class UploadFailed:
    """Given up after a bounded number of tries."""

    fault: UploadFault


Step = OpenUpload | AskOffset | AppendChunk | UploadDone | UploadFailed


class UploadNews(StrEnum):
    """What an answer meant."""

    ADVANCED = "advanced"
    ADOPTED = "adopted"
    """The hall named another offset than expected; it is the authority."""
    RESTARTED = "restarted"
    RESEND = "resend"
    NOT_ABOUT_UPLOAD = "not_about_upload"
    """Classify the status by the wire's table; the machine has not moved."""


class Upload:
    """One attachment on its way.

    Args:
        entry_id: the entry that it belongs to.
        ref: its line in the manifest.
        offset_bytes: what the hall last said is durable, or None when that is not known.
        chunk_bytes: how much to send at a time, at most `MAX_CHUNK_BYTES`.
    """

    def __init__(
        self,
        entry_id: str,
        ref: AttachmentRef,
        *,
        offset_bytes: int | None,
        chunk_bytes: int = DEFAULT_CHUNK_BYTES,
    ) -> None:
        if not 0 < chunk_bytes <= MAX_CHUNK_BYTES:
            raise ValueError("chunk_bytes out of range")
        self._path = attachment_path(entry_id, ref.attachment_id)
        self._size_bytes = ref.sealed_size_bytes
        self._chunk_bytes = chunk_bytes
        self._offset = offset_bytes if self._sane(offset_bytes) else None
        self._gone = False
        self._restarts = 0
        self._resends = 0

    @property
    def offset_bytes(self) -> int | None:
        """What the hall has said is durable, or None while that is not known."""
        return self._offset

    def next_step(self) -> Step:
        """Return what to do now; the same step until an answer is told."""
        if self._restarts > MAX_RESTARTS:
            return UploadFailed(UploadFault.TOO_MANY_RESTARTS)
        if self._resends > MAX_RESENDS:
            return UploadFailed(UploadFault.TOO_MANY_RESENDS)
        if self._gone:
            headers = {"Tus-Resumable": TUS_VERSION, "Upload-Length": str(self._size_bytes)}
            return OpenUpload(self._path, headers)
        if self._offset is None:
            return AskOffset(self._path, {"Tus-Resumable": TUS_VERSION})
        if self._offset == self._size_bytes:
            return UploadDone()
        size = min(self._chunk_bytes, self._size_bytes - self._offset)
        return AppendChunk(self._path, self._offset, size)

    def on_lost(self) -> None:
        """Note that the last step got no reply (cut, time-out, unverified answer): ask before sending on."""
        self._offset = None

    def on_answer(self, status: int, headers: Mapping[str, str]) -> UploadNews:
        """Note a verified answer to the last step; ``headers`` must find names in lower case."""
        match status:
            case 200 | 201 | 204:
                return self._on_success(_offset_in(headers))
            case 409:
                self._adopt(_offset_in(headers))
                return UploadNews.ADOPTED
            case 404 | 410:
                self._gone = True
                self._offset = None
                self._restarts += 1
                return UploadNews.RESTARTED
            case 460:
                self._resends += 1
                return UploadNews.RESEND
            case _:
                return UploadNews.NOT_ABOUT_UPLOAD

    def _on_success(self, offset: int | None) -> UploadNews:
        step = self.next_step()
        expected = step.offset_bytes + step.size_bytes if isinstance(step, AppendChunk) else offset
        self._gone = False
        self._adopt(offset)
        if self._offset is not None and offset == expected:
            self._resends = 0
            return UploadNews.ADVANCED
        return UploadNews.ADOPTED

    def _adopt(self, offset: int | None) -> None:
        self._offset = offset if self._sane(offset) else None

    def _sane(self, offset: int | None) -> bool:
        return offset is not None and 0 <= offset <= self._size_bytes


def _offset_in(headers: Mapping[str, str]) -> int | None:
    """Return the offset that an answer names; None when it names none or something else than a number."""
    raw = headers.get("upload-offset", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 16 else None
