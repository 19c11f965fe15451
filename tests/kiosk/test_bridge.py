"""Whose a device's answer is: the running visit's, or nobody's. A command that has ended is forgotten."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from drivers.id_card.codec import SamNumber
from drivers.id_card.model import Ready
from drivers.vocabulary import (
    CommandCancelled,
    CommandDone,
    CommandFailed,
    CommandId,
    CommandProgressed,
    DeviceError,
    DeviceEvent,
    DeviceKind,
    ErrorClass,
    StaffAction,
    StatusChanged,
)
from kiosk.bridge import DeviceBridge
from kiosk.stage import PageName
from tests.kiosk.rig import MAY_SKIP_PAPERS, Rig

READER = DeviceKind.ID_CARD
ONE = CommandId(1)
SAM = SamNumber("05.03-20140305-0001234567-0987654321", "00" * 16)
ERROR = DeviceError("no_reply", ErrorClass.LINK, temporary=True, action=StaffAction.CHECK_CABLE)


@pytest.fixture
def bridge(qapp: QApplication) -> DeviceBridge:
    return DeviceBridge()


def deliver(bridge: DeviceBridge, *events: DeviceEvent) -> list[object]:
    """Send events across; gives what the visit was told."""
    heard: list[object] = []
    bridge.command_event.connect(heard.append)
    for event in events:
        bridge(event)
    QApplication.processEvents()
    return heard


@pytest.mark.parametrize(
    "last", [CommandDone(READER, ONE, "card"), CommandFailed(READER, ONE, ERROR), CommandCancelled(READER, ONE)]
)
def test_an_ended_command_is_forgotten(bridge: DeviceBridge, last: DeviceEvent) -> None:
    """Its visit hears its progress and its one end; then nobody remembers which device had it."""
    bridge.begin_visit(1)
    bridge.own(ONE, READER)
    assert bridge.device_of(ONE) is READER
    assert deliver(bridge, CommandProgressed(READER, ONE, "half"), last, last) == [
        CommandProgressed(READER, ONE, "half"),
        last,
    ]
    assert (bridge.device_of(ONE), bridge.open_commands) == (None, 0)


def test_a_command_that_outlives_its_visit_is_dropped_and_forgotten(bridge: DeviceBridge) -> None:
    """The next visit does not hear of it."""
    bridge.begin_visit(1)
    bridge.own(ONE, READER)
    assert bridge.end_visit() == [ONE]
    bridge.begin_visit(2)
    assert deliver(bridge, CommandProgressed(READER, ONE, "half"), CommandDone(READER, ONE, "card")) == []
    assert bridge.open_commands == 0


def test_a_command_without_a_visit_belongs_to_nobody(bridge: DeviceBridge) -> None:
    """Between visits there is nobody to tell."""
    bridge.own(ONE, READER)
    assert deliver(bridge, CommandDone(READER, ONE, "card")) == []


def test_status_belongs_to_everybody(bridge: DeviceBridge) -> None:
    """It is told with and without a visit."""
    heard: list[object] = []
    bridge.status_changed.connect(heard.append)
    event = StatusChanged(READER, Ready(SAM))
    assert (deliver(bridge, event), heard) == ([], [event])


def test_no_command_is_remembered_when_the_visits_are_over(rig: Rig) -> None:
    """Whatever a visit asked of its devices, nothing of it is kept for the life of the terminal."""
    for _ in range(3):
        rig.to_card(MAY_SKIP_PAPERS)
        rig.read_card()
        rig.do(PageName.ID_CHECK, "confirmed")
        rig.leave()
    assert isinstance(rig.around.devices._bridge, DeviceBridge)
    rig.until(lambda: rig.around.devices._bridge.open_commands == 0, "the last commands to end")
