"""Looking at the service map: which filter is chosen, and which point is looked at. Works without a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.domain.identifiers import ServicePointId
from kiosk.flows.notice_printing import slip_handout
from kiosk.stage import PageName

if TYPE_CHECKING:
    from kiosk.flows.notice_printing import Handout
    from kiosk.flows.surroundings import Surroundings
    from screens.pages.service_point import ServicePointState


class MapWalk:
    """The map and one of its points."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._filter = ""
        self._point: ServicePointId | None = None

    def begin(self) -> None:
        """All points."""
        self._filter = ""
        self._point = None

    def choose(self, point: str) -> None:
        """Look at that point."""
        self._point = ServicePointId(point)

    def leave_point(self) -> None:
        """Back to all of them."""
        self._point = None

    def narrow(self, chosen: str) -> None:
        """Show the points of that filter from now on."""
        self._filter = chosen

    def render(self, *, printer_ok: bool) -> None:
        """The map, or the point that was chosen; whether the way to it can be printed."""
        from kiosk.present.service_map import PointFilter, present_service_map

        around = self._around
        if self._point is not None:
            around.stage.show(PageName.SERVICE_POINT, self._point_state(printer_ok=printer_ok))
            return
        here, now, calendar = around.settings.station.service_point_id, around.now(), around.calendar
        chosen = PointFilter(self._filter) if self._filter else PointFilter.ALL
        around.stage.show(
            PageName.SERVICE_MAP,
            present_service_map(around.texts, around.catalogue, here=here, now=now, calendar=calendar, chosen=chosen),
        )

    def way_handout(self) -> Handout:
        """The way to the point that is looked at, hours and telephone, as its page says them."""
        from kiosk.finding_slips import WayFacts, way_slip

        around, point, state = self._around, self._point, self._point_state(printer_ok=True)
        assert point is not None
        sample = around.catalogue.service_points[point].hours.sample
        facts = WayFacts(state.title, state.standing, state.facts, sample=sample)
        return slip_handout(around, lambda now: way_slip(around.texts, facts, now))

    def _point_state(self, *, printer_ok: bool) -> ServicePointState:
        from kiosk.present.service_map import present_service_point

        around = self._around
        assert self._point is not None
        return present_service_point(
            around.texts,
            around.catalogue,
            self._point,
            here=around.settings.station.service_point_id,
            now=around.now(),
            calendar=around.calendar,
            printer_ok=printer_ok,
        )
