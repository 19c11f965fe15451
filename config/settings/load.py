"""Reads the layers, lays them over each other key by key, and validates the result once.

Where each key came from is remembered, so that an error names the file that holds the wrong value.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from config.settings.errors import SettingsError, SettingsFault
from config.settings.model import Settings

DEFAULTS = "defaults.toml"
ENVIRONMENT = "environment"
PREFIX = "KIOSK_"
RESERVED = frozenset({"KIOSK_SITE_FILE", "KIOSK_TERMINAL_FILE"})
"""Variables with the prefix that are no settings: they name the files themselves (read by the command line)."""

Tree = dict[str, Any]
Origins = dict[tuple[str, ...], str]


def load_settings(*, site: Path | None, terminal: Path | None, environ: Mapping[str, str]) -> Settings:
    """Read the settings: package defaults < site file < terminal file < environment.

    Args:
        site: what all terminals of a station share; None when there is no such file.
        terminal: what is this terminal's own; None when there is no such file.
        environ: the environment; ``KIOSK_HALL__URL`` sets ``hall.url``.

    Raises:
        SettingsError: with file, key, reason and cure of the first thing that is wrong.
    """
    tree: Tree = {}
    origins: Origins = {}
    for path in (Path(__file__).parent.parent / DEFAULTS, site, terminal):
        if path is not None:
            _lay_over(tree, _read(path), path.name, origins, ())
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in RESERVED:
            keys = tuple(part.lower() for part in name.removeprefix(PREFIX).split("__"))
            _set(tree, keys, environ[name], name, origins)
    try:
        return Settings.model_validate_json(json.dumps(tree, default=str))
    except ValidationError as error:
        raise _error(error, origins) from error


def _read(path: Path) -> Tree:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise SettingsError(SettingsFault.UNREADABLE, path.name, detail=error.strerror or "") from error
    except ValueError as error:  # TOML errors and bytes that are no UTF-8
        raise SettingsError(SettingsFault.NOT_TOML, path.name, detail=str(error)) from error


def _lay_over(under: Tree, over: Tree, file: str, origins: Origins, at: tuple[str, ...]) -> None:
    for key, value in over.items():
        place = (*at, key)
        if isinstance(value, dict):
            if not isinstance(under.get(key), dict):
                under[key] = {}
                origins[place] = file
            _lay_over(under[key], value, file, origins, place)
        else:
            under[key] = value
            origins[place] = file


def _set(tree: Tree, keys: tuple[str, ...], text: str, variable: str, origins: Origins) -> None:
    """Set one key from a variable, whose text is read by the kind of the value that it replaces."""
    node = tree
    for key in keys[:-1]:
        below = node.get(key)
        if not isinstance(below, dict):
            raise SettingsError(SettingsFault.UNKNOWN_KEY, ENVIRONMENT, variable)
        node = below
    if keys[-1] not in node:
        raise SettingsError(SettingsFault.UNKNOWN_KEY, ENVIRONMENT, variable)
    node[keys[-1]] = text if isinstance(node[keys[-1]], str) else _toml_value(text)
    origins[keys] = ENVIRONMENT


def _toml_value(text: str) -> Any:  # noqa: ANN401 - whatever TOML can say
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except ValueError:
        return text


def _error(error: ValidationError, origins: Origins) -> SettingsError:
    first = error.errors(include_url=False, include_input=False)[0]
    location = tuple(str(step) for step in first["loc"])
    if "setting" in first.get("ctx", {}):  # a check over a section names the setting that is at fault
        location = (*location, first["ctx"]["setting"])
    detail = first["msg"]
    return SettingsError(_fault(first["type"]), _origin(location, origins), ".".join(location), detail)


def _origin(location: tuple[str, ...], origins: Origins) -> str:
    """Find the layer of the key, or of the nearest table that holds it."""
    places = (location[:end] for end in range(len(location), 0, -1))
    return next((origins[place] for place in places if place in origins), DEFAULTS)


_BY_TYPE = {
    "extra_forbidden": SettingsFault.UNKNOWN_KEY,
    "literal_error": SettingsFault.NOT_A_CHOICE,
    "enum": SettingsFault.NOT_A_CHOICE,
    "https_required": SettingsFault.HTTPS_REQUIRED,
    "port_missing": SettingsFault.PORT_MISSING,
}


def _fault(kind: str) -> SettingsFault:
    if kind in _BY_TYPE:
        return _BY_TYPE[kind]
    if kind.endswith(("_type", "_parsing", "_from_float")):
        return SettingsFault.WRONG_TYPE
    if kind.startswith(("greater_than", "less_than", "string_too")):
        return SettingsFault.OUT_OF_RANGE
    return SettingsFault.BAD_VALUE
