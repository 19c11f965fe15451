"""Finds every log call in the code of the terminal's rooms."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
ROOMS = ("kiosk", "drivers", "screens", "offline_queue", "config")
LEVELS = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log"})
LOGGERS = frozenset({"_log", "_LOG", "log", "LOG", "logger", "logging"})


class LogCall(NamedTuple):
    """Where it stands, its level, and its format; None when that is no literal."""

    place: str
    level: str
    text: str | None


def log_calls(rooms: tuple[str, ...] = ROOMS) -> Iterator[LogCall]:
    """Every call of a logger's method."""
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield from calls_in(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))


def calls_in(source: str, file: str) -> Iterator[LogCall]:
    """The calls of one file."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id in LOGGERS):
            continue
        first = node.args[0] if node.args else None
        text = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
        yield LogCall(f"{file}:{node.lineno}", node.func.attr, text)


def fields_of(text: str) -> tuple[str, tuple[str, ...]] | None:
    """An event's name and the names of its fields; None when the text has another form."""
    name, *rest = text.split(" ")
    pairs = [re.fullmatch(r"([a-z_]+)=(\S+)", word) for word in rest]
    if re.fullmatch(r"[a-z_]+", name) is None or None in pairs:
        return None
    return name, tuple(pair[1] for pair in pairs if pair is not None)
