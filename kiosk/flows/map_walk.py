"""Looking at the service map: which filter is chosen, and which point is looked at. Works without a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.domain.identifiers import ServicePointId
from kiosk.stage import PageName

if TYPE_CHECKING:
    from kiosk.flows.surroundings import Surroundings


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
        """Show the points of that filter."""
        self._filter = chosen
        self.render()

    def render(self) -> None:
        """The map, or the point that was chosen."""
        from kiosk.present.service_map import PointFilter, present_service_map, present_service_point

        around = self._around
        here, now, calendar = around.settings.station.service_point_id, around.now(), around.calendar
        if self._point is not None:
            state = present_service_point(
                around.texts, around.catalogue, self._point, here=here, now=now, calendar=calendar
            )
            around.stage.show(PageName.SERVICE_POINT, state)
            return
        chosen = PointFilter(self._filter) if self._filter else PointFilter.ALL
        around.stage.show(
            PageName.SERVICE_MAP,
            present_service_map(around.texts, around.catalogue, here=here, now=now, calendar=calendar, chosen=chosen),
        )
