"""What one printer model can do. The models are data: ``profiles.toml`` here, and a file of the site's own.

Settings choose a model by name (``devices.printer.profile``) and may name a file with more models
(``devices.printer.profiles_file``). Source: receipt printer sheet, sections 1 to 6, 8 and 10.

Error: ``ProfileUnusableError`` for a name that no file has, and for a file or a value that does not fit.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from pathlib import Path

from drivers.printer.errors import ProfileUnusableError


class ProofMethod(StrEnum):
    """How a printer can prove that it printed, the strongest first."""

    PROCESS_ID = "process_id"
    """``GS ( H`` answers with our number once everything before it is on paper."""
    BUFFERED_STATUS = "buffered_status"
    """``GS r`` is executed in buffer order: its answer means that everything before it was processed."""
    NONE = "none"
    """Nothing but a clean status before and after; such a slip is at most *probably* printed."""


class Cutter(StrEnum):
    """How the paper is cut."""

    NONE = "none"
    """A tear bar."""
    PARTIAL = "partial"
    """``GS V 66``: feeds to the knife and leaves one point."""
    FULL = "full"
    """``GS V 65``: feeds to the knife and cuts through."""
    OLD = "old"
    """``ESC i`` after a feed, for models without ``GS V``."""


class Presenter(StrEnum):
    """How a kiosk mechanism hands over the slip (section 10); command sets are the makers' own."""

    NONE = "none"
    CUSTOM = "custom"
    """``FS P`` cuts and presents, ``DLE EOT 20`` tells whether the slip was taken (section 10.1)."""
    CITIZEN = "citizen"
    """``GS R 1 n`` sets the time before it collects; it does not tell whether the slip was taken (section 10.2)."""


class FlowControl(StrEnum):
    """How the printer says that its buffer is full (section 3)."""

    NONE = "none"
    """Back-pressure of the port itself, as USB and TCP have it; an ``XOFF`` is obeyed all the same."""
    XON_XOFF = "xon_xoff"
    RTS_CTS = "rts_cts"
    """The printer's DTR is wired to our CTS."""
    DTR_DSR = "dtr_dsr"
    """The printer's DTR is wired to our DSR, which is looked at before each write."""


class Charset(StrEnum):
    """What the printer's own Chinese font draws (section 4.2)."""

    NONE = "none"
    GB2312 = "gb2312"
    GBK = "gbk"
    GB18030_DOUBLE = "gb18030_double"
    """The two-byte part of GB 18030."""
    GB18030 = "gb18030"
    """The four-byte part too."""


class TextPath(StrEnum):
    """How text is sent."""

    BITMAP = "bitmap"
    """As dots: every character prints."""
    NATIVE = "native"
    """In the printer's own font, line by line, wherever it has every character of the line; else as dots."""


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """The capabilities of one model.

    Attributes:
        name: how settings call it.
        width_dots: printable dots in a row, a multiple of 8.
        paper_mm: width of the paper, for people.
        cutter: how it cuts.
        presenter: how it hands the slip over.
        present_s: how long a presented slip is held out before it is taken back, in seconds; 0 holds it for ever.
        proof: the strongest proof of print it gives.
        band_rows: rows in one raster command, at most 128.
        baud: the serial speed to set on delivery.
        flow: how it holds us up.
        feeds: white rows may be sent as paper feed (``ESC J``) instead of as dots.
        motion_unit: it knows ``GS P``, which makes feeds count in dots.
        left_margin: it moves a picture by ``GS L``, so white on the left need not be sent.
        automatic_status: it sends its status by itself when asked to (``GS a``).
        strict_status: replies to ``DLE EOT`` carry the fixed bits; off for models known to leave them out.
        near_end: it has a sensor for the near end of the roll; without it those bits say nothing.
        charset: what its own Chinese font draws.
        text: how text is sent.
    """

    name: str
    width_dots: int
    paper_mm: int = 80
    cutter: Cutter = Cutter.PARTIAL
    presenter: Presenter = Presenter.NONE
    present_s: int = 30
    proof: ProofMethod = ProofMethod.BUFFERED_STATUS
    band_rows: int = 128
    baud: int = 115200
    flow: FlowControl = FlowControl.NONE
    feeds: bool = True
    motion_unit: bool = True
    left_margin: bool = False
    automatic_status: bool = True
    strict_status: bool = True
    near_end: bool = True
    charset: Charset = Charset.NONE
    text: TextPath = TextPath.BITMAP

    def __post_init__(self) -> None:
        if self.width_dots <= 0 or self.width_dots % 8:
            raise ValueError(f"width of {self.width_dots} dots")
        if not 1 <= self.band_rows <= 128:
            raise ValueError(f"bands of {self.band_rows} rows")
        if not 0 <= self.present_s <= 255:
            raise ValueError(f"a time of {self.present_s} s")
        if self.text is TextPath.NATIVE and self.charset is Charset.NONE:
            raise ValueError("native text without a character set")
        if self.presenter is Presenter.CUSTOM and self.automatic_status:
            raise ValueError("this presenter's status looks like automatic status")

    @property
    def cuts(self) -> bool:
        """Whether it can cut."""
        return self.cutter is not Cutter.NONE

    @property
    def tells_taking(self) -> bool:
        """Whether it says if a presented slip was taken."""
        return self.presenter is Presenter.CUSTOM


_ENUMS: dict[str, type[StrEnum]] = {
    "cutter": Cutter,
    "presenter": Presenter,
    "proof": ProofMethod,
    "flow": FlowControl,
    "charset": Charset,
    "text": TextPath,
}
_FIELDS = {field.name: field for field in fields(PrinterProfile)}


def read_profiles(text: str, source: str) -> dict[str, PrinterProfile]:
    """The profiles of a TOML text: one table each, named by its key; absent values are the defaults above.

    Raises:
        ProfileUnusableError: no TOML, an unknown key, or a value that does not fit; the detail names the place.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise ProfileUnusableError(source) from None
    return {name: _profile(name, table, source) for name, table in tables.items()}


def shipped_profiles() -> dict[str, PrinterProfile]:
    """The profiles that come with the package."""
    path = Path(__file__).with_name("profiles.toml")
    return read_profiles(path.read_text(encoding="utf-8"), path.name)


def find_profile(name: str, more: Path | None = None) -> PrinterProfile:
    """A profile by its name; those of the site's file ``more`` come before the shipped ones.

    Raises:
        ProfileUnusableError: no profile has this name, or the file cannot be used.
    """
    known: Mapping[str, PrinterProfile] = PROFILES
    if more is not None:
        try:
            known = {**PROFILES, **read_profiles(more.read_text(encoding="utf-8"), more.name)}
        except (OSError, UnicodeDecodeError):
            raise ProfileUnusableError(more.name) from None
    if name not in known:
        raise ProfileUnusableError(name)
    return known[name]


def adapted(profile: PrinterProfile, wishes: Mapping[str, object]) -> PrinterProfile:
    """The profile with the values that are not ``auto``.

    Raises:
        ProfileUnusableError: the model cannot do what is asked for.
    """
    try:
        values = {key: _value(key, wish) for key, wish in wishes.items() if wish != "auto"}
        return replace(profile, **values)  # type: ignore[arg-type]  # each value was made by its field's type
    except ValueError as fault:
        raise ProfileUnusableError(f"[{profile.name}] {fault}") from None


def _profile(name: str, table: object, source: str) -> PrinterProfile:
    """One table as a profile."""
    if not isinstance(table, dict) or "width_dots" not in table or "name" in table:
        raise ProfileUnusableError(f"{source} [{name}]")
    try:
        values = {key: _value(key, value) for key, value in table.items()}
        return PrinterProfile(name, **values)  # type: ignore[arg-type]  # each value was made by its field's type
    except ValueError as fault:
        raise ProfileUnusableError(f"{source} [{name}] {fault}") from None


def _value(key: str, value: object) -> object:
    """One value by the type of its field. Raises ``ValueError`` for an unknown key or another type."""
    if key in _ENUMS:
        return _ENUMS[key](str(value))
    known = _FIELDS.get(key)
    wanted = bool if known is not None and isinstance(known.default, bool) else int
    if known is None or type(value) is not wanted:
        raise ValueError(key)
    return value


PROFILES = shipped_profiles()
"""Every shipped profile by its name."""

PAPER_80MM = PROFILES["80mm"]
"""80 mm paper at 203 dpi: the usual kiosk printer."""

PAPER_58MM = PROFILES["58mm"]
"""58 mm paper at 203 dpi; the small mechanisms have a tear bar, no cutter."""
