"""What a check finds: a state, the text that says it, and the text that says what to do.

Texts: ``doctor.<check>.<what>`` for the sentence, any key for the cure; both get the finding's values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from config.texts import Texts


class Check(StrEnum):
    """What is looked at. Text: ``doctor.name.<value>``."""

    SETTINGS = "settings"
    TEXTS = "texts"
    CATALOGUE = "catalogue"
    FONTS = "fonts"
    ID_CARD = "id_card"
    PRINTER = "printer"
    PAGE_PRINTER = "page_printer"
    CAMERA = "camera"
    CODE_SCANNER = "code_scanner"
    CASH = "cash"
    CARD_TERMINAL = "card_terminal"
    SPEAKER = "speaker"
    QUEUE = "queue"
    HALL = "hall"
    CLOCK = "clock"
    DISK = "disk"


class State(StrEnum):
    """How it is. Text: ``doctor.state.<value>``."""

    READY = "ready"
    ATTENTION = "attention"
    """The terminal serves residents, and somebody should look at it."""
    BROKEN = "broken"
    """A terminal could not serve, or not all of it."""
    NOT_CONFIGURED = "not_configured"
    """The settings do not name it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    Attributes:
        check: what was looked at.
        state: how it is.
        key: text of the sentence.
        values: for both texts; figures, names of files and codes only.
        cure: text of what to do; None when there is nothing to do.
        detail_key: a text that goes into the sentence as ``{detail}``, such as the sentence of a device's error.
    """

    check: Check
    state: State
    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    cure: str | None = None
    detail_key: str | None = None


def exit_code(findings: Sequence[Finding]) -> int:
    """Give 0 when nothing is broken, 1 otherwise."""
    return 1 if any(finding.state is State.BROKEN for finding in findings) else 0


def describe(finding: Finding, texts: Texts) -> dict[str, object]:
    """Put a finding into words: its names, state, message, action (or None) and values."""
    values = dict(finding.values)
    if finding.detail_key is not None:
        key = finding.detail_key
        values["detail"] = texts(key, **finding.values) if texts.has(key) else key.rsplit(".", 1)[-1]
    return {
        "check": finding.check.value,
        "name": texts(f"doctor.name.{finding.check}"),
        "state": finding.state.value,
        "state_name": texts(f"doctor.state.{finding.state}"),
        "message": texts(finding.key, **values),
        "action": None if finding.cure is None else texts(finding.cure, **values),
        "values": dict(finding.values),
    }
