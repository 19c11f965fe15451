"""Every typed fault of the queue. None carries personal data; the text catalogue has the sentences.

Error hierarchy::

    QueueError                      code
    ├── StorageError                the disk or the database
    │   ├── StorageFullError        no room; nothing was stored
    │   ├── StorageFailedError      a read, write or sync failed; nothing was stored
    │   │   └── CommitUnknownError  the commit failed and it could not yet be seen whether it counts
    │   ├── StoreCorruptError       the database file is damaged
    │   └── SchemaTooNewError       made by a newer version of this program
    ├── AlreadyOpenError            another process or another object has this data folder open
    ├── OutboxClosedError           used after ``close``
    ├── NotEnrolledError            no identity, or one that belongs to an earlier store
    ├── DraftRefusedError           the draft cannot be an entry: not valid, too large, too many pages
    ├── EntryUnknownError           no such entry
    ├── AlreadyStoredError          the entry id is taken; its lookup code was shown once and is not kept
    ├── IllegalChangeError          a change that an entry in its state must not make
    ├── BlobDamagedError            a sealed file is gone or shorter than the ledger says
    ├── TargetError                 the stick that entries are handed over on
    │   ├── TargetFullError         no room on it
    │   └── TargetFailedError       it cannot be written
    └── TransportError              the way to the hall
        ├── ChannelError            no verified answer came; says nothing about any entry
        ├── InsecureUrlError        plain HTTP to another machine
        └── EnrolmentRefusedError   the hall did not take the code
"""

from __future__ import annotations

from enum import StrEnum


class QueueError(Exception):
    """The root. ``code`` is a short stable name such as ``storage_full``."""

    code = "queue"


class StorageError(QueueError):
    """The disk or the database did not do what was asked."""

    code = "storage"


class StorageFullError(StorageError):
    """There is no room. Nothing was stored."""

    code = "storage_full"


class StorageFailedError(StorageError):
    """A read, write or sync failed. Nothing was stored, unless it is a `CommitUnknownError`."""

    code = "storage_failed"


class CommitUnknownError(StorageFailedError):
    """The commit failed and the store could not be reopened to see. Ask again with the same entry id.

    ``full`` says whether it failed for want of room.
    """

    code = "commit_unknown"

    def __init__(self, reason: str, *, full: bool) -> None:
        super().__init__(reason)
        self.full = full


class StoreCorruptError(StorageError):
    """The database file is damaged. At the next opening it is set aside, never deleted."""

    code = "store_corrupt"


class SchemaTooNewError(StorageError):
    """The database was made by a newer version of this program. It is left as it is."""

    code = "schema_too_new"


class AlreadyOpenError(QueueError):
    """Another process or object has this data folder open."""

    code = "already_open"


class OutboxClosedError(QueueError):
    """The outbox was closed."""

    code = "outbox_closed"


class EnrolmentFault(StrEnum):
    """Why a terminal has no usable identity."""

    ABSENT = "absent"
    DAMAGED = "damaged"
    OF_EARLIER_STORE = "of_earlier_store"
    """The store was replaced since the enrolment; receipt numbers could repeat until it is enrolled anew."""
    SUITE_UNKNOWN = "suite_unknown"
    """The hall wants entries sealed in a way that this program does not know."""


class NotEnrolledError(QueueError):
    """There is no identity that entries could be made with."""

    code = "not_enrolled"

    def __init__(self, fault: EnrolmentFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class DraftFault(StrEnum):
    """Why a draft cannot become an entry."""

    INVALID = "invalid"
    TOO_MANY_ATTACHMENTS = "too_many_attachments"
    ATTACHMENT_TOO_LARGE = "attachment_too_large"
    DOCUMENT_TOO_LARGE = "document_too_large"
    PAGE_WITHOUT_ATTACHMENT = "page_without_attachment"


class DraftRefusedError(QueueError):
    """The draft cannot become an entry. ``fields`` are dotted places in the draft, never values."""

    code = "draft_refused"

    def __init__(self, fault: DraftFault, fields: tuple[str, ...] = ()) -> None:
        super().__init__(f"{fault.value} {', '.join(fields)}".strip())
        self.fault = fault
        self.fields = fields


class EntryUnknownError(QueueError):
    """There is no entry of this id."""

    code = "entry_unknown"


class AlreadyStoredError(QueueError):
    """The entry id is taken. The entry is safe; what its slip showed is not kept."""

    code = "already_stored"


class IllegalChangeError(QueueError):
    """An entry in its state must not change so; the store refused."""

    code = "illegal_change"


class BlobDamagedError(QueueError):
    """A sealed file is gone or is not as long as the ledger says."""

    code = "blob_damaged"


class TargetError(QueueError):
    """The stick that entries are handed over on did not do what was asked. The queue is as before."""

    code = "target"


class TargetFullError(TargetError):
    """There is no room on the stick."""

    code = "target_full"


class TargetFailedError(TargetError):
    """The stick cannot be written, or was pulled."""

    code = "target_failed"


class TransportError(QueueError):
    """The way to the hall."""

    code = "transport"


class ChannelFault(StrEnum):
    """Why no verified answer came."""

    NAME = "name"
    """The hall's name could not be resolved."""
    REFUSED = "refused"
    """Nobody listens, or there is no route."""
    TLS = "tls"
    TIMEOUT = "timeout"
    BROKEN = "broken"
    """The connection ended in the middle."""
    FOREIGN = "foreign"
    """Something answered that is not the hall: a login page, a proxy, an altered body."""
    GARBAGE = "garbage"
    """The hall answered, verified, what the contract does not know."""
    UNAVAILABLE = "unavailable"
    """A verified 5xx."""


class ChannelError(TransportError):
    """No verified answer came. It says nothing about any entry."""

    code = "channel"

    def __init__(self, fault: ChannelFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class InsecureUrlError(TransportError):
    """The hall's address is no URL, or is plain HTTP to another machine."""

    code = "insecure_url"


class EnrolmentRefusedError(TransportError):
    """The hall did not take the code. ``problem`` is the kind of its problem details."""

    code = "enrolment_refused"

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem
