"""Every text that a check names exists in both languages and can be filled in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kiosk.health
from config.texts import Language, Texts
from kiosk.health.findings import Check, Finding, State, describe, exit_code

FOLDER = Path(kiosk.health.__file__).parent
KEYS = sorted(
    {
        key
        for file in FOLDER.glob("*.py")
        for key in re.findall(r'"((?:doctor|device\.action|queue\.cure)\.[a-z_.]+)"', file.read_text(encoding="utf-8"))
        if not key.endswith(".")
    }
)


@pytest.mark.parametrize("language", list(Language))
def test_keys_have_texts(language: Language) -> None:
    """All keys that stand in the checks, and the names of checks and states."""
    texts = Texts.load(language)
    wanted = [*KEYS, *(f"doctor.name.{one}" for one in Check), *(f"doctor.state.{one}" for one in State)]
    assert len(KEYS) > 30
    assert [key for key in wanted if not texts.has(key)] == []


def test_detail_goes_into_the_sentence() -> None:
    """A device's own sentence stands in the finding's."""
    finding = Finding(
        Check.PRINTER,
        State.BROKEN,
        "doctor.device.error",
        {"code": "font_unusable"},
        "device.action.check_settings",
        "device.error.font_unusable",
    )
    told = describe(finding, Texts.load(Language.EN))
    assert told["message"] == "A font file for slips is missing or broken. (font_unusable)"
    assert told["name"] == "Slip printer"


def test_exit_code() -> None:
    """Only what is broken counts."""
    ready, broken = (Finding(Check.DISK, state, "k") for state in (State.READY, State.BROKEN))
    assert (exit_code([ready]), exit_code([ready, broken])) == (0, 1)
