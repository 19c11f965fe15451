"""What the terminal itself says of a case, and how a resident wants to see it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from config.domain.identifiers import CaseId, EntryId, ItemId, ReceiptNumber
from config.texts import Language, Texts
from kiosk.local_progress import describe_local, describe_waiting
from kiosk.look_choice import SIZES, THEMES, after_aid
from offline_queue.model import EntryState, FollowUp, LocalProgress
from offline_queue.wire.entries import EntryKind
from screens.look import Look
from screens.shell_state import Aid

NOW = datetime(2026, 11, 24, 2, 31, tzinfo=UTC)
STORED = NOW.timestamp() - 3600


def known(
    state: EntryState,
    *,
    kind: EntryKind = EntryKind.CASE,
    settled: float | None = None,
    number: str | None = None,
    follow_ups: tuple[FollowUp, ...] = (),
) -> LocalProgress:
    return LocalProgress(
        kind=kind,
        receipt_number=ReceiptNumber("LS01-261124-10011-6"),
        entry_id=EntryId("entry"),
        case_id=CaseId("case"),
        item_id=ItemId("public_rental_housing"),
        state=state,
        case_number=number,
        captured_at_s=STORED,
        stored_at_s=STORED,
        sent_at_s=None,
        registered_at_s=None,
        settled_at_s=settled,
        attempts=1,
        follow_ups=follow_ups,
    )


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("state", EntryState)
def test_every_state_is_told_and_none_as_accepted(state: EntryState, language: Language) -> None:
    """First that it was sealed here, then what came of it. Only the hall may say accepted."""
    steps = describe_local(Texts.load(language), known(state), NOW)
    assert len(steps) == 2
    assert steps[0].state == "done"
    said = " ".join(f"{step.label} {step.detail}" for step in steps)
    assert "已受理" not in said
    assert "accepted" not in said.lower().replace("not accepted", "")


def test_delivered_names_the_number_and_the_time() -> None:
    """As the hall gave it; a purged entry is a delivered one."""
    texts = Texts.load(Language.ZH)
    for state in (EntryState.DELIVERED, EntryState.PURGED):
        last = describe_local(texts, known(state, settled=NOW.timestamp(), number="C0007"), NOW)[-1]
        assert last.detail == "C0007"
        assert last.when == "11月24日 02:31"


FOLLOW_UPS = (
    FollowUp(EntryKind.AMENDMENT, EntryState.DELIVERED, STORED, STORED),
    FollowUp(EntryKind.WITHDRAWAL, EntryState.READY, STORED, None),
    FollowUp(EntryKind.RATING, EntryState.HELD, STORED, None),
    FollowUp(EntryKind.DEVICE_REPORT, EntryState.PURGED, STORED, None),
)


def test_what_followed_is_told_as_what_it_is() -> None:
    """Whether it was delivered, waits here, or is with staff."""
    steps = describe_local(Texts.load(Language.ZH), known(EntryState.DELIVERED, follow_ups=FOLLOW_UPS), NOW)[2:]
    assert [(step.label, step.state, step.aside) for step in steps] == [
        ("补交材料", "done", False),
        ("撤回申请", "now", False),
        ("评价", "now", True),
        ("补充信息", "done", False),
    ]
    assert "已送达" in steps[0].detail
    assert "还没有送达" in steps[1].detail
    assert "工作人员" in steps[2].detail


def test_beside_the_halls_word_only_what_it_does_not_know_yet() -> None:
    """What was delivered is the hall's to tell."""
    waiting = describe_waiting(Texts.load(Language.ZH), FOLLOW_UPS, NOW)
    assert [step.label for step in waiting] == ["撤回申请", "评价"]


def test_a_complaint_is_no_papers() -> None:
    """Nothing was scanned."""
    steps = describe_local(Texts.load(Language.ZH), known(EntryState.READY, kind=EntryKind.COMPLAINT), NOW)
    assert steps[0].label == "所写内容封存在本机"


@pytest.mark.parametrize(("aid", "rounds"), [(Aid.TEXT_SIZE, len(SIZES)), (Aid.CONTRAST, len(THEMES)), (Aid.LOWER, 2)])
def test_an_aid_goes_round(aid: Aid, rounds: int) -> None:
    """Every press changes something, and the last one leads back to the beginning."""
    look, seen = Look(), []
    for _ in range(rounds):
        look = after_aid(look, aid)
        seen.append(look)
    assert seen[-1] == Look()
    assert len(set(seen)) == rounds


@pytest.mark.parametrize("aid", [Aid.SPEAK, Aid.VOLUME, Aid.LANGUAGE])
def test_other_aids_do_not_change_the_look(aid: Aid) -> None:
    """They are somebody else's."""
    assert after_aid(Look(), aid) == Look()
