"""What the settings name beside what is plugged in, and what to write in the settings. Opens nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from config.settings import Settings
from drivers.discovery.find import DEV_ROOT, SYS_ROOT, FoundDevice, Way, find_devices
from drivers.discovery.probe import Answered, Outcome
from drivers.discovery.questions import QUESTIONS, Question
from drivers.vocabulary import DeviceError, DeviceKind
from kiosk.device_builders import place_of

Prober = Callable[[str, Sequence[Question]], Outcome]
"""Asks a port; for what is not a port it is never called."""


class Presence(StrEnum):
    """Whether what the settings name is there. Text: ``device.list.presence.<value>``."""

    PLUGGED_IN = "plugged_in"
    MISSING = "missing"
    OUTSIDE = "outside"
    """An address or a file that is no device of this machine: to be asked by ``kiosk doctor``."""


@dataclass(frozen=True, slots=True)
class Configured:
    """One device that the settings enable. ``better``: a name of the same device that stays, where there is one."""

    kind: DeviceKind
    key: str
    value: str
    presence: Presence
    better: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One device that is plugged in.

    Attributes:
        device: what was found.
        configured_as: what the settings use it as; None: not at all.
        outcome: what it answered; None: it was not asked.
    """

    device: FoundDevice
    configured_as: DeviceKind | None
    outcome: Outcome | None = None

    @property
    def kind(self) -> DeviceKind | None:
        """What it is: what it answered as, else what the settings say, else what it probably is."""
        if isinstance(self.outcome, Answered):
            return self.outcome.question.kind
        return self.configured_as or self.device.guess.kind


@dataclass(frozen=True, slots=True)
class DeviceList:
    """Both sides."""

    configured: tuple[Configured, ...]
    found: tuple[Listed, ...]


def list_devices(
    settings: Settings | None, *, sys_root: Path = SYS_ROOT, dev_root: Path = DEV_ROOT, probe: Prober | None = None
) -> DeviceList:
    """Look at this machine.

    Args:
        settings: what is configured; None where no settings can be read.
        sys_root: where the kernel's device tree is.
        dev_root: where the device nodes are.
        probe: asks a serial port what answers; None: nothing is asked. A port that the settings use hears only the
            questions of its own kind, so that no card reader hears a scanner's commands.
    """
    found = find_devices(sys_root=sys_root, dev_root=dev_root)
    configured, uses = _configured(settings, found, sys_root, dev_root)
    listed = []
    for device in found:
        use = uses.get(device.node) if device.node else None
        outcome = None
        if probe is not None and device.way is Way.SERIAL:
            outcome = probe(device.node, [one for one in QUESTIONS if use in {None, one.kind}])
        listed.append(Listed(device, use, outcome))
    return DeviceList(configured, tuple(listed))


def snippet(listed: Listed) -> str:
    """What to write in the settings for a device, as TOML; empty where nothing can be written or it stands there."""
    kind, device = listed.kind, listed.device
    if kind is None or not device.supported or listed.configured_as is not None:
        return ""
    lines = [f"[devices.{kind}]", "enabled = true"]
    for key, value in values_for(kind, listed):
        lines.append(f"{key} = {value}" if isinstance(value, int) else f'{key} = "{value}"')
    return "\n".join(lines)


def values_for(kind: DeviceKind, listed: Listed) -> list[tuple[str, str | int]]:
    """The settings of a found device used as that kind: its place, and what its answer tells beyond it."""
    values: list[tuple[str, str | int]] = [("source" if kind is DeviceKind.CAMERA else "port", listed.device.place)]
    question = listed.outcome.question if isinstance(listed.outcome, Answered) else None
    if question is None or question.kind is not kind:
        return values
    if kind is not DeviceKind.CASH:
        values.append(("baud", question.baud))
    if kind is DeviceKind.CODE_SCANNER:
        values.append(("family", question.protocol))
    return values


def _configured(
    settings: Settings | None, found: Sequence[FoundDevice], sys_root: Path, dev_root: Path
) -> tuple[tuple[Configured, ...], dict[str, DeviceKind]]:
    """What the settings enable, and which node is used as what."""
    configured: list[Configured] = []
    uses: dict[str, DeviceKind] = {}
    if settings is None:
        return (), uses
    for kind in DeviceKind:
        place = place_of(kind, settings)
        if place is None or not place.enabled:
            continue
        node = _node_of(place.value, sys_root, dev_root)
        device = next((one for one in found if one.node and str(Path(one.node).resolve()) == node), None)
        if device is not None:
            uses[device.node] = kind
        better = device.place if device is not None and device.place != place.value.partition("?")[0] else ""
        configured.append(Configured(kind, place.key, place.value, _presence(place.value, node), better))
    return tuple(configured), uses


def _node_of(value: str, sys_root: Path, dev_root: Path) -> str:
    """The node that a setting leads to now; empty where it leads to none."""
    if value.startswith("v4l2:"):
        from drivers.camera.discovery import find_node

        try:
            value = find_node(value.removeprefix("v4l2:").partition("?")[0], sys_root=sys_root, dev_root=dev_root)
        except DeviceError:
            return ""
    if not value.startswith("/"):
        return ""
    path = Path(value)
    return str(path.resolve()) if path.exists() else ""


def _presence(value: str, node: str) -> Presence:
    if node:
        return Presence.PLUGGED_IN
    return Presence.MISSING if value.startswith(("/", "v4l2:")) else Presence.OUTSIDE
