"""The service map in words: order, numbers, filters, and nothing claimed that is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from types import MappingProxyType

import pytest

from config.catalogue import Catalogue
from config.catalogue.schema import Coordinates, ServicePoint
from config.domain.identifiers import ServicePointId
from config.domain.working_days import load_work_calendar
from config.texts import Language, Texts
from kiosk.present.service_map import PointFilter, present_service_map, present_service_point
from screens.pages.service_map import ServiceMapState
from screens.pages.service_point import ServicePointState
from tests.screens.stage import sample_catalogue

HERE = ServicePointId("sp_lishan_street")
HALL = ServicePointId("sp_district_hall")
NOON = datetime(2026, 11, 24, 12, 20, tzinfo=timezone(timedelta(hours=8)))
MORNING = NOON.replace(hour=10)
CALENDAR = load_work_calendar()
TEXTS = Texts.load(Language.ZH)


def shown(
    chosen: PointFilter = PointFilter.ALL,
    *,
    now: datetime = NOON,
    here: ServicePointId = HERE,
    catalogue: Catalogue | None = None,
) -> ServiceMapState:
    return present_service_map(
        TEXTS, catalogue or sample_catalogue(), here=here, now=now, calendar=CALENDAR, chosen=chosen
    )


def one_point(point: ServicePointId, catalogue: Catalogue | None = None) -> ServicePointState:
    return present_service_point(
        TEXTS, catalogue or sample_catalogue(), point, here=HERE, now=MORNING, calendar=CALENDAR
    )


def changed(**points: dict[str, object]) -> Catalogue:
    """The sample catalogue with other facts about some points."""
    catalogue = sample_catalogue()
    made: dict[ServicePointId, ServicePoint] = dict(catalogue.service_points)
    for name, facts in points.items():
        made[ServicePointId(name)] = made[ServicePointId(name)].model_copy(update=facts)
    return replace(catalogue, service_points=MappingProxyType(made))


def test_this_station_comes_first_and_the_rest_as_near_as_drawn() -> None:
    """The numbers of the list are those of the pins; the middle has none."""
    state = shown()
    assert [item.row.number for item in state.points] == ["1", "2", "3", "4", "5"]
    assert state.points[0].item_id == HERE
    assert state.points[0].row.label == "骊山街道便民服务中心（本站）"
    assert state.points[1].item_id == HALL
    pins = {place.key: place.number for place in state.map.places}
    assert pins == {item.item_id: item.row.number for item in state.points[1:]}
    assert state.map.here
    assert len(state.map.rings) == 3


def test_a_terminal_on_no_known_point_is_nowhere_on_the_map() -> None:
    """No ring is drawn round a place that is not this one."""
    state = shown(here=ServicePointId("sp_elsewhere"))
    assert state.map.here == ""
    assert state.map.rings == ()
    assert len(state.map.places) == 5


@pytest.mark.parametrize(
    ("chosen", "now", "count"),
    [
        (PointFilter.OPEN, MORNING, 5),
        (PointFilter.OPEN, NOON, 0),
        (PointFilter.ASSISTED, NOON, 5),
        (PointFilter.ALL_DAY, NOON, 1),
    ],
)
def test_filters(chosen: PointFilter, now: datetime, count: int) -> None:
    """What passes is listed and stands out on the map."""
    state = shown(chosen, now=now)
    assert len(state.points) == count
    listed = {item.item_id for item in state.points}
    assert {place.key for place in state.map.places if place.selected} == listed - {HERE}


def test_rows_say_when_windows_open() -> None:
    """A point with machines round the clock says that while its windows are closed."""
    noon = {item.item_id: item.row.trailing for item in shown().points}
    assert noon[HERE] == "13:30 再开"
    assert noon[HALL] == "24 小时自助"
    assert {item.row.trailing for item in shown(now=MORNING).points} == {"开到 12:00"}
    evening = shown(now=NOON.replace(hour=19)).points[0].row.trailing
    assert evening == "11月25日 09:00 再开"


def test_a_point_tells_all_that_is_known_of_it() -> None:
    """Address, telephone, hours, windows, facilities; unknown things are left out."""
    facts = dict(one_point(HALL).facts)
    assert facts["窗口时间"] == "周一至周五 09:00–12:00、13:30–17:00"
    assert facts["自助服务"] == "24 小时"
    assert "怎么走" not in facts
    assert "直线距离" not in facts
    assert "自助服务" not in dict(one_point(HERE).facts)


def test_the_phone_gets_the_same_as_the_page() -> None:
    """As text, and without a map link as long as no coordinates are configured."""
    state = one_point(HALL)
    assert state.qr_content.startswith("临潼区政务服务中心\n")
    assert all(value in state.qr_content for _, value in state.facts)
    assert "geo:" not in state.qr_content


def test_way_distance_and_map_link_come_with_configured_facts() -> None:
    """The distance is that through the air, and said to be."""
    here, there = Coordinates(latitude=34.36, longitude=109.21), Coordinates(latitude=34.37, longitude=109.21)
    catalogue = changed(
        sp_lishan_street={"coordinates": here}, sp_district_hall={"coordinates": there, "way": "出门右转"}
    )
    state = one_point(HALL, catalogue)
    facts = dict(state.facts)
    assert facts["怎么走"] == "出门右转"
    assert facts["直线距离"] == "1.1 公里"
    assert state.qr_content.endswith("geo:34.370000,109.210000")
    assert "直线距离" not in dict(one_point(HERE, catalogue).facts)


def test_an_unknown_point_is_an_error() -> None:
    """It is never invented."""
    with pytest.raises(KeyError):
        one_point(ServicePointId("sp_elsewhere"))
