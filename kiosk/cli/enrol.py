"""``kiosk enrol``: make this terminal known to its hall with a one-time code."""

from __future__ import annotations

import argparse
from pathlib import Path

from config.texts import Language
from kiosk.cli.queue_output import Json, answer
from offline_queue import commands


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--hall", required=True, metavar="URL", help="https, or plain http to this machine")
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--code", help="from `kiosk hall enrol-code`; works once")
    how.add_argument("--new-key", action="store_true", help="an enrolled terminal makes itself another key")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the folder of the queue")
    parser.add_argument("--ca-file", default="", metavar="FILE", help="certificate authorities; else the system's")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--lang", default=Language.ZH.value, choices=[one.value for one in Language])


def run(arguments: argparse.Namespace) -> int:
    """Enrol; print who the terminal is now and its key's fingerprint, or the typed error."""
    return answer(arguments, _enrol)


def _enrol(arguments: argparse.Namespace) -> tuple[Json, int]:
    if arguments.new_key:
        return commands.new_key(arguments.data, arguments.hall, ca_file=arguments.ca_file), 0
    return commands.enrol(arguments.data, arguments.hall, arguments.code, ca_file=arguments.ca_file), 0
