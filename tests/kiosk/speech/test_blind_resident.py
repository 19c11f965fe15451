"""A whole case by keys and ears: nothing on the screen is looked at until the slip is out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from config.texts import Language, Texts
from drivers.camera.stage_source import Prop
from drivers.id_card.cards import sample_card
from kiosk.demo.blind import ANSWERS, BlindVisitor, Ears
from kiosk.demo.resident import SEARCH_LETTERS
from kiosk.stage import PageName
from tests.drivers.speaker.desk import SpeakerDesk
from tests.kiosk.desk_hall import DeskHall
from tests.kiosk.papers import Papers
from tests.kiosk.rig import PERSONAL, WITH_PAPERS, Rig
from tests.kiosk.speech.conftest import speaker_toml

TEXTS = Texts.load(Language.ZH)


@pytest.fixture
def at_the_terminal(qapp: QApplication, papers: Papers, tmp_path: Path) -> Iterator[tuple[Rig, SpeakerDesk]]:
    """A terminal of its own, with a speaker."""
    desk = SpeakerDesk(tmp_path / "played")
    with DeskHall() as hall, Rig(qapp, tmp_path, papers=papers, hall=hall, more_toml=speaker_toml(desk)) as rig:
        yield rig.start(), desk


def test_a_case_is_handed_in_by_ear(at_the_terminal: tuple[Rig, SpeakerDesk], papers: Papers) -> None:
    """Item, card, form, two papers, review, slip and goodbye; nothing personal was ever played."""
    rig, desk = at_the_terminal
    assert rig.app.window is not None

    desks: dict[str, Path | Prop] = {"": Prop.EMPTY, "booklet": papers.booklet, "sheet": papers.sheet}

    def world(what: str, name: str) -> None:
        assert rig.reader is not None
        match what:
            case "place_card":
                rig.reader.place(sample_card())
            case "remove_card":
                rig.reader.remove()
            case _:
                rig.lay(desks[name])

    item = rig.around.catalogue.item(WITH_PAPERS)  # type: ignore[arg-type]  # a name of the sample
    visitor = BlindVisitor(rig.app.window, Ears(desk.folder), TEXTS, world, between=rig.tick)
    visitor.hand_in(item.common_name, SEARCH_LETTERS, ANSWERS, ["booklet", "sheet"])
    rig.seen(PageName.IDLE, ticking=True)
    assert len(rig.slips) == 1
    everything = "\n".join(desk.words())
    assert [text for text in (*PERSONAL, "*", "LS01-") if text in everything] == []
