"""Looks for personal text wherever a terminal could keep it: its pages, its own objects, its files."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractButton, QWidget

OUR_ROOMS = ("kiosk.", "screens.", "drivers.", "offline_queue.", "config.texts")
NOT_LOOKED_INTO = frozenset({"Catalogue", "SearchIndex", "Settings", "Texts", "Frame"})
"""Large, and the same for every resident."""


def traces_in_objects(roots: Iterable[object], needles: Iterable[str]) -> list[str]:
    """The ways to every text that holds a needle, from the roots through attributes and containers."""
    wanted = tuple(needles)
    return [f"{way}: {needle}" for way, text in _texts(roots) for needle in wanted if needle in text]


def traces_in_files(folder: Path, needles: Iterable[str]) -> list[str]:
    """The files below a folder that hold a needle, in UTF-8, UTF-16 or GBK, by name or content."""
    found = []
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        for needle in needles:
            coded = (needle.encode("utf-8"), needle.encode("utf-16-le"), needle.encode("gbk"))
            if needle in path.name or any(one in content for one in coded):
                found.append(f"{path.relative_to(folder)}: {needle}")
    return found


def _texts(roots: Iterable[object]) -> Iterator[tuple[str, str]]:
    seen: set[int] = set()
    waiting = [(type(root).__name__, root) for root in roots]
    while waiting:
        way, value = waiting.pop()
        if isinstance(value, str):
            yield way, value
            continue
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, bytes | bytearray):
            yield way, bytes(value).decode("utf-8", "replace")
            continue
        waiting += [(f"{way}.{name}", part) for name, part in _parts(value)]


def _parts(value: object) -> list[tuple[str, object]]:
    if isinstance(value, dict):
        items = list(value.items())
        return [(f"[{number}]", part) for number, pair in enumerate(items) for part in pair]
    if isinstance(value, list | tuple | set | frozenset):
        return [(f"[{number}]", part) for number, part in enumerate(list(value))]
    if not _is_ours(value):
        return []
    parts = list(vars(value).items()) if hasattr(value, "__dict__") else []
    if dataclasses.is_dataclass(value):
        parts += [(one.name, getattr(value, one.name, None)) for one in dataclasses.fields(value)]
    if isinstance(value, QWidget):
        parts += [("accessible_name", value.accessibleName()), ("description", value.accessibleDescription())]
        parts += [("tool_tip", value.toolTip()), ("title", value.windowTitle())]
    if isinstance(value, QAbstractButton):
        parts.append(("text", value.text()))
    if isinstance(value, QObject):
        parts += [(type(child).__name__, child) for child in value.children()]
    return parts


def _is_ours(value: object) -> bool:
    kind = type(value)
    ours = f"{kind.__module__}.".startswith(OUR_ROOMS) and not isinstance(value, type)
    return ours and kind.__name__ not in NOT_LOOKED_INTO
