"""Samples of the hand-over on a stick: choosing, writing, what is on it, and a fault."""

from __future__ import annotations

from pathlib import Path

from config.catalogue import Catalogue
from config.domain.identifiers import EntryId
from config.texts import Texts
from kiosk.present.staff_stick import MIB, present_done, present_fault, present_sticks, present_writing
from kiosk.sticks import Stick, StickFault
from offline_queue.handover import HandedOver
from screens.pages.notice import NoticePage
from screens.pages.staff_list import StaffListPage
from tests.screens.samples import Sample

STICK = Stick(Path("/media/USB-2026"), 1, 14_800 * MIB, read_only=False, bundles=0)
OTHER = Stick(Path("/media/大厅交接"), 2, 310 * MIB, read_only=False, bundles=2)
LOCKED = Stick(Path("/media/LOCKED"), 3, 900 * MIB, read_only=True, bundles=0)
BUNDLE = "LS01-20261124T074200Z-1"


def samples(texts: Texts, _catalogue: Catalogue) -> dict[str, Sample]:
    """In the order in which staff meet them."""
    entries = tuple(EntryId(f"{number:08x}-ac13") for number in range(37))
    told = HandedOver(BUNDLE, entries, (), 96 * MIB)
    some_damaged = HandedOver(BUNDLE, entries[:1], entries[:2], 2 * MIB)
    return {
        "one": (StaffListPage, present_sticks(texts, [STICK], STICK, waiting=37)),
        "several": (StaffListPage, present_sticks(texts, [STICK, OTHER, LOCKED], None, waiting=37)),
        "none": (StaffListPage, present_sticks(texts, [], None, waiting=37)),
        "writing": (NoticePage, present_writing(texts, 12, 37)),
        "done": (StaffListPage, present_done(texts, told)),
        "done-damaged": (StaffListPage, present_done(texts, some_damaged)),
        "pulled": (NoticePage, present_fault(texts, StickFault.PULLED)),
    }
