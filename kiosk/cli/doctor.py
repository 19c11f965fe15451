"""``kiosk doctor``: what on this machine is ready and what is not, in plain words.

Exit code 0 when nothing is broken, 1 otherwise. ``--json`` prints one object.
"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime, timedelta, timezone

from config.texts import Language, TextError, Texts
from kiosk.cli.settings_files import add_settings_arguments, read_settings
from kiosk.health.examine import examine
from kiosk.health.findings import Finding, State, describe, exit_code
from offline_queue.clock import SystemClock

CHINA_TIME = timezone(timedelta(hours=8))
MARKS = {State.READY: "✓", State.ATTENTION: "!", State.BROKEN: "✗", State.NOT_CONFIGURED: "–"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_settings_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--lang", default=Language.ZH.value, choices=[one.value for one in Language])


def run(arguments: argparse.Namespace) -> int:
    """Look at everything and say it."""
    try:
        texts: Texts | None = Texts.load(Language(arguments.lang))
    except TextError:
        texts = None  # said by its own finding, in bare words
    findings = []
    for finding in examine(
        lambda: read_settings(arguments),
        today=lambda: datetime.now(UTC).astimezone(CHINA_TIME).date(),
        clock=SystemClock(),
    ):
        findings.append(finding)
        if not arguments.json:
            print(_line(finding, texts), flush=True)  # at once: a silent device takes its time
    code = exit_code(findings)
    if arguments.json:
        checks = [_described(finding, texts) for finding in findings]
        print(json.dumps({"ready": code == 0, "checks": checks}, ensure_ascii=False))
    elif texts is not None:
        print(texts("doctor.summary.ready" if code == 0 else "doctor.summary.broken"))
    return code


def _described(finding: Finding, texts: Texts | None) -> dict[str, object]:
    if texts is not None:
        return describe(finding, texts)
    return {
        "check": finding.check.value,
        "name": finding.check.value,
        "state": finding.state.value,
        "state_name": finding.state.value,
        "message": finding.key,
        "action": finding.cure,
        "values": dict(finding.values),
    }


def _line(finding: Finding, texts: Texts | None) -> str:
    told = _described(finding, texts)
    line = f"{MARKS[finding.state]} {told['name']}  {told['message']}"
    return f"{line}\n    → {told['action']}" if told["action"] else line
