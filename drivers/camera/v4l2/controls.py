"""Exposure, focus and white balance of a camera, as far as it has them.

A camera without a control is no fault: most have no focus motor. What came of each wish is told; unsupported is not
refused. Values are the camera's own units (exposure in 0.1 ms, white balance in kelvin, the rest without a unit).
"""

from __future__ import annotations

import errno
from dataclasses import dataclass, fields
from enum import StrEnum

from drivers.camera.v4l2.device import VideoDevice, camera_error
from drivers.camera.v4l2.layout import (
    CTRL_FLAG_NEXT_CTRL,
    Call,
    Control,
    ControlFlag,
    ControlId,
    ControlType,
    QueryCtrl,
    QueryMenu,
    text_of,
)

MAX_CONTROLS = 256
EXPOSURE_AUTOMATIC = (3, 0)
"""Menu entries of ``EXPOSURE_AUTO`` for an automatic exposure: aperture priority (USB cameras), then full automatic."""
EXPOSURE_MANUAL = 1
POWER_LINE = {0: 0, 50: 1, 60: 2}
"""Hertz to menu entries of ``POWER_LINE_FREQUENCY``."""
REFUSALS = frozenset({errno.EINVAL, errno.ERANGE, errno.EACCES, errno.EBUSY, errno.EIO, errno.EPIPE, errno.EILSEQ})


class Automatic(StrEnum):
    """A wish that is no number."""

    AUTO = "auto"


Wish = int | Automatic | None
"""A number, automatic, or None: leave it as the camera has it."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the settings ask of a camera's controls."""

    exposure: Wish = None
    """In 0.1 ms."""
    focus: Wish = None
    white_balance: Wish = None
    """In kelvin."""
    gain: int | None = None
    brightness: int | None = None
    contrast: int | None = None
    sharpness: int | None = None
    power_line: int | None = None
    """Hertz of the lamps: 0 (off), 50 or 60."""


class Outcome(StrEnum):
    """What came of a wish."""

    SET = "set"
    NARROWED = "narrowed"
    """The camera's range ends before it: set to the range's end."""
    UNSUPPORTED = "unsupported"
    """The camera has no such control."""
    REFUSED = "refused"
    """It has the control, and does not take the value now."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of one wish."""

    name: str
    wished: str
    outcome: Outcome
    value: int | None
    """What the camera says afterwards; None where it does not tell."""


@dataclass(frozen=True, slots=True)
class KnownControl:
    """One control of a camera, for lists."""

    number: int
    name: str
    minimum: int
    maximum: int
    step: int
    default: int
    value: int | None
    active: bool
    """False while another control, such as an automatic one, decides."""


def list_controls(device: VideoDevice) -> tuple[KnownControl, ...]:
    """Every control that a camera has and does not call disabled. Raises ``CameraError``."""
    found = []
    number = 0
    for _ in range(MAX_CONTROLS):
        query = QueryCtrl(id=number | CTRL_FLAG_NEXT_CTRL)
        if not device.lists(Call.QUERYCTRL, query) or query.id <= number:
            break
        number = int(query.id)
        if query.flags & ControlFlag.DISABLED or query.type not in tuple(ControlType):
            continue
        found.append(
            KnownControl(
                number=number,
                name=text_of(query.name),
                minimum=query.minimum,
                maximum=query.maximum,
                step=query.step,
                default=query.default_value,
                value=_value(device, number),
                active=not query.flags & ControlFlag.INACTIVE,
            )
        )
    return tuple(found)


def apply_wishes(device: VideoDevice, wishes: Wishes) -> tuple[Applied, ...]:
    """Set what is wished and tell what came of it. Raises ``CameraError`` when the camera has gone away."""
    done = []
    for field in fields(wishes):
        wish = getattr(wishes, field.name)
        if wish is not None:
            done.append(_apply(device, field.name, wish))
    return tuple(done)


def _apply(device: VideoDevice, name: str, wish: int | Automatic) -> Applied:
    match name:
        case "exposure":
            return _exposure(device, wish)
        case "focus":
            return _with_switch(device, name, wish, ControlId.FOCUS_AUTO, ControlId.FOCUS_ABSOLUTE)
        case "white_balance":
            switch, value = ControlId.AUTO_WHITE_BALANCE, ControlId.WHITE_BALANCE_TEMPERATURE
            return _with_switch(device, name, wish, switch, value)
        case "power_line":
            return _set(device, name, str(wish), ControlId.POWER_LINE_FREQUENCY, POWER_LINE.get(int(wish), 0))
        case _:
            return _set(device, name, str(wish), ControlId[name.upper()], int(wish))


def _exposure(device: VideoDevice, wish: int | Automatic) -> Applied:
    if isinstance(wish, Automatic):
        entry = next((one for one in EXPOSURE_AUTOMATIC if _has_entry(device, ControlId.EXPOSURE_AUTO, one)), None)
        if entry is None:
            return Applied("exposure", wish.value, Outcome.UNSUPPORTED, None)
        return _set(device, "exposure", wish.value, ControlId.EXPOSURE_AUTO, entry)
    if _has_entry(device, ControlId.EXPOSURE_AUTO, EXPOSURE_MANUAL):
        _set(device, "exposure", "manual", ControlId.EXPOSURE_AUTO, EXPOSURE_MANUAL)
    return _set(device, "exposure", str(wish), ControlId.EXPOSURE_ABSOLUTE, wish)


def _with_switch(device: VideoDevice, name: str, wish: int | Automatic, switch: ControlId, value: ControlId) -> Applied:
    """A control that has an automatic beside it: the automatic is switched off before a number counts."""
    if isinstance(wish, Automatic):
        return _set(device, name, wish.value, switch, 1)
    _set(device, name, "manual", switch, 0)
    return _set(device, name, str(wish), value, wish)


def _has_entry(device: VideoDevice, control: ControlId, entry: int) -> bool:
    return device.lists(Call.QUERYMENU, QueryMenu(id=control, index=entry))


def _set(device: VideoDevice, name: str, wished: str, control: ControlId, value: int) -> Applied:
    query = QueryCtrl(id=control)
    if not device.lists(Call.QUERYCTRL, query) or query.flags & ControlFlag.DISABLED:
        return Applied(name, wished, Outcome.UNSUPPORTED, None)
    if query.flags & ControlFlag.READ_ONLY:
        return Applied(name, wished, Outcome.REFUSED, _value(device, control))
    narrowed = min(max(value, query.minimum), query.maximum)
    outcome = Outcome.SET if narrowed == value else Outcome.NARROWED
    try:
        device.attempt(Call.S_CTRL, Control(id=control, value=narrowed))
    except OSError as error:
        if error.errno not in REFUSALS:
            raise camera_error(error, Call.S_CTRL) from error
        outcome = Outcome.REFUSED
    return Applied(name, wished, outcome, _value(device, control))


def _value(device: VideoDevice, number: int) -> int | None:
    """What a control stands at; None where the camera does not tell."""
    asked = Control(id=number)
    try:
        device.attempt(Call.G_CTRL, asked)
    except OSError as error:
        if error.errno in REFUSALS:
            return None
        raise camera_error(error, Call.G_CTRL) from error
    return int(asked.value)
