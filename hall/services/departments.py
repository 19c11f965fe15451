"""One interface for every department's receiving system, and its form over HTTP.

A department's gateway speaks this small protocol (JSON; a bearer token; repeating any call changes nothing):

* ``POST /submissions``                        a case: answers ``{"missing_files": [ordinals]}``
* ``PUT  /submissions/{id}/files/{ordinal}``   the bytes of one attached file
* ``POST /submissions/{id}/amendments``         what is handed in afterwards: answers ``{"missing_files": [ordinals]}``
* ``PUT  /submissions/{id}/amendments/{amendment_id}/files/{ordinal}``   the bytes of one of its files
* ``POST /submissions/{id}/withdrawals``       that the resident asks for the case back; 404 for one that is not there
* ``GET  /steps?after=CURSOR``                 what happened since: ``{"steps": […], "next": CURSOR}``
* ``GET  /submissions/{id}/documents/{name}``  a document that the department issued

The id of a submission is the hall's case number; that of an amendment or a withdrawal is its entry's, and one that
comes again under the same id is the same one. A department's word is taken as it is or not at all: a state that is not
the department's to set, or *accepted* without its document's number, is refused here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any, Protocol, Self
from urllib.parse import quote

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from config.domain.case_state import CaseState
from hall.services.calls import CallError, Peer

STEPS_AT_ONCE = 200
"""A department gives at most so many steps in one answer."""


@dataclass(frozen=True, slots=True)
class SubmittedFile:
    """One attached file as the resident gave it.

    Attributes:
        content: reads the opened bytes; called when the department asks for the file.
    """

    ordinal: int
    media_type: str
    size_bytes: int
    content_sha256: str
    content: Callable[[], bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Submission:
    """A case on its way to a department. ``document`` is the resident's application without the lookup code."""

    case_number: str
    received_at: datetime
    document: dict[str, Any] = field(repr=False)
    files: tuple[SubmittedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a resident handed in for a case afterwards, on its way to the department that has the case.

    Attributes:
        amendment_id: the same however often it is sent.
        received_at: when the hall got it.
    """

    case_number: str
    amendment_id: str
    received_at: datetime
    document: dict[str, Any] = field(repr=False)
    files: tuple[SubmittedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That a resident asks for a case back that a department has; what becomes of it is the department's to say.

    Attributes:
        withdrawal_id: the same however often it is sent.
        received_at: when the hall got it.
    """

    case_number: str
    withdrawal_id: str
    received_at: datetime
    document: dict[str, Any] = field(repr=False)


class _Told(BaseModel):
    """What another system says: unknown fields are ignored, wrong ones are not."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class CorrectionItem(_Told):
    """One thing to correct; ``material_ref`` names the material of the catalogue, where it is one."""

    material_ref: Annotated[str, StringConstraints(max_length=64)] | None = None
    text: Annotated[str, StringConstraints(min_length=1, max_length=500)] = Field(repr=False)


class DepartmentStep(_Told):
    """One step of a case at its department.

    Attributes:
        case_number: the hall's.
        sequence: counts up within the case, from 1.
        state: one that only a receiving system may set.
        acceptance_doc_number: of the acceptance document; comes with ``accepted``.
        note: for the resident.
        corrections: with ``correction_required``: everything that is missing, at once.
        correction_due: until when.
    """

    case_number: Annotated[str, StringConstraints(min_length=1, max_length=50)]
    sequence: Annotated[int, Field(ge=1, le=2**53)]
    state: CaseState
    at: AwareDatetime
    acceptance_doc_number: Annotated[str, StringConstraints(min_length=1, max_length=50)] | None = None
    note: Annotated[str, StringConstraints(max_length=1000)] | None = Field(default=None, repr=False)
    corrections: Annotated[tuple[CorrectionItem, ...], Field(max_length=50)] = Field(default=(), repr=False)
    correction_due: date | None = None

    @model_validator(mode="after")
    def _only_what_a_department_may_say(self) -> Self:
        if not self.state.reserved:
            raise ValueError("not a state that a department sets")
        if self.state.needs_document_number and self.acceptance_doc_number is None:
            raise ValueError("accepted without the number of the acceptance document")
        if self.state is CaseState.CORRECTION_REQUIRED and not (self.corrections or self.note):
            raise ValueError("a correction must say what is missing")
        return self


@dataclass(frozen=True, slots=True)
class StepPage:
    """Steps since a cursor, oldest first.

    Attributes:
        steps: those that could be read.
        refused: how many could not be taken; they are never shown.
        after: the cursor to ask with next.
    """

    steps: tuple[DepartmentStep, ...]
    refused: int
    after: str


class Department(Protocol):
    """A department's receiving system."""

    def accept(self, submission: Submission) -> None:
        """Give a case with its files to the department; returns when it holds all of it. Raises `CallError`."""

    def amend(self, amendment: Amendment) -> None:
        """Add an amendment with its files to a case; returns when the department holds it. Raises `CallError`."""

    def withdraw(self, withdrawal: Withdrawal) -> None:
        """Tell the department that a case is asked back; returns when it knows. Raises `CallError`."""

    def status(self, after: str) -> StepPage:
        """Return what happened since the cursor; an empty one begins at the beginning. Raises `CallError`."""

    def fetch(self, case_number: str, name: str) -> bytes:
        """Return a document that the department issued for a case. Raises `CallError`."""


class _Acknowledged(_Told):
    missing_files: tuple[int, ...] = ()


class _Page(_Told):
    steps: Annotated[tuple[dict[str, Any], ...], Field(max_length=STEPS_AT_ONCE)]
    next: Annotated[str, StringConstraints(max_length=200)]


class HttpDepartment:
    """A department's gateway over HTTP."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer

    def accept(self, submission: Submission) -> None:
        """Post the case, then each file that the department has not yet. Raises `CallError`."""
        message = {
            "case_number": submission.case_number,
            "received_at": submission.received_at.isoformat(),
            "document": submission.document,
        }
        self._give("/submissions", f"/submissions/{quote(submission.case_number, safe='')}", message, submission.files)

    def amend(self, amendment: Amendment) -> None:
        """Post the amendment, then each file that the department has not yet. Raises `CallError`."""
        message = {
            "amendment_id": amendment.amendment_id,
            "received_at": amendment.received_at.isoformat(),
            "document": amendment.document,
        }
        path = f"/submissions/{quote(amendment.case_number, safe='')}/amendments"
        self._give(path, f"{path}/{quote(amendment.amendment_id, safe='')}", message, amendment.files)

    def withdraw(self, withdrawal: Withdrawal) -> None:
        """Post the withdrawal. Raises `CallError`: ``status-404`` for a case that the department does not hold."""
        message = {
            "withdrawal_id": withdrawal.withdrawal_id,
            "received_at": withdrawal.received_at.isoformat(),
            "document": withdrawal.document,
        }
        self._peer.post(f"/submissions/{quote(withdrawal.case_number, safe='')}/withdrawals", message)

    def _give(self, path: str, own_path: str, message: dict[str, Any], files: Sequence[SubmittedFile]) -> None:
        listed = [
            {
                "ordinal": file.ordinal,
                "media_type": file.media_type,
                "size_bytes": file.size_bytes,
                "content_sha256": file.content_sha256,
            }
            for file in files
        ]
        missing = self._peer.post(path, {**message, "files": listed}).read(_Acknowledged).missing_files
        by_ordinal = {file.ordinal: file for file in files}
        for ordinal in missing:
            file = by_ordinal.get(ordinal)
            if file is None:
                raise CallError("malformed", temporary=False)
            self._peer.send("PUT", f"{own_path}/files/{ordinal}", file.content(), {"Content-Type": file.media_type})

    def status(self, after: str) -> StepPage:
        """Read one page of the department's feed. Raises `CallError`."""
        page = self._peer.get(f"/steps?after={quote(after, safe='')}").read(_Page)
        steps, refused = read_steps(page.steps)
        return StepPage(steps, refused, page.next)

    def fetch(self, case_number: str, name: str) -> bytes:
        """Read a document. Raises `CallError`."""
        return self._peer.get(f"/submissions/{quote(case_number, safe='')}/documents/{quote(name, safe='')}").body


def read_steps(values: Sequence[dict[str, Any]]) -> tuple[tuple[DepartmentStep, ...], int]:
    """Return the steps that may be taken, and how many may not."""
    steps = []
    for value in values:
        try:
            steps.append(DepartmentStep.model_validate_json(json.dumps(value)))
        except ValueError:
            continue
    return tuple(steps), len(values) - len(steps)
