"""Checks of files: settings, compiled texts, catalogue, fonts, and the room on the disk."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

from config.catalogue import CatalogueError, load_catalogue
from config.settings import Settings, SettingsError
from config.settings.model import FontFile
from config.texts import Language, TextFileError, Texts
from drivers.printer.bench_tool import RARE_CHARACTERS
from drivers.printer.errors import FontUnusableError
from drivers.printer.typeface import read_coverage
from kiosk.health.findings import Check, Finding, State

PROBE = "一刻钟办好事，骊山街道。您好！喆堃镕犇㛃①②ABCxyz0123456789¥·“”…"
"""What each text face must draw by itself: what the screens say, and names that small fonts lack."""
BEHIND = "".join(map(chr, (0x2A6A5, 0x2A700, 0x2B740, 0x2B820, 0x2CEB0)))
"""One character each of Extensions B to F that only the fonts behind the family have."""
SANS = "Noto Sans CJK SC"
SERIF = "Noto Serif CJK SC"
RARE = ("HanaMinA", "HanaMinB")
MIB = 1024 * 1024


def check_settings(read: Callable[[], Settings]) -> tuple[Finding, Settings | None]:
    """Read the settings; the finding, and the settings where they can be used."""
    try:
        settings = read()
    except SettingsError as error:
        broken = Finding(Check.SETTINGS, State.BROKEN, error.reason_key, error.values, error.cure_key)
        return broken, None
    station = settings.station
    values = {"terminal": station.terminal_id, "station": station.name}
    return Finding(Check.SETTINGS, State.READY, "doctor.settings.ready", values), settings


def check_texts(directory: Path | None = None) -> Finding:
    """Load both compiled catalogues of texts."""
    for language in Language:
        try:
            Texts.load(language, directory)
        except TextFileError as error:
            values = {"file": error.path.name}
            return Finding(Check.TEXTS, State.BROKEN, "doctor.texts.broken", values, "doctor.cure.texts")
    return Finding(Check.TEXTS, State.READY, "doctor.texts.ready")


def check_catalogue(path: Path | None, today: date) -> Finding:
    """Read the service catalogue and count the guides that are too old to be shown without a warning.

    A sample's dates say nothing: a terminal that shows it dates it anew.
    """
    try:
        catalogue = load_catalogue(path)
    except CatalogueError as error:
        return Finding(Check.CATALOGUE, State.BROKEN, error.reason_key, error.values, error.cure_key)
    items = catalogue.file.items
    stale = 0 if catalogue.sample_data else sum(catalogue.stale(item, today) for item in items)
    values = {"items": len(items), "stale": stale, "version": catalogue.file.catalogue_version}
    if catalogue.sample_data:
        return Finding(
            Check.CATALOGUE, State.ATTENTION, "doctor.catalogue.sample", values, "doctor.cure.catalogue_sample"
        )
    if stale:
        return Finding(
            Check.CATALOGUE, State.ATTENTION, "doctor.catalogue.stale", values, "doctor.cure.catalogue_stale"
        )
    return Finding(Check.CATALOGUE, State.READY, "doctor.catalogue.ready", values)


def check_fonts(settings: Settings) -> Finding:
    """Look at each font file: there, of the right family, with every character of the probe.

    The text faces must draw the probe alone; the rare characters may come from any of the files.
    """
    fonts = settings.fonts
    faces = [(fonts.sans_regular, SANS), (fonts.sans_bold, SANS), (fonts.serif_bold, SERIF)]
    for file, family in faces:
        finding = _check_face(file, family, PROBE)
        if finding is not None:
            return finding
    for file, family in zip(fonts.rare, RARE, strict=False):
        finding = _check_face(file, family, "")
        if finding is not None:
            return finding
    everywhere = [read_coverage(file.path, file.index) for file in (fonts.sans_regular, *fonts.rare)]
    missing = [c for c in RARE_CHARACTERS + BEHIND if not any(ord(c) in coverage for coverage in everywhere)]
    if missing:
        # Only some names suffer: that is no reason to close the terminal.
        values = {"characters": "".join(missing)}
        return Finding(Check.FONTS, State.ATTENTION, "doctor.fonts.rare_missing", values, "doctor.cure.fonts")
    return Finding(Check.FONTS, State.READY, "doctor.fonts.ready", {"files": len(faces) + len(fonts.rare)})


def check_disk(data_dir: Path, *, reserve_bytes: int, worst_case_bytes: int) -> Finding:
    """Measure the room where the queue lives, or will live."""
    there = next(folder for folder in (data_dir, *data_dir.absolute().parents) if folder.exists())
    figures = os.statvfs(there)
    return judge_disk(figures.f_bavail * figures.f_frsize, reserve_bytes, worst_case_bytes)


def judge_disk(free_bytes: int, reserve_bytes: int, worst_case_bytes: int) -> Finding:
    """Say what free room means: below the reserve no case is taken in, below two large cases no scans."""
    need_bytes = reserve_bytes + 2 * worst_case_bytes
    values = {"free_mib": free_bytes // MIB, "need_mib": need_bytes // MIB}
    if free_bytes < reserve_bytes:
        return Finding(Check.DISK, State.BROKEN, "doctor.disk.full", values, "doctor.cure.disk")
    if free_bytes < need_bytes:
        return Finding(Check.DISK, State.ATTENTION, "doctor.disk.short", values, "doctor.cure.disk")
    return Finding(Check.DISK, State.READY, "doctor.disk.ready", values)


def _check_face(file: FontFile, family: str, characters: str) -> Finding | None:
    """Give what is wrong with a face, or None."""
    name = file.path.name
    if not file.path.is_file():
        return Finding(Check.FONTS, State.BROKEN, "doctor.fonts.missing", {"file": name}, "doctor.cure.fonts")
    found = _family(file)
    if found is None:
        return Finding(Check.FONTS, State.BROKEN, "doctor.fonts.unreadable", {"file": name}, "doctor.cure.fonts")
    if found != family:
        values = {"file": name, "family": family, "found": found}
        return Finding(Check.FONTS, State.BROKEN, "doctor.fonts.wrong_family", values, "doctor.cure.font_index")
    try:
        coverage = read_coverage(file.path, file.index)
    except FontUnusableError:
        return Finding(Check.FONTS, State.BROKEN, "doctor.fonts.unreadable", {"file": name}, "doctor.cure.fonts")
    missing = "".join(c for c in characters if ord(c) not in coverage)
    if missing:
        values = {"file": name, "characters": missing}
        return Finding(Check.FONTS, State.BROKEN, "doctor.fonts.glyphs", values, "doctor.cure.fonts")
    return None


def _family(file: FontFile) -> str | None:
    from PIL import ImageFont

    try:
        return ImageFont.truetype(str(file.path), 16, index=file.index).getname()[0]
    except OSError:
        return None
