"""Faults of the camera and of what lies under it, with real pictures through the real page finder."""

from __future__ import annotations

import pytest

from drivers.camera.commands import Verdict
from drivers.camera.stage_source import Prop
from drivers.vocabulary import DeviceKind
from kiosk.flows.apply.paper_steps import MAX_PAGES_PER_MATERIAL, PapersStep
from kiosk.flows.apply.table import ApplyState
from kiosk.present.materials import CameraPhase
from kiosk.stage import PageName
from screens.components.viewfinder import Viewfinder
from tests.kiosk.papers import Papers
from tests.kiosk.rig import MAY_SKIP_PAPERS, WITH_PAPERS, Rig

FIRST, SECOND = "household_register", "residence_proof"


def step(rig: Rig) -> PapersStep:
    found = rig.apply._steps[ApplyState.MATERIALS]
    assert isinstance(found, PapersStep)
    return found


def wait_for_phase(rig: Rig, phase: CameraPhase) -> None:
    rig.until(lambda: step(rig)._phase is phase, f"the camera page to say {phase.value}")


def wait_for_verdict(rig: Rig, verdict: Verdict) -> None:
    rig.until(lambda: step(rig)._verdict is verdict, f"the camera to say {verdict.value}")


def taken(rig: Rig, ref: str, count: int = 1) -> None:
    """Wait until so many pages of a material are there."""
    rig.until(lambda: len(rig.visit.papers.of(ref)) == count, f"page {count} of {ref}")


def test_two_papers_are_taken_by_themselves(rig: Rig, papers: Papers) -> None:
    """Laid down, held still, taken; then the next one."""
    rig.to_materials(WITH_PAPERS)
    wait_for_phase(rig, CameraPhase.LIVE)
    assert step(rig)._current == FIRST
    rig.lay(papers.booklet)
    taken(rig, FIRST)
    assert step(rig)._phase is CameraPhase.TAKEN
    assert rig.visit.papers.of(FIRST)[0].jpeg.startswith(b"\xff\xd8")
    rig.do(PageName.MATERIALS, "next_pressed")
    assert step(rig)._current == SECOND
    rig.lay(papers.sheet)
    taken(rig, SECOND)
    rig.do(PageName.MATERIALS, "next_pressed")
    while rig.front() is PageName.MATERIALS:
        rig.do(PageName.MATERIALS, "skip_pressed")
    assert rig.front() is PageName.REVIEW
    assert rig.visit.papers.count == 2


def test_page_again_one_more_and_one_less(rig: Rig, papers: Papers) -> None:
    """Taken again in its place, added behind, thrown away, chosen from the list."""
    rig.to_materials(WITH_PAPERS)
    rig.lay(papers.booklet)
    taken(rig, FIRST)
    first = rig.visit.papers.of(FIRST)[0]
    rig.do(PageName.MATERIALS, "retake_pressed", f"{FIRST}/0")
    rig.until(lambda: rig.visit.papers.of(FIRST)[0] is not first, "the page to be taken again")
    assert len(rig.visit.papers.of(FIRST)) == 1
    rig.do(PageName.MATERIALS, "add_page_pressed")
    taken(rig, FIRST, 2)
    rig.do(PageName.MATERIALS, "page_removed", f"{FIRST}/1")
    assert len(rig.visit.papers.of(FIRST)) == 1
    rig.do(PageName.MATERIALS, "material_chosen", SECOND)
    assert step(rig)._current == SECOND
    rig.do(PageName.MATERIALS, "material_chosen", FIRST)
    assert step(rig)._phase is CameraPhase.TAKEN
    pages = rig.visit.papers.of(FIRST)
    pages.extend(pages * (MAX_PAGES_PER_MATERIAL - 1))
    rig.do(PageName.MATERIALS, "add_page_pressed")
    assert step(rig)._message == "materials.enough_pages"


def test_no_page_on_take_picture(rig: Rig) -> None:
    """An empty desk is said, nothing is kept, and the camera goes on."""
    rig.to_materials(WITH_PAPERS)
    wait_for_phase(rig, CameraPhase.LIVE)
    wait_for_verdict(rig, Verdict.NO_PAGE)
    rig.press("materials.capture")
    rig.until(lambda: step(rig)._message is not None, "the page to say so")
    assert rig.text(step(rig)._message or "") != ""
    assert rig.visit.papers.count == 0
    wait_for_phase(rig, CameraPhase.LIVE)


def test_blurred_page_warns(rig: Rig, papers: Papers) -> None:
    """It is not taken by itself; taken by hand it is kept, and the page says what is wrong with it."""
    rig.to_materials(WITH_PAPERS)
    wait_for_phase(rig, CameraPhase.LIVE)
    rig.lay(papers.blurred)
    wait_for_verdict(rig, Verdict.TOO_BLURRED)
    assert rig.visit.papers.count == 0
    rig.press("materials.capture")
    taken(rig, FIRST)
    assert step(rig)._message == "camera.hint.too_blurred"
    assert Verdict.TOO_BLURRED in rig.visit.papers.of(FIRST)[0].verdicts


def test_camera_gone_mid_preview_and_back(rig: Rig, papers: Papers) -> None:
    """The cable is pulled: the page says so and offers the other way; back again, the paper is taken."""
    rig.to_materials(WITH_PAPERS)
    wait_for_phase(rig, CameraPhase.LIVE)
    rig.lay(Prop.UNPLUG)
    wait_for_phase(rig, CameraPhase.GONE)
    assert rig.hand.can_press(rig.text("materials.other_way"))
    assert not any(one.isVisible() and one.has_page for one in finders(rig))
    rig.lay(papers.booklet)
    taken(rig, FIRST)


def test_camera_black_mid_preview(rig: Rig, papers: Papers) -> None:
    """The cover is on; taken off, the paper is taken."""
    rig.to_materials(WITH_PAPERS)
    wait_for_phase(rig, CameraPhase.LIVE)
    rig.lay(Prop.BLACK)
    rig.until(lambda: step(rig)._message is not None, "the page to say so")
    assert rig.text(step(rig)._message or "") != ""
    rig.lay(papers.booklet)
    taken(rig, FIRST)


def test_camera_gone_before_the_papers(rig: Rig) -> None:
    """A paper that may follow is left for later, and the case goes on."""
    rig.lay(Prop.UNPLUG)
    rig.to_materials(MAY_SKIP_PAPERS)
    wait_for_phase(rig, CameraPhase.GONE)
    rig.press("materials.skip")
    assert rig.front() is PageName.REVIEW


def test_no_camera_is_configured(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if it were gone for ever."""
    rig.to_form(MAY_SKIP_PAPERS)
    rig.fill_in()
    monkeypatch.setattr(rig.around.devices, "start", lambda _kind: None)
    rig.do(PageName.FORM, "done_pressed")
    assert rig.around.devices.status(DeviceKind.CAMERA) is None
    assert step(rig)._phase is CameraPhase.GONE


def test_another_way_calls_staff(rig: Rig) -> None:
    """For a paper that must be there and cannot be laid."""
    rig.to_materials(WITH_PAPERS)
    wait_for_phase(rig, CameraPhase.LIVE)
    rig.press("materials.other_way")
    assert rig.front() is PageName.STAFF_CALL


def finders(rig: Rig) -> list[Viewfinder]:
    return rig.stage.page(PageName.MATERIALS).findChildren(Viewfinder)
