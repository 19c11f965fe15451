"""Faults of the reader and of what lies on it, from the card to the slip."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from drivers.id_card.cards import SAMPLE_FIELDS, SimulatedCard, make_card, not_an_id_card, sample_card
from drivers.id_card.codec import CardContent, Command
from drivers.vocabulary import DeviceKind
from kiosk.acting import Role
from kiosk.flows.apply.table import ApplyState
from kiosk.present.id_card import CardPhase
from kiosk.stage import PageName
from tests.kiosk.desk_hall import DeskHall
from tests.kiosk.rig import MAY_SKIP_PAPERS, NAME, NUMBER, Rig, assert_at_rest


def phase(rig: Rig) -> CardPhase:
    """What the page that waits for the card says."""
    found = rig.apply._steps[ApplyState.CARD]._phase  # type: ignore[attr-defined]
    assert isinstance(found, CardPhase)
    return found


def wait_for_phase(rig: Rig, wanted: CardPhase) -> None:
    rig.until(lambda: phase(rig) is wanted, f"the card page to say {wanted.value}")


def take_away(rig: Rig) -> None:
    """Take the card away for as long as a hand needs: the reader has looked twice meanwhile."""
    assert rig.reader is not None
    rig.reader.remove()
    looks = sum(1 for one in rig.reader.requests if one is Command.FIND_CARD)
    assert rig.reader.await_requests(looks + 2, Command.FIND_CARD)


def with_fields(**changed: str) -> SimulatedCard:
    """The sample card with other fields."""
    return make_card("citizen", {**SAMPLE_FIELDS["citizen"], **changed})


def of_unknown_kind() -> SimulatedCard:
    """A card whose type letter is in no standard."""
    text = bytearray(sample_card("J").content.text)
    text[248:250] = "Z".encode("utf-16-le")
    return SimulatedCard(CardContent(bytes(text), sample_card().content.photo_wlt, b""))


def test_reader_missing_and_manual_entry_to_the_end(qapp: QApplication, tmp_path: Path) -> None:
    """No reader is configured: the page says so, and typing leads to the slip, which says that it was typed."""
    with DeskHall() as hall, Rig(qapp, tmp_path, hall=hall, reader=False) as rig:
        rig.start()
        rig.to_card(MAY_SKIP_PAPERS)
        assert phase(rig) is CardPhase.NO_READER
        assert rig.around.devices.status(DeviceKind.ID_CARD) is None
        rig.press("id_card.manual")
        rig.seen(PageName.MANUAL_ID)
        rig.type_person()
        rig.press("id_check.confirm")
        rig.fill_in()
        rig.do(PageName.FORM, "done_pressed")
        rig.do(PageName.MATERIALS, "skip_pressed")
        rig.press("review.confirm")
        rig.seen(PageName.SEALED, ticking=True)
        rig.settled()
        assert rig.printer is not None
        assert len(rig.printer.slips) == 1
        person = rig.visit.identity
        assert person is not None
        assert person.typed


def test_reader_configured_but_not_plugged_in(own_rig: Rig) -> None:
    """The page says so; as soon as it is plugged in, the card can be read."""
    rig = own_rig
    assert rig.reader is not None
    rig.reader.unplug()
    rig.arrive()
    rig.until(lambda: not rig.around.devices.usable(DeviceKind.ID_CARD), "the reader to be missed")
    rig.terminal.open_guide(MAY_SKIP_PAPERS)  # type: ignore[arg-type]
    rig.do(PageName.GUIDE, "start_pressed")
    rig.seen(PageName.PRIVACY)
    rig.do(PageName.PRIVACY, "accepted")
    assert phase(rig) is CardPhase.NO_READER
    assert rig.hand.can_press(rig.text("id_card.manual"))
    rig.reader.replug()
    wait_for_phase(rig, CardPhase.WAITING)
    rig.read_card()


def test_reader_unplugged_mid_read_and_replugged(own_rig: Rig) -> None:
    """The cable goes while the card is being read: manual entry is offered; back again, the same card is read."""
    rig = own_rig
    assert rig.reader is not None
    rig.to_card(MAY_SKIP_PAPERS)
    wait_for_phase(rig, CardPhase.WAITING)
    rig.reader.line.silent = True
    rig.reader.place(sample_card())
    asked = len(rig.reader.requests)
    assert rig.reader.await_requests(asked + 1)
    rig.reader.unplug()
    rig.reader.line.silent = False
    wait_for_phase(rig, CardPhase.NO_READER)
    assert rig.hand.can_press(rig.text("id_card.manual"))
    rig.reader.replug()
    rig.read_card()
    person = rig.visit.identity
    assert person is not None
    assert (person.name, person.number) == (NAME, NUMBER)


@pytest.mark.parametrize(
    ("card", "said"),
    [
        pytest.param(not_an_id_card, CardPhase.NOT_AN_ID_CARD, id="bus_card"),
        pytest.param(of_unknown_kind, CardPhase.UNKNOWN_CARD, id="unknown_card_type"),
        pytest.param(
            lambda: with_fields(citizen_number=NUMBER[:-1] + "5"), CardPhase.READ_FAILED, id="wrong_check_digit"
        ),
        pytest.param(lambda: with_fields(birth_date="19470509"), CardPhase.READ_FAILED, id="birth_date_differs"),
    ],
)
def test_bad_card_is_said_and_a_good_one_goes_on(rig: Rig, card: Callable[[], SimulatedCard], said: CardPhase) -> None:
    """Nobody is taken for whom a card does not speak; the next card is read."""
    assert rig.reader is not None
    rig.to_card(MAY_SKIP_PAPERS)
    rig.reader.place(card())
    wait_for_phase(rig, said)
    assert rig.visit.identity is None
    assert rig.hand.can_press(rig.text("id_card.manual"))
    take_away(rig)
    rig.read_card()


def test_card_that_moved_is_to_be_lifted_and_laid_again(rig: Rig) -> None:
    """And is read then."""
    assert rig.reader is not None
    rig.to_card(MAY_SKIP_PAPERS)
    rig.reader.faults.move_in_read = 99
    rig.reader.place(sample_card())
    wait_for_phase(rig, CardPhase.LIFT_AND_REPLACE)
    take_away(rig)
    rig.reader.faults.move_in_read = 0
    rig.read_card()


@pytest.mark.parametrize("fault", ["bad_checksum", "torn"])
def test_torn_and_garbage_frames_are_asked_for_again(rig: Rig, fault: str) -> None:
    """The resident sees nothing of it."""
    assert rig.reader is not None
    rig.to_card(MAY_SKIP_PAPERS)
    setattr(rig.reader.faults, fault, 1)
    rig.read_card()


def test_nobody_lays_a_card_for_a_while(rig: Rig) -> None:
    """The reader's time limit is no fault of a card: the page goes on waiting, and the reader is asked again."""
    from drivers.commands import TimeLimitError
    from drivers.vocabulary import CommandFailed

    assert rig.reader is not None
    rig.to_card(MAY_SKIP_PAPERS)
    step = rig.apply._steps[ApplyState.CARD]
    first = step._reading  # type: ignore[attr-defined]
    step.on_device(CommandFailed(DeviceKind.ID_CARD, first, TimeLimitError()))
    assert phase(rig) is CardPhase.WAITING
    assert step._reading != first  # type: ignore[attr-defined]
    rig.around.devices.cancel(first)
    rig.read_card()


def test_card_left_lying_is_said_at_goodbye(rig: Rig) -> None:
    """And as soon as it is taken away, no longer."""
    assert rig.reader is not None
    rig.to_card(MAY_SKIP_PAPERS)
    rig.read_card()
    assert rig.visit.card_lying
    rig.do(PageName.ID_CHECK, "confirmed")
    rig.fill_in()
    rig.do(PageName.FORM, "done_pressed")
    rig.do(PageName.MATERIALS, "skip_pressed")
    rig.do(PageName.REVIEW, "confirm_pressed")
    rig.seen(PageName.SEALED, ticking=True)
    rig.settled()
    rig.do(PageName.SEALED, "done_pressed")
    assert said_on(rig, "goodbye.card")
    rig.reader.remove()
    rig.until(lambda: not rig.visit.card_lying, "the card to be taken away")
    assert not said_on(rig, "goodbye.card")
    rig.tick(20)
    assert_at_rest(rig)


def test_card_taken_away_is_seen_on_the_check_page(rig: Rig) -> None:
    """The reader is watched while the resident reads."""
    assert rig.reader is not None
    rig.to_card(MAY_SKIP_PAPERS)
    rig.read_card()
    assert rig.reader.await_requests(2, Command.READ_NEWEST_ADDRESS)
    rig.reader.remove()
    rig.until(lambda: not rig.visit.card_lying, "the card to be taken away")
    assert rig.front() is PageName.ID_CHECK


def test_reader_unplugged_while_the_card_lies_there(own_rig: Rig) -> None:
    """What is not known to be away is still said to lie there."""
    rig = own_rig
    assert rig.reader is not None
    rig.to_card(MAY_SKIP_PAPERS)
    rig.read_card()
    rig.reader.unplug()
    rig.until(lambda: rig.apply._checks[Role.APPLICANT]._waiting is None, "the wait to end")
    assert rig.visit.card_lying
    rig.reader.replug()
    rig.until(lambda: rig.around.devices.usable(DeviceKind.ID_CARD), "the reader to be back")


def said_on(rig: Rig, key: str) -> bool:
    """Whether a visible widget of the page in front says that."""
    from PySide6.QtWidgets import QWidget

    page = rig.stage.page(rig.stage.seen or PageName.IDLE)
    return any(rig.text(key) in one.accessibleName() for one in page.findChildren(QWidget) if one.isVisible())
