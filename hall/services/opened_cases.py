"""Opening a stored case, amendment or withdrawal again, in memory, for as long as a message or a hand-over needs it."""

from __future__ import annotations

from hall.intake import entry_opener
from hall.keys import HallKeys
from offline_queue.wire.documents import AmendmentDocument, CaseDocument, WithdrawalDocument
from offline_queue.wire.entries import SealedEntry


def open_case(body: bytes, keys: HallKeys) -> CaseDocument:
    """Return the document of a stored case. Raises `ProblemError` (seal) when its key is gone."""
    return CaseDocument.model_validate_json(_open(body, keys))


def open_amendment(body: bytes, keys: HallKeys) -> AmendmentDocument:
    """Return the document of a stored amendment. Raises `ProblemError` (seal) when its key is gone."""
    return AmendmentDocument.model_validate_json(_open(body, keys))


def open_withdrawal(body: bytes, keys: HallKeys) -> WithdrawalDocument:
    """Return the document of a stored withdrawal. Raises `ProblemError` (seal) when its key is gone."""
    return WithdrawalDocument.model_validate_json(_open(body, keys))


def _open(body: bytes, keys: HallKeys) -> bytes:
    sealed = SealedEntry.from_body(body)
    return entry_opener(sealed, keys).open_document(sealed.sealed_document)


def mobile_of(case: CaseDocument) -> str | None:
    """Return where whoever handed the case in wants its messages: the agent's number, else the applicant's."""
    agent = None if case.agent is None else case.agent.person.mobile
    return agent or case.applicant.mobile
