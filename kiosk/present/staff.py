"""What the staff page says: every finding in plain words, what to do, and the two acts."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from config.texts import Texts
from kiosk.health.findings import Check, Finding, State, describe
from kiosk.present.paging import present_paging
from screens.components.entry import EntrySpec
from screens.components.row import RowSpec
from screens.components.step_header import StepHeaderSpec
from screens.components.tag import TagKind, TagSpec
from screens.icons import Icon
from screens.pages.staff import StaffPageState

_ICONS = {
    Check.ID_CARD: Icon.CARD_READER,
    Check.PRINTER: Icon.PRINTER,
    Check.PAGE_PRINTER: Icon.PRINTER,
    Check.CAMERA: Icon.CAMERA,
    Check.CODE_SCANNER: Icon.QR,
    Check.CASH: Icon.YEN,
    Check.CARD_TERMINAL: Icon.YEN,
    Check.QUEUE: Icon.INBOX,
    Check.DISK: Icon.GRID,
    Check.HALL: Icon.SEND,
    Check.CLOCK: Icon.CLOCK,
}
_TAGS = {
    State.READY: (TagKind.GOOD, Icon.CHECK),
    State.ATTENTION: (TagKind.WARN, Icon.WARNING),
    State.BROKEN: (TagKind.WARN, Icon.CROSS),
    State.NOT_CONFIGURED: (TagKind.PLAIN, None),
}
_WORST_FIRST = (State.BROKEN, State.ATTENTION, State.READY, State.NOT_CONFIGURED)


class Door(StrEnum):
    """A further page for staff. Texts: ``staff.door.<value>``."""

    QUEUE = "queue"
    STICK = "stick"


_DOORS = {Door.QUEUE: Icon.INBOX, Door.STICK: Icon.SEND}


def present_staff(
    texts: Texts, findings: Sequence[Finding], *, printer: bool, changed: bool, doors: Sequence[Door] = ()
) -> StaffPageState:
    """The page for these findings; what needs somebody comes first.

    Args:
        texts: in the language of the visit.
        findings: devices, queue, disk, line, clock, as far as they are known yet.
        printer: whether there is a receipt printer, so that paper can be changed and a test page printed.
        changed: the roll was just changed, and the test page came out.
        doors: the further pages that there are.
    """
    in_order = sorted(findings, key=lambda one: _WORST_FIRST.index(one.state))
    trouble = sum(one.state in {State.BROKEN, State.ATTENTION} for one in findings)
    summary = texts("staff.summary.trouble", count=trouble) if trouble else texts("staff.summary.fine")
    return StaffPageState(
        head=StepHeaderSpec(texts("staff.title"), texts("staff.caption")),
        summary=summary,
        trouble=bool(trouble),
        done=texts("staff.roll_changed") if changed else "",
        entries=tuple(_entry(texts, finding) for finding in in_order),
        change=texts("staff.change") if printer else "",
        test=texts("staff.test") if printer else "",
        doors=tuple((door.value, RowSpec(texts(f"staff.door.{door}"), _DOORS[door])) for door in doors),
        paging=present_paging(texts),
    )


def _entry(texts: Texts, finding: Finding) -> EntrySpec:
    words = describe(finding, texts)
    kind, icon = _TAGS[finding.state]
    lines = [str(words["message"])]
    if words["action"] is not None:
        lines.append(texts("staff.cure", action=str(words["action"])))
    return EntrySpec(
        title=str(words["name"]),
        icon=_ICONS.get(finding.check, Icon.DOC),
        sub="\n".join(lines),
        tags=(TagSpec(str(words["state_name"]), kind, icon),),
        warn=finding.state in {State.BROKEN, State.ATTENTION},
    )
