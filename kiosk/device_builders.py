"""From settings to drivers: the one place that knows which driver, link and profile each kind of device has.

The terminal's device desk, ``kiosk doctor`` and the discovery of devices all build their drivers here. Qt-free, and
every driver is imported in the function that builds it (ADR 003). A new kind needs a line in ``place_of`` and in
``build_driver``, a function of its own, and its check in ``kiosk.health.devices.CHECKS``.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, assert_never
from urllib.parse import urlencode

from drivers.vocabulary import DeviceKind

if TYPE_CHECKING:
    from config.settings import Settings
    from drivers.printer.jobs import PrintJobLedger
    from drivers.printer.profile import PrinterProfile
    from drivers.printer.typeface import FontFiles
    from drivers.supervisor import Driver


@dataclass(frozen=True, slots=True)
class DriverNeeds:
    """What drivers need besides the settings.

    Attributes:
        today: the day on which cards are judged.
        ledger: the open ledger of print jobs; None where nothing is printed.
        cash_journal: the file of the cash journal; None where the cash device is only looked at.
        card_journal: the file of the card terminal's journal; None where that is only looked at.
    """

    today: Callable[[], date]
    ledger: PrintJobLedger | None = None
    cash_journal: Path | None = None
    card_journal: Path | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the settings say that a device is: ``key`` is the setting that names it, such as ``port``."""

    enabled: bool
    key: str
    value: str


def place_of(kind: DeviceKind, settings: Settings) -> Place | None:
    """Where a kind of device is configured to be; None for a kind that has no settings."""
    devices = settings.devices
    match kind:
        case DeviceKind.ID_CARD:
            return Place(devices.id_card.enabled, "port", devices.id_card.port)
        case DeviceKind.PRINTER:
            return Place(devices.printer.enabled, "port", devices.printer.port)
        case DeviceKind.PAGE_PRINTER:
            return Place(devices.page_printer.enabled, "queue", devices.page_printer.queue)
        case DeviceKind.CAMERA:
            return Place(devices.camera.enabled, "source", devices.camera.source)
        case DeviceKind.CODE_SCANNER:
            return Place(devices.code_scanner.enabled, "port", devices.code_scanner.port)
        case DeviceKind.CASH:
            return Place(devices.cash.enabled, "port", devices.cash.port)
        case DeviceKind.CARD_TERMINAL:
            return Place(devices.card_terminal.enabled, "port", devices.card_terminal.port)
        case DeviceKind.SPEAKER:
            return Place(devices.speaker.enabled, "player", devices.speaker.player)
        case _:
            assert_never(kind)


def is_enabled(kind: DeviceKind, settings: Settings) -> bool:
    """Whether the settings enable it."""
    place = place_of(kind, settings)
    return place is not None and place.enabled


def build_driver(kind: DeviceKind, settings: Settings, needs: DriverNeeds) -> Driver:
    """Make the driver of an enabled device; nothing is opened.

    Raises:
        DeviceError: the settings name something that cannot exist.
    """
    match kind:
        case DeviceKind.ID_CARD:
            return _id_card(settings, needs)
        case DeviceKind.PRINTER:
            return _printer(settings, needs)
        case DeviceKind.PAGE_PRINTER:
            return _page_printer(settings)
        case DeviceKind.CAMERA:
            return _camera(settings)
        case DeviceKind.CODE_SCANNER:
            return _code_scanner(settings)
        case DeviceKind.CASH:
            return _cash(settings, needs)
        case DeviceKind.CARD_TERMINAL:
            return _card_terminal(settings, needs)
        case DeviceKind.SPEAKER:
            return _speaker(settings)
        case _:
            assert_never(kind)


def _id_card(settings: Settings, needs: DriverNeeds) -> Driver:
    from drivers.id_card.reader import IdCardReader
    from drivers.transport.serial_link import LineSettings, SerialLink

    device = settings.devices.id_card
    decoder = None
    if device.photo_decoder.strip():
        from drivers.id_card.photo_decoder import ProcessDecoder

        decoder = ProcessDecoder(device.photo_decoder)
    return IdCardReader(
        SerialLink(device.port, LineSettings(baud=device.baud)),
        today=needs.today,
        baud=device.baud,
        poll_period_s=device.poll_ms / 1000,
        decoder=decoder,
    )


def _printer(settings: Settings, needs: DriverNeeds) -> Driver:
    from drivers.printer.printer import ReceiptPrinter
    from drivers.printer.printer_link import printer_link

    device = settings.devices.printer
    profile = printer_profile(settings)
    return ReceiptPrinter(
        printer_link(device.port, device.baud, profile.flow),
        profile,
        digest_key=secrets.token_bytes(32),
        ledger=needs.ledger,
    )


def _page_printer(settings: Settings) -> Driver:
    from drivers.page_printer.bench_tool import page_printer
    from drivers.page_printer.operations import address_of

    return page_printer(address_of(settings.devices.page_printer.queue))


def _camera(settings: Settings) -> Driver:
    from drivers.camera.driver import CameraDriver
    from drivers.camera.source_text import source_from_text
    from drivers.timebase import SystemTime

    time = SystemTime()
    return CameraDriver(source_from_text(camera_source(settings), time), timebase=time)


def _code_scanner(settings: Settings) -> Driver:
    from drivers.code_scanner.codec import Family
    from drivers.code_scanner.scanner import CodeScanner
    from drivers.transport.serial_link import LineSettings, SerialLink

    device = settings.devices.code_scanner
    link = SerialLink(device.port, LineSettings(baud=device.baud))
    return CodeScanner(link, Family(device.family), baud=device.baud, ask_health=device.ask_health)


def _cash(settings: Settings, needs: DriverNeeds) -> Driver:
    from drivers.cash.build import CashLine, cash_driver

    device = settings.devices.cash
    line = CashLine(
        port=device.port,
        family=device.family,
        baud=device.baud,
        bill_address=device.bill_address,
        coin_address=device.coin_address,
        checksum=device.checksum,
        coin_unit_fen=device.coin_unit_fen,
        ict_types_fen=device.ict_types_fen,
        accepted_fen=frozenset(device.accepted_fen),
        poll_period_s=device.poll_ms / 1000,
        settle_limit_s=device.settle_limit_s,
    )
    return cash_driver(line, needs.cash_journal)


def _card_terminal(settings: Settings, needs: DriverNeeds) -> Driver:
    from drivers.card_terminal.build import CardLine, card_driver
    from drivers.card_terminal.driver import CardRules
    from drivers.card_terminal.zvt.dialogue import DialogueTimes

    device = settings.devices.card_terminal
    line = CardLine(
        port=device.port,
        baud=device.baud,
        stop_bits=device.stop_bits,
        password=device.password,
        currency=device.currency,
        config_byte=device.config_byte,
        long_length=device.long_length,
        asks_last=device.ask_last,
        nothing_code=device.nothing_code,
        times=DialogueTimes(device.answer_limit_s, device.silence_limit_s, device.stop_limit_s),
        rules=CardRules(ask_every_s=device.ask_every_s, settle_s=device.settle_limit_s),
    )
    return card_driver(line, needs.card_journal)


def _speaker(settings: Settings) -> Driver:
    from drivers.speaker.build import SpeakerLine, speaker_driver

    device = settings.devices.speaker
    return speaker_driver(
        SpeakerLine(
            player=device.player,
            pack=device.pack,
            voice=device.voice,
            rate_wpm=device.rate_wpm,
            headphone=device.headphone,
        )
    )


def printer_profile(settings: Settings) -> PrinterProfile:
    """The profile that the settings name, with what they say otherwise.

    Raises:
        DeviceError: there is no such profile, or it cannot do what the settings ask for.
    """
    from drivers.printer.profile import adapted, find_profile

    device = settings.devices.printer
    proof = "buffered_status" if device.proof == "status" else device.proof
    wishes = {"proof": proof, "text": device.text, "flow": device.flow, "baud": device.baud}
    return adapted(find_profile(device.profile, device.profiles_file), wishes)


def font_files(settings: Settings) -> FontFiles:
    """The font files for slips."""
    from drivers.printer.typeface import FontFiles

    fonts = settings.fonts
    return FontFiles(fonts.sans_regular.path, fonts.sans_bold.path, tuple(file.path for file in fonts.rare))


def camera_source(settings: Settings) -> str:
    """The camera's source with the size and the rate that the settings ask for, where the source takes them."""
    camera = settings.devices.camera
    if "?" in camera.source:
        return camera.source
    options: dict[str, object] = {"fps": camera.fps}
    if camera.source.startswith("v4l2:"):
        options |= {"width": camera.width, "height": camera.height}
        wishes = {"exposure": camera.exposure, "focus": camera.focus, "white_balance": camera.white_balance}
        options |= {name: wish for name, wish in wishes.items() if wish != "keep"}
        if camera.power_line_hz:
            options["power_line"] = camera.power_line_hz
    return f"{camera.source}?{urlencode(options)}"
