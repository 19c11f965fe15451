"""Constrained field types and the two base models of the wire.

Codes that come from the service catalogue (necessity, original check, field types …) travel as plain
tokens: the catalogue is data and may gain a code without a new version of the contract.
"""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints, WithJsonSchema

CONTRACT_VERSION = 1
"""The version of this contract; the first part of every path is ``/v<CONTRACT_VERSION>``."""

Uuid = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
"""A UUID in its lower-case form with hyphens."""

Sha256Hex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 in lower-case hexadecimal digits."""

KeyId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""The name of a public key: the first 16 bytes of the SHA-256 of its raw 32 bytes, in hexadecimal digits."""

Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$")]
"""A short code without spaces, such as a catalogue code or a version."""

TerminalIdField = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$")]
"""The hall's name for one terminal."""

StationCodeField = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}$")]
"""The station's letters, first in every receipt number."""

ReceiptNumberField = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)+$", max_length=40)]
"""A receipt number as printed; the terminal mints it, ``config.domain`` knows its parts."""

LookupCodeField = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
"""The six digits that only the slip knows."""

MediaType = Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z0-9][a-z0-9.+-]{0,63}$", max_length=80)]
"""A media type such as ``image/jpeg``."""

Count = Annotated[int, Field(ge=0, le=2**53)]
"""A number of things or of bytes."""


def _read_base64(value: object) -> object:
    """Return the bytes that a base64 string stands for; bytes pass as they are."""
    if isinstance(value, str):
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError) as error:
            raise ValueError("not base64") from error
    return value


def _write_base64(value: bytes) -> str:
    """Return the standard base64 form with padding."""
    return base64.b64encode(value).decode("ascii")


Base64Bytes = Annotated[
    bytes, BeforeValidator(_read_base64), PlainSerializer(_write_base64, return_type=str, when_used="json")
]
"""Bytes; on the wire a standard base64 string with padding."""

KeyBytes = Annotated[
    Base64Bytes,
    Field(min_length=32, max_length=32),
    WithJsonSchema({"type": "string", "contentEncoding": "base64", "pattern": "^[A-Za-z0-9+/]{43}=$"}),
]
"""The 32 raw bytes of a public key."""

SignatureBytes = Annotated[
    Base64Bytes,
    Field(min_length=64, max_length=64),
    WithJsonSchema({"type": "string", "contentEncoding": "base64", "pattern": "^[A-Za-z0-9+/]{86}==$"}),
]
"""The 64 raw bytes of a signature."""


class WireRequest(BaseModel):
    """What a terminal sends: strict, frozen, unknown fields refused, errors without the input's values."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", hide_input_in_errors=True)


class WireAnswer(BaseModel):
    """What the hall answers: strict, frozen, unknown fields ignored so that a newer hall can say more."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore", hide_input_in_errors=True)
