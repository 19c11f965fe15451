"""The steps of handing in a case, and what leads from one to the next. Pure.

Every state has an entry, a time-out and an exit for the resident in ``kiosk.flows.apply.flow``; this table says only
which way is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class ApplyState(StrEnum):
    """Where the resident is."""

    ADMISSION = "admission"
    """Is there room to store a case? Asked before anything personal is."""
    TURNED_AWAY = "turned_away"
    PRIVACY = "privacy"
    WHO = "who"
    """Who acts for whom; asked only by a touch, one's own business is the rule."""
    HELPER_CARD = "helper_card"
    HELPER_MANUAL = "helper_manual"
    HELPER_CHECK = "helper_check"
    UNFIT = "unfit"
    """This person cannot act this way."""
    CARD = "card"
    MANUAL_ID = "manual_id"
    CHECK = "check"
    FORM = "form"
    COMMITMENT = "commitment"
    """Commit, or hand in the proof: asked where the item has such a letter."""
    MATERIALS = "materials"
    PHONE = "phone"
    """A picture of a paper from the resident's phone."""
    REVIEW = "review"
    SIGNATURE = "signature"
    SEALING = "sealing"
    SEAL_FAILED = "seal_failed"
    SENDING = "sending"
    """Stored; the line is up, so wait a moment for the hall's word before the slip is printed."""
    SEALED = "sealed"
    RATING = "rating"
    PAYING = "paying"
    """The case is filed and stays so, whatever becomes of its fee."""
    GOODBYE = "goodbye"


class ApplyEvent(StrEnum):
    """What happened."""

    ADMITTED = "admitted"
    NO_ROOM = "no_room"
    NOTICE_ACCEPTED = "notice_accepted"
    NOTICE_ACCEPTED_FOR_OTHER = "notice_accepted_for_other"
    WHO_ASKED = "who_asked"
    WHO_CHOSEN = "who_chosen"
    HELPER_CONFIRMED = "helper_confirmed"
    HELPER_KEPT = "helper_kept"
    """Confirmed once more; the applicant is known already."""
    HELPER_FOR_ORG = "helper_for_org"
    """Confirmed; whom the organisation is represented by stands in the form."""
    UNFIT_FOUND = "unfit_found"
    CARD_READ = "card_read"
    MANUAL_CHOSEN = "manual_chosen"
    MANUAL_DONE = "manual_done"
    PERSON_CONFIRMED = "person_confirmed"
    READ_AGAIN = "read_again"
    FORM_DONE = "form_done"
    FORM_DONE_NO_PAPERS = "form_done_no_papers"
    COMMITMENT_DUE = "commitment_due"
    WAY_CHOSEN = "way_chosen"
    WAY_CHOSEN_NO_PAPERS = "way_chosen_no_papers"
    PAPERS_DONE = "papers_done"
    PHONE_CHOSEN = "phone_chosen"
    EDIT_PERSON = "edit_person"
    EDIT_HELPER = "edit_helper"
    EDIT_FORM = "edit_form"
    EDIT_COMMITMENT = "edit_commitment"
    EDIT_PAPERS = "edit_papers"
    SIGNATURE_DUE = "signature_due"
    SIGNED = "signed"
    CONFIRMED = "confirmed"
    STORED_OFFLINE = "stored_offline"
    STORED_ONLINE = "stored_online"
    STORE_FAILED = "store_failed"
    RETRY = "retry"
    ANSWERED = "answered"
    RATE_CHOSEN = "rate_chosen"
    FEE_DUE = "fee_due"
    """The resident is done with the slip, and the item costs something."""
    FINISHED = "finished"
    BACK = "back"
    BACK_NO_PAPERS = "back_no_papers"
    BACK_TO_HELPER = "back_to_helper"


_S, _E = ApplyState, ApplyEvent

APPLY_TABLE: Mapping[tuple[ApplyState, ApplyEvent], ApplyState] = {
    (_S.ADMISSION, _E.ADMITTED): _S.PRIVACY,
    (_S.ADMISSION, _E.NO_ROOM): _S.TURNED_AWAY,
    (_S.PRIVACY, _E.NOTICE_ACCEPTED): _S.CARD,
    (_S.PRIVACY, _E.NOTICE_ACCEPTED_FOR_OTHER): _S.HELPER_CARD,
    (_S.PRIVACY, _E.WHO_ASKED): _S.WHO,
    (_S.WHO, _E.WHO_CHOSEN): _S.PRIVACY,
    (_S.WHO, _E.BACK): _S.PRIVACY,
    (_S.HELPER_CARD, _E.CARD_READ): _S.HELPER_CHECK,
    (_S.HELPER_CARD, _E.MANUAL_CHOSEN): _S.HELPER_MANUAL,
    (_S.HELPER_CARD, _E.BACK): _S.PRIVACY,
    (_S.HELPER_MANUAL, _E.MANUAL_DONE): _S.HELPER_CHECK,
    (_S.HELPER_MANUAL, _E.BACK): _S.HELPER_CARD,
    (_S.HELPER_CHECK, _E.HELPER_CONFIRMED): _S.CARD,
    (_S.HELPER_CHECK, _E.HELPER_KEPT): _S.CHECK,
    (_S.HELPER_CHECK, _E.HELPER_FOR_ORG): _S.FORM,
    (_S.HELPER_CHECK, _E.READ_AGAIN): _S.HELPER_CARD,
    (_S.HELPER_CHECK, _E.UNFIT_FOUND): _S.UNFIT,
    (_S.HELPER_CHECK, _E.BACK): _S.HELPER_CARD,
    (_S.UNFIT, _E.WHO_ASKED): _S.WHO,
    (_S.UNFIT, _E.BACK): _S.PRIVACY,
    (_S.CARD, _E.BACK_TO_HELPER): _S.HELPER_CHECK,
    (_S.CARD, _E.CARD_READ): _S.CHECK,
    (_S.CARD, _E.MANUAL_CHOSEN): _S.MANUAL_ID,
    (_S.CARD, _E.BACK): _S.PRIVACY,
    (_S.MANUAL_ID, _E.MANUAL_DONE): _S.CHECK,
    (_S.MANUAL_ID, _E.BACK): _S.CARD,
    (_S.CHECK, _E.PERSON_CONFIRMED): _S.FORM,
    (_S.CHECK, _E.READ_AGAIN): _S.CARD,
    (_S.CHECK, _E.UNFIT_FOUND): _S.UNFIT,
    (_S.CHECK, _E.BACK): _S.CARD,
    (_S.FORM, _E.FORM_DONE): _S.MATERIALS,
    (_S.FORM, _E.FORM_DONE_NO_PAPERS): _S.REVIEW,
    (_S.FORM, _E.COMMITMENT_DUE): _S.COMMITMENT,
    (_S.FORM, _E.BACK): _S.CHECK,
    (_S.FORM, _E.BACK_TO_HELPER): _S.HELPER_CHECK,
    (_S.COMMITMENT, _E.WAY_CHOSEN): _S.MATERIALS,
    (_S.COMMITMENT, _E.WAY_CHOSEN_NO_PAPERS): _S.REVIEW,
    (_S.COMMITMENT, _E.BACK): _S.FORM,
    (_S.MATERIALS, _E.PAPERS_DONE): _S.REVIEW,
    (_S.MATERIALS, _E.PHONE_CHOSEN): _S.PHONE,
    (_S.PHONE, _E.BACK): _S.MATERIALS,
    (_S.MATERIALS, _E.BACK): _S.FORM,
    (_S.REVIEW, _E.EDIT_PERSON): _S.CHECK,
    (_S.REVIEW, _E.EDIT_HELPER): _S.HELPER_CHECK,
    (_S.REVIEW, _E.EDIT_FORM): _S.FORM,
    (_S.REVIEW, _E.EDIT_COMMITMENT): _S.COMMITMENT,
    (_S.REVIEW, _E.EDIT_PAPERS): _S.MATERIALS,
    (_S.REVIEW, _E.BACK): _S.MATERIALS,
    (_S.REVIEW, _E.BACK_NO_PAPERS): _S.FORM,
    (_S.REVIEW, _E.CONFIRMED): _S.SEALING,
    (_S.REVIEW, _E.SIGNATURE_DUE): _S.SIGNATURE,
    (_S.SIGNATURE, _E.SIGNED): _S.SEALING,
    (_S.SIGNATURE, _E.BACK): _S.REVIEW,
    (_S.SEALING, _E.STORED_OFFLINE): _S.SEALED,
    (_S.SEALING, _E.STORED_ONLINE): _S.SENDING,
    (_S.SEALING, _E.STORE_FAILED): _S.SEAL_FAILED,
    (_S.SEAL_FAILED, _E.RETRY): _S.SEALING,
    (_S.SEAL_FAILED, _E.BACK): _S.REVIEW,
    (_S.SENDING, _E.ANSWERED): _S.SEALED,
    (_S.SEALED, _E.RATE_CHOSEN): _S.RATING,
    (_S.SEALED, _E.FINISHED): _S.GOODBYE,
    (_S.SEALED, _E.FEE_DUE): _S.PAYING,
    (_S.RATING, _E.FEE_DUE): _S.PAYING,
    (_S.PAYING, _E.FINISHED): _S.GOODBYE,
    (_S.PAYING, _E.BACK): _S.SEALED,
    (_S.RATING, _E.FINISHED): _S.GOODBYE,
    (_S.RATING, _E.BACK): _S.SEALED,
}

NOTHING_TO_LOSE = frozenset(
    {
        ApplyState.ADMISSION,
        ApplyState.TURNED_AWAY,
        ApplyState.PRIVACY,
        ApplyState.WHO,
        ApplyState.HELPER_CARD,
        ApplyState.CARD,
        ApplyState.SENDING,
        ApplyState.SEALED,
        ApplyState.RATING,
        ApplyState.PAYING,
        ApplyState.GOODBYE,
    }
)
"""States that can be left without a question: nothing was entered yet, or everything is stored."""

STEP_NUMBER: Mapping[ApplyState, int] = {
    ApplyState.ADMISSION: 2,
    ApplyState.TURNED_AWAY: 2,
    ApplyState.PRIVACY: 2,
    ApplyState.WHO: 2,
    ApplyState.HELPER_CARD: 3,
    ApplyState.HELPER_MANUAL: 3,
    ApplyState.HELPER_CHECK: 3,
    ApplyState.UNFIT: 3,
    ApplyState.CARD: 3,
    ApplyState.MANUAL_ID: 3,
    ApplyState.CHECK: 3,
    ApplyState.FORM: 4,
    ApplyState.COMMITMENT: 5,
    ApplyState.MATERIALS: 5,
    ApplyState.PHONE: 5,
    ApplyState.REVIEW: 6,
    ApplyState.SIGNATURE: 6,
    ApplyState.SEALING: 7,
    ApplyState.SEAL_FAILED: 7,
    ApplyState.SENDING: 7,
    ApplyState.SEALED: 7,
    ApplyState.RATING: 7,
    ApplyState.PAYING: 7,
    ApplyState.GOODBYE: 7,
}
STEP_COUNT = 7
"""The guide is the first step."""
