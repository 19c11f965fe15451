"""A whole case by touch: card, form, papers, slip, rating; at the real hall afterwards, once and complete."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from kiosk.stage import PageName
from offline_queue import commands
from tests.hall.process import HallProcess, hall_command
from tests.kiosk.papers import Papers
from tests.kiosk.rig import WITH_PAPERS, Rig


@pytest.fixture
def at_the_real_hall(qapp: QApplication, papers: Papers, tmp_path: Path) -> Iterator[Rig]:
    """A terminal enrolled at a hall in a process of its own."""
    with HallProcess(tmp_path / "hall") as hall:
        told = hall_command(
            "enrol-code", "--data", str(tmp_path / "hall"), "--terminal", "LS01", "--station", "LS", "--json"
        )
        folder = tmp_path / "terminal"
        folder.mkdir()
        rig = Rig(qapp, folder, papers=papers, url=hall.url, enrolled=False)
        commands.enrol(rig.data / "queue", hall.url, json.loads(told)["code"])
        with rig:
            yield rig.start()


def test_whole_case_arrives_at_the_hall_once(at_the_real_hall: Rig, papers: Papers, tmp_path: Path) -> None:
    """Two papers scanned, delivered while the resident waits, rated; the hall holds it complete."""
    rig = at_the_real_hall
    rig.desk.send_now()
    rig.until(rig.around.online, "the line")
    rig.press("idle.start")
    rig.do(PageName.HOME, "item_pressed", WITH_PAPERS)
    rig.press("guide.start")
    rig.seen(PageName.PRIVACY)
    rig.press("privacy.accept")
    rig.read_card()
    rig.press("id_check.confirm")
    rig.fill_in()
    rig.do(PageName.FORM, "keyboard_hidden")
    rig.press("form.done")
    rig.seen(PageName.MATERIALS)
    for paper, ref in ((papers.booklet, "household_register"), (papers.sheet, "residence_proof")):
        rig.lay(paper)
        rig.until(lambda: bool(rig.visit.papers.of(ref)), ref)  # noqa: B023 - waited for right here
        rig.do(PageName.MATERIALS, "next_pressed")
    while rig.front() is PageName.MATERIALS:
        rig.press("materials.skip")
    rig.press("review.confirm")
    rig.seen(PageName.SEALED, ticking=True)
    rig.settled()
    delivered, receipt = rig.apply.delivered, rig.visit.receipt
    assert delivered is not None
    assert receipt is not None
    slip = rig.slips[-1].to_text()
    assert str(receipt.receipt_number) in slip
    assert delivered[0] in slip
    rig.press("sealed.rate")
    rig.do(PageName.RATING, "level_chosen", "satisfied")
    rig.press("rating.submit")
    rig.seen(PageName.GOODBYE)
    rig.press("goodbye.done")
    assert rig.front() is PageName.IDLE
    rig.until(lambda: rig.outbox.status().depth == 0, "everything to be delivered")
    look_it_up(rig, str(receipt.receipt_number), str(receipt.lookup_code))
    exported = hall_command("export", "--data", str(tmp_path / "hall"))
    held = [json.loads(line) for line in exported.splitlines()]
    mine = [entry for entry in held if entry["receipt_number"] == str(receipt.receipt_number) and entry["attachments"]]
    assert len(mine) == 1
    assert mine[0]["entry_id"] == str(receipt.entry_id)
    assert mine[0]["state"] == "complete"
    assert mine[0]["case_number"] == delivered[0]
    assert len(mine[0]["attachments"]) == 2


def look_it_up(rig: Rig, receipt: str, code: str) -> None:
    """The hall itself says how the case stands; a wrong code is as unknown as a wrong number."""
    rig.arrive()
    rig.press("home.progress")
    wrong = "000000" if code != "000000" else "000001"
    for typed, page in ((wrong, PageName.LOOKUP), (code, PageName.PROGRESS)):
        rig.do(PageName.LOOKUP, "text_edited", "receipt", receipt)
        rig.do(PageName.LOOKUP, "text_edited", "code", typed)
        rig.do(PageName.LOOKUP, "lookup_pressed")
        rig.until(lambda: rig.asking() != "waiting", "the hall's answer")
        assert rig.front() is page
    assert rig.progress._lookup is not None
    assert rig.progress._lookup.answer is not None, "the hall's own words"
    rig.press("progress.done")
    rig.leave()
