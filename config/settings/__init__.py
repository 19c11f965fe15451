"""Typed settings from four layers: package defaults, a site file, a terminal file, the environment.

:func:`load_settings` reads them; :class:`Settings` is what the rest of the house gets; see ``errors`` for the
hierarchy.
"""

from __future__ import annotations

from config.settings.errors import SettingsError, SettingsFault
from config.settings.load import load_settings
from config.settings.model import Settings

__all__ = ["Settings", "SettingsError", "SettingsFault", "load_settings"]
