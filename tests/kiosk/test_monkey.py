"""A monkey at the real terminal: touches whatever can be touched, and must not break it or find anybody's data."""

from __future__ import annotations

import os
import random

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from drivers.camera.stage_source import Prop
from drivers.id_card.cards import sample_card
from kiosk.demo.hand import said_by
from kiosk.flows.visit_table import VisitState
from kiosk.stage import PageName
from screens.components.base import Pressable
from tests.kiosk.papers import Papers
from tests.kiosk.rig import Rig, assert_at_rest

STEPS = int(os.environ.get("MONKEY_STEPS", "300"))
ENDINGS = ("shell.exit", "shell.home")
"""Pressed seldom: a monkey that always leaves sees nothing."""


def test_monkey_breaks_nothing(rig: Rig, papers: Papers, capsys: pytest.CaptureFixture[str]) -> None:
    """No exception, no bug noted in the log (that would fail the test), home can be reached, nothing is left."""
    seed = int(os.environ.get("MONKEY_SEED", "0")) or random.SystemRandom().randrange(1, 2**31)
    with capsys.disabled():
        print(f" MONKEY_SEED={seed}", end="")  # noqa: T201 - whoever sees it fail needs it
    chance = random.Random(seed)
    for _ in range(STEPS):
        move_the_world(rig, papers, chance)
        if rig.doing() is VisitState.RESTING:
            rig.do(PageName.IDLE, chance.choice(["start_pressed", "text_size_pressed", "language_pressed"]))
            continue
        touch_something(rig, chance)
        rig.tick(chance.choice([0, 0, 1, 5]))
    for _ in range(3):
        if rig.doing() in {VisitState.CALLING, VisitState.WARNING}:
            page, intent = {
                VisitState.CALLING: (PageName.STAFF_CALL, "cancel_pressed"),
                VisitState.WARNING: (PageName.TIME_WARNING, "stay_pressed"),
            }[rig.doing()]
            rig.do(page, intent)
    if rig.doing() is VisitState.RESTING:
        rig.arrive()
    rig.until(lambda: rig.terminal.flow is None or rig.terminal.flow.can_leave, "what is being stored")
    rig.terminal._on_home()
    if rig.doing() is VisitState.ASKING:
        rig.do(PageName.LEAVE, "leave_pressed")
    rig.seen(PageName.HOME)
    rig.terminal._on_exit()
    assert_at_rest(rig)


def move_the_world(rig: Rig, papers: Papers, chance: random.Random) -> None:
    """Now and then a card is laid or taken, a paper laid or taken, the paper of the printer ends."""
    assert rig.reader is not None
    assert rig.printer is not None
    match chance.randrange(40):
        case 0 | 1 | 2:
            rig.reader.place(sample_card(chance.choice(["citizen", "citizen-man"])))
        case 3:
            rig.reader.remove()
        case 4:
            rig.lay(chance.choice([papers.booklet, papers.sheet, papers.blurred]))
        case 5:
            rig.lay(chance.choice([Prop.EMPTY, Prop.BLACK]))
        case 6:
            rig.printer.paper_out()
        case 7:
            rig.printer.refill()


def touch_something(rig: Rig, chance: random.Random) -> None:
    """One of the buttons that can be seen, at its middle; the ways out seldom."""
    buttons = [one for one in rig.hand.buttons() if isinstance(one, Pressable) and not one.visibleRegion().isEmpty()]
    endings = {rig.text(key) for key in ENDINGS}
    inside = [one for one in buttons if said_by(one) not in endings]
    choice = chance.choice(inside if inside and chance.random() < 0.97 else buttons)
    QTest.mouseClick(choice, Qt.MouseButton.LeftButton)
    QTest.qWait(1)
