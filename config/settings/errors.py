"""Errors of the settings, typed, with keys of texts for the sentence and the cure.

Error hierarchy::

    SettingsError    a layer cannot be read, or a setting is wrong
"""

from __future__ import annotations

from enum import StrEnum


class SettingsFault(StrEnum):
    """What is wrong. Texts: ``settings.error.<value>`` for the reason, ``settings.cure.<value>`` for the cure."""

    UNREADABLE = "unreadable"
    """The file is missing or cannot be read."""
    NOT_TOML = "not_toml"
    """The file is no TOML."""
    UNKNOWN_KEY = "unknown_key"
    """A key that no setting has."""
    WRONG_TYPE = "wrong_type"
    """A value of another kind, such as a word where a number belongs."""
    OUT_OF_RANGE = "out_of_range"
    """A number or a text outside its bounds."""
    NOT_A_CHOICE = "not_a_choice"
    """A word that is none of the choices."""
    BAD_VALUE = "bad_value"
    """A value that does not fit for another reason, told by ``detail``."""
    HTTPS_REQUIRED = "https_required"
    """Plain HTTP to another machine."""
    PORT_MISSING = "port_missing"
    """A device is enabled and has no port or source."""


class SettingsError(Exception):
    """A setting is wrong.

    Attributes:
        fault: what is wrong.
        file: the layer: name of a file, or ``environment``.
        key: the setting, such as ``devices.printer.port``; empty when the whole file is meant.
        detail: English words for the developer, such as the bounds; the text for staff is found by ``reason_key`` and
            ``cure_key``, both with the values ``file``, ``key`` and ``detail``.
    """

    def __init__(self, fault: SettingsFault, file: str, key: str = "", detail: str = "") -> None:
        place = f"{file}: {key}" if key else file
        super().__init__(f"{place}: {fault.value}" + (f" ({detail})" if detail else ""))
        self.fault = fault
        self.file = file
        self.key = key
        self.detail = detail

    @property
    def reason_key(self) -> str:
        """Name the text that says what is wrong."""
        return f"settings.error.{self.fault}"

    @property
    def cure_key(self) -> str:
        """Name the text that says what staff can do."""
        return f"settings.cure.{self.fault}"

    @property
    def values(self) -> dict[str, str]:
        """Give the values for both texts."""
        return {"file": self.file, "key": self.key, "detail": self.detail}
