"""Where else things can be done: the schematic map, its list, and one point with all that is known of it.

Opening is told from weekly hours and the public holidays; what is marked as a sample is said to be one. Distance and
``geo:`` link stand only where both ends have coordinates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt

from config.catalogue import Catalogue
from config.catalogue.opening import Opening, OpenState, opening_at
from config.catalogue.schema import Coordinates, Hours, OpeningHours, ServicePoint
from config.domain.code_sets import Facility
from config.domain.identifiers import ServicePointId
from config.domain.working_days import WorkCalendar
from config.texts import Texts
from kiosk.present.item_row import present_list_words
from kiosk.present.paging import present_paging
from screens.components.ring_map import MapPlace, RingMapSpec
from screens.components.row import RowSpec
from screens.pages.item_list import ListedItem
from screens.pages.service_map import MapFilter, ServiceMapState
from screens.pages.service_point import ServicePointState

RING_MINUTES = (5, 10, 15)
OUTER_RING = 260
"""How many units of ``map_xy`` the radius of the outer ring stands for."""
EARTH_KM = 6371.0


class PointFilter(StrEnum):
    """The ways to narrow the list."""

    ALL = "all"
    OPEN = "open"
    ASSISTED = "assisted"
    ALL_DAY = "all_day"


@dataclass(frozen=True, slots=True)
class _Point:
    """A point with its number on the map and how it stands."""

    number: int
    point: ServicePoint
    opening: Opening
    here: bool

    def passes(self, chosen: PointFilter) -> bool:
        match chosen:
            case PointFilter.ALL:
                return True
            case PointFilter.OPEN:
                return self.opening.state is OpenState.OPEN
            case PointFilter.ASSISTED:
                return Facility.ASSISTED_SERVICE in self.point.facilities
            case PointFilter.ALL_DAY:
                return self.point.self_service_24h is True


def present_service_map(
    texts: Texts,
    catalogue: Catalogue,
    *,
    here: ServicePointId,
    now: datetime,
    calendar: WorkCalendar,
    chosen: PointFilter = PointFilter.ALL,
) -> ServiceMapState:
    """The map and the list.

    Args:
        texts: in the language of the visit.
        catalogue: with the service points.
        here: where the terminal stands; a point that the catalogue does not know is nowhere on the map.
        now: the wall clock in the terminal's zone.
        calendar: with the public holidays.
        chosen: how the list is narrowed.
    """
    points = _points(catalogue, here, now, calendar)
    shown = [one for one in points if one.passes(chosen)]
    return ServiceMapState(
        title=texts("map.title"),
        note=texts("map.note"),
        map=_map(texts, points, {one.point.id for one in shown} if chosen is not PointFilter.ALL else set()),
        filters=tuple(
            MapFilter(one.value, texts(f"map.filter.{one.value}", count=len(points)), selected=one is chosen)
            for one in PointFilter
        ),
        points=tuple(_row(texts, catalogue, one, now) for one in shown),
        nothing=texts("map.nothing"),
        words=present_list_words(texts),
    )


def present_service_point(
    texts: Texts,
    catalogue: Catalogue,
    point_id: ServicePointId,
    *,
    here: ServicePointId,
    now: datetime,
    calendar: WorkCalendar,
    printer_ok: bool = True,
) -> ServicePointState:
    """One point. Arguments as for the map, and whether it can be printed.

    Raises:
        KeyError: the catalogue does not know the point.
    """
    points = _points(catalogue, here, now, calendar)
    one = next((one for one in points if one.point.service_point_id == point_id), None)
    if one is None:
        raise KeyError(point_id)
    facts = _facts(texts, catalogue, one.point, catalogue.service_points.get(here))
    name = catalogue.text(one.point.name, texts.language)
    note = one.point.hours.note
    return ServicePointState(
        title=name,
        open_now=one.opening.state is OpenState.OPEN,
        standing=_standing(texts, one.opening, now, "map.standing"),
        standing_more=catalogue.text(note, texts.language) if note else "",
        facts=facts,
        qr_caption=texts("map.qr"),
        qr_content="\n".join([name, *(f"{label} {value}" for label, value in facts), *_geo(one.point)]),
        done=texts("map.done"),
        print=texts("map.print"),
        print_reason="" if printer_ok else texts("guide.print.no_printer"),
        paging=present_paging(texts),
    )


def _points(catalogue: Catalogue, here: ServicePointId, now: datetime, calendar: WorkCalendar) -> list[_Point]:
    """All points, this one first, then as near as the map shows them."""
    home = catalogue.service_points.get(here)
    home_xy = home.map_xy if home is not None else None

    def away(point: ServicePoint) -> tuple[bool, float]:
        if point.map_xy is None or home_xy is None:
            return point is not home, 0.0
        return point is not home, (point.map_xy[0] - home_xy[0]) ** 2 + (point.map_xy[1] - home_xy[1]) ** 2

    ordered = sorted(catalogue.service_points.values(), key=away)
    return [
        _Point(number, point, opening_at(point.hours, now, calendar), point is home)
        for number, point in enumerate(ordered, start=1)
    ]


def _map(texts: Texts, points: Sequence[_Point], selected: set[str]) -> RingMapSpec:
    placed = [(one, one.point.map_xy) for one in points if one.point.map_xy is not None]
    home = next((place for one, place in placed if one.here), None)
    middle = home
    if middle is None and placed:
        middle = (sum(xy[0] for _, xy in placed) // len(placed), sum(xy[1] for _, xy in placed) // len(placed))
    return RingMapSpec(
        name=texts("map.name", count=len(points)),
        here=texts("map.here") if home is not None else "",
        rings=tuple(texts("map.ring", minutes=minutes) for minutes in RING_MINUTES) if home is not None else (),
        places=tuple(
            MapPlace(
                one.point.id,
                str(one.number),
                (xy[0] - middle[0]) / OUTER_RING,
                (xy[1] - middle[1]) / OUTER_RING,
                selected=one.point.id in selected,
            )
            for one, xy in placed
            if middle is not None and not one.here
        ),
    )


def _row(texts: Texts, catalogue: Catalogue, one: _Point, now: datetime) -> ListedItem:
    name = catalogue.text(one.point.name, texts.language)
    label = texts("map.this_station", name=name) if one.here else name
    sub = texts("map.joint").join(texts(f"map.facility.{facility.value}") for facility in one.point.facilities[:2])
    all_day = one.point.self_service_24h is True and one.opening.state is not OpenState.OPEN
    trailing = texts("map.filter.all_day") if all_day else _standing(texts, one.opening, now, "map.row")
    row = RowSpec(label, number=str(one.number), sub=sub, trailing=trailing)
    return ListedItem(one.point.id, row, row)


def _standing(texts: Texts, opening: Opening, now: datetime, key: str) -> str:
    match opening:
        case Opening(state=OpenState.OPEN, closes=closes) if closes is not None:
            return texts(f"{key}.open", time=f"{closes:%H:%M}")
        case Opening(state=OpenState.CLOSED, opens=opens) if opens is not None and opens.date() == now.date():
            return texts(f"{key}.later", time=f"{opens:%H:%M}")
        case Opening(state=OpenState.CLOSED, opens=opens) if opens is not None:
            month = texts(f"shell.month.{opens.month}")
            return texts(f"{key}.day", month=month, day=opens.day, time=f"{opens:%H:%M}")
        case Opening(state=OpenState.UNKNOWN):
            return texts(f"{key}.unknown")
        case _:
            return texts(f"{key}.closed")


# ---- what is known of a point --------------------------------------------------------------------------------------


def _facts(
    texts: Texts, catalogue: Catalogue, point: ServicePoint, home: ServicePoint | None
) -> tuple[tuple[str, str], ...]:
    language = texts.language
    facts = [
        ("map.address", catalogue.text(point.address, language)),
        ("map.way", catalogue.text(point.way, language) if point.way else ""),
        ("map.distance", _distance(texts, point, home)),
        ("map.phone", point.phone),
        ("map.hours", _hours(texts, point.hours)),
        ("map.self_service", texts("map.all_day") if point.self_service_24h is True else ""),
        ("map.windows", texts("map.and").join(catalogue.text(window, language) for window in point.windows)),
        ("map.facilities", texts("map.and").join(texts(f"map.facility.{one.value}") for one in point.facilities)),
    ]
    return tuple((texts(key), value) for key, value in facts if value)


def _hours(texts: Texts, hours: Hours) -> str:
    by_days: dict[tuple[int, ...], list[OpeningHours]] = {}
    for span in hours.weekly:
        by_days.setdefault(span.days, []).append(span)
    lines = []
    for days, spans in by_days.items():
        named = [texts(f"map.day.{day}") for day in days]
        together = len(days) > 2 and days == tuple(range(days[0], days[-1] + 1))
        when = texts("map.days", first=named[0], last=named[-1]) if together else texts("map.and").join(named)
        lines.append(f"{when} {texts('map.and').join(f'{span.open}–{span.close}' for span in spans)}")
    return texts("map.then").join(lines)


def _distance(texts: Texts, point: ServicePoint, home: ServicePoint | None) -> str:
    if home is None or home is point or home.coordinates is None or point.coordinates is None:
        return ""
    return texts("map.km", km=f"{_km(home.coordinates, point.coordinates):.1f}")


def _km(one: Coordinates, other: Coordinates) -> float:
    """The distance through the air in kilometres (haversine)."""
    lat1, lat2 = radians(one.latitude), radians(other.latitude)
    half = sin((lat2 - lat1) / 2) ** 2
    half += cos(lat1) * cos(lat2) * sin(radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def _geo(point: ServicePoint) -> list[str]:
    """The link that a telephone opens in its own map (RFC 5870)."""
    at = point.coordinates
    return [f"geo:{at.latitude:.6f},{at.longitude:.6f}"] if at is not None else []
