"""Samples of the service map: all points at noon, those that are open, none that passes."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from config.catalogue import Catalogue
from config.domain.identifiers import ServicePointId
from config.domain.working_days import load_work_calendar
from config.texts import Texts
from kiosk.present.service_map import PointFilter, present_service_map
from screens.pages.service_map import ServiceMapPage
from tests.screens.samples import Sample

CHINA = timezone(timedelta(hours=8))
HERE = ServicePointId("sp_lishan_street")
NOON = datetime(2026, 11, 24, 12, 20, tzinfo=CHINA)
EVENING = datetime(2026, 11, 24, 19, 0, tzinfo=CHINA)


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """One for each filter and hour that changes what is said."""
    calendar = load_work_calendar()
    return {
        name: (
            ServiceMapPage,
            present_service_map(texts, catalogue, here=HERE, now=now, calendar=calendar, chosen=chosen),
        )
        for name, now, chosen in (
            ("usual", NOON, PointFilter.ALL),
            ("all-day", NOON, PointFilter.ALL_DAY),
            ("nothing-open", EVENING, PointFilter.OPEN),
        )
    }
