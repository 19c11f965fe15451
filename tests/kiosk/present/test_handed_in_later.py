"""What came after a case is told with how far it has come, also when a department's system refused it."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from config.texts import Language, Texts
from kiosk.present.progress import PARAGRAPH_CHARACTERS, describe_steps, paragraphs
from offline_queue.wire.progress import AmendmentProgress, ProgressAnswer, ProgressStep, WithdrawalProgress
from tests.screens.samples.progress import LONG_ANSWER, NOW
from tests.screens.stage import sample_texts

DAY = timedelta(days=1)
SENT = NOW.astimezone(UTC) - 9 * DAY


@pytest.fixture
def zh() -> Texts:
    """The Chinese texts."""
    return sample_texts(Language.ZH)


def told(*amendments: AmendmentProgress, state: str = "received", **more: object) -> ProgressAnswer:
    """A case that reached two states, five days apart."""
    steps = (ProgressStep(state="delivered", at=SENT), ProgressStep(state=state, at=SENT + 5 * DAY))
    answer = ProgressAnswer(
        receipt_number="LS01-261124-10011-6",
        case_number="MZ-2026-118842",
        item_id="senior_allowance",
        item_name="高龄老人补贴申领",
        receiving_office="区民政局",
        complete=True,
        steps=steps,
        hall_time=NOW.astimezone(UTC),
    )
    return answer.model_copy(update={"amendments": amendments, **more})


def amendment(after: timedelta, **changes: object) -> AmendmentProgress:
    made = AmendmentProgress(received_at=SENT + after, complete=True)
    return made.model_copy(update=changes)


@pytest.mark.parametrize(
    ("changes", "detail", "state"),
    [
        ({}, "已送达受理系统，还没有传给部门", "now"),
        ({"complete": False}, "还有附件在传送", "now"),
        ({"told_at": SENT + 7 * DAY}, "11月29日已传到部门系统", "done"),
        ({"care": "with_staff"}, "部门系统没有收下，已转工作人员处理", "now"),
        (
            {"care": "closed", "closed_at": SENT + 7 * DAY, "closed_reason": "材料已在窗口补交"},
            "11月29日工作人员已结束处理，不再传给部门。原因：\n材料已在窗口补交",
            "done",
        ),
        ({"care": "lent_out"}, "状态有更新，请到窗口询问", "now"),
    ],
)
def test_papers_handed_in_later_say_how_far_they_have_come(
    zh: Texts, changes: dict[str, object], detail: str, state: str
) -> None:
    """One that a department refused is with staff, or ended by them; a word without words is a change."""
    *_, shown, following = describe_steps(zh, told(amendment(6 * DAY, **changes)), NOW)
    assert (shown.label, shown.detail, shown.state) == ("补交材料", detail, state)
    assert (shown.aside, following.state) == (True, "to_come")


def test_they_stand_where_they_came_among_the_steps(zh: Texts) -> None:
    """And how the case stands is still what its last step says."""
    steps = describe_steps(zh, told(amendment(2 * DAY), amendment(6 * DAY)), NOW)
    assert [step.label for step in steps[:4]] == [
        zh("case_state.delivered"),
        "补交材料",
        zh("case_state.received"),
        "补交材料",
    ]
    assert [step.label for step in steps if step.state != "to_come" and not step.aside][-1] == zh("case_state.received")


@pytest.mark.parametrize("state", ["received", "withdrawn"])
def test_a_withdrawal_that_a_department_refused_is_with_staff(zh: Texts, state: str) -> None:
    """Also where the hall itself had stopped the case."""
    asked = WithdrawalProgress(asked_at=SENT + 5 * DAY, state="with_department", care="with_staff")
    *_, shown = [
        step for step in describe_steps(zh, told(state=state, withdrawal=asked), NOW) if step.state != "to_come"
    ]
    assert shown.label == "已申请撤回"
    assert shown.detail.endswith("部门系统没有收下，已转工作人员处理")


def test_a_long_answer_is_cut_into_pieces_that_fit_on_a_page() -> None:
    """After a sentence where there is one; nothing is lost and nothing comes twice."""
    for text in (LONG_ANSWER, "字" * 500, "word " * 100, "One. " * 90, "\n\n短\n\n"):
        pieces = paragraphs(text)
        assert all(0 < len(piece) <= PARAGRAPH_CHARACTERS for piece in pieces)
        assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(piece.endswith(("。", "；")) for piece in paragraphs(LONG_ANSWER))
    assert paragraphs("") == ()
