"""What the progress page says of a correction that a department asks for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from config.texts import Language, Texts
from kiosk.present.progress import describe_steps
from offline_queue.wire.progress import Correction, ProgressAnswer, ProgressStep

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
