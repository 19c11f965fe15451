"""Samples of how a case stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.complaint import complaint_name, describe_complaint
from kiosk.present.progress import describe_steps, present_progress
from offline_queue.wire.progress import ComplaintAnswer, ProgressAnswer, ProgressStep
from screens.pages.progress import ProgressPage
from tests.screens.sample_case import allowance
from tests.screens.samples import Sample
from tests.screens.samples.sealed import RECEIPT

NOW = datetime(2026, 12, 1, 15, 42, tzinfo=timezone(timedelta(hours=8)))
BEGIN = datetime(2026, 11, 24, 2, 31, tzinfo=UTC)


def sample_answer(
    item_id: str, states: tuple[str, ...], *, note: str | None = None, complete: bool = True
) -> ProgressAnswer:
    """An answer of the hall with these states, a day apart."""
    steps = tuple(
        ProgressStep(
            state=state,
            at=BEGIN + timedelta(days=index, hours=index),
            acceptance_doc_number="临民受2026第0318号" if state == "accepted" else None,
            note=note if index == len(states) - 1 else None,
        )
        for index, state in enumerate(states)
    )
    return ProgressAnswer(
        receipt_number=RECEIPT,
        case_number="MZ-2026-118842",
        item_id=item_id,
        item_name="高龄老人补贴申领",
        receiving_office="区民政局",
        complete=complete,
        steps=steps,
        hall_time=NOW.astimezone(UTC),
    )


def sample_complaint(state: str = "received", *, category: str = "complaint", complete: bool = True) -> ComplaintAnswer:
    """What the hall says of a complaint in this state."""
    return ComplaintAnswer(
        receipt_number=RECEIPT,
        reference_number="TS202611240001",
        category=category,
        state=state,
        received_at=BEGIN,
        complete=complete,
        hall_time=NOW.astimezone(UTC),
    )


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """Under review, just delivered, to be corrected, remembered here, closed; complaints, known and unknown."""
    item = allowance(catalogue)

    def state(*states: str, note: str | None = None, live: bool = True, message: str | None = None) -> Sample:
        answer = sample_answer(item.id, states, note=note)
        return ProgressPage, present_progress(
            texts,
            item_name=catalogue.item_common_name(item, texts.language),
            receipt_number=RECEIPT,
            case_number=answer.case_number if live else "",
            steps=describe_steps(texts, answer, NOW),
            live=live,
            as_of=texts("progress.time", month=12, day=1, clock="15:40"),
            message=message,
            printer_ok=live,
        )

    def complaint(answer: ComplaintAnswer) -> Sample:
        return ProgressPage, present_progress(
            texts,
            item_name=complaint_name(texts, answer),
            receipt_number=RECEIPT,
            case_number=answer.reference_number,
            steps=describe_complaint(texts, answer, NOW),
            live=True,
            as_of=texts("progress.time", month=12, day=1, clock="15:40"),
            message=None,
            printer_ok=True,
            is_complaint=True,
            hotline="12345",
        )

    note = "请补交户口簿首页和本人页的清晰照片，五个工作日内到窗口或在本机重新扫描。"
    return {
        "usual": state("queued", "delivered", "received", "accepted", "under_review"),
        "delivered": state("queued", "delivered"),
        "correction": state("queued", "delivered", "received", "correction_required", note=note),
        "remembered-offline": state("queued", live=False, message=texts("notice.lookup_failed")),
        "closed": state("queued", "delivered", "received", "accepted", "under_review", "approved", "closed"),
        "complaint": complaint(sample_complaint()),
        "complaint-unnamed": complaint(sample_complaint("answered", category="suggestion")),
    }
