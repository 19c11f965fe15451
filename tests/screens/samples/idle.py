"""Samples of the idle picture."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.idle import present_idle
from screens.pages.idle import IdlePage
from tests.screens.samples import Sample
from tests.screens.stage import NOW, sample_place


def samples(texts: Texts, _catalogue: Catalogue) -> dict[str, Sample]:
    """With the line up, with the line down, and bare while the settings are read."""
    place = sample_place(texts.language)
    hours = "9:00–12:00，13:30–17:00" if texts.language == "zh_CN" else "9:00–12:00, 13:30–17:00"
    usual = present_idle(texts, place=place, now=NOW, online=True, hotline="12345", hours=hours)
    offline = present_idle(texts, place=place, now=NOW, online=False, hotline="12345", hours=hours)
    bare = present_idle(texts, place=None, now=NOW, online=False)
    return {"usual": (IdlePage, usual), "offline": (IdlePage, offline), "bare": (IdlePage, bare)}
