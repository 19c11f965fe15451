"""Choosing between a commitment and the ordinary way: when it is asked, and what the choice does. Pure.

Source: domain guide 8 (告知承诺, 容缺受理). Only the authority accepts; here a choice and a wish are taken down.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from config.domain.code_sets import Necessity
from offline_queue.wire.document_parts import CommitmentDecision, CommitmentRecord, DeferralWish

if TYPE_CHECKING:
    from config.catalogue import Catalogue
    from config.catalogue.commitment_schema import Commitment
    from config.catalogue.model import NeededMaterial
    from config.catalogue.schema import Item
    from kiosk.visit import Visit


@dataclass(frozen=True, slots=True)
class CommitmentChoice:
    """What the resident chose after the whole text was shown, and when."""

    committed: bool
    decided_at: datetime


def commitment_due(item: Item, answers: Mapping[str, str], choice: CommitmentChoice | None) -> bool:
    """Whether the text has to be shown now: there is one, nothing was chosen, and no answer says another way."""
    terms = item.commitment_terms
    if terms is None or choice is not None:
        return False
    return answers.get(terms.situation) in {None, terms.commit}


def choose(visit: Visit, terms: Commitment, choice: CommitmentChoice) -> None:
    """Take the choice down; the list of materials follows it."""
    visit.commitment = choice
    visit.answers[terms.situation] = terms.commit if choice.committed else terms.ordinary


def commitment_text(terms: Commitment) -> str:
    """The text as it was shown, a sentence a line; what a digest is made of."""
    return "\n".join((terms.text_version, *terms.terms, *terms.consequences))


def commitment_record(item: Item, choice: CommitmentChoice | None) -> CommitmentRecord | None:
    """The choice as a case document carries it."""
    terms = item.commitment_terms
    if terms is None or choice is None:
        return None
    return CommitmentRecord(
        decision=CommitmentDecision.COMMITTED if choice.committed else CommitmentDecision.ORDINARY,
        text_version=terms.text_version,
        text_sha256=hashlib.sha256(commitment_text(terms).encode("utf-8")).hexdigest(),
        replaces=terms.replaces if choice.committed else (),
        decided_at=choice.decided_at,
    )


def deferrable_missing(visit: Visit, catalogue: Catalogue) -> tuple[NeededMaterial, ...]:
    """The secondary materials that were put off, where the item may be handed in without them at first."""
    item = visit.item
    if item is None or not item.deferred_acceptance:
        return ()
    return tuple(
        needed
        for needed in catalogue.materials_of(item, visit.answers)
        if needed.necessity is Necessity.DEFERRABLE and needed.ref in visit.papers.later
    )


def deferral_wish(visit: Visit, catalogue: Catalogue, now: datetime) -> DeferralWish | None:
    """The wish as a case document carries it; None where there is none, or nothing is missing any longer."""
    missing = deferrable_missing(visit, catalogue)
    if not missing or not visit.deferral_asked:
        return None
    return DeferralWish(materials=tuple(needed.ref for needed in missing), asked_at=now)
