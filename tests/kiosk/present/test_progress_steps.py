"""What the progress page says of a correction that a department asks for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from config.texts import Language, Texts
from kiosk.present.progress import describe_steps
from offline_queue.wire.progress import Correction, ProgressAnswer, ProgressStep, WithdrawalProgress

NOW = datetime(2026, 11, 24, 2, 31, tzinfo=UTC)


def answer(step: ProgressStep) -> ProgressAnswer:
    return ProgressAnswer(
        receipt_number="LS01-261124-10011-6",
        case_number="610115LTSMZ003202611240001",
        item_id="senior_allowance",
        item_name="高龄老人补贴申领",
        receiving_office="区民政局",
        complete=True,
        steps=(step,),
        hall_time=NOW,
    )


@pytest.mark.parametrize("language", Language)
def test_everything_that_is_to_be_corrected_is_told_with_its_day(language: Language) -> None:
    step = ProgressStep(
        state="correction_required",
        at=NOW,
        note="请补正下列材料",
        corrections=(
            Correction(material_ref="household_register", text="户口簿本人页不清楚"),
            Correction(text="缺签名"),
        ),
        correction_due=date(2026, 12, 8),
    )
    shown = describe_steps(Texts.load(language), answer(step), NOW)[0]
    lines = shown.detail.splitlines()
    assert lines[:3] == ["请补正下列材料", "1. 户口簿本人页不清楚", "2. 缺签名"]
    assert "12" in lines[3]
    assert "8" in lines[3]


def test_it_is_told_when_something_was_handed_in_for_it() -> None:
    """Not that it is enough: that is a later step. The day is the terminal's."""
    at = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
    step = ProgressStep(state="correction_required", at=NOW, note="请补正", answered_at=at)
    shown = describe_steps(Texts.load(Language.ZH), answer(step), NOW.astimezone(timezone(timedelta(hours=8))))[0]
    assert shown.detail.splitlines() == ["请补正", "12月1日已补交，受理部门已收到"]


def test_a_correction_without_a_day_promises_none() -> None:
    step = ProgressStep(state="correction_required", at=NOW, corrections=(Correction(text="缺签名"),))
    assert describe_steps(Texts.load(Language.ZH), answer(step), NOW)[0].detail == "1. 缺签名"


WITH_DEPARTMENT = WithdrawalProgress(asked_at=NOW, state="with_department", told_at=NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("withdrawal", "detail"),
    [
        (WITH_DEPARTMENT, "部门已开始办理，能否撤回由部门决定\n11月25日已告知部门"),
        (WithdrawalProgress(asked_at=NOW, state="withdrawn"), "已停止传给部门"),
        (WithdrawalProgress(asked_at=NOW, state="of_a_later_version"), ""),
    ],
)
def test_a_case_that_was_asked_back_says_so(withdrawal: WithdrawalProgress, detail: str) -> None:
    """Whether it ends is not promised; a state of a later version is left out."""
    steps = (ProgressStep(state="received", at=NOW - timedelta(days=1)),)
    told = answer(steps[0]).model_copy(update={"withdrawal": withdrawal})
    shown = describe_steps(Texts.load(Language.ZH), told, NOW)
    assert [(one.label, one.state) for one in shown[1:2]] == [("已申请撤回", "now")]
    assert (shown[1].detail, shown[1].when) == (detail, "11月24日 02:31")
    assert shown[2].state == "to_come"


def test_what_came_after_the_withdrawal_stands_after_it() -> None:
    """The department went on, or the case has ended."""
    steps = (
        ProgressStep(state="received", at=NOW - timedelta(days=1)),
        ProgressStep(state="under_review", at=NOW + timedelta(days=2)),
    )
    told = answer(steps[0]).model_copy(update={"steps": steps, "withdrawal": WITH_DEPARTMENT})
    labels = [one.label for one in describe_steps(Texts.load(Language.ZH), told, NOW)]
    assert labels.index("已申请撤回") == 1
    ended = told.model_copy(update={"steps": (ProgressStep(state="closed", at=NOW),)})
    assert [one.state for one in describe_steps(Texts.load(Language.ZH), ended, NOW)] == ["done", "done"]


def test_a_withdrawn_case_does_not_say_it_twice() -> None:
    """Its own step says it."""
    told = answer(ProgressStep(state="withdrawn", at=NOW)).model_copy(update={"withdrawal": WITH_DEPARTMENT})
    assert len(describe_steps(Texts.load(Language.ZH), told, NOW)) == 1
