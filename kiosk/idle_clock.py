"""How long a visit may stand still before it ends itself (domain guide 2.4, tokens ``time``). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class IdleKind(StrEnum):
    """What the resident is doing, and so how long a pause may last."""

    MENU = "menu"
    """Choosing and reading."""
    FORM = "form"
    """Writing, comparing, deciding."""
    PAUSED = "paused"
    """No countdown: the camera, a payment, a print or a call for staff is under way."""


class IdlePhase(StrEnum):
    """Where the countdown stands."""

    RUNNING = "running"
    WARNING = "warning"
    EXPIRED = "expired"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class IdleLimits:
    """The limits in seconds; ``senior_factor`` multiplies the two first in senior mode."""

    menu_s: int = 60
    form_s: int = 120
    warn_before_s: int = 20
    senior_factor: int = 2

    def limit_s(self, kind: IdleKind, *, senior: bool) -> int:
        """The whole time for this kind of page, in seconds; 0 for a paused one."""
        base = {IdleKind.MENU: self.menu_s, IdleKind.FORM: self.form_s, IdleKind.PAUSED: 0}[kind]
        return base * (self.senior_factor if senior else 1)


@dataclass(frozen=True, slots=True)
class IdleReading:
    """What the countdown shows now."""

    phase: IdlePhase
    remaining_s: int
    total_s: int


class IdleClock:
    """Counts from the last sign of life."""

    def __init__(self, limits: IdleLimits) -> None:
        self._limits = limits
        self._kind = IdleKind.MENU
        self._senior = False
        self._since = 0.0

    def touched(self, now: float) -> None:
        """Somebody is there: start again from the full time."""
        self._since = now

    def set_kind(self, kind: IdleKind, now: float, *, senior: bool) -> None:
        """Another kind of page, or another mode: the time starts anew where it changes."""
        if (kind, senior) != (self._kind, self._senior):
            self._kind, self._senior = kind, senior
            self._since = now

    def read(self, now: float) -> IdleReading:
        """The countdown at this moment (monotonic seconds)."""
        total = self._limits.limit_s(self._kind, senior=self._senior)
        if self._kind is IdleKind.PAUSED:
            return IdleReading(IdlePhase.PAUSED, 0, 0)
        remaining = max(0, -int(-(self._since + total - now) // 1))
        if remaining == 0:
            return IdleReading(IdlePhase.EXPIRED, 0, total)
        if remaining <= self._limits.warn_before_s:
            return IdleReading(IdlePhase.WARNING, remaining, total)
        return IdleReading(IdlePhase.RUNNING, remaining, total)
