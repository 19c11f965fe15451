"""``kiosk queue ACTION``: the outbox of this terminal from the command line, while no terminal runs on it.

Exit code 0 when it is done, 1 with a typed error or, for ``sync``, when something still waits to be sent. ``--json``
prints exactly one object.
"""

from __future__ import annotations

import argparse
import signal
import threading
from pathlib import Path

from config.texts import Language, Texts
from kiosk.cli.queue_output import Json, answer, described_care
from offline_queue import commands
from offline_queue.care import REASONS, CareAct, StaffReason
from offline_queue.wire.entries import EntryKind


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    status = actions.add_parser("status", help="what waits, for how long, and whether a case can be taken in")
    _common(status, _status)
    put = actions.add_parser("put", help="store a document; prints its receipt when it is durable")
    put.add_argument("file", type=Path, metavar="FILE.json", help="the document as JSON")
    put.add_argument("--kind", type=EntryKind, default=EntryKind.CASE, choices=list(EntryKind), metavar="KIND")
    put.add_argument("--attach", type=Path, nargs="+", action="extend", default=[], metavar="FILE")
    _common(put, _put)
    sync = actions.add_parser("sync", help="send what waits to the hall")
    sync.add_argument("--hall", required=True, metavar="URL")
    sync.add_argument("--ca-file", default="", metavar="FILE", help="certificate authorities; else the system's")
    sync.add_argument("--until-empty", action="store_true", help="go on until nothing waits")
    _common(sync, _sync)
    _common(actions.add_parser("care", help="what staff have to look after, and what helps"), _care)
    for act, text, tool in (
        (CareAct.HOLD, "keep an entry from being sent", _hold),
        (CareAct.RELEASE, "let a held entry be sent again", _release),
        (CareAct.RESEND, "send again what the hall turned away", _resend),
    ):
        change = actions.add_parser(act.value, help=text)
        change.add_argument("entry", metavar="ENTRY", help="the entry's id")
        reasons = REASONS[act]
        words = ", ".join(reasons)
        change.add_argument("--reason", type=StaffReason, choices=reasons, metavar="REASON", help=f"kept: {words}")
        _common(change, tool)
    export = actions.add_parser("export", help="copy what waits, sealed, to a stick; `kiosk hall import` takes it")
    export.add_argument("--to", type=Path, required=True, metavar="DIR", help="a folder on the stick")
    _common(export, _export)


def run(arguments: argparse.Namespace) -> int:
    """Do it; print the result or the typed error."""
    return answer(arguments, arguments.tool)


def _common(parser: argparse.ArgumentParser, tool: object) -> None:
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the folder of the queue")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--lang", default=Language.ZH.value, choices=[one.value for one in Language])
    parser.set_defaults(tool=tool)


def _status(arguments: argparse.Namespace) -> tuple[Json, int]:
    return commands.status(arguments.data), 0


def _put(arguments: argparse.Namespace) -> tuple[Json, int]:
    return commands.put(arguments.data, arguments.file, arguments.kind, arguments.attach), 0


def _sync(arguments: argparse.Namespace) -> tuple[Json, int]:
    stop = threading.Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, lambda _number, _frame: stop.set())
    try:
        told = commands.sync(
            arguments.data, arguments.hall, until_empty=arguments.until_empty, stop=stop, ca_file=arguments.ca_file
        )
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return told, 0 if told["empty"] else 1


def _care(arguments: argparse.Namespace) -> tuple[Json, int]:
    return described_care(commands.care(arguments.data), Texts.load(Language(arguments.lang))), 0


def _hold(arguments: argparse.Namespace) -> tuple[Json, int]:
    return commands.hold(arguments.data, arguments.entry, arguments.reason), 0


def _release(arguments: argparse.Namespace) -> tuple[Json, int]:
    return commands.release(arguments.data, arguments.entry, arguments.reason), 0


def _resend(arguments: argparse.Namespace) -> tuple[Json, int]:
    return commands.resend(arguments.data, arguments.entry, arguments.reason), 0


def _export(arguments: argparse.Namespace) -> tuple[Json, int]:
    told = commands.export(arguments.data, arguments.to)
    return told, 1 if told["damaged"] else 0
