"""What the staff's pages of the queue say: the list of entries, and one entry with what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from config.texts import Texts
from kiosk.present.paging import present_paging
from kiosk.queue_care import care_words
from offline_queue.care import REASONS, Care, CareAct, StaffReason, act_for, care_of
from offline_queue.model import AlarmLevel, Entry
from offline_queue.wire.entries import EntryKind
from screens.components.banner import BannerKind, BannerSpec
from screens.components.button import ButtonSpec
from screens.components.choice import ChoiceSpec
from screens.components.fact import FactSpec
from screens.components.row import RowSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.pages.staff_list import StaffListState

QueueNow = tuple[AlarmLevel, int, Sequence[Entry]]
"""The alarm, how many entries wait, and the entries to be listed."""

_ICONS = {
    EntryKind.CASE: Icon.DOC,
    EntryKind.AMENDMENT: Icon.DOCS,
    EntryKind.WITHDRAWAL: Icon.BACK,
    EntryKind.RATING: Icon.STAR,
    EntryKind.COMPLAINT: Icon.MESSAGE,
    EntryKind.PAYMENT_OUTCOME: Icon.YEN,
    EntryKind.DEVICE_REPORT: Icon.GRID,
}
_CALM = frozenset({Care.WAITS, Care.NOTHING})
_ALARMS = {
    AlarmLevel.NONE: BannerKind.GOOD,
    AlarmLevel.WARNING: BannerKind.WARN,
    AlarmLevel.ALARM: BannerKind.WARN,
    AlarmLevel.EXPORT: BannerKind.DANGER,
}
SHORT_ID = 8
"""Characters of an entry's id that name it where there is no receipt number."""


def present_queue(texts: Texts, now: QueueNow | None, *, done: CareAct | None, failed: bool) -> StaffListState:
    """The list.

    Args:
        texts: in the language of the visit.
        now: the queue as it was read last; None: it is being read.
        done: what was just done with an entry.
        failed: the queue could not be read, or the act was not done.
    """
    banners = []
    if failed:
        banners.append(BannerSpec(BannerKind.WARN, texts("staff_queue.failed"), texts("staff_queue.failed.why")))
    elif done is not None:
        banners.append(BannerSpec(BannerKind.GOOD, texts(f"staff_queue.done.{done.value}")))
    rows: tuple[tuple[str, RowSpec], ...] = ()
    heading = ""
    if now is not None:
        alarm, waiting, entries = now
        needy = sum(care_of(one.state, one.cause) not in _CALM for one in entries)
        kind = BannerKind.WARN if needy and alarm is AlarmLevel.NONE else _ALARMS[alarm]
        sentence = texts("staff_queue.summary", waiting=waiting, needy=needy)
        banners.append(BannerSpec(kind, sentence, texts(f"staff_queue.alarm.{alarm.value}")))
        rows = tuple((one.entry_id, _row(texts, one)) for one in entries)
        heading = texts("staff_queue.heading") if rows else ""
    return StaffListState(
        head=StepHeaderSpec(texts("staff_queue.title"), texts("staff.title")),
        banners=tuple(banners),
        paging=present_paging(texts),
        heading=heading,
        rows=rows,
    )


def present_entry(
    texts: Texts, entry: Entry, now: datetime, reason: StaffReason | None, *, busy: bool
) -> StaffListState:
    """One entry.

    Args:
        texts: in the language of the visit.
        entry: as it was read last.
        now: the present moment with the terminal's zone, in which times are told.
        reason: staff's choice so far.
        busy: the act is being done.
    """
    care = care_of(entry.state, entry.cause)
    words, act = care_words(texts, care, entry.cause), act_for(care)
    kind = BannerKind.PLAIN if care in _CALM else BannerKind.WARN
    choices: tuple[tuple[str, ChoiceSpec], ...] = ()
    primary = None
    if act is not None:
        choices = tuple(
            (one.value, ChoiceSpec(texts(f"queue.reason.{one.value}"), selected=one is reason, enabled=not busy))
            for one in REASONS[act]
        )
        missing = "" if reason is not None else texts("staff_queue.reason_missing")
        primary = ButtonSpec(texts(f"staff_queue.act.{act.value}"), enabled=not missing and not busy, reason=missing)
    return StaffListState(
        head=StepHeaderSpec(_name(texts, entry), texts("staff_queue.title")),
        banners=(BannerSpec(kind, words["message"], words["action"]),),
        paging=present_paging(texts),
        facts=_facts(texts, entry, now),
        heading=texts("staff_queue.why") if choices else "",
        choices=choices,
        primary=primary,
    )


def _facts(texts: Texts, entry: Entry, now: datetime) -> tuple[FactSpec, ...]:
    facts = [FactSpec(texts("staff_queue.number"), entry.receipt_number or entry.entry_id[:SHORT_ID])]
    if entry.hall_ref:
        facts.append(FactSpec(texts("staff_queue.hall_number"), entry.hall_ref))
    at = datetime.fromtimestamp(entry.stored_at_s, tz=now.tzinfo)
    stored = texts("progress.time", month=at.month, day=at.day, clock=f"{at:%H:%M}")
    facts.append(FactSpec(texts("staff_queue.stored"), stored))
    facts.append(FactSpec(texts("staff_queue.attempts"), str(entry.attempts)))
    return tuple(facts)


def _row(texts: Texts, entry: Entry) -> RowSpec:
    care = care_of(entry.state, entry.cause)
    icon = _ICONS[entry.kind] if care in _CALM else Icon.WARNING
    return RowSpec(_name(texts, entry), icon, sub=care_words(texts, care, entry.cause)["message"])


def _name(texts: Texts, entry: Entry) -> str:
    number = entry.receipt_number or entry.entry_id[:SHORT_ID]
    return texts("staff_queue.name", kind=texts(f"queue.kind.{entry.kind.value}"), number=number)
