"""Whom to call. Source: domain guide 13: 110, 119, 120 at once; 12345, and 12333, 12393, 12366 where the topic fits."""

from __future__ import annotations

from config.texts import Texts
from kiosk.present.opinion import HOTLINES
from kiosk.present.paging import present_paging
from screens.components.step_header import StepHeaderSpec
from screens.pages.hotlines import Hotline, HotlinesState

EMERGENCIES = ("110", "120", "119")


def present_hotlines(texts: Texts, chosen: str, *, window_phone: str) -> HotlinesState:
    """The page.

    Args:
        texts: in the language of the visit.
        chosen: the number whose code is shown; one that is not listed shows the first.
        window_phone: of the station's window; named where there is one.
    """
    listed = [Hotline(number, texts(f"opinion.hotline.{number}")) for number in HOTLINES]
    window = (texts("hotlines.window", phone=window_phone),) if window_phone else ()
    shown = next((one for one in listed if one.number == chosen), listed[0])
    return HotlinesState(
        head=StepHeaderSpec(texts("hotlines.title"), texts("hotlines.caption")),
        danger=texts("opinion.danger"),
        danger_more=texts("hotlines.danger.more"),
        emergencies=tuple(Hotline(number, texts(f"hotlines.{number}")) for number in EMERGENCIES),
        chosen=shown,
        code=f"tel:{shown.number}",
        code_name=texts("hotlines.code", number=shown.number),
        heading=texts("hotlines.heading"),
        hotlines=tuple(listed),
        note="\n".join((*window, texts("hotlines.note"))),
        paging=present_paging(texts),
    )
