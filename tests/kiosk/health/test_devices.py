"""Each device is opened and asked once: simulators on real ports, and every status."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pytest

from config.settings import Settings, load_settings
from drivers.camera import status as camera
from drivers.card_terminal import model as card_terminal
from drivers.card_terminal.simulator.ports import TcpCardSimulator
from drivers.cash import model as cash
from drivers.cash.events import Fraud, Trouble
from drivers.cash.simulator.bill_core import BillCore
from drivers.cash.simulator.ports import CcTalkSimulator
from drivers.id_card import model as id_card
from drivers.id_card.codec import SamNumber
from drivers.id_card.simulator import IdCardReaderSimulator
from drivers.printer import status as printer
from drivers.printer.simulator import ReceiptPrinterSimulator
from drivers.timebase import SystemTime
from drivers.vocabulary import DeviceError, DeviceKind, Status
from kiosk.device_builders import DriverNeeds
from kiosk.health.devices import CHECKS, check_configured, check_device, judge
from kiosk.health.findings import Check, Finding, State

TODAY = date(2026, 11, 24)


def settings_with(**devices: str) -> Settings:
    return load_settings(
        site=None, terminal=None, environ={f"KIOSK_DEVICES__{name.upper()}": value for name, value in devices.items()}
    )


def finding_of(kind: DeviceKind, settings: Settings) -> Finding:
    return check_configured(kind, settings, DriverNeeds(lambda: TODAY))


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[IdCardReaderSimulator]:
    simulator = IdCardReaderSimulator(link=tmp_path / "reader", baud=None)
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture
def slip_printer(tmp_path: Path) -> Iterator[ReceiptPrinterSimulator]:
    simulator = ReceiptPrinterSimulator(link=tmp_path / "printer", baud=None)
    simulator.start()
    yield simulator
    simulator.stop()


def reader_finding(port: str) -> tuple[State, str]:
    settings = settings_with(id_card__enabled="true", id_card__port=port)
    finding = finding_of(DeviceKind.ID_CARD, settings)
    return finding.state, finding.key


def test_reader_tells_its_security_module(reader: IdCardReaderSimulator) -> None:
    """A reader that answers is ready."""
    assert reader_finding(reader.port) == (State.READY, "doctor.id_card.ready")


def test_reader_is_not_there(tmp_path: Path) -> None:
    """A port that does not exist has its cause and its cure."""
    settings = settings_with(id_card__enabled="true", id_card__port=str(tmp_path / "gone"))
    finding = finding_of(DeviceKind.ID_CARD, settings)
    assert (finding.state, finding.values, finding.detail_key, finding.cure) == (
        State.BROKEN,
        {"code": "port_missing"},
        "device.error.port_missing",
        "device.action.check_cable",
    )


def test_printer_with_paper(slip_printer: ReceiptPrinterSimulator) -> None:
    """A printer that answers is ready."""
    settings = settings_with(printer__enabled="true", printer__port=slip_printer.port)
    assert finding_of(DeviceKind.PRINTER, settings).key == "doctor.printer.ready"


def test_camera_shows_its_frame(tmp_path: Path) -> None:
    """One frame is read and its size told."""
    picture = tmp_path / "page.png"
    noise = np.random.default_rng(1).integers(0, 255, (240, 320, 3), dtype=np.uint8)
    cv2.imwrite(str(picture), noise)
    finding = finding_of(DeviceKind.CAMERA, settings_with(camera__enabled="true", camera__source=f"file:{picture}"))
    assert (finding.state, finding.values) == (State.READY, {"width": 320, "height": 240})


def test_camera_source_missing(tmp_path: Path) -> None:
    """A source that is not there."""
    finding = finding_of(
        DeviceKind.CAMERA, settings_with(camera__enabled="true", camera__source=f"file:{tmp_path / 'gone.png'}")
    )
    assert (finding.state, finding.values) == (State.BROKEN, {"code": "source_missing"})


def test_devices_that_are_not_configured() -> None:
    """The default settings enable none."""
    settings = settings_with()
    assert {finding_of(kind, settings).state for kind in CHECKS} == {State.NOT_CONFIGURED}


class HangingDriver:
    """A port that does not come back from opening until it is let go."""

    kind = DeviceKind.PRINTER

    def __init__(self) -> None:
        self.let_go = threading.Event()

    def open(self) -> None:
        self.let_go.wait(30)

    def close(self) -> None:
        """Nothing is open."""

    def poll(self) -> Status:
        return printer.Ready()

    def run(self, command: object, context: object) -> object:
        raise NotImplementedError

    def unreached(self, error: DeviceError | None) -> Status:
        return printer.Unknown()


def test_device_that_hangs_is_given_up() -> None:
    """The report does not wait for ever."""
    driver = HangingDriver()
    try:
        finding = check_device(Check.PRINTER, driver, limit_s=0.05)
    finally:
        driver.let_go.set()
    assert (finding.state, finding.key) == (State.BROKEN, "doctor.device.unanswered")


SAM = SamNumber("05.03-20140305-0001234567-0987654321", "00" * 16)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (id_card.Ready(SAM), State.READY),
        (id_card.SelfTestFailed(), State.BROKEN),
        (id_card.NotAuthorised(), State.BROKEN),
        (id_card.Offline("no_reply"), State.BROKEN),
        (id_card.Unknown(), State.BROKEN),
        (printer.Ready(), State.READY),
        (printer.PaperLow(), State.ATTENTION),
        (printer.PaperOut(), State.BROKEN),
        (printer.CoverOpen(), State.BROKEN),
        (printer.CutterFault(), State.BROKEN),
        (printer.HeadHot(), State.ATTENTION),
        (printer.Unrecoverable(), State.BROKEN),
        (printer.Offline(printer.OfflineReason.NO_REPLY), State.BROKEN),
        (printer.Unknown(), State.BROKEN),
        (camera.Ready(640, 480), State.READY),
        (camera.Slow(640, 480), State.ATTENTION),
        (camera.Dark(), State.BROKEN),
        (camera.Frozen(), State.BROKEN),
        (camera.Offline("camera_gone"), State.BROKEN),
        (camera.Unknown(), State.BROKEN),
    ],
    ids=lambda value: type(value).__module__ + type(value).__name__ if not isinstance(value, State) else value,
)
def test_every_status_has_a_verdict(status: Status, state: State) -> None:
    """No status of any device is left without words."""
    assert judge(Check.ID_CARD, status).state is state


def test_cash_device_is_looked_at_and_not_touched(tmp_path: Path) -> None:
    """A validator that answers is ready; nothing in it is changed, and no journal is made."""
    bill = BillCore(clock=SystemTime().now)
    simulator = CcTalkSimulator([bill], link=tmp_path / "cash", baud=None)
    simulator.start()
    finding = finding_of(DeviceKind.CASH, settings_with(cash__enabled="true", cash__port=simulator.port))
    simulator.stop()
    assert (finding.state, finding.key) == (State.READY, "doctor.cash.ready")
    assert not {1, 153, 154, 228, 231} & set(bill.requests)


@pytest.mark.parametrize(
    ("status", "state", "key", "cure"),
    [
        (cash.OutOfOrder(Trouble.STACKER_FULL), State.ATTENTION, "device.error.cash_box_full", "empty_cash_box"),
        (cash.FraudAlarm(Fraud.STRING), State.ATTENTION, "device.error.cash_fraud_suspected", "count_cash"),
        (cash.Offline("no_reply"), State.BROKEN, "doctor.device.silent", "check_cable"),
        (cash.Unknown(), State.BROKEN, "doctor.device.silent", "check_cable"),
    ],
)
def test_cash_statuses(status: cash.CashStatus, state: State, key: str, cure: str) -> None:
    """A terminal without cash serves; somebody should look."""
    finding = judge(Check.CASH, status)
    assert (finding.state, finding.key, finding.cure) == (state, key, f"device.action.{cure}")


def test_card_terminal_is_asked_and_charges_nothing() -> None:
    """A terminal that answers is ready; no journal is made."""
    simulator = TcpCardSimulator()
    simulator.start()
    settings = settings_with(card_terminal__enabled="true", card_terminal__port=simulator.port)
    finding = finding_of(DeviceKind.CARD_TERMINAL, settings)
    simulator.stop()
    assert (finding.state, finding.key) == (State.READY, "doctor.card_terminal.ready")
    assert simulator.core.bank.charges == []


@pytest.mark.parametrize(
    ("status", "state", "key", "cure"),
    [
        (
            card_terminal.Unsettled(card_terminal.CardOrderId("K1")),
            State.ATTENTION,
            "device.error.card_unsettled",
            "check_card_journal",
        ),
        (card_terminal.Busy(), State.ATTENTION, "doctor.card_terminal.busy", "wait"),
        (card_terminal.OutOfOrder("zvt_f0"), State.ATTENTION, "doctor.card_terminal.trouble", "call_service"),
        (card_terminal.Offline("no_reply"), State.BROKEN, "doctor.device.silent", "check_cable"),
        (card_terminal.Unknown(), State.BROKEN, "doctor.device.silent", "check_cable"),
    ],
)
def test_card_terminal_statuses(status: card_terminal.CardStatus, state: State, key: str, cure: str) -> None:
    """A terminal without a card terminal serves; somebody should look."""
    finding = judge(Check.CARD_TERMINAL, status)
    assert (finding.state, finding.key, finding.cure) == (state, key, f"device.action.{cure}")
