"""The hall's errors; the tree is drawn in the package docstring."""

from __future__ import annotations

from offline_queue.wire.entries import ProblemKind

STATUS_OF: dict[ProblemKind, int] = {
    ProblemKind.ENTRY_DIFFERS: 409,
    ProblemKind.RECEIPT_TAKEN: 409,
    ProblemKind.SCHEMA: 422,
    ProblemKind.SEAL: 422,
    ProblemKind.TOO_LARGE: 413,
    ProblemKind.CLOCK_SKEW: 401,
    ProblemKind.SIGNATURE: 401,
    ProblemKind.KEY_UNKNOWN: 401,
    ProblemKind.KEY_REVOKED: 403,
    ProblemKind.KEY_TAKEN: 409,
    ProblemKind.NOT_FOUND: 404,
    ProblemKind.METHOD: 405,
    ProblemKind.STALLED: 408,
    ProblemKind.BUSY: 503,
    ProblemKind.RATE: 429,
    ProblemKind.INTERNAL: 500,
    ProblemKind.CODE_UNKNOWN: 403,
    ProblemKind.CODE_SPENT: 403,
    ProblemKind.CODE_EXPIRED: 410,
    ProblemKind.CODE_LOCKED: 403,
    ProblemKind.ID_TAKEN: 409,
    ProblemKind.SLOT_TAKEN: 409,
    ProblemKind.CLOSED: 409,
    ProblemKind.NOT_OFFERED: 404,
    ProblemKind.SOURCE_DOWN: 502,
    ProblemKind.BILL_SETTLED: 409,
    ProblemKind.ORDER_OPEN: 409,
    ProblemKind.AMOUNT_DIFFERS: 409,
    ProblemKind.NOT_TO_DECIDE: 409,
    ProblemKind.UPLOAD_OFFSET: 409,
    ProblemKind.UPLOAD_GONE: 410,
    ProblemKind.UPLOAD_CHECKSUM: 460,
    ProblemKind.UPLOAD_PROTOCOL: 400,
}

TITLES: dict[ProblemKind, str] = {
    ProblemKind.ENTRY_DIFFERS: "Another body is stored under this entry id",
    ProblemKind.RECEIPT_TAKEN: "Another entry has this receipt number, case id or attachment id",
    ProblemKind.SCHEMA: "The entry is not valid",
    ProblemKind.SEAL: "The entry does not open",
    ProblemKind.TOO_LARGE: "Too large",
    ProblemKind.CLOCK_SKEW: "Signed more than 300 s away from the hall's clock",
    ProblemKind.SIGNATURE: "The request is not signed as profile hall-v1 demands",
    ProblemKind.KEY_UNKNOWN: "No terminal has this key",
    ProblemKind.KEY_REVOKED: "This key is no longer valid",
    ProblemKind.KEY_TAKEN: "This key was used before",
    ProblemKind.NOT_FOUND: "Not found",
    ProblemKind.METHOD: "This method is not for this path",
    ProblemKind.STALLED: "The body did not arrive in time",
    ProblemKind.BUSY: "Busy, come again",
    ProblemKind.RATE: "Too many requests",
    ProblemKind.INTERNAL: "A fault of the hall",
    ProblemKind.CODE_UNKNOWN: "No such enrolment code",
    ProblemKind.CODE_SPENT: "This enrolment code was used by another key",
    ProblemKind.CODE_EXPIRED: "This enrolment code has expired",
    ProblemKind.CODE_LOCKED: "Too many wrong tries for this enrolment code",
    ProblemKind.ID_TAKEN: "Something else was asked for under this id",
    ProblemKind.SLOT_TAKEN: "No place is left at this time",
    ProblemKind.CLOSED: "Closed, or nothing is left for today",
    ProblemKind.NOT_OFFERED: "This hall does not offer this",
    ProblemKind.SOURCE_DOWN: "The system that has this does not answer",
    ProblemKind.BILL_SETTLED: "This bill is paid, or there is nothing to pay",
    ProblemKind.ORDER_OPEN: "Another order for this bill is not finished",
    ProblemKind.AMOUNT_DIFFERS: "The bill is for another amount",
    ProblemKind.NOT_TO_DECIDE: "Nothing waits for this decision, or what is known says otherwise",
    ProblemKind.UPLOAD_OFFSET: "The upload stands at another offset",
    ProblemKind.UPLOAD_GONE: "The upload is gone, open it anew",
    ProblemKind.UPLOAD_CHECKSUM: "The chunk does not have its checksum",
    ProblemKind.UPLOAD_PROTOCOL: "Not as tus 1.0 and this contract demand",
}

_RETRYABLE = frozenset(
    {
        ProblemKind.BUSY,
        ProblemKind.RATE,
        ProblemKind.INTERNAL,
        ProblemKind.STALLED,
        ProblemKind.SOURCE_DOWN,
        ProblemKind.UPLOAD_CHECKSUM,
    }
)


class HallError(Exception):
    """The root of the hall's own errors."""


class SettingsRefusedError(HallError):
    """The hall was started in a way that is not allowed."""


class FilesAwayError(HallError):
    """The store of sealed files does not do its part; the same call can succeed later."""


class ProblemError(HallError):
    """What a caller is told. ``detail`` and ``fields`` never hold a value from the request.

    Attributes:
        kind: the problem's kind.
        status: the status code, by default the kind's.
        detail: more for developers.
        fields: dotted paths of what is not valid.
        retry_after_s: when to come again.
        headers: for the answer, besides the usual ones.
    """

    def __init__(
        self,
        kind: ProblemKind,
        detail: str | None = None,
        *,
        status: int | None = None,
        fields: tuple[str, ...] = (),
        retry_after_s: float | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(f"{kind}: {detail}" if detail else kind)
        self.kind = kind
        self.status = STATUS_OF[kind] if status is None else status
        self.detail = detail
        self.fields = fields
        self.retry_after_s = retry_after_s
        self.headers = headers or {}

    @property
    def title(self) -> str:
        """One line for developers."""
        return TITLES[self.kind]

    @property
    def retryable(self) -> bool:
        """Whether the same request can succeed later."""
        return self.kind in _RETRYABLE
