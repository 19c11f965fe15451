"""``kiosk device card-terminal ACTION``: a card terminal at the bench.

``status`` and ``info`` charge nothing; ``pay``, ``query``, ``void`` and ``settle`` do what they say. ``listed`` reads a
journal and tells what a person has to look up. ``--json`` prints exactly one object, also for an error. Exit code 0
when it is done, 1 with a typed error or when it is certainly not done, 3 where nobody knows.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from config.texts import Language, Texts
from drivers.vocabulary import DeviceError

if TYPE_CHECKING:
    from drivers.card_terminal.build import CardLine
    from drivers.card_terminal.model import Pay, QueryLast, Settle, Void

NOT_KNOWN = 3
_NOT_KNOWN = frozenset({"unresolved"})
_GOOD = frozenset({"paid", "voided", "settled", "never_asked"})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for action, words in (("status", "how it is; charges nothing"), ("info", "who it is; charges nothing")):
        _line_arguments(actions.add_parser(action, help=words)).set_defaults(handler=_ask)
    pay = _command(actions.add_parser("pay", help="charge an amount; cards are really charged"))
    pay.add_argument("--amount-fen", type=int, required=True, help="how much, in fen")
    pay.add_argument("--order", default=None, help="names the order; a new one by default")
    for action, words in (("query", "what became of an order; charges nothing"), ("void", "take a paid order back")):
        one = _command(actions.add_parser(action, help=words))
        one.add_argument("--order", required=True, help="the order, as the journal has it")
    _command(actions.add_parser("settle", help="close the terminal's day"))
    listed = actions.add_parser("listed", help="what a person has to look up at the terminal")
    listed.add_argument("--journal", type=Path, required=True, help="the journal's file, card.sqlite")
    _output(listed).set_defaults(handler=_listed)


def _output(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--lang", default=Language.ZH.value, choices=[one.value for one in Language])
    return parser


def _line_arguments(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--port", required=True, help="a device path, or socket://ADDRESS:20007")
    parser.add_argument("--baud", type=int, default=9600)
    parser.add_argument("--stop-bits", type=int, default=2, choices=[1, 2])
    parser.add_argument("--password", default="000000", help="the terminal's six digits for the till")
    parser.add_argument("--currency", type=int, default=156, help="ISO 4217 number; 156 is CNY")
    parser.add_argument("--long-length", default="little", choices=["little", "big"])
    parser.add_argument("--nothing-code", type=_hex, default=0, help="code for 'no last payment', such as fb")
    return _output(parser)


def _hex(text: str) -> int:
    """A byte in hexadecimal digits; argparse tells the ``ValueError``."""
    return int(text, 16)


def _command(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    _line_arguments(parser)
    parser.add_argument("--timeout-s", type=float, default=120.0, help="how long a person may take, in seconds")
    parser.add_argument("--journal", type=Path, default=None, help="keep the journal; by default it is thrown away")
    parser.set_defaults(handler=_run)
    return parser


def _line(arguments: argparse.Namespace) -> CardLine:
    from drivers.card_terminal.build import CardLine

    return CardLine(
        port=arguments.port,
        baud=arguments.baud,
        stop_bits=arguments.stop_bits,
        password=arguments.password,
        currency=arguments.currency,
        long_length=arguments.long_length,
        nothing_code=arguments.nothing_code,
    )


def _ask(arguments: argparse.Namespace) -> int:
    from drivers.card_terminal.bench_tool import card_info, card_status

    ask = card_info if arguments.action == "info" else card_status
    return _told(arguments, lambda: ask(_line(arguments)))


def _listed(arguments: argparse.Namespace) -> int:
    from drivers.card_terminal.bench_tool import list_journal

    return _told(arguments, lambda: list_journal(arguments.journal))


def _run(arguments: argparse.Namespace) -> int:
    from drivers.card_terminal.bench_tool import new_order, run_card_command
    from drivers.card_terminal.model import CardOrderId, Pay, QueryLast, Settle, Void

    order = CardOrderId(getattr(arguments, "order", None) or new_order())

    def command() -> Pay | QueryLast | Void | Settle:
        match arguments.action:
            case "pay":
                return Pay(order, arguments.amount_fen)
            case "query":
                return QueryLast(order)
            case "void":
                return Void(order)
            case _:
                return Settle()

    def show(stage: str) -> None:
        if not arguments.json:
            print(stage, flush=True)

    def act() -> dict[str, object]:
        result = run_card_command(
            _line(arguments), command(), timeout_s=arguments.timeout_s, journal=arguments.journal, show=show
        )
        return result if arguments.action == "settle" else {"order": order, **result}

    return _told(arguments, act)


def _told(arguments: argparse.Namespace, act: Callable[[], dict[str, object]]) -> int:
    """Print what an action gives, or its typed error; gives the exit code."""
    from kiosk.cli.device import report_error

    try:
        result = act()
    except DeviceError as error:
        return report_error(error, Texts.load(Language(arguments.lang)), as_json=arguments.json)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    if arguments.json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name:<20} {value}")
    outcome = result.get("result")
    if outcome in _NOT_KNOWN or result.get("known") is False:
        return NOT_KNOWN
    return 0 if outcome is None or outcome in _GOOD else 1
