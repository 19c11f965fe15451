"""Samples of one service point: another one at work, and this one in the evening."""

from __future__ import annotations

from datetime import datetime

from config.catalogue import Catalogue
from config.domain.identifiers import ServicePointId
from config.domain.working_days import load_work_calendar
from config.texts import Texts
from kiosk.present.service_map import present_service_point
from screens.pages.service_point import ServicePointPage
from tests.screens.samples import Sample
from tests.screens.samples.service_map import CHINA, EVENING, HERE


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """Open and closed."""
    calendar = load_work_calendar()
    return {
        name: (
            ServicePointPage,
            present_service_point(texts, catalogue, ServicePointId(point), here=HERE, now=now, calendar=calendar),
        )
        for name, now, point in (
            ("usual", datetime(2026, 11, 24, 10, 0, tzinfo=CHINA), "sp_district_hall"),
            ("evening", EVENING, "sp_lishan_street"),
        )
    }
