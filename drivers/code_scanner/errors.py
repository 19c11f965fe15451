"""Typed faults of the code scanner. The hierarchy is drawn in the package's docstring.

No error carries anything that was scanned.
"""

from __future__ import annotations

from drivers.transport.errors import LinkError
from drivers.vocabulary import DeviceError, ErrorClass, StaffAction


class ScannerGarbledError(LinkError):
    """Bytes came that are no answer: most often a wrong speed or another family than the settings say."""

    def __init__(self, detail: str = "") -> None:
        super().__init__("scanner_garbled", temporary=True, action=StaffAction.CHECK_SETTINGS, detail=detail)


class ScannerError(DeviceError):
    """Every fault that is the scanner's."""


class CommandRefusedError(ScannerError):
    """The scanner does not know a command, or refuses it. The detail names the command."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            "scanner_refused",
            ErrorClass.CONFIGURATION,
            temporary=False,
            action=StaffAction.CHECK_SETTINGS,
            detail=detail,
        )
