"""Puts a settings file in its place: checked first by loading it, and never over another one unasked."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from config.settings import Settings, load_settings

OLD_SUFFIX = ".old"
MODE = 0o644


def check_text(text: str, *, site: Path | None, environ: Mapping[str, str]) -> Settings:
    """Load the text as a terminal file over the station's file. Raises ``SettingsError``."""
    with tempfile.TemporaryDirectory(prefix="kiosk-setup-") as folder:
        path = Path(folder) / "terminal.toml"
        path.write_text(text, encoding="utf-8")
        return load_settings(site=site, terminal=path, environ=environ)


def put_in_place(path: Path, text: str) -> Path | None:
    """Write the file as a whole or not at all; what was there before is kept beside it.

    Returns:
        Where the earlier file is now; None when there was none.

    Raises:
        OSError: it cannot be written there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    old: Path | None = None
    if path.exists():
        old = path.with_name(path.name + OLD_SUFFIX)
        _write_whole(old, path.read_bytes())
    _write_whole(path, text.encode())
    return old


def _write_whole(path: Path, content: bytes) -> None:
    new = path.with_name(path.name + ".new")
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.chmod(MODE)
    new.replace(path)
