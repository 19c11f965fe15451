"""Questions in the guide: touched, skipped, kept for the visit, carried onto the sheet and into the case."""

from __future__ import annotations

from config.domain.identifiers import ItemId
from kiosk.stage import PageName
from tests.kiosk.rig import MAY_SKIP_PAPERS, WITH_PAPERS, Rig


def pick(rig: Rig, question: int, option: int) -> str:
    """Choose that option of that question; its label."""
    item = rig.visit.item
    assert item is not None
    situation = item.situations[question]
    rig.do(PageName.GUIDE, "option_chosen", situation.id, situation.options[option].id)
    return situation.options[option].label


def test_answers_are_kept_for_the_visit_and_dropped_by_one_touch(rig: Rig) -> None:
    """Another item begins without answers; back at the first one they are still there, until they are not wanted."""
    rig.to_guide(WITH_PAPERS)
    pick(rig, 0, 1)
    given = dict(rig.visit.answers)
    rig.press("shell.home")
    rig.do(PageName.HOME, "item_pressed", MAY_SKIP_PAPERS)
    assert rig.visit.answers == {}
    rig.press("shell.home")
    rig.do(PageName.HOME, "item_pressed", WITH_PAPERS)
    assert rig.visit.answers == given
    rig.do(PageName.GUIDE, "answers_dropped")
    assert rig.visit.answers == {}


def test_answers_do_not_outlive_the_visit(rig: Rig) -> None:
    """Nothing of what somebody said is there for the next one."""
    rig.to_guide(WITH_PAPERS)
    pick(rig, 0, 1)
    rig.press("shell.home")
    rig.do(PageName.HOME, "item_pressed", MAY_SKIP_PAPERS)
    rig.press("shell.exit")
    assert not rig.visit.answers
    assert not rig.visit.answers_before


def test_sheet_names_the_situation_and_only_its_materials(rig: Rig) -> None:
    """What is printed is what the page shows."""
    rig.to_guide(WITH_PAPERS)
    label = pick(rig, 0, 0)
    rig.press("guide.print")
    rig.until(lambda: rig.hand.can_press(rig.text("notice.notice_printed.primary")), "the sheet")
    words = rig.slips[-1].to_text()
    assert rig.text("slip.notice.situation") in words
    assert label in words
    assert rig.around.catalogue.file.materials["marriage_certificate"].name not in words


def test_answers_go_into_the_case(rig: Rig) -> None:
    """What the guide left away is not asked for again."""
    rig.to_guide(WITH_PAPERS)
    pick(rig, 0, 0)
    answers = dict(rig.visit.answers)
    rig.do(PageName.GUIDE, "start_pressed")
    rig.seen(PageName.PRIVACY)
    assert rig.visit.answers == answers
    item = rig.around.catalogue.item(ItemId(WITH_PAPERS))
    refs = [needed.ref for needed in rig.around.catalogue.materials_of(item, rig.apply.case.answers)]
    assert "marriage_certificate" not in refs
