"""``kiosk device list``: every configured and every found device, its name that stays, and what to write."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from config.texts import Language, Texts
from kiosk.cli.settings_files import add_settings_arguments, explain, read_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from config.settings import Settings
    from drivers.discovery.probe import Outcome
    from drivers.discovery.questions import Question
    from kiosk.device_list import Configured, DeviceList, Listed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_settings_arguments(parser)
    parser.add_argument("--probe", action="store_true", help="ask serial ports that are not in use what answers there")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--lang", default=Language.ZH.value, choices=[one.value for one in Language])
    parser.add_argument("--sys", type=Path, default=Path("/sys"), help=argparse.SUPPRESS)
    parser.add_argument("--dev", type=Path, default=Path("/dev"), help=argparse.SUPPRESS)
    parser.set_defaults(handler=run)


def run(arguments: argparse.Namespace) -> int:
    """Look, and say what is there. 0 when everything that is configured is there; 1 when something is missing."""
    from kiosk.device_list import Presence, list_devices

    texts = Texts.load(Language(arguments.lang))
    if arguments.probe:
        print(texts("device.list.probing"), file=sys.stderr, flush=True)
    settings = _settings(arguments)
    probe = probe_quietly if arguments.probe else None
    told = list_devices(settings, sys_root=arguments.sys, dev_root=arguments.dev, probe=probe)
    if arguments.json:
        print(json.dumps(describe(told, texts, probed=arguments.probe), ensure_ascii=False))
    else:
        print("\n".join(in_words(told, texts, probed=arguments.probe)))
    return 1 if any(one.presence is Presence.MISSING for one in told.configured) else 0


def probe_quietly(port: str, questions: Sequence[Question]) -> Outcome:
    """Ask a port."""
    from drivers.discovery.probe import probe_port

    return probe_port(port, questions=questions)


def _settings(arguments: argparse.Namespace) -> Settings | None:
    """The settings; where they are broken the list is still of use, so that is said and no more."""
    from config.settings import SettingsError

    try:
        return read_settings(arguments)
    except SettingsError as error:
        print(explain(error), file=sys.stderr)
        return None


def describe(told: DeviceList, texts: Texts, *, probed: bool) -> dict[str, object]:
    """The list as plain values."""
    return {
        "configured": [
            {
                "kind": one.kind.value,
                "key": f"devices.{one.kind}.{one.key}",
                "value": one.value,
                "presence": one.presence.value,
                "better_name": one.better or None,
            }
            for one in told.configured
        ],
        "found": [_described(one, texts) for one in told.found],
        "probed": probed,
    }


def _described(one: Listed, texts: Texts) -> dict[str, object]:
    from drivers.discovery.find import udev_rule
    from kiosk.device_list import snippet

    device, usb = one.device, one.device.usb
    name = f"kiosk-{one.kind}".replace("_", "-") if one.kind else "kiosk-device"
    return {
        "way": device.way.value,
        "node": device.node or None,
        "name": device.place or None,
        "name_holds_on_to": device.naming.value,
        "kind": one.kind.value if one.kind else None,
        "confidence": device.guess.confidence.value,
        "what": device.guess.what or None,
        "label": device.label or None,
        "usb": None if usb is None else {"id": f"{usb.vendor_id}:{usb.product_id}", "serial": usb.serial or None},
        "supported": device.supported,
        "reason": texts(f"device.list.reason.{device.guess.reason}") if device.guess.reason else None,
        "configured_as": one.configured_as.value if one.configured_as else None,
        "answer": _answer(one),
        "settings": snippet(one) or None,
        "udev_rule": udev_rule(device, name) or None,
    }


def _answer(one: Listed) -> dict[str, object] | None:
    from drivers.discovery.probe import Answered, NotAsked, Silent

    match one.outcome:
        case None:
            return None
        case Answered(question):
            return {"answered": True, "protocol": question.protocol, "baud": question.baud}
        case Silent(noise):
            return {"answered": False, "noise": noise}
        case NotAsked(error):
            return {"answered": None, "error": error.code}


def in_words(told: DeviceList, texts: Texts, *, probed: bool) -> list[str]:
    """The list as lines for people."""
    lines = [texts("device.list.configured")]
    lines += [line for one in told.configured for line in _configured_lines(one, texts)]
    if not told.configured:
        lines.append("  " + texts("device.list.none_configured"))
    lines += ["", texts("device.list.found")]
    for one in told.found:
        lines += _found_lines(one, texts)
    if not told.found:
        lines.append("  " + texts("device.list.none_found"))
    elif not probed:
        lines += ["", texts("device.list.try_probe")]
    return lines


def _configured_lines(one: Configured, texts: Texts) -> list[str]:
    from kiosk.device_list import Presence

    mark = "✗" if one.presence is Presence.MISSING else "✓"
    words = texts(f"device.list.presence.{one.presence}")
    lines = [f"  {mark} {texts(f'device.kind.{one.kind}')}  {one.value}  {words}"]
    if one.better:
        lines.append("      " + texts("device.list.better", name=one.better))
    return lines


def _found_lines(one: Listed, texts: Texts) -> list[str]:
    from drivers.discovery.find import udev_rule
    from kiosk.device_list import snippet

    device = one.device
    kind = texts(f"device.kind.{one.kind}") if one.kind else texts("device.list.kind_unknown")
    words = [kind, device.place or device.label, device.guess.what]
    lines = ["  • " + "  ".join(dict.fromkeys(word for word in words if word))]
    lines.append("      " + texts(f"device.list.confidence.{device.guess.confidence}"))
    if device.place:
        lines.append("      " + texts(f"device.list.naming.{device.naming}"))
    if device.guess.reason is not None:
        lines.append("      " + texts(f"device.list.reason.{device.guess.reason}"))
    if one.configured_as is not None:
        lines.append("      " + texts("device.list.in_use"))
    lines += ["      " + line for line in _answer_lines(one, texts)]
    lines += ["      " + line for line in snippet(one).splitlines()]
    rule = udev_rule(device, f"kiosk-{one.kind}".replace("_", "-") if one.kind else "kiosk-device")
    if rule:
        lines += ["      " + texts("device.list.udev"), "      " + rule]
    return lines


def _answer_lines(one: Listed, texts: Texts) -> list[str]:
    from drivers.discovery.probe import Answered, NotAsked, Silent

    match one.outcome:
        case None:
            return []
        case Answered(question):
            return [texts("device.list.answered", protocol=question.protocol, baud=question.baud)]
        case Silent(noise):
            return [texts("device.list.noise" if noise else "device.list.silent")]
        case NotAsked(error):
            key = f"device.error.{error.code}"
            return [texts(key) if texts.has(key) else error.code]
