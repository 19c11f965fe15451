"""Papers of issuing systems: every state and what leads from one to the next. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class CertificateStep(StrEnum):
    """Where the resident is."""

    ITEM = "item"
    CARD = "card"
    ASKING = "asking"
    """Which papers does the issuer have for this card?"""
    LIST = "list"
    FETCHING = "fetching"
    PRINTING = "printing"
    """On its way to paper; what became of it is said here, too."""
    FAILED = "failed"


class CertificateEvent(StrEnum):
    """What leads on."""

    ITEM_CHOSEN = "item_chosen"
    CARD_READ = "card_read"
    LISTED = "listed"
    PAPER_CHOSEN = "paper_chosen"
    CARD_WANTED = "card_wanted"
    """The reading has become too old for the hall."""
    FETCHED = "fetched"
    NOT_TOLD = "not_told"
    RETRY = "retry"
    SETTLED = "settled"
    BACK = "back"


_S, _E = CertificateStep, CertificateEvent
CERTIFICATE_TABLE: Mapping[tuple[CertificateStep, CertificateEvent], CertificateStep] = {
    (_S.ITEM, _E.ITEM_CHOSEN): _S.CARD,
    (_S.CARD, _E.CARD_READ): _S.ASKING,
    (_S.CARD, _E.BACK): _S.ITEM,
    (_S.ASKING, _E.LISTED): _S.LIST,
    (_S.ASKING, _E.NOT_TOLD): _S.FAILED,
    (_S.ASKING, _E.BACK): _S.ITEM,
    (_S.LIST, _E.PAPER_CHOSEN): _S.FETCHING,
    (_S.LIST, _E.CARD_WANTED): _S.CARD,
    (_S.LIST, _E.BACK): _S.ITEM,
    (_S.FETCHING, _E.FETCHED): _S.PRINTING,
    (_S.FETCHING, _E.NOT_TOLD): _S.FAILED,
    (_S.FETCHING, _E.BACK): _S.LIST,
    (_S.PRINTING, _E.SETTLED): _S.LIST,
    (_S.FAILED, _E.RETRY): _S.CARD,
    (_S.FAILED, _E.BACK): _S.ITEM,
}
