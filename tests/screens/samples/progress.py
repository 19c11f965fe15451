"""Samples of how a case stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from config.catalogue import Catalogue
from config.domain.identifiers import CaseId, EntryId, ReceiptNumber
from config.texts import Texts
from kiosk.hall_client import Lookup, LookupOutcome
from kiosk.present.complaint import complaint_name, describe_complaint
from kiosk.present.progress import describe_steps, present_progress
from kiosk.standing import standing_of
from kiosk.withdrawal import Bar, Reach, Withdrawable, withdrawal_of
from offline_queue.model import EntryState, FollowUp, LocalProgress
from offline_queue.wire.entries import EntryKind
from offline_queue.wire.progress import (
    AmendmentProgress,
    ComplaintAnswer,
    ProgressAnswer,
    ProgressStep,
    WithdrawalProgress,
)
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


LONG_ANSWER = (
    "您反映的上午排队时间长的问题，我们已经核实。\n"
    "自十一月三十日起，上午增开两个综合窗口，并在大厅门口安排工作人员引导；老年人、残疾人和带小孩的群众可以优先办理，"
    "不需要另外取号。社保类业务较多的每月前五个工作日，午间不停止办理，十二点到十三点半由值班窗口受理，请您放心前来。"
    "自助终端可以查询办理进度、打印回执，能在终端办的事项不用排队。\n"
    "感谢您的意见。如果仍然不满意，可以到一楼综合窗口说明，或者拨打本页下方的电话。"
)
"""What staff may well write."""


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


def known_here(kind: EntryKind) -> LocalProgress:
    """What a terminal knows of something that waits."""
    return LocalProgress(
        kind=kind,
        receipt_number=ReceiptNumber(RECEIPT),
        entry_id=EntryId("entry"),
        case_id=CaseId("entry"),
        item_id=None,
        state=EntryState.READY,
        case_number=None,
        captured_at_s=BEGIN.timestamp(),
        stored_at_s=BEGIN.timestamp(),
        sent_at_s=None,
        registered_at_s=None,
        settled_at_s=None,
        attempts=0,
    )


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """Under review, just delivered, to be corrected, remembered here, closed; complaints, known and unknown."""
    item = allowance(catalogue)

    def state(
        *states: str,
        note: str | None = None,
        live: bool = True,
        message: str | None = None,
        withdrawal: Withdrawable | Bar | None = None,
        correctable: bool = False,
    ) -> Sample:
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
            withdrawal=withdrawal,
            correctable=correctable,
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
            answer=answer.answer or "",
        )

    def waiting_here() -> Sample:
        asked = WithdrawalProgress(asked_at=BEGIN + timedelta(days=4), state="with_department", told_at=NOW)
        told = sample_answer(item.id, ("queued", "delivered", "received")).model_copy(update={"withdrawal": asked})
        kinds = (EntryKind.AMENDMENT, EntryKind.RATING)
        later = tuple(FollowUp(kind, EntryState.READY, BEGIN.timestamp() + 86_400, None) for kind in kinds)
        return shown(Lookup(LookupOutcome.FOUND, answer=told, waiting=later))

    def handed_in_later() -> Sample:
        day = timedelta(days=1)
        refused = AmendmentProgress(received_at=BEGIN + 2 * day, complete=True, care="with_staff")
        closed = AmendmentProgress(
            received_at=BEGIN + 3 * day,
            complete=True,
            care="closed",
            closed_at=BEGIN + 4 * day,
            closed_reason="材料已在窗口补交",
        )
        taken = AmendmentProgress(received_at=BEGIN + 5 * day, complete=True, told_at=BEGIN + 6 * day)
        asked = WithdrawalProgress(asked_at=NOW, state="with_department", care="with_staff")
        told = sample_answer(item.id, ("queued", "delivered", "received"))
        return shown(
            Lookup(
                LookupOutcome.FOUND,
                answer=told.model_copy(update={"withdrawal": asked, "amendments": (refused, closed, taken)}),
            )
        )

    def remembered_complaint() -> Sample:
        return shown(Lookup(LookupOutcome.LOCAL_ONLY, local=known_here(EntryKind.COMPLAINT)))

    def shown(lookup: Lookup) -> Sample:
        standing = standing_of(texts, catalogue, lookup, NOW)
        return ProgressPage, present_progress(
            texts,
            item_name=standing.name,
            receipt_number=RECEIPT,
            case_number=standing.number,
            steps=standing.steps,
            live=standing.heard_at is not None,
            as_of=texts("progress.time", month=12, day=1, clock="15:40"),
            message=None,
            printer_ok=True,
            is_complaint=standing.is_complaint,
            hotline="12345",
            withdrawal=withdrawal_of(lookup),
        )

    note = "请补交户口簿首页和本人页的清晰照片，五个工作日内到窗口或在本机重新扫描。"
    return {
        "usual": state("queued", "delivered", "received", "accepted", "under_review"),
        "delivered": state("queued", "delivered", withdrawal=Withdrawable("case", RECEIPT, Reach.HALL)),
        "correction": state("queued", "delivered", "received", "correction_required", note=note, correctable=True),
        "asked-back": waiting_here(),
        "handed-in-later": handed_in_later(),
        "complaint-remembered": remembered_complaint(),
        "remembered-offline": state("queued", live=False, message=texts("notice.lookup_failed")),
        "closed": state(
            "queued", "delivered", "received", "accepted", "under_review", "approved", "closed", withdrawal=Bar.ENDED
        ),
        "complaint": complaint(sample_complaint()),
        "complaint-unnamed": complaint(sample_complaint("passed_on", category="suggestion")),
        "complaint-answered": complaint(
            sample_complaint("answered").model_copy(update={"answered_at": BEGIN + timedelta(days=3)})
        ),
        "complaint-answer": complaint(
            sample_complaint("answered").model_copy(
                update={"answered_at": BEGIN + timedelta(days=3), "answer": LONG_ANSWER}
            )
        ),
    }
