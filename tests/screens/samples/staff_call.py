"""Samples of waiting for a person."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.staff_call import present_staff_call
from kiosk.remote_call import RemoteState
from screens.pages.staff_call import StaffCallPage
from tests.screens.samples import Sample
from tests.screens.stage import sample_place


def samples(texts: Texts, _catalogue: Catalogue) -> dict[str, Sample]:
    """Soon after the call, with the staff's own way, and later."""
    station = sample_place(texts.language).station
    return {
        "usual": (StaffCallPage, present_staff_call(texts, station=station, waited_s=38)),
        "entrance": (StaffCallPage, present_staff_call(texts, station=station, waited_s=3, entrance=True)),
        "later": (StaffCallPage, present_staff_call(texts, station=station, waited_s=95)),
        **{
            f"remote-{remote.value}": (
                StaffCallPage,
                present_staff_call(texts, station=station, waited_s=125, remote=remote),
            )
            for remote in (RemoteState.TOLD, RemoteState.SEEN, RemoteState.UNREACHABLE)
        },
    }
