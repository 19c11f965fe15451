"""Laying papers under the camera: preview, pages taken by themselves or by the button, again, more, the next paper."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from config.catalogue.material_schema import ScanRule
from config.catalogue.model import NeededMaterial
from config.domain.code_sets import Capture, Necessity, OriginalCheck
from drivers.camera.commands import CapturedPage, PageChecks, PreviewFrame, Verdict, VerdictChanged, WatchPage
from drivers.camera.slot import LatestSlot
from drivers.paper import PaperKind
from drivers.vocabulary import (
    CommandDone,
    CommandFailed,
    CommandId,
    CommandProgressed,
    DeviceEvent,
    DeviceKind,
    StatusChanged,
)
from kiosk.corrections import wanted_papers
from kiosk.flows.apply.case import CaseFlow
from kiosk.flows.apply.table import ApplyEvent
from kiosk.flows.step import Step
from kiosk.idle_clock import IdleKind
from kiosk.pictures import image_of_jpeg, image_of_preview
from kiosk.present.materials import CameraPhase, MaterialEntry, present_materials
from kiosk.stage import PageName
from screens.pages.materials import MaterialsPage

WATCH_LIMIT_S = 600.0
QUIET_LIMIT_S = 120.0
"""Under the camera nothing has changed for so long: from then on the time counts as it does elsewhere."""
PREVIEW_EVERY_MS = 80
MAX_PAGES_PER_MATERIAL = 8
BYTES_PER_KB = 1000
ORIGINALS = frozenset({OriginalCheck.AT_WINDOW, OriginalCheck.AT_PICKUP, OriginalCheck.SURRENDER})


def papers_to_scan(flow: CaseFlow) -> tuple[NeededMaterial, ...]:
    """What the item asks for and this terminal takes with its camera, after the resident's answers."""
    if flow.case.correction is not None:
        return wanted_papers(flow.case.correction, flow.around.catalogue)
    needed = flow.around.catalogue.materials_of(flow.item, flow.case.answers)
    return tuple(one for one in needed if one.material.capture is Capture.SCAN)


def is_required(needed: NeededMaterial) -> bool:
    """Whether the case cannot be handed in without it."""
    return needed.necessity is Necessity.REQUIRED


class PapersStep(Step):
    """One material after the other; the camera watches as long as a page is wanted."""

    idle_kind = IdleKind.PAUSED

    def __init__(self, flow: CaseFlow) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self._slot: LatestSlot[PreviewFrame] = LatestSlot()
        self._watch: tuple[CommandId, WatchPage] | None = None
        self._phase = CameraPhase.STARTING
        self._current = ""
        self._retaking: int | None = None
        self._verdict: Verdict | None = None
        self._checks: PageChecks | None = None
        self._message: str | None = None
        self._busy_at_s = 0.0
        self._timer = QTimer()
        self._timer.setInterval(PREVIEW_EVERY_MS)
        self._timer.timeout.connect(self._show_preview)
        self.intents = {
            (PageName.MATERIALS, "capture_pressed"): self._on_capture,
            (PageName.MATERIALS, "retake_pressed"): self._on_retake,
            (PageName.MATERIALS, "page_removed"): self._on_removed,
            (PageName.MATERIALS, "material_chosen"): self._on_chosen,
            (PageName.MATERIALS, "add_page_pressed"): self._on_add,
            (PageName.MATERIALS, "skip_pressed"): self._on_skip,
            (PageName.MATERIALS, "next_pressed"): self._on_next,
            (PageName.MATERIALS, "other_way_pressed"): self.around.ways.call_staff,
            (PageName.MATERIALS, "phone_pressed"): self._on_phone,
        }

    def enter(self) -> None:
        """Wake the camera and begin with the first material that has no page."""
        self.around.devices.start(DeviceKind.CAMERA)
        self._message = None
        papers = self._flow.case.papers
        wanted, papers.from_phone = papers.from_phone, ""
        self._turn_to(wanted or self._first_open() or papers_to_scan(self._flow)[0].ref)

    def on_tick(self) -> None:
        """No countdown while papers are being laid and taken; but one who has walked away is not waited for."""
        busy = self._watch is not None and self.around.monotonic() - self._busy_at_s < QUIET_LIMIT_S
        self.idle_kind = IdleKind.PAUSED if busy else IdleKind.FORM

    def leave(self) -> None:
        """Stop watching and forget every picture that is on the screen; the camera rests when the visit ends."""
        self._stop_watching()
        super().leave()
        self._page.forget_pictures()

    def render(self) -> None:
        """The viewfinder and the list of materials."""
        self.around.stage.show(
            PageName.MATERIALS,
            present_materials(
                self.around.texts,
                self._flow.step_view,
                entries=self._entries(),
                current=self._current,
                hint=None if self._verdict is None else self._verdict.value,
                checks=None
                if self._checks is None
                else (self._checks.complete, self._checks.sharp, self._checks.free_of_glare),
                camera=self._phase,
                message=self._message,
                can_go_on=self._first_open() is None,
                online=self.around.online(),
            ),
        )

    def on_device(self, event: DeviceEvent) -> None:
        """Follow the camera."""
        watching = self._watch[0] if self._watch is not None else None
        match event:
            case StatusChanged(DeviceKind.CAMERA, status):
                self._on_status(usable=status.usable)
            case CommandProgressed(DeviceKind.CAMERA, command, VerdictChanged(verdict)) if command == watching:
                self._verdict = verdict
                self._busy_at_s = self.around.monotonic()
                self.render()
            case CommandDone(DeviceKind.CAMERA, command, result) if command == watching:
                self._stop_watching()
                if isinstance(result, CapturedPage):
                    self._keep(result)
            case CommandFailed(DeviceKind.CAMERA, command, error) if command == watching:
                self._stop_watching()
                self._message = f"device.error.{error.code}"
                if self.around.devices.usable(DeviceKind.CAMERA):
                    self._start_watching()
                else:
                    self._phase = CameraPhase.GONE
                self.render()
            case _:
                pass

    @property
    def _page(self) -> MaterialsPage:
        page = self.around.stage.page(PageName.MATERIALS)
        assert isinstance(page, MaterialsPage)
        return page

    def _on_status(self, *, usable: bool) -> None:
        if usable and self._watch is None and self._phase in {CameraPhase.STARTING, CameraPhase.GONE}:
            self._start_watching()
            self.render()
        elif not usable and self._watch is None:
            self._phase = CameraPhase.GONE
            self.render()

    def _turn_to(self, ref: str) -> None:
        """Bring one material to the front: its last page, or the live camera when it has none."""
        self._stop_watching()
        self._current = ref
        self._retaking = None
        pages = self._flow.case.papers.of(ref)
        if pages:
            self._phase = CameraPhase.TAKEN
            self._page.show_thumbnail(page_id(ref, len(pages) - 1), image_of_jpeg(pages[-1].jpeg))
        else:
            self._start_watching()
        self.render()

    def _start_watching(self) -> None:
        self._verdict, self._checks = None, None
        if self.around.devices.status(DeviceKind.CAMERA) is None:
            self._phase = CameraPhase.GONE
            return
        if not self.around.devices.usable(DeviceKind.CAMERA):
            self._phase = CameraPhase.STARTING
            return
        rule = self._rule()
        watch = WatchPage(
            self._slot, PaperKind(rule.paper.value), auto_capture=True, budget_bytes=rule.max_kb * BYTES_PER_KB
        )
        command = self.started(self.around.devices.submit(DeviceKind.CAMERA, watch, WATCH_LIMIT_S))
        self._watch = (command, watch)
        self._phase = CameraPhase.LIVE
        self._busy_at_s = self.around.monotonic()
        self._timer.start()

    def _rule(self) -> ScanRule:
        """How the paper in front is scanned."""
        return next(one.material.scan for one in papers_to_scan(self._flow) if one.ref == self._current)

    def _stop_watching(self) -> None:
        self._timer.stop()
        self._slot.clear()
        if self._watch is not None:
            command, _ = self._watch
            self._watch = None
            if self.ended(command):
                self.around.devices.cancel(command)

    def _show_preview(self) -> None:
        frame = self._slot.take()
        if frame is None:
            return
        self._page.show_preview(image_of_preview(frame), frame.quad)
        if frame.checks != self._checks:
            self._checks = frame.checks
            self.render()

    def _keep(self, taken: CapturedPage) -> None:
        pages = self._flow.case.papers.of(self._current)
        if self._retaking is not None and self._retaking < len(pages):
            pages[self._retaking] = taken
            index = self._retaking
        else:
            pages.append(taken)
            index = len(pages) - 1
        self._retaking = None
        self._flow.case.papers.later.discard(self._current)
        self._message = f"camera.hint.{taken.verdicts[0].value}" if taken.verdicts else None
        self._phase = CameraPhase.TAKEN
        self._page.show_thumbnail(page_id(self._current, index), image_of_jpeg(taken.jpeg))
        self.render()

    def _on_capture(self) -> None:
        if self._watch is not None:
            self._watch[1].request_capture()

    def _on_retake(self, page: str) -> None:
        index = index_of(page)
        self._message = None
        self._retaking = index
        self._start_watching()
        self.render()

    def _on_removed(self, page: str) -> None:
        pages = self._flow.case.papers.of(self._current)
        index = index_of(page)
        if index < len(pages):
            del pages[index]
        self._message = None
        self._turn_to(self._current)

    def _on_chosen(self, ref: str) -> None:
        self._message = None
        self._turn_to(ref)

    def _on_add(self) -> None:
        if len(self._flow.case.papers.of(self._current)) >= MAX_PAGES_PER_MATERIAL:
            self._message = "materials.enough_pages"
        else:
            self._message = None
            self._start_watching()
        self.render()

    def _on_phone(self) -> None:
        self._flow.case.papers.from_phone = self._current
        self._flow.fire(ApplyEvent.PHONE_CHOSEN)

    def _on_skip(self) -> None:
        self._flow.case.papers.pages.pop(self._current, None)
        self._flow.case.papers.later.add(self._current)
        self._on_next()

    def _on_next(self) -> None:
        following = self._first_open()
        if following is None:
            self._flow.fire(ApplyEvent.PAPERS_DONE)
        else:
            self._message = None
            self._turn_to(following)

    def _first_open(self) -> str | None:
        """The first material that has neither a page nor leave to come later."""
        papers = self._flow.case.papers
        for needed in papers_to_scan(self._flow):
            if not papers.of(needed.ref) and needed.ref not in papers.later:
                return needed.ref
        return None

    def _entries(self) -> tuple[MaterialEntry, ...]:
        papers, language = self._flow.case.papers, self.around.words.language
        return tuple(
            MaterialEntry(
                ref=needed.ref,
                name=self.around.catalogue.text(needed.material.name, language),
                required=is_required(needed),
                deferrable=not is_required(needed),
                later=needed.ref in papers.later,
                original=needed.material.original_check in ORIGINALS,
                page_ids=tuple(page_id(needed.ref, index) for index in range(len(papers.of(needed.ref)))),
            )
            for needed in papers_to_scan(self._flow)
        )


def page_id(ref: str, index: int) -> str:
    """Names one page of one material on the screen."""
    return f"{ref}/{index}"


def index_of(page: str) -> int:
    """Which page of its material a name means."""
    return int(page.rpartition("/")[2])
