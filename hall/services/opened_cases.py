"""Opening a stored case again, in memory, for as long as a message or a hand-over needs it."""

from __future__ import annotations

from hall.intake import entry_opener
from hall.keys import HallKeys
from offline_queue.wire.documents import CaseDocument
from offline_queue.wire.entries import SealedEntry


def open_case(body: bytes, keys: HallKeys) -> CaseDocument:
    """Return the document of a stored case. Raises `ProblemError` (seal) when its key is gone."""
    sealed = SealedEntry.from_body(body)
    content = entry_opener(sealed, keys).open_document(sealed.sealed_document)
    return CaseDocument.model_validate_json(content)


def mobile_of(case: CaseDocument) -> str | None:
    """Return where whoever handed the case in wants its messages: the agent's number, else the applicant's."""
    agent = None if case.agent is None else case.agent.person.mobile
    return agent or case.applicant.mobile
