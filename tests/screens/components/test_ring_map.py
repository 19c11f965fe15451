"""The schematic map: pins stay in the picture and can be touched."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from screens.components.ring_map import PIN_HEIGHT_PX, MapPlace, RingMap, RingMapSpec

NEAR = MapPlace("near", "2", 0.3, 0.2)
FAR = MapPlace("far", "3", 4.0, -7.0)


@pytest.fixture
def ring_map(qtbot: QtBot) -> RingMap:
    made = RingMap()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show_spec(RingMapSpec("sketch", "here", ("5", "10", "15"), (NEAR, FAR)))
    return made


def test_a_pin_beyond_the_picture_stands_at_its_border(ring_map: RingMap) -> None:
    """Nothing is drawn where nobody sees it."""
    foot = ring_map.foot_of(FAR)
    assert ring_map.rect().contains(foot.toPoint())
    assert foot.y() >= ring_map.look.px(PIN_HEIGHT_PX)


def test_touching_a_pin_names_its_place(ring_map: RingMap) -> None:
    """The head of the pin is what a finger aims at; elsewhere nothing happens."""
    pressed: list[str] = []
    ring_map.place_pressed.connect(pressed.append)
    head = ring_map.foot_of(NEAR).toPoint() - QPoint(0, ring_map.look.px(PIN_HEIGHT_PX // 2))
    QTest.mouseClick(ring_map, Qt.MouseButton.LeftButton, pos=head)
    QTest.mouseClick(ring_map, Qt.MouseButton.LeftButton, pos=QPoint(20, 580))
    assert pressed == ["near"]


def test_it_forgets(ring_map: RingMap) -> None:
    """As every part does."""
    ring_map.forget_text()
    assert ring_map.spec == RingMapSpec("")
