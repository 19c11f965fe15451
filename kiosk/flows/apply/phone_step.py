"""A picture of a paper from the resident's phone: link, code, waiting, the picture fetched, opened and judged."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from kiosk.background import Lane
from kiosk.flows.apply.case import CaseFlow
from kiosk.flows.apply.paper_steps import BYTES_PER_KB, MAX_PAGES_PER_MATERIAL, papers_to_scan
from kiosk.flows.apply.table import ApplyEvent
from kiosk.flows.step import Step
from kiosk.idle_clock import IdleKind
from kiosk.phone_key import PhoneKey, PhonePictureError
from kiosk.present.phone import PhonePhase, present_phone
from kiosk.stage import PageName
from offline_queue.wire.phone_links import PICTURE_LIFE_S, PhoneLinkKind, PhoneLinkRequest, PhoneLinkState

if TYPE_CHECKING:
    from config.catalogue.model import NeededMaterial
    from drivers.camera.commands import CapturedPage
    from kiosk.hall_calls import LiveCallError
    from offline_queue.wire.phone_links import PhoneLinkAnswer

ASK_EVERY_S = 2
TITLE_CHARACTERS = 120


class PhoneStep(Step):
    """One link at a time; whatever happens to it, the camera's page is one step back."""

    idle_kind = IdleKind.FORM

    def __init__(self, flow: CaseFlow) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self._phase = PhonePhase.MAKING
        self._link_id = self._url = ""
        self._key = PhoneKey()
        self._until_s = 0.0
        self._asked_s = 0
        self._asking = False
        self._message = ""
        self.intents = {
            (PageName.PHONE, "again_pressed"): self._begin,
            (PageName.PHONE, "leave_pressed"): lambda: flow.fire(ApplyEvent.BACK),
        }

    def enter(self) -> None:
        """A new link with a new key."""
        self._begin()

    def render(self) -> None:
        """The code, or what stands in its place."""
        rest_s = max(0, round(self._until_s - self.around.monotonic()))
        self.around.stage.show(
            PageName.PHONE,
            present_phone(
                self.around.texts,
                self._flow.step_view,
                self._phase,
                name=self._name,
                code=self._key.address(self._url) if self._url else "",
                seconds=rest_s,
                total=PICTURE_LIFE_S,
                message=self._message,
            ),
        )

    def on_tick(self) -> None:
        """Ask every other second what has become of the link, and see that its time ends here too."""
        if self._phase not in {PhonePhase.WAITING, PhonePhase.OPENED}:
            return
        if self.around.monotonic() >= self._until_s:
            self._turn_to(PhonePhase.OVER)
            return
        self._asked_s += 1
        if self._asked_s >= ASK_EVERY_S and not self._asking:
            self._asked_s, self._asking = 0, True
            link_id = self._link_id
            self.around.hall.ask(
                lambda calls: calls.look_at_phone_link(link_id),
                lambda told: self._on_told(link_id, told),
                lambda error: self._on_silent(link_id, error),
            )
        self.render()

    def leave(self) -> None:
        """The hall forgets the link; without a line it does so by itself in ten minutes."""
        self._end_link()
        super().leave()

    @property
    def _needed(self) -> NeededMaterial:
        ref = self._flow.case.papers.from_phone
        return next(one for one in papers_to_scan(self._flow) if one.ref == ref)

    @property
    def _name(self) -> str:
        return self.around.catalogue.text(self._needed.material.name, self.around.words.language)

    def _begin(self) -> None:
        self._end_link()
        self._link_id, self._key, self._url = str(uuid.uuid4()), PhoneKey(), ""
        self._asking, self._asked_s, self._message = False, 0, ""
        asked = PhoneLinkRequest(
            link_id=self._link_id,
            kind=PhoneLinkKind.PICTURE,
            language=self.around.words.language.value,
            subject=self._name[:TITLE_CHARACTERS],
        )
        self.around.hall.ask(
            lambda calls: calls.phone_link(asked),
            lambda told: self._on_made(asked.link_id, told),
            lambda error: self._on_none(asked.link_id, error),
        )
        self._turn_to(PhonePhase.MAKING)

    def _turn_to(self, phase: PhonePhase, message: str = "") -> None:
        self._phase, self._message = phase, message
        # Whoever is busy with the phone does nothing here; the link's own time bounds that.
        busy = phase in {PhonePhase.OPENED, PhonePhase.FETCHING}
        self.idle_kind = IdleKind.PAUSED if busy else IdleKind.FORM
        self.render()

    def _on_made(self, link_id: str, told: PhoneLinkAnswer) -> None:
        if link_id == self._link_id and told.url is not None:
            self._url = told.url
            lasts_s = (told.expires_at - told.hall_time).total_seconds()
            self._until_s = self.around.monotonic() + min(lasts_s, PICTURE_LIFE_S)
            self._turn_to(PhonePhase.WAITING)

    def _on_none(self, link_id: str, error: LiveCallError) -> None:
        """There is no link: the hall has none to give, or cannot be asked."""
        from kiosk.hall_calls import RefusedError

        if link_id == self._link_id:
            refused = isinstance(error, RefusedError)
            self._turn_to(PhonePhase.NONE, "phone.not_offered" if refused else "phone.offline")

    def _on_told(self, link_id: str, told: PhoneLinkAnswer) -> None:
        self._asking = False
        if link_id != self._link_id:
            return
        match told.state:
            case PhoneLinkState.OPENED:
                self._turn_to(PhonePhase.OPENED)
            case PhoneLinkState.ARRIVED:
                self._fetch()
            case PhoneLinkState.ENDED:
                self._turn_to(PhonePhase.OVER)
            case PhoneLinkState.WAITING:
                pass

    def _on_silent(self, link_id: str, _error: LiveCallError) -> None:
        """The line is lost or the hall is busy: it is asked again."""
        if link_id == self._link_id:
            self._asking = False

    def _fetch(self) -> None:
        self._turn_to(PhonePhase.FETCHING)
        link_id = self._link_id
        self.around.hall.ask(
            lambda calls: calls.phone_picture(link_id),
            lambda sealed: self._on_picture(link_id, sealed),
            lambda _error: self._on_fault(link_id, "phone.lost"),
        )

    def _on_picture(self, link_id: str, sealed: bytes) -> None:
        """Open and judge it off the GUI thread."""
        if link_id != self._link_id:
            return
        key, url, rule = self._key, self._url, self._needed.material.scan
        self._end_link()

        def work() -> CapturedPage:
            from drivers.camera.still import page_of_picture
            from drivers.paper import PaperKind

            kind, budget = PaperKind(rule.paper.value), rule.max_kb * BYTES_PER_KB
            return page_of_picture(key.open(url, sealed), kind, budget_bytes=budget)

        self.around.background.run(
            Lane.PAPER, work, lambda page: self._on_page(link_id, page), lambda error: self._on_no_page(link_id, error)
        )

    def _on_page(self, link_id: str, page: CapturedPage) -> None:
        if link_id != self._link_id:
            return
        papers, ref = self._flow.case.papers, self._needed.ref
        pages = papers.of(ref)
        if len(pages) < MAX_PAGES_PER_MATERIAL:
            pages.append(page)
            papers.later.discard(ref)
        self._flow.fire(ApplyEvent.BACK)

    def _on_no_page(self, link_id: str, error: Exception) -> None:
        from drivers.camera.still import StillError

        if not isinstance(error, (StillError, PhonePictureError)):
            raise error
        self._on_fault(link_id, "phone.unreadable")

    def _on_fault(self, link_id: str, message: str) -> None:
        if link_id == self._link_id:
            self._turn_to(PhonePhase.OVER, message)

    def _end_link(self) -> None:
        """Have the hall forget the link; nobody waits for its word."""
        if self._url:
            link_id, self._url = self._link_id, ""
            self.around.hall.ask(lambda calls: calls.end_phone_link(link_id), lambda _told: None, lambda _error: None)
