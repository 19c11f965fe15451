"""What can be set. Strict and frozen; the defaults stand in ``config/defaults.toml``, so every key is required here."""

from __future__ import annotations

import shlex
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from config.domain.identifiers import ServicePointId, StationCode, TerminalId
from config.texts import Language

Words = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Phone = Annotated[str, StringConstraints(pattern=r"^[0-9][0-9 \-]{2,19}$")]


def _nothing(value: object) -> object:
    return None if value == "" else value


def _home(value: object) -> object:
    return str(Path(value).expanduser()) if isinstance(value, str) and value.startswith("~") else value


OptionalPath = Annotated[Path | None, BeforeValidator(_nothing)]
"""A path; empty text means none."""


class Section(BaseModel):
    """Base of all sections: strict, frozen, no unknown keys.

    A validator is built when a class is first validated itself: that is ``Settings``, which holds all others.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", defer_build=True)


class StationSettings(Section):
    """Where the terminal stands and who answers its telephone."""

    name: Words
    name_en: Words
    code: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}$")]
    terminal_no: Annotated[int, Field(ge=1, le=99)]
    service_point: Words
    hotline: Phone
    window_phone: Phone
    hours_note: str
    hours_note_en: str

    @property
    def station_code(self) -> StationCode:
        """Give the code with its type."""
        return StationCode(self.code)

    @property
    def terminal_id(self) -> TerminalId:
        """Name the terminal, such as ``LS01``."""
        return TerminalId(f"{self.code}{self.terminal_no:02d}")

    @property
    def service_point_id(self) -> ServicePointId:
        """Give the service point with its type."""
        return ServicePointId(self.service_point)

    def name_in(self, language: Language) -> str:
        """Give the station's name in a language."""
        return self.name_en if language is Language.EN else self.name

    def hours_note_in(self, language: Language) -> str:
        """Give the note on opening hours in a language."""
        return self.hours_note_en if language is Language.EN else self.hours_note


class ScreenSettings(Section):
    """How the screen stands and what it shows first; the folder of the handwriting model, None for the usual one."""

    orientation: Literal["auto", "portrait", "landscape"]
    language: Language
    fullscreen: bool
    handwriting_model: OptionalPath


class FontFile(Section):
    """A font file and the face inside a collection."""

    path: Path
    index: Annotated[int, Field(ge=0, le=99)]


class FontSettings(Section):
    """The font files, by path. ``rare`` stand behind the others for characters that those lack."""

    sans_regular: FontFile
    sans_bold: FontFile
    serif_bold: FontFile
    rare: tuple[FontFile, ...]


def _require(enabled: bool, value: str, name: str) -> None:
    if enabled and not value:
        raise PydanticCustomError("port_missing", "an enabled device needs its {setting}", {"setting": name})


class IdCardSettings(Section):
    """The ID card reader."""

    enabled: bool
    port: str
    baud: Annotated[int, Field(ge=9600, le=921_600)]
    poll_ms: Annotated[int, Field(ge=100, le=5_000)]
    read_timeout_s: Annotated[float, Field(ge=5, le=600)]
    with_fingerprint: bool
    with_newest_address: bool
    photo_decoder: str

    @field_validator("photo_decoder")
    @classmethod
    def _is_a_command_line(cls, text: str) -> str:
        shlex.split(text)  # raises ValueError when a quotation mark is left open
        return text

    @model_validator(mode="after")
    def _check(self) -> Self:
        _require(self.enabled, self.port, "port")
        return self


class PrinterSettings(Section):
    """The receipt printer. ``proof`` says whether it is asked to prove that it has printed.

    ``profile`` names a model of the drivers' table or of ``profiles_file``; whether it exists is found out when the
    printer is started.
    """

    enabled: bool
    port: str
    baud: Annotated[int, Field(ge=1200, le=921_600)]
    profile: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,40}$")]
    profiles_file: OptionalPath
    proof: Literal["auto", "process_id", "status", "none"]
    text: Literal["auto", "bitmap", "native"]
    flow: Literal["auto", "none", "xon_xoff", "rts_cts", "dtr_dsr"]

    @model_validator(mode="after")
    def _check(self) -> Self:
        _require(self.enabled, self.port, "port")
        return self


class PagePrinterSettings(Section):
    """The A4 printer.

    ``queue`` is a queue of this machine's print service by its name, or an ``ipp://`` address. ``personal`` says that
    papers about a person may go there, which needs the latter.
    """

    enabled: bool
    queue: Annotated[
        str,
        StringConstraints(
            pattern=r"^$|^[A-Za-z0-9_.+\-]{1,127}$|^ipp://[A-Za-z0-9.\-]+(:[1-9][0-9]{0,3}|:[1-5][0-9]{4})?/[!-~]+$"
        ),
    ]
    timeout_s: Annotated[float, Field(ge=20, le=900)]
    personal: bool

    @model_validator(mode="after")
    def _check(self) -> Self:
        _require(self.enabled, self.queue, "queue")
        if self.personal and not self.queue.startswith("ipp://"):
            raise ValueError("papers about a person need a printer's own address, ipp://..., not a print service")
        return self


CameraControl = Annotated[str, StringConstraints(pattern=r"^(auto|keep|[0-9]{1,6})$")]
"""Automatic, as the camera has it, or a number as text."""


class CameraSettings(Section):
    """The document camera. ``source`` is a kind and a place, such as ``v4l2:/dev/video0``."""

    enabled: bool
    source: Annotated[str, StringConstraints(pattern=r"^$|^(v4l2|dir|file|stage):.+$")]
    fps: Annotated[float, Field(ge=1, le=60)]
    width: Annotated[int, Field(ge=320, le=8_192)]
    height: Annotated[int, Field(ge=240, le=8_192)]
    exposure: CameraControl
    focus: CameraControl
    white_balance: CameraControl
    power_line_hz: Literal[0, 50, 60]

    @model_validator(mode="after")
    def _check(self) -> Self:
        _require(self.enabled, self.source, "source")
        return self


class CodeScannerSettings(Section):
    """The code scanner on a serial port. ``family`` is how it is spoken to, by the words of the driver's codec."""

    enabled: bool
    port: str
    baud: Annotated[int, Field(ge=1200, le=921_600)]
    family: Literal["honeywell", "newland", "newland_old", "7e00"]
    ask_health: bool
    scan_timeout_s: Annotated[float, Field(ge=5, le=600)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        _require(self.enabled, self.port, "port")
        return self


class CashSettings(Section):
    """The cash device: a ccTalk bill validator, coin acceptor, or both on one wire; or an ICT bill acceptor."""

    enabled: bool
    port: str
    family: Literal["cctalk", "ict"]
    baud: Annotated[int, Field(ge=1200, le=115_200)]
    bill_address: Annotated[int, Field(ge=0, le=255)]
    coin_address: Annotated[int, Field(ge=0, le=255)]
    checksum: Literal["auto", "simple", "crc"]
    accepted_fen: tuple[Annotated[int, Field(ge=1, le=100_000)], ...]
    coin_unit_fen: Annotated[int, Field(ge=1, le=10_000)]
    ict_types_fen: Annotated[tuple[Annotated[int, Field(ge=0, le=100_000)], ...], Field(max_length=16)]
    poll_ms: Annotated[int, Field(ge=50, le=1_000)]
    settle_limit_s: Annotated[float, Field(ge=3, le=60)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        _require(self.enabled, self.port, "port")
        if self.family == "cctalk" and 1 in {self.bill_address, self.coin_address}:
            wrong = "bill_address" if self.bill_address == 1 else "coin_address"
            raise PydanticCustomError("cash_address", "address 1 is the terminal's own", {"setting": wrong})
        if self.family == "cctalk" and self.bill_address == self.coin_address:
            raise PydanticCustomError("cash_address", "each device needs an address", {"setting": "coin_address"})
        return self


class CardTerminalSettings(Section):
    """The card terminal: ZVT on a serial port or over TCP. What the protocol's document leaves open is set here."""

    enabled: bool
    port: str
    protocol: Literal["zvt"]
    baud: Annotated[int, Field(ge=1200, le=921_600)]
    stop_bits: Literal[1, 2]
    password: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    currency: Annotated[int, Field(ge=1, le=999)]
    config_byte: Annotated[int, Field(ge=0, le=255)]
    long_length: Literal["little", "big"]
    ask_last: bool
    nothing_code: Annotated[int, Field(ge=0, le=255)]
    pay_timeout_s: Annotated[float, Field(ge=30, le=600)]
    answer_limit_s: Annotated[float, Field(ge=1, le=60)]
    silence_limit_s: Annotated[float, Field(ge=10, le=600)]
    stop_limit_s: Annotated[float, Field(ge=5, le=120)]
    settle_limit_s: Annotated[float, Field(ge=5, le=300)]
    ask_every_s: Annotated[float, Field(ge=1, le=3600)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        _require(self.enabled, self.port, "port")
        return self


class SpeakerSettings(Section):
    """The speaker: programs and files, no port. ``headphone``: ``never``, ``always`` or a command line."""

    enabled: bool
    player: str
    pack: OptionalPath
    voice: str
    rate_wpm: Annotated[int, Field(ge=80, le=400)]
    headphone: Words

    @field_validator("player", "voice", "headphone")
    @classmethod
    def _is_a_command_line(cls, text: str) -> str:
        shlex.split(text)  # raises ValueError when a quotation mark is left open
        return text

    @model_validator(mode="after")
    def _check(self) -> Self:
        _require(self.enabled, self.player.strip(), "player")
        return self


class DeviceSettings(Section):
    """The devices. One that is not enabled does not exist for the terminal."""

    id_card: IdCardSettings
    printer: PrinterSettings
    page_printer: PagePrinterSettings
    camera: CameraSettings
    code_scanner: CodeScannerSettings
    cash: CashSettings
    card_terminal: CardTerminalSettings
    speaker: SpeakerSettings


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class HallSettings(Section):
    """The line to the central hall."""

    url: Words
    connect_timeout_s: Annotated[float, Field(gt=0, le=120)]
    read_timeout_s: Annotated[float, Field(gt=0, le=600)]
    heartbeat_s: Annotated[float, Field(ge=5, le=3_600)]
    ca_file: OptionalPath

    @model_validator(mode="after")
    def _check(self) -> Self:
        try:
            parts = urlsplit(self.url)
            host, _ = parts.hostname, parts.port
        except ValueError:
            raise PydanticCustomError("bad_url", "the address cannot be read", {"setting": "url"}) from None
        if parts.scheme not in {"http", "https"} or not host or parts.query or parts.fragment or parts.username:
            raise PydanticCustomError("bad_url", "the form is http(s)://host[:port][/path]", {"setting": "url"})
        if parts.scheme == "http" and not _is_loopback(host):
            raise PydanticCustomError(
                "https_required", "plain HTTP is for this machine itself only", {"setting": "url"}
            )
        return self


class QueueSettings(Section):
    """Limits of the outbox: when a visit may begin at all."""

    reserve_bytes: Annotated[int, Field(ge=0)]
    worst_case_bytes: Annotated[int, Field(ge=1_048_576)]
    max_depth: Annotated[int, Field(ge=1, le=100_000)]
    max_age_h: Annotated[float, Field(gt=0, le=720)]
    ballast_bytes: Annotated[int, Field(ge=0)]
    warn_after_h: Annotated[float, Field(gt=0, le=240)]
    alarm_after_days: Annotated[float, Field(gt=0, le=30)]
    export_after_days: Annotated[float, Field(gt=0, le=30)]
    office_from_h: Annotated[float, Field(ge=0, lt=24)]
    office_to_h: Annotated[float, Field(gt=0, le=24)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.office_to_h <= self.office_from_h:
            raise PydanticCustomError("office_closed", "the office closes before it opens", {"setting": "office_to_h"})
        return self


class TimingSettings(Section):
    """Idle time-outs, multiplied by ``senior_factor`` in senior mode."""

    menu_s: Annotated[int, Field(ge=15, le=3_600)]
    form_s: Annotated[int, Field(ge=30, le=3_600)]
    warn_before_s: Annotated[int, Field(ge=5, le=300)]
    senior_factor: Annotated[int, Field(ge=1, le=5)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.warn_before_s >= min(self.menu_s, self.form_s):
            raise PydanticCustomError(
                "warn_too_early", "the warning comes before the time-out has begun", {"setting": "warn_before_s"}
            )
        return self


class AccessSettings(Section):
    """Use without touch: a keyboard or keypad, or two buttons that send ``switch_next`` and ``switch_choose``."""

    keys: Literal["keyboard", "switch"]
    switch_next: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,20}$")]
    switch_choose: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,20}$")]
    speak_with_keys: bool


class StaffSettings(Section):
    """The staff's side of the terminal. ``code_hash`` is written by ``kiosk staff-code set``; empty: there is none.

    ``stick_folders``: below these the system mounts USB sticks; none: nothing is handed over at the terminal.
    ``remote_call_after_s``: when the bell has rung so long the hall is told that a person is wanted; 0: never.
    """

    stick_folders: Annotated[tuple[Path, ...], Field(max_length=8)]
    remote_call_after_s: Annotated[int, Field(ge=0, le=600)]

    code_hash: Annotated[
        str, StringConstraints(pattern=r"^$|^scrypt:16384:8:1:[A-Za-z0-9+/]{22}==:[A-Za-z0-9+/]{86}==$")
    ]


class PrivacySettings(Section):
    """What the privacy notice names: who processes, whom to call, how long things stay."""

    controller: Words
    controller_en: Words
    contact_phone: Phone
    ledger_months: Annotated[int, Field(ge=1, le=120)]
    max_queue_days: Annotated[int, Field(ge=1, le=90)]

    def controller_in(self, language: Language) -> str:
        """Name the processor in a language."""
        return self.controller_en if language is Language.EN else self.controller


class CatalogueSettings(Section):
    """Which catalogue file; None is the sample that ships with the package."""

    path: OptionalPath


class LoggingSettings(Section):
    """What is logged, where, and how much of it is kept; ``directory`` None means under the data directory."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"]
    directory: OptionalPath
    max_bytes: Annotated[int, Field(ge=10_000)]
    backups: Annotated[int, Field(ge=0, le=100)]


class Settings(Section):
    """Every setting of a terminal."""

    data_dir: Annotated[Path, BeforeValidator(_home)]
    station: StationSettings
    screen: ScreenSettings
    fonts: FontSettings
    devices: DeviceSettings
    hall: HallSettings
    queue: QueueSettings
    timing: TimingSettings
    access: AccessSettings
    staff: StaffSettings
    privacy: PrivacySettings
    catalogue: CatalogueSettings
    logging: LoggingSettings

    @property
    def cache_dir(self) -> Path:
        """Give the directory of what can be made anew."""
        return self.data_dir / "cache"

    @property
    def log_dir(self) -> Path:
        """Give the directory of the logs."""
        return self.logging.directory or self.data_dir / "logs"
