"""Enrolment: a one-time code and the terminal's new public key for an identity and the hall's keys.

The request is signed with the key that it carries (proof of possession). A code binds to the first key that
uses it; the same key again gets the same answer.
"""

from __future__ import annotations

import hashlib
from typing import Annotated

from pydantic import Field, StringConstraints

from offline_queue.wire.fields import (
    KeyBytes,
    KeyId,
    StationCodeField,
    TerminalIdField,
    Token,
    WireAnswer,
    WireRequest,
)
from offline_queue.wire.times import UtcTime

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def normalise_code(typed: str) -> str:
    """Return what a person meant to type: capitals, no hyphens or spaces, O as 0, I and L as 1."""
    return typed.upper().translate(_READ_AS)


def key_fingerprint(raw_public_key: bytes) -> str:
    """Return four groups of four digits, for two people to compare a key at both ends."""
    number = int.from_bytes(hashlib.sha256(raw_public_key).digest()[:8], "big") % 10**16
    digits = f"{number:016d}"
    return " ".join(digits[start : start + 4] for start in range(0, 16, 4))


class EnrolmentRequest(WireRequest):
    """Body of ``POST /v1/enrolments``.

    Attributes:
        code: eight Crockford characters, as `normalise_code` gives them.
        public_key: the terminal's new Ed25519 key, 32 raw bytes.
        software: the terminal's version.
    """

    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-HJKMNP-TV-Z]{8}$")] = Field(repr=False)
    public_key: KeyBytes
    software: Token


class PublicKeyAnswer(WireAnswer):
    """One public key of the hall: its name and its 32 raw bytes."""

    key_id: KeyId
    public_key: KeyBytes


class EnrolmentAnswer(WireAnswer):
    """What a terminal is from now on, and whom it may trust.

    Attributes:
        terminal_id: the hall's name for this terminal.
        station_code: first part of its receipt numbers.
        terminal_no: two digits behind the station code in receipt numbers; unique within the station.
        generation: how many times a terminal of this name was enrolled, from 1; its last digit goes into
            receipt numbers.
        key_id: the name of the terminal's key, to be used as ``keyid``.
        signing_key: the hall's Ed25519 key; answers are checked with it.
        sealing_key: the hall's X25519 key; entries are sealed to it.
        suite: the sealing suite to use.
        hall_time: now, by the hall's clock.
    """

    terminal_id: TerminalIdField
    station_code: StationCodeField
    terminal_no: Annotated[int, Field(ge=1, le=99)]
    generation: Annotated[int, Field(ge=1)]
    key_id: KeyId
    signing_key: PublicKeyAnswer
    sealing_key: PublicKeyAnswer
    suite: str
    hall_time: UtcTime
