"""``kiosk queue care``, ``hold``, ``release`` and ``resend``: what staff do about single entries, with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.texts import Language, Texts
from kiosk.queue_care import care_words
from offline_queue.care import REASONS, Care, CareAct, StaffReason, cause_text
from offline_queue.model import HoldCause
from tests.kiosk.cli.commands import Kiosk
from tests.offline_queue.build import HallSide, enrol_directly, opened, rating_draft


@pytest.fixture
def kiosk(capsys: pytest.CaptureFixture[str]) -> Kiosk:
    """The command line."""
    return Kiosk(capsys)


def test_an_entry_that_was_turned_away_is_looked_up_and_sent_again(kiosk: Kiosk, queue_dir: Path) -> None:
    """Sentence and cure with it; afterwards nothing is left to look after, and once more is refused in plain words."""
    enrol_directly(queue_dir, HallSide())
    with opened(queue_dir) as outbox:
        entry_id = outbox.enqueue_rating(rating_draft()).entry_id
        outbox.hold(entry_id, HoldCause.TOO_LARGE)
    told = kiosk("queue", "care", "--data", queue_dir, "--json", "--lang", "en")
    entry = told.json["entries"][0]
    assert (told.code, entry["entry_id"], entry["act"]) == (0, entry_id, "resend")
    assert entry["message"] == "The receiving system did not take it: it is too large"
    assert "send it again" in entry["action"]
    change = ("queue", "resend", entry_id, "--reason", "hall_mended", "--data", queue_dir, "--json")
    assert kiosk(*change).json["cause"] == "staff/hall_mended"
    assert kiosk("queue", "care", "--data", queue_dir, "--json").json["entries"] == []
    again = kiosk(*change)
    assert (again.code, again.json["error"]["code"]) == (1, "illegal_change")
    assert kiosk("queue", "hold", entry_id, "--reason", "resident_asked", "--data", queue_dir).code == 0
    assert kiosk("queue", "release", entry_id, "--reason", "checked", "--data", queue_dir).code == 0


@pytest.mark.parametrize("act", CareAct)
def test_a_reason_is_one_of_the_acts_own(kiosk: Kiosk, queue_dir: Path, act: CareAct) -> None:
    """Free words could name somebody."""
    with pytest.raises(SystemExit):
        kiosk("queue", act, "entry", "--reason", "王某要求", "--data", queue_dir)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("care", Care)
def test_every_care_has_its_words(language: Language, care: Care) -> None:
    """Also for causes that this version does not know."""
    texts = Texts.load(language)
    causes = [None, "of_a_later_version", *HoldCause, *(cause_text(one) for one in StaffReason)]
    said = [care_words(texts, care, cause) for cause in causes]
    assert all(one["message"] and one["action"] for one in said)
    assert all(texts(f"queue.reason.{one.value}") for act in CareAct for one in REASONS[act])
