"""Checks of the configured devices: each is opened and asked once, within a time limit."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import assert_never

from config.settings import Settings
from drivers.camera import status as camera
from drivers.card_terminal import model as card_terminal
from drivers.cash import model as cash
from drivers.code_scanner import model as code_scanner
from drivers.id_card import model as id_card
from drivers.page_printer import status as sheets
from drivers.printer import status as printer
from drivers.speaker import model as speaker
from drivers.supervisor import Driver
from drivers.vocabulary import DeviceError, DeviceKind, Status
from kiosk.device_builders import DriverNeeds, build_driver, is_enabled
from kiosk.health.findings import Check, Finding, State

LIMIT_S = 8.0
"""How long one device may take to open and to answer."""
BUSY = "port_busy"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The time limit is over."""


CHECKS = {
    DeviceKind.ID_CARD: Check.ID_CARD,
    DeviceKind.PRINTER: Check.PRINTER,
    DeviceKind.PAGE_PRINTER: Check.PAGE_PRINTER,
    DeviceKind.CAMERA: Check.CAMERA,
    DeviceKind.CODE_SCANNER: Check.CODE_SCANNER,
    DeviceKind.CASH: Check.CASH,
    DeviceKind.CARD_TERMINAL: Check.CARD_TERMINAL,
    DeviceKind.SPEAKER: Check.SPEAKER,
}
"""The check of each kind of device that can be configured, in the order in which they are worth reading."""


def check_configured(kind: DeviceKind, settings: Settings, needs: DriverNeeds, limit_s: float = LIMIT_S) -> Finding:
    """Check the device that the settings name; one that they name wrongly is a finding too."""
    check = CHECKS[kind]
    if not is_enabled(kind, settings):
        return Finding(check, State.NOT_CONFIGURED, "doctor.device.not_configured")
    try:
        driver = build_driver(kind, settings, needs)
    except DeviceError as error:
        return _faulty(check, error)
    return check_device(check, driver, limit_s)


def check_device(check: Check, driver: Driver, limit_s: float = LIMIT_S) -> Finding:
    """Open the device, ask it once, close it."""
    answer = ask_once(driver, limit_s)
    match answer:
        case Unanswered():
            values = {"limit_s": round(limit_s)}
            return Finding(check, State.BROKEN, "doctor.device.unanswered", values, "device.action.power_cycle")
        case DeviceError():
            return _faulty(check, answer)
        case _:
            return judge(check, answer)


def ask_once(driver: Driver, limit_s: float) -> Status | DeviceError | Unanswered:
    """Give the device's status, its typed error, or that it said nothing in time.

    Opening a port can hang in the kernel, so it runs on a thread that is left behind when the limit is over.
    """
    answers: list[Status | DeviceError] = []

    def ask() -> None:
        try:
            driver.open()
            try:
                answers.append(driver.poll())
            finally:
                driver.close()
        except DeviceError as error:
            answers.append(error)

    thread = threading.Thread(target=ask, name=f"doctor-{driver.kind}", daemon=True)
    thread.start()
    thread.join(limit_s)
    return answers[0] if answers else Unanswered()


def judge(check: Check, status: Status) -> Finding:
    """Say what a device's status means for residents. Raises ``TypeError`` for a status of no known device."""
    match status:
        case (
            id_card.Ready() | id_card.SelfTestFailed() | id_card.NotAuthorised() | id_card.Offline() | id_card.Unknown()
        ):
            return _judge_id_card(check, status)
        case code_scanner.Ready(family):
            return Finding(check, State.READY, "doctor.code_scanner.ready", {"family": family.value})
        case code_scanner.Offline() | code_scanner.Unknown():
            return _silent(check)
        case camera.Ready() | camera.Slow() | camera.Dark() | camera.Frozen() | camera.Offline() | camera.Unknown():
            return _judge_camera(check, status)
        case (
            printer.Ready()
            | printer.PaperLow()
            | printer.PaperOut()
            | printer.CoverOpen()
            | printer.CutterFault()
            | printer.HeadHot()
            | printer.Unrecoverable()
            | printer.Offline()
            | printer.Unknown()
        ):
            return _judge_printer(check, status)
        case (
            sheets.Ready()
            | sheets.NeedsLook()
            | sheets.PaperOut()
            | sheets.Jam()
            | sheets.DoorOpen()
            | sheets.TonerOut()
            | sheets.OutputFull()
            | sheets.Stopped()
            | sheets.Offline()
            | sheets.Unknown()
        ):
            return _judge_page_printer(check, status)
        case cash.Ready() | cash.OutOfOrder() | cash.FraudAlarm() | cash.Offline() | cash.Unknown():
            return _judge_cash(check, status)
        case (
            card_terminal.Ready()
            | card_terminal.Unsettled()
            | card_terminal.Busy()
            | card_terminal.OutOfOrder()
            | card_terminal.Offline()
            | card_terminal.Unknown()
        ):
            return _judge_card_terminal(check, status)
        case speaker.Ready() | speaker.Mute() | speaker.Offline() | speaker.Unknown():
            return _judge_speaker(check, status)
        case _:
            raise TypeError(type(status).__name__)


def _judge_id_card(check: Check, status: id_card.IdCardStatus) -> Finding:
    match status:
        case id_card.Ready(sam):
            return Finding(check, State.READY, "doctor.id_card.ready", {"sam": "-" if sam is None else sam.text})
        case id_card.SelfTestFailed() | id_card.NotAuthorised():
            return Finding(check, State.BROKEN, "doctor.id_card.module", {}, "device.action.call_service")
        case id_card.Offline() | id_card.Unknown():
            return _silent(check)
        case _:
            assert_never(status)


def _judge_camera(check: Check, status: camera.CameraStatus) -> Finding:
    match status:
        case camera.Ready(width, height):
            return Finding(check, State.READY, "doctor.camera.ready", {"width": width, "height": height})
        case camera.Slow():
            return Finding(check, State.ATTENTION, "doctor.camera.slow", {}, "device.action.check_cable")
        case camera.Dark():
            return Finding(check, State.BROKEN, "doctor.camera.dark", {}, "doctor.cure.camera_dark")
        case camera.Frozen():
            return Finding(check, State.BROKEN, "doctor.camera.frozen", {}, "device.action.power_cycle")
        case camera.Offline() | camera.Unknown():
            return _silent(check)
        case _:
            assert_never(status)


def _judge_printer(check: Check, status: printer.PrinterStatus) -> Finding:
    match status:
        case printer.Ready():
            return Finding(check, State.READY, "doctor.printer.ready")
        case printer.PaperLow():
            return Finding(check, State.ATTENTION, "doctor.printer.paper_low", {}, "device.action.refill_paper")
        case printer.PaperOut():
            return Finding(check, State.BROKEN, "doctor.printer.paper_out", {}, "device.action.refill_paper")
        case printer.CoverOpen():
            return Finding(check, State.BROKEN, "doctor.printer.cover_open", {}, "device.action.close_cover")
        case printer.CutterFault():
            return Finding(check, State.BROKEN, "doctor.printer.cutter", {}, "device.action.clear_cutter")
        case printer.HeadHot():
            return Finding(check, State.ATTENTION, "doctor.printer.head_hot", {}, "device.action.wait")
        case printer.Unrecoverable():
            return Finding(check, State.BROKEN, "doctor.printer.fault", {}, "device.action.power_cycle")
        case printer.Offline() | printer.Unknown():
            return _silent(check)
        case _:
            assert_never(status)


def _judge_page_printer(check: Check, status: sheets.PagePrinterStatus) -> Finding:
    """Without it sheets go to the receipt printer, so that nothing here keeps the terminal from serving."""
    from drivers.page_printer.errors import fault_of

    fault = fault_of(status)
    if fault is None:
        low = isinstance(status, sheets.NeedsLook)
        key = "doctor.page_printer.low" if low else "doctor.page_printer.ready"
        cure = "device.action.refill_sheets" if low else None
        return Finding(check, State.ATTENTION if low else State.READY, key, {}, cure)
    return Finding(check, State.ATTENTION, f"device.error.{fault.code}", {}, f"device.action.{fault.action}")


def _judge_cash(check: Check, status: cash.CashStatus) -> Finding:
    """Without it money is taken by code or at the counter, so that nothing here keeps the terminal from serving."""
    from drivers.cash.errors import CashFraudError, trouble_error

    match status:
        case cash.Ready():
            return Finding(check, State.READY, "doctor.cash.ready")
        case cash.OutOfOrder(trouble):
            error = trouble_error(trouble)
        case cash.FraudAlarm(kind):
            error = CashFraudError(kind)
        case cash.Offline() | cash.Unknown():
            return _silent(check)
        case _:
            assert_never(status)
    return Finding(check, State.ATTENTION, f"device.error.{error.code}", {}, f"device.action.{error.action}")


def _judge_card_terminal(check: Check, status: card_terminal.CardStatus) -> Finding:
    """Without it money is taken by code or at the counter, so that nothing here keeps the terminal from serving."""
    match status:
        case card_terminal.Ready():
            return Finding(check, State.READY, "doctor.card_terminal.ready")
        case card_terminal.Unsettled():
            cure = "device.action.check_card_journal"
            return Finding(check, State.ATTENTION, "device.error.card_unsettled", {}, cure)
        case card_terminal.Busy():
            return Finding(check, State.ATTENTION, "doctor.card_terminal.busy", {}, "device.action.wait")
        case card_terminal.OutOfOrder(code):
            values = {"code": code}
            return Finding(check, State.ATTENTION, "doctor.card_terminal.trouble", values, "device.action.call_service")
        case card_terminal.Offline() | card_terminal.Unknown():
            return _silent(check)
        case _:
            assert_never(status)


def _judge_speaker(check: Check, status: speaker.SpeakerStatus) -> Finding:
    """Without it the captions stay, so that nothing here keeps the terminal from serving."""
    match status:
        case speaker.Ready(voices):
            return Finding(check, State.READY, "doctor.speaker.ready", {"voices": ", ".join(voices)})
        case speaker.Mute():
            return Finding(check, State.ATTENTION, "doctor.speaker.mute", {}, "doctor.cure.speaker_mute")
        case speaker.Offline() | speaker.Unknown():
            cure = "device.action.check_settings"
            return Finding(check, State.ATTENTION, "device.error.speaker_player_missing", {}, cure)
        case _:
            assert_never(status)


def _silent(check: Check) -> Finding:
    return Finding(check, State.BROKEN, "doctor.device.silent", {}, "device.action.check_cable")


def _faulty(check: Check, error: DeviceError) -> Finding:
    values = {"code": error.code}
    cure = f"device.action.{error.action}"
    detail_key = f"device.error.{error.code}"
    if error.code == BUSY:  # most likely the terminal itself is running, and then it knows better
        return Finding(check, State.ATTENTION, "doctor.device.busy", values, "doctor.cure.device_busy", detail_key)
    return Finding(check, State.BROKEN, "doctor.device.error", values, cure, detail_key)
