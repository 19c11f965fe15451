"""What the ID card reader says and takes: statuses, commands, progress, results.

Four closed unions of frozen dataclasses; match them exhaustively.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from drivers.id_card.codec import Command, SamNumber
from drivers.id_card.consistency import Finding
from drivers.id_card.portrait import NoPhoto, Portrait
from drivers.id_card.records import IdCardRecord

# ---- status ----


@dataclass(frozen=True, slots=True)
class Ready:
    """The reader answers and its security module is in order.

    ``sam`` is None for a module that does not know the command for its number.
    """

    sam: SamNumber | None

    @property
    def usable(self) -> bool:
        """Yes."""
        return True


@dataclass(frozen=True, slots=True)
class Offline:
    """The reader cannot be asked; ``reason`` is the code of the fault."""

    reason: str

    @property
    def usable(self) -> bool:
        """No."""
        return False


@dataclass(frozen=True, slots=True)
class SelfTestFailed:
    """The security module failed its self-test, also after a reset."""

    @property
    def usable(self) -> bool:
        """No."""
        return False


@dataclass(frozen=True, slots=True)
class NotAuthorised:
    """The security module has no authorisation."""

    @property
    def usable(self) -> bool:
        """No."""
        return False


@dataclass(frozen=True, slots=True)
class Unknown:
    """The reader has not been asked yet."""

    @property
    def usable(self) -> bool:
        """Not known to be."""
        return False


IdCardStatus = Ready | Offline | SelfTestFailed | NotAuthorised | Unknown
"""How the reader is."""

# ---- commands ----


@dataclass(frozen=True, slots=True)
class ReadCard:
    """Wait for a card and read it. Result: ``CardRead``.

    Attributes:
        with_fingerprint: also read the fingerprint templates: slower, and more sensitive; leave it out where
            no service needs them.
        with_address: also ask for the newest additional address.
        with_portrait: also decode the photo, where a decoder is configured.
    """

    with_fingerprint: bool = False
    with_address: bool = True
    with_portrait: bool = False


@dataclass(frozen=True, slots=True)
class WaitRemoval:
    """Wait until the card that was read has left the field. Result: ``CardRemoved``."""


@dataclass(frozen=True, slots=True)
class ResetModule:
    """Reset the security module and wait until it is in order. Result: ``Ready``."""


IdCardCommand = ReadCard | WaitRemoval | ResetModule
"""What the reader can be asked to do."""

# ---- progress of ReadCard ----


class LiftReason(StrEnum):
    """Why a resident should lift the card and place it again. The sentence is ``id_card.lift.<value>``."""

    STILL_LYING = "still_lying"
    """The card of the read before has not left the field."""
    MOVED = "moved"
    """The card moved, or two cards lie there, several times in a row."""
    NOT_VERIFIED = "not_verified"
    """Card and module did not accept each other, or the content was not verified."""
    NO_REACTION = "no_reaction"
    """Nothing was found for a long time; a card may lie there whose chip hangs."""


@dataclass(frozen=True, slots=True)
class WaitingForCard:
    """No card in the field."""


@dataclass(frozen=True, slots=True)
class CardFound:
    """A card is in the field; hold it still."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The card's content is being read."""


@dataclass(frozen=True, slots=True)
class LiftAndReplace:
    """The resident should lift the card and lay it flat again."""

    reason: LiftReason


@dataclass(frozen=True, slots=True)
class NotAnIdCard:
    """A card of another kind lies there; waiting for it to go."""


IdCardProgress = WaitingForCard | CardFound | Reading | LiftAndReplace | NotAnIdCard
"""What a running ``ReadCard`` has to show."""

# ---- results ----


@dataclass(frozen=True, slots=True)
class ExchangeNote:
    """One exchange with the module, free of any content: may be logged."""

    command: Command
    sw1: int
    sw2: int
    sw3: int
    size_bytes: int
    duration_s: float


@dataclass(frozen=True, slots=True)
class CardRead:
    """A card's content. Personal: it belongs to the visit and lives in memory only.

    Attributes:
        record: the card's fields.
        newest_address: the newest additional address, None when the card has none or it was not asked for.
        photo_wlt: 1024 bytes in WLT coding; there is no open decoder.
        portrait: the decoded photo, or why there is none.
        fingerprint: 0, 512 or 1024 bytes of templates.
        findings: rules that the record breaks without being refused (never a ``reject``).
        exchanges: what was said with the module, free of content.
    """

    record: IdCardRecord = field(repr=False)
    newest_address: str | None = field(repr=False)
    photo_wlt: bytes = field(repr=False)
    portrait: Portrait | NoPhoto
    fingerprint: bytes = field(repr=False)
    findings: tuple[Finding, ...]
    exchanges: tuple[ExchangeNote, ...]


@dataclass(frozen=True, slots=True)
class CardRemoved:
    """The field is empty."""


IdCardResult = CardRead | CardRemoved | Ready
"""What a command ends with."""
