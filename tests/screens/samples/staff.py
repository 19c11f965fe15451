"""Samples of the staff's overview."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from drivers.camera import status as camera
from drivers.page_printer import status as sheets
from drivers.printer import status as printer
from kiosk.health.devices import judge
from kiosk.health.files import judge_disk
from kiosk.health.findings import Check, Finding, State
from kiosk.health.line import HallAnswer, NoHall, check_clock, check_hall
from kiosk.present.staff import Door, present_staff
from screens.pages.staff import StaffPage
from tests.screens.samples import Sample

MIB = 1024 * 1024


def samples(texts: Texts, _catalogue: Catalogue) -> dict[str, Sample]:
    """Trouble everywhere, and everything in order after a change of the roll."""
    queue = {"depth": 3, "held": 1, "oldest_min": 42, "free_mib": 5000, "level": "green", "causes": ""}
    trouble = (
        Finding(Check.CAMERA, State.READY, "staff.device.resting"),
        judge(Check.PRINTER, printer.PaperOut()),
        judge(Check.PAGE_PRINTER, sheets.Jam()),
        Finding(Check.QUEUE, State.ATTENTION, "doctor.queue.held", queue, "doctor.cure.queue_held"),
        judge_disk(900 * MIB, 256 * MIB, 32 * MIB),
        check_hall(NoHall("timeout"), "https://hall.example"),
        check_clock(synchronised=False, answer=NoHall("timeout")),
    )
    fine = (
        judge(Check.PRINTER, printer.Ready()),
        judge(Check.CAMERA, camera.Ready(1280, 960)),
        judge_disk(9000 * MIB, 256 * MIB, 32 * MIB),
        check_hall(HallAnswer(0.2), "https://hall.example"),
        check_clock(synchronised=True, answer=HallAnswer(0.2)),
    )
    return {
        "trouble": (StaffPage, present_staff(texts, trouble, printer=True, changed=False, doors=tuple(Door))),
        "changed": (StaffPage, present_staff(texts, fine, printer=True, changed=True, doors=tuple(Door))),
        "no-printer": (StaffPage, present_staff(texts, fine[1:], printer=False, changed=False)),
    }
