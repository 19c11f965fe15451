"""Progress by receipt number and lookup code: a POST, so that neither stands in a URL or an access log.

A number that the hall does not know and a wrong code get the same 404, after the same amount of work. Complaints are
told only to who says that it understands them; without that word they are unknown, as they were at first.
"""

from __future__ import annotations

from datetime import date

from pydantic import Field, RootModel

from offline_queue.wire.fields import LookupCodeField, ReceiptNumberField, Token, Uuid, WireAnswer, WireRequest
from offline_queue.wire.times import UtcTime


class ProgressQuery(WireRequest):
    """Body of ``POST /v1/progress-queries``.

    Attributes:
        receipt_number, lookup_code: as the slip has them.
        complaints: whether the terminal understands a `ComplaintAnswer`. A hall of before refuses the field, so
            it is left out where it has no meaning.
    """

    receipt_number: ReceiptNumberField = Field(repr=False)
    lookup_code: LookupCodeField = Field(repr=False)
    complaints: bool = False


class Correction(WireAnswer):
    """One thing that a department wants corrected; ``material_ref`` names a material of the catalogue, if it is one."""

    material_ref: Token | None = None
    text: str = Field(repr=False)


class ProgressStep(WireAnswer):
    """One state that the case has reached.

    Attributes:
        state: an identifier of the glossary's case lifecycle, such as ``delivered``, ``received`` or
            ``accepted``.
        at: when the receiving system says that it was reached.
        acceptance_doc_number: with ``accepted`` only; without it the word must not be shown.
        note: what the department wrote for the resident, such as what to correct.
        corrections: with ``correction_required``: everything that is to be corrected, as the department told it.
        correction_due: until which day; None when the department named none.
        answered_at: with ``correction_required``: when the department's system first took something that was handed
            in for it. Not that it is enough: that is a later step.
    """

    state: Token
    at: UtcTime
    acceptance_doc_number: str | None = None
    note: str | None = Field(default=None, repr=False)
    corrections: tuple[Correction, ...] = Field(default=(), repr=False)
    correction_due: date | None = None
    answered_at: UtcTime | None = None


class WithdrawalProgress(WireAnswer):
    """That the resident asked for the case back.

    Attributes:
        asked_at: when the hall got the first such request.
        state: ``withdrawn``, the hall stopped the case before a department said anything of it; ``with_department``,
            a department had begun, and whether the case ends is its to say, as steps of the case.
        told_at: when the department that has the case was told; None as long as it was not, and where none has it.
        care: ``with_staff``, the department's system refused it and staff look into it; ``closed``, staff ended it, at
            ``closed_at`` and for ``closed_reason``. None where neither is so.
    """

    asked_at: UtcTime
    state: Token
    told_at: UtcTime | None = None
    care: Token | None = None
    closed_at: UtcTime | None = None
    closed_reason: str | None = None


class AmendmentProgress(WireAnswer):
    """One thing that was handed in after the case.

    Attributes:
        received_at: when the hall took it.
        complete: whether every attachment of it has arrived.
        told_at: when the department's system took it; None as long as it has not.
        care, closed_at, closed_reason: as for a withdrawal.
    """

    received_at: UtcTime
    complete: bool
    told_at: UtcTime | None = None
    care: Token | None = None
    closed_at: UtcTime | None = None
    closed_reason: str | None = None


class ProgressAnswer(WireAnswer):
    """How a case stands.

    Attributes:
        receipt_number: as asked.
        case_number: minted by the hall.
        item_id, item_name: the service item.
        receiving_office: who has to act.
        complete: whether every attachment has arrived.
        steps: oldest first, never empty.
        hall_time: as of when.
        withdrawal: None as long as nobody has asked for the case back.
        amendments: what was handed in afterwards, oldest first.
        case_id: what a withdrawal or an amendment names the case by; None from a hall of before.
    """

    receipt_number: ReceiptNumberField
    case_number: str
    item_id: Token
    item_name: str = Field(repr=False)
    receiving_office: str
    complete: bool
    steps: tuple[ProgressStep, ...]
    hall_time: UtcTime
    withdrawal: WithdrawalProgress | None = None
    amendments: tuple[AmendmentProgress, ...] = ()
    case_id: Uuid | None = None


class ComplaintAnswer(WireAnswer):
    """How a complaint, a suggestion or an enquiry stands, and its answer; nothing of what was written in it.

    Attributes:
        receipt_number: as asked.
        reference_number: minted by the hall.
        category: ``complaint``, ``suggestion`` or ``enquiry``.
        state: ``received``, then ``answered``; later ones are not to be shown under a name that the terminal does not
            know.
        received_at: when the hall took it.
        answered_at: with ``answered``: when staff noted that they have answered it.
        answer: what they answered; None where they answered another way.
        complete: whether every attachment has arrived.
        hall_time: as of when.
    """

    receipt_number: ReceiptNumberField
    reference_number: str
    category: Token
    state: Token
    received_at: UtcTime
    complete: bool
    hall_time: UtcTime
    answered_at: UtcTime | None = None
    answer: str | None = Field(default=None, repr=False)


class ProgressReply(RootModel[ProgressAnswer | ComplaintAnswer]):
    """The body of the good answer; a `ComplaintAnswer` only where the query has ``complaints``."""
