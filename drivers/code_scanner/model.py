"""What the code scanner says and takes: statuses, commands, progress, results.

Closed unions of frozen dataclasses; match them exhaustively.
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.code_scanner.classify import Code, CodeKind
from drivers.code_scanner.codec import Family

# ---- status ----


@dataclass(frozen=True, slots=True)
class Ready:
    """The scanner answers, or its port is open where it cannot be asked."""

    family: Family

    @property
    def usable(self) -> bool:
        """Yes."""
        return True


@dataclass(frozen=True, slots=True)
class Offline:
    """The scanner cannot be asked; ``reason`` is the code of the fault."""

    reason: str

    @property
    def usable(self) -> bool:
        """No."""
        return False


@dataclass(frozen=True, slots=True)
class Unknown:
    """The scanner has not been asked yet."""

    @property
    def usable(self) -> bool:
        """Not known to be."""
        return False


CodeScannerStatus = Ready | Offline | Unknown
"""How the scanner is."""

# ---- commands ----


@dataclass(frozen=True, slots=True)
class Scan:
    """Wait for a code of one of these kinds. Result: ``CodeScanned``; the command's time limit is the prompt's."""

    expected: frozenset[CodeKind]


CodeScannerCommand = Scan
"""What the scanner can be asked to do."""

# ---- progress of Scan ----


@dataclass(frozen=True, slots=True)
class WaitingForCode:
    """The beam is on."""


@dataclass(frozen=True, slots=True)
class CodeRejected:
    """A code was read that the screen did not ask for; the beam stays on."""

    kind: CodeKind


CodeScannerProgress = WaitingForCode | CodeRejected
"""What a running ``Scan`` has to show."""

# ---- results ----


@dataclass(frozen=True, slots=True)
class CodeScanned:
    """The code that was asked for. Personal or a means of payment: it belongs to the visit and lives in memory only."""

    code: Code


CodeScannerResult = CodeScanned
"""What a command ends with."""
