"""What ``kiosk queue …`` and ``kiosk enrol`` do: plain functions that return what is printed as JSON.

Each opens the data folder, works, and closes it; a folder that a running terminal has open is refused with
`AlreadyOpenError`. Errors are the queue's typed ones; `error_of` gives their JSON form.
"""

from __future__ import annotations

import mimetypes
import random
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import assert_never

from pydantic import ValidationError

from config.domain.identifiers import EntryId
from offline_queue.care import StaffReason, act_for, care_of
from offline_queue.clock import SystemClock
from offline_queue.engine import PassResult, SyncEngine, SyncPolicy
from offline_queue.enrolment import enrol as use_code
from offline_queue.errors import (
    ChannelError,
    DraftFault,
    DraftRefusedError,
    EnrolmentRefusedError,
    NotEnrolledError,
    QueueError,
)
from offline_queue.filesystem import OsFs
from offline_queue.handover import hand_over
from offline_queue.identity import Identity
from offline_queue.key_rotation import rotate_key
from offline_queue.model import AttachmentDraft, Entry, EntryState, QueueLimits, QueueStatus, Receipt, Stored
from offline_queue.opening import SET_ASIDE, FolderLock
from offline_queue.outbox import Outbox
from offline_queue.transport import HallTransport, Signer, Timeouts
from offline_queue.wire.documents import (
    DRAFTS,
    AmendmentDraft,
    CaseDraft,
    ComplaintDraft,
    DeviceReportDraft,
    Draft,
    FiledDraft,
    PaymentOutcomeDraft,
    RatingDraft,
    WithdrawalDraft,
)
from offline_queue.wire.enrolment import key_fingerprint
from offline_queue.wire.entries import EntryKind
from offline_queue.wire.times import format_utc

Json = dict[str, object]


def put(data_dir: Path, document: Path, kind: EntryKind, attachments: Sequence[Path] = ()) -> Json:
    """Store a document of a kind with files attached; returns only when it is durable.

    Args:
        data_dir: the terminal's queue.
        document: a JSON file: the document of that kind without what ``enqueue`` adds (docs/wire.md).
        kind: what it is.
        attachments: files, in the order that the document's materials count them.

    Returns:
        ``entry_id`` and ``stored_at``; for a case and a complaint ``receipt_number`` and ``lookup_code`` with them,
        for a case ``case_id`` too.

    Raises:
        QueueError: not stored. OSError: a file cannot be read.
    """
    draft = read_draft(document.read_bytes(), kind)
    files = [
        AttachmentDraft(mimetypes.guess_type(path.name)[0] or "application/octet-stream", bytearray(path.read_bytes()))
        for path in attachments
    ]
    with Outbox.open(data_dir) as outbox:
        stored = _enqueue(outbox, draft, files)
    slip: Json = {}
    if isinstance(stored, Receipt):
        slip = {"receipt_number": stored.receipt_number, "lookup_code": stored.lookup_code}
        if isinstance(draft, CaseDraft):
            slip = {"case_id": stored.case_id, **slip}
    return {"entry_id": stored.entry_id, **slip, "stored_at": _time(stored.stored_at_s)}


def _enqueue(outbox: Outbox, draft: Draft, files: Sequence[AttachmentDraft]) -> Stored | Receipt:
    if files and not isinstance(draft, FiledDraft):
        raise DraftRefusedError(DraftFault.TOO_MANY_ATTACHMENTS)
    match draft:
        case CaseDraft():
            return outbox.enqueue(draft, files)
        case ComplaintDraft():
            return outbox.enqueue_complaint(draft, files)
        case AmendmentDraft():
            return outbox.enqueue_amendment(draft, files)
        case RatingDraft():
            return outbox.enqueue_rating(draft)
        case WithdrawalDraft():
            return outbox.enqueue_withdrawal(draft)
        case PaymentOutcomeDraft():
            return outbox.enqueue_payment_outcome(draft)
        case DeviceReportDraft():
            return outbox.enqueue_device_report(draft)
        case _:
            assert_never(draft)


def read_draft(raw: bytes, kind: EntryKind) -> Draft:
    """Read a draft. Raises `DraftRefusedError` that names places, never values."""
    try:
        return DRAFTS[kind].model_validate_json(raw)
    except ValidationError as error:
        places = {".".join(map(str, fault["loc"])) for fault in error.errors(include_input=False)}
        # "from None": a traceback must not show the document.
        raise DraftRefusedError(DraftFault.INVALID, tuple(sorted(places))) from None


def sync(
    data_dir: Path,
    hall_url: str,
    *,
    until_empty: bool = False,
    stop: threading.Event | None = None,
    ca_file: str = "",
    timeouts: Timeouts | None = None,
) -> Json:
    """Send what is due once, or go on until nothing waits to be sent.

    Returns:
        ``empty`` (nothing is ready or registered any more), ``result`` (how the last pass ended), ``line``,
        ``line_fault``, ``stop_cause`` and the status. ``until_empty`` ends early at ``stop`` and when the hall
        does not know the terminal, because waiting cures neither.
    """
    halt = stop or threading.Event()
    clock = SystemClock()
    with Outbox.open(data_dir) as outbox:
        transport = HallTransport(
            hall_url, lambda: Signer.of(outbox.identity()), clock, ca_file=ca_file, timeouts=timeouts
        )
        rng = random.Random()  # noqa: S311 - jitter, no secret
        engine = SyncEngine(outbox, transport, clock=clock, rng=rng, settings=SyncPolicy())
        try:
            while True:
                result = engine.sync_pass()
                status = outbox.status()
                empty = status.ready + status.registered == 0
                hopeless = result in {PassResult.STOPPED, PassResult.NOT_ENROLLED}
                if empty or hopeless or not until_empty or halt.wait(engine.rest_s(result)):
                    break
        finally:
            transport.close()
        line = engine.line_state
        return {
            "empty": empty,
            "result": result.value,
            "line": line.line.value,
            "line_fault": None if line.fault is None else line.fault.value,
            "stop_cause": None if engine.stop_cause is None else engine.stop_cause.value,
            **_status(status, data_dir),
        }


def status(data_dir: Path, limits: QueueLimits | None = None) -> Json:
    """Return the queue's figures and its open entries; no personal data."""
    with Outbox.open(data_dir, limits=limits) as outbox:
        figures = outbox.status()
        waiting = [
            entry
            for state in (EntryState.READY, EntryState.REGISTERED, EntryState.HELD)
            for entry in outbox.entries(state)
        ]
        handed = outbox.handed_over()
        return {**_status(figures, data_dir), "entries": [_entry(entry, handed) for entry in waiting]}


def entries(data_dir: Path) -> list[Json]:
    """Return the whole ledger, oldest first."""
    with Outbox.open(data_dir) as outbox:
        handed = outbox.handed_over()
        return [_entry(entry, handed) for entry in outbox.entries()]


def hold(data_dir: Path, entry_id: str, reason: StaffReason | None = None) -> Json:
    """Keep an entry from being sent. Raises `EntryUnknownError`, `IllegalChangeError`."""
    with Outbox.open(data_dir) as outbox:
        return _entry(outbox.hold(EntryId(entry_id), reason=reason), outbox.handed_over())


def release(data_dir: Path, entry_id: str, reason: StaffReason | None = None) -> Json:
    """Let a held entry be sent again. Raises `EntryUnknownError`, `IllegalChangeError`."""
    with Outbox.open(data_dir) as outbox:
        return _entry(outbox.release(EntryId(entry_id), reason=reason), outbox.handed_over())


def resend(data_dir: Path, entry_id: str, reason: StaffReason | None = None) -> Json:
    """Send again what the hall turned away, whatever kind it is; `sync` carries it.

    Raises:
        EntryUnknownError: there is none of this id.
        IllegalChangeError: the hall did not turn it away, or that was its final word.
    """
    with Outbox.open(data_dir) as outbox:
        return _entry(outbox.resend(EntryId(entry_id), reason=reason), outbox.handed_over())


def care(data_dir: Path) -> Json:
    """Return what staff have to look after: ``alarm``, and the entries that are held or refused, oldest first.

    Each entry has ``care`` (what it needs) and ``act`` (the command that helps; None: none does) beside its figures.
    """
    with Outbox.open(data_dir) as outbox:
        handed, alarm = outbox.handed_over(), outbox.status().alarm
        states = (EntryState.HELD, EntryState.REFUSED)
        found = sorted((entry for state in states for entry in outbox.entries(state)), key=lambda one: one.sequence)
    return {"alarm": alarm.value, "entries": [{**_entry(entry, handed), **_care(entry)} for entry in found]}


def _care(entry: Entry) -> Json:
    needed = care_of(entry.state, entry.cause)
    act = act_for(needed)
    return {"care": needed.value, "act": None if act is None else act.value}


def export(data_dir: Path, target: Path) -> Json:
    """Copy everything that waits to a stick as one signed bundle; the hall takes each entry once, by line or by stick.

    Returns:
        ``bundle`` (the folder's name below ``target``; None when nothing waits), ``entries``, ``damaged`` (ids),
        ``size_bytes``.
    """
    with Outbox.open(data_dir) as outbox:
        told = hand_over(outbox, target, SystemClock())
    return {
        "bundle": told.bundle,
        "entries": list(told.entries),
        "damaged": list(told.damaged),
        "size_bytes": told.size_bytes,
    }


def enrol(data_dir: Path, hall_url: str, code: str, *, ca_file: str = "") -> Json:
    """Use a one-time code; return who the terminal is now and the key's fingerprint to compare with the hall's.

    Raises:
        AlreadyOpenError: another process, such as the running terminal, has the folder open; the code is not used.
    """
    OsFs().make_folder(data_dir)
    lock = FolderLock(data_dir)
    try:
        return _who(use_code(data_dir, hall_url, code, ca_file=ca_file))
    finally:
        lock.release()


def new_key(data_dir: Path, hall_url: str, *, ca_file: str = "") -> Json:
    """Give an enrolled terminal another key; return as `enrol`. May be called again after any end.

    Raises:
        AlreadyOpenError: another process, such as the running terminal, has the folder open.
    """
    lock = FolderLock(data_dir)
    try:
        return _who(rotate_key(data_dir, hall_url, ca_file=ca_file))
    finally:
        lock.release()


def _who(identity: Identity) -> Json:
    return {
        "terminal_id": identity.terminal_id,
        "station_code": identity.station_code,
        "terminal_no": identity.terminal_no,
        "generation": identity.generation,
        "key_id": identity.key_id,
        "fingerprint": key_fingerprint(identity.key.public_key().public_bytes_raw()),
        "hall_url": identity.hall_url,
    }


def error_of(error: QueueError) -> Json:
    """Return an error's JSON form: ``code`` and what makes it precise."""
    match error:
        case NotEnrolledError():
            return {"code": error.code, "fault": error.fault.value}
        case DraftRefusedError():
            return {"code": error.code, "fault": error.fault.value, "fields": list(error.fields)}
        case ChannelError():
            return {"code": error.code, "fault": error.fault.value}
        case EnrolmentRefusedError():
            return {"code": error.code, "fault": error.problem}
        case _:
            return {"code": error.code}


def _status(figures: QueueStatus, data_dir: Path) -> Json:
    folder = data_dir / SET_ASIDE
    return {
        "depth": figures.depth,
        "ready": figures.ready,
        "registered": figures.registered,
        "delivered": figures.delivered,
        "held": figures.held,
        "refused": figures.refused,
        "purged": figures.purged,
        "oldest_age_s": figures.oldest_age_s,
        "last_success": None if figures.last_success_s is None else _time(figures.last_success_s),
        "free_bytes": figures.free_bytes,
        "level": figures.level.value,
        "causes": [cause.value for cause in figures.causes],
        "alarm": figures.alarm.value,
        "epoch": figures.epoch,
        "highest_sequence": figures.highest_sequence,
        "set_aside": sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else [],
    }


def _entry(entry: Entry, handed_over: Mapping[int, float]) -> Json:
    times = {
        "captured_at": entry.captured_at_s,
        "stored_at": entry.stored_at_s,
        "sent_at": entry.sent_at_s,
        "registered_at": entry.registered_at_s,
        "settled_at": entry.settled_at_s,
        "handed_over_at": handed_over.get(entry.sequence),
    }
    return {
        "entry_id": entry.entry_id,
        "case_id": entry.case_id,
        "sequence": entry.sequence,
        "kind": entry.kind.value,
        "state": entry.state.value,
        "cause": entry.cause,
        "receipt_number": entry.receipt_number,
        "item_id": entry.item_id,
        "case_number": entry.hall_ref,
        "digest": entry.digest,
        "attempts": entry.attempts,
        **{name: None if moment is None else _time(moment) for name, moment in times.items()},
    }


def _time(seconds: float) -> str:
    return format_utc(datetime.fromtimestamp(seconds, UTC))
