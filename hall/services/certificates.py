"""Papers of issuing systems (证明打印, reprints): listed and fetched for the card on the reader, passed on as they are.

An issuer's gateway answers ``POST /list`` with ``{"certificates": […]}`` and ``POST /file`` with the bytes. The hall
keeps nothing of either; it checks that the bytes are those that were listed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Protocol

from pydantic import BaseModel, ConfigDict, Field

from hall.errors import ProblemError
from hall.services.calls import CallError, Peer
from offline_queue.wire.card_queries import CardReading
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.shared_data import MAX_PAPER_BYTES, CertificateEntry, CertificateFileQuery, CertificateQuery


class Issuer(Protocol):
    """A system that issues papers."""

    def papers(self, item_id: str, card: CardReading) -> tuple[CertificateEntry, ...]:
        """Return what it has for a card. Raises `CallError`."""

    def paper(self, item_id: str, certificate_id: str, card: CardReading) -> bytes:
        """Return one paper's bytes. Raises `CallError`."""


class _Listed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)
    certificates: Annotated[tuple[CertificateEntry, ...], Field(max_length=50)]


class HttpIssuer:
    """An issuer's gateway over HTTP."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer

    def papers(self, item_id: str, card: CardReading) -> tuple[CertificateEntry, ...]:
        """Ask for the list. Raises `CallError`."""
        return self._peer.post("/list", _message(item_id, card)).read(_Listed).certificates

    def paper(self, item_id: str, certificate_id: str, card: CardReading) -> bytes:
        """Ask for a file. Raises `CallError`."""
        return self._peer.post("/file", _message(item_id, card) | {"certificate_id": certificate_id}).body


@dataclass(frozen=True, slots=True)
class KnownIssuer:
    """An issuer with its name and the items that it has papers for."""

    issuer_id: str
    items: frozenset[str]
    system: Issuer


class Certificates:
    """The issuers of one hall."""

    def __init__(self, issuers: Sequence[KnownIssuer]) -> None:
        self._issuers = tuple(issuers)

    def issuer_for(self, item_id: str) -> KnownIssuer:
        """Return who issues the papers of an item. Raises `ProblemError` (not-offered)."""
        for issuer in self._issuers:
            if item_id in issuer.items:
                return issuer
        raise ProblemError(ProblemKind.NOT_OFFERED)

    def papers(self, asked: CertificateQuery) -> tuple[CertificateEntry, ...]:
        """Return the list. Raises `ProblemError` (not-offered, source-down)."""
        try:
            return self.issuer_for(asked.item_id).system.papers(asked.item_id, asked.card)
        except CallError as error:
            raise _problem(error) from None

    def paper(self, asked: CertificateFileQuery) -> bytes:
        """Return the bytes that were listed.

        Raises:
            ProblemError: not-offered, not-found, too-large, source-down (also when the bytes are others by now).
        """
        try:
            content = self.issuer_for(asked.item_id).system.paper(asked.item_id, asked.certificate_id, asked.card)
        except CallError as error:
            raise _problem(error) from None
        if len(content) > MAX_PAPER_BYTES:
            raise ProblemError(ProblemKind.TOO_LARGE, f"at most {MAX_PAPER_BYTES} bytes")
        if hashlib.sha256(content).hexdigest() != asked.content_sha256:
            raise ProblemError(ProblemKind.SOURCE_DOWN, "other bytes than were listed")
        return content


def _message(item_id: str, card: CardReading) -> dict[str, str]:
    return {"item_id": item_id, "card_type": card.card_type.value, "number": card.number}


def _problem(error: CallError) -> ProblemError:
    if error.cause == "status-404":
        return ProblemError(ProblemKind.NOT_FOUND)
    return ProblemError(ProblemKind.SOURCE_DOWN, error.cause)
