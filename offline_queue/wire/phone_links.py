"""Going on with the phone: a short-lived link to a page of the hall, as a QR code on the terminal's screen.

``picture``: the phone sends one picture of a paper. It is enciphered on the phone with a key that stands behind the
``#`` of the link, which no browser sends to a server: the hall keeps bytes that only the terminal can open, until it
has fetched them, and for ten minutes at most. ``follow``: the phone shows how a case stands, for half an hour.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from offline_queue.wire.fields import Count, LookupCodeField, ReceiptNumberField, Uuid, WireAnswer, WireRequest
from offline_queue.wire.times import UtcTime

MAX_PICTURE_BYTES = 1_000_000
"""Of the enciphered picture, as of a paper; the page makes pictures smaller before it sends them."""
PICTURE_LIFE_S = 600
FOLLOW_LIFE_S = 1800
NONCE_BYTES = 12
"""Stand before the enciphered picture (AES-256-GCM, the token of the link as additional data)."""

PhoneToken = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{32}$")]
"""The secret part of a link's path: 192 random bits, base64url."""


class PhoneLinkKind(StrEnum):
    """What the phone is wanted for."""

    PICTURE = "picture"
    FOLLOW = "follow"


class PhoneLinkState(StrEnum):
    """What has become of a link."""

    WAITING = "waiting"
    OPENED = "opened"
    """A phone has the page open."""
    ARRIVED = "arrived"
    """The picture is there and waits for the terminal."""
    ENDED = "ended"
    """Fetched, taken back, or too old."""


class PhoneLinkRequest(WireRequest):
    """Body of ``POST /v1/phone-links``.

    Attributes:
        link_id: made by the terminal; the same request again gets the same link.
        language: of the page.
        subject: what the page is about, such as the name of a paper: public words, nothing personal.
        receipt_number, lookup_code: of the case to follow; both or none, and only for that kind.
    """

    link_id: Uuid
    kind: PhoneLinkKind
    language: Annotated[str, StringConstraints(pattern=r"^(zh_CN|en)$")]
    subject: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    receipt_number: ReceiptNumberField | None = Field(default=None, repr=False)
    lookup_code: LookupCodeField | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        wanted = self.kind is PhoneLinkKind.FOLLOW
        if (self.receipt_number is not None, self.lookup_code is not None) != (wanted, wanted):
            raise ValueError("number and code belong to links that follow a case")
        return self


class PhoneLinkAnswer(WireAnswer):
    """A link, and what has become of it.

    Attributes:
        url: for the QR code; only in the answer of the ``POST``, because the hall keeps a digest of its token alone.
        size_bytes: of the enciphered picture that waits, else 0.
    """

    link_id: Uuid
    state: PhoneLinkState
    expires_at: UtcTime
    hall_time: UtcTime
    url: str | None = Field(default=None, repr=False)
    size_bytes: Count = 0
