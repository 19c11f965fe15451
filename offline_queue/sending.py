"""Sends one attachment: does what the wire's upload machine says, and tells what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from pydantic import ValidationError

from offline_queue import policy
from offline_queue.drafting import manifest_ref
from offline_queue.errors import BlobDamagedError
from offline_queue.exchange import Call, Exchange
from offline_queue.model import Attachment, HoldCause
from offline_queue.outbox import Outbox
from offline_queue.transport import Answer
from offline_queue.wire import routes
from offline_queue.wire.entries import EntryAnswer
from offline_queue.wire.uploads import (
    VERDICT_WANTED,
    AppendChunk,
    AskOffset,
    OpenUpload,
    Upload,
    UploadDone,
    UploadFailed,
    UploadNews,
)

MAX_ADOPTED = 16
"""So many answers that name another offset than expected, without progress, and the upload is given up."""


class PassEnded(Exception):  # noqa: N818 - the end of a pass is no error
    """Ends a pass of the engine: nothing more can be sent now."""

    def __init__(self, meaning: policy.ChannelFailed | policy.WaitAsTold | policy.Stop) -> None:
        super().__init__(type(meaning).__name__)
        self.meaning = meaning


class AttachmentSender:
    """Sends the sealed bytes of attachments, chunk by chunk, from where the hall says."""

    def __init__(self, outbox: Outbox, call: Call, *, chunk_bytes: int, stopping: Callable[[], bool]) -> None:
        self._outbox = outbox
        self._call = call
        self._chunk_bytes = chunk_bytes
        self._stopping = stopping
        self.verdict: EntryAnswer | None = None

    def send(
        self, attachment: Attachment, *, offset_bytes: int | None = None
    ) -> Exchange[policy.Hold | policy.EntryFailed | None]:
        """Send one attachment to its end; None when it is done or the engine is stopping.

        Where the hall gives its verdict on the whole entry with the last chunk, it is in ``verdict`` then.

        Args:
            attachment: which.
            offset_bytes: what the hall has said to this process, and nothing was lost since; else the hall is asked.

        Raises:
            PassEnded: nothing more can be sent now; what was acknowledged is kept.
        """
        # Without an offset the machine asks first: what the ledger knows may be older than the hall.
        upload = Upload(
            attachment.entry_id, manifest_ref(attachment), offset_bytes=offset_bytes, chunk_bytes=self._chunk_bytes
        )
        without_progress = 0
        while not self._stopping() and without_progress <= MAX_ADOPTED:
            step = upload.next_step()
            match step:
                case UploadDone():
                    return None
                case UploadFailed():
                    return policy.Hold(HoldCause.UPLOAD_FAILED)
                case OpenUpload() | AskOffset() | AppendChunk():
                    news, verdict = yield from self._take(attachment, upload, step)
                    if verdict is not None or news is UploadNews.NOT_ABOUT_UPLOAD:
                        return verdict
                    without_progress = 0 if news is UploadNews.ADVANCED else without_progress + 1
                case _:
                    assert_never(step)
        return None if self._stopping() else policy.Hold(HoldCause.UPLOAD_FAILED)

    def _take(
        self, attachment: Attachment, upload: Upload, step: OpenUpload | AskOffset | AppendChunk
    ) -> Exchange[tuple[UploadNews, policy.Hold | policy.EntryFailed | None]]:
        try:
            answer = yield from self._do(attachment, step)
        except BlobDamagedError:
            return UploadNews.NOT_ABOUT_UPLOAD, policy.Hold(HoldCause.BLOB_DAMAGED)
        news = upload.on_answer(answer.status, answer.headers)
        if news is UploadNews.NOT_ABOUT_UPLOAD:
            return news, self._judge(answer)
        if news is UploadNews.ADVANCED and upload.offset_bytes is not None:
            self._outbox.advance(attachment.attachment_id, upload.offset_bytes)
            if isinstance(step, AppendChunk) and answer.status == 200:
                self.verdict = _verdict_in(answer.body)
        if isinstance(step, OpenUpload) and answer.status == 404:
            return news, (yield from self._put_record_again(attachment))
        return news, None

    def _do(self, attachment: Attachment, step: OpenUpload | AskOffset | AppendChunk) -> Exchange[Answer]:
        match step:
            case OpenUpload():
                return (yield from self._call("POST", step.path, headers=step.headers))
            case AskOffset():
                return (yield from self._call("HEAD", step.path, headers=step.headers))
            case AppendChunk():
                chunk = self._outbox.read_sealed(attachment.attachment_id, step.offset_bytes, step.size_bytes)
                headers = step.headers_for(chunk)
                if step.offset_bytes + step.size_bytes == attachment.sealed_size_bytes:
                    headers["Prefer"] = VERDICT_WANTED
                return (yield from self._call("PATCH", step.path, chunk, headers))
            case _:
                assert_never(step)

    def _put_record_again(self, attachment: Attachment) -> Exchange[policy.Hold | policy.EntryFailed | None]:
        """The hall does not know the entry any more, as after a restored backup: give it the record again."""
        sending = self._outbox.begin_attempt(attachment.entry_id)
        answer = yield from self._call("PUT", routes.entry_path(attachment.entry_id), sending.body)
        return self._judge(answer)

    @staticmethod
    def _judge(answer: Answer) -> policy.Hold | policy.EntryFailed | None:
        """Say what an answer means that is not about the upload. Raises `PassEnded`."""
        match policy.meaning_of(answer.status, answer.headers, answer.body):
            case policy.Good():
                return None
            case policy.Hold() | policy.EntryFailed() as about_entry:
                return about_entry
            case policy.Stop() | policy.WaitAsTold() | policy.ChannelFailed() as end:
                raise PassEnded(end)


def _verdict_in(body: bytes) -> EntryAnswer | None:
    """Read the verdict; None when there is none that can be read: then the hall is asked for it."""
    try:
        return EntryAnswer.model_validate_json(body)
    except ValidationError:
        return None
