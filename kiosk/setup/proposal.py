"""What goes into a terminal's settings file, and the text of that file with a comment on everything in it."""

from __future__ import annotations

from dataclasses import dataclass

from config.texts import Texts
from drivers.discovery.find import FoundDevice, udev_rule
from drivers.discovery.serial_ports import Naming
from drivers.vocabulary import DeviceKind


@dataclass(frozen=True, slots=True)
class ChosenDevice:
    """One device of the file. ``values`` are its settings besides ``enabled``, ready to write, in their order."""

    kind: DeviceKind
    values: tuple[tuple[str, str | int], ...]
    device: FoundDevice | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything that the file says."""

    station_code: str
    terminal_no: int
    data_dir: str
    hall_url: str
    devices: tuple[ChosenDevice, ...] = ()


def terminal_toml(proposal: Proposal, texts: Texts) -> str:
    """The file's text. What it does not name keeps its default."""
    lines = [
        *_comment(texts("setup.file.head")),
        "",
        *_comment(texts("setup.file.data_dir")),
        f"data_dir = {quoted(proposal.data_dir)}",
        "",
        *_comment(texts("setup.file.station")),
        "[station]",
        f"code = {quoted(proposal.station_code)}",
        f"terminal_no = {proposal.terminal_no}",
        "",
        *_comment(texts("setup.file.hall")),
        "[hall]",
        f"url = {quoted(proposal.hall_url)}",
    ]
    for kind in DeviceKind:
        chosen = next((one for one in proposal.devices if one.kind is kind), None)
        lines += ["", *(_enabled(chosen, texts) if chosen else _absent(kind, texts))]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = "".join(
        f"\\u{ord(c):04x}" if ord(c) < 0x20 or ord(c) == 0x7F else {'"': '\\"', "\\": "\\\\"}.get(c, c) for c in text
    )
    return f'"{escaped}"'


def _enabled(chosen: ChosenDevice, texts: Texts) -> list[str]:
    lines = _comment(texts(f"device.kind.{chosen.kind}"))
    device = chosen.device
    if device is not None:
        if device.label:
            lines += _comment(device.label)
        lines += _comment(texts(f"device.list.naming.{device.naming}"))
        if device.naming is Naming.NODE and (rule := udev_rule(device, f"kiosk-{chosen.kind}".replace("_", "-"))):
            lines += [*_comment(texts("device.list.udev")), f"# {rule}"]
    lines += [f"[devices.{chosen.kind}]", "enabled = true"]
    return lines + [f"{key} = {value if isinstance(value, int) else quoted(value)}" for key, value in chosen.values]


def _absent(kind: DeviceKind, texts: Texts) -> list[str]:
    return _comment(texts("setup.file.absent", device=texts(f"device.kind.{kind}")))


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in text.splitlines()]
