"""Which settings files a command reads, and what it says when one is wrong.

A file named on the command line wins over one named by the environment, which wins over the usual place. A named file
must exist; the usual places are read only where there is a file.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from config.texts import Language, TextError, Texts

if TYPE_CHECKING:
    from config.settings import Settings, SettingsError

USUAL_FOLDER = Path("/etc/kiosk")
SITE_VARIABLE = "KIOSK_SITE_FILE"
TERMINAL_VARIABLE = "KIOSK_TERMINAL_FILE"


@dataclass(frozen=True, slots=True)
class SettingsFiles:
    """The two files; None where there is none."""

    site: Path | None
    terminal: Path | None


def add_settings_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare ``--site`` and ``--terminal``."""
    parser.add_argument(
        "--site", type=Path, metavar="FILE", help=f"settings of the station; else ${SITE_VARIABLE}, else the usual file"
    )
    parser.add_argument(
        "--terminal",
        type=Path,
        metavar="FILE",
        help=f"settings of this terminal; else ${TERMINAL_VARIABLE}, else the usual file",
    )


def chosen_files(
    arguments: argparse.Namespace, environ: Mapping[str, str], folder: Path = USUAL_FOLDER
) -> SettingsFiles:
    """Say which files count: the command line's, else the environment's, else those that stand in ``folder``."""
    return SettingsFiles(
        site=_chosen(arguments.site, environ.get(SITE_VARIABLE), folder / "site.toml"),
        terminal=_chosen(arguments.terminal, environ.get(TERMINAL_VARIABLE), folder / "terminal.toml"),
    )


def read_settings(arguments: argparse.Namespace, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. Raises `SettingsError`."""
    from config.settings import load_settings

    environment = os.environ if environ is None else environ
    files = chosen_files(arguments, environment)
    return load_settings(site=files.site, terminal=files.terminal, environ=environment)


def settings_from(arguments: argparse.Namespace) -> Settings:
    """Read the settings; say in both languages what is wrong with them and leave with 2 when they cannot be used.

    Raises:
        SystemExit: with code 2.
    """
    from config.settings import SettingsError

    try:
        return read_settings(arguments)
    except SettingsError as error:
        print(explain(error), file=sys.stderr)
        raise SystemExit(2) from None


def explain(error: SettingsError) -> str:
    """Put a fault of the settings into words: reason and cure in Chinese and in English, then the bare fault."""
    lines = []
    for language in Language:
        try:
            texts = Texts.load(language)
            lines += [texts(error.reason_key, **error.values), texts(error.cure_key, **error.values)]
        except TextError:
            continue  # without compiled texts the bare fault has to do
    return "\n".join([*lines, str(error)])


def _chosen(argument: Path | None, variable: str | None, usual: Path) -> Path | None:
    if argument is not None:
        return argument
    if variable:
        return Path(variable)
    return usual if usual.is_file() else None
