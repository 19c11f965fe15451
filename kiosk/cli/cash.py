"""``kiosk device cash ACTION``: take money, ask how the device is, ask who it is, on a given port.

Exit code 0 with the result, 1 with a typed error. ``accept --json`` prints exactly one object: what was stacked, and
besides it the error where one ended it.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from config.texts import Language, Texts
from drivers.vocabulary import DeviceError

if TYPE_CHECKING:
    from drivers.cash.build import CashLine


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what can be asked of a cash device."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    accept = _action(actions.add_parser("accept", help="take money; at the end the device takes none"))
    accept.add_argument(
        "--amount-fen", type=int, default=None, help="up to this amount; without it until the time ends"
    )
    accept.add_argument("--timeout-s", type=float, default=30.0, help="for how long, in seconds")
    accept.add_argument("--journal", type=Path, default=None, help="keep the journal; by default it is thrown away")
    accept.set_defaults(handler=_accept)
    for action, words in (("status", "how it is; changes nothing"), ("info", "who it is and what it takes")):
        _action(actions.add_parser(action, help=words)).set_defaults(handler=_ask)


def _action(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--port", required=True, help="a device path or a pyserial URL")
    parser.add_argument("--family", choices=["cctalk", "ict"], default="cctalk")
    parser.add_argument("--baud", type=int, default=9600)
    parser.add_argument("--address", type=int, default=40, help="ccTalk address of the bill validator; 0 for none")
    parser.add_argument("--coin-address", type=int, default=0, help="ccTalk address of the coin acceptor, mostly 2")
    parser.add_argument("--checksum", choices=["auto", "simple", "crc"], default="auto")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--lang", default=Language.ZH.value, choices=[one.value for one in Language])
    return parser


def _line(arguments: argparse.Namespace) -> CashLine:
    from drivers.cash.build import CashLine

    return CashLine(
        port=arguments.port,
        family=arguments.family,
        baud=arguments.baud,
        bill_address=arguments.address,
        coin_address=arguments.coin_address,
        checksum=arguments.checksum,
    )


def _accept(arguments: argparse.Namespace) -> int:
    from drivers.cash.bench_tool import BenchTake, accept_cash, new_session

    take = BenchTake(new_session())
    try:
        result = accept_cash(
            _line(arguments),
            take,
            amount_fen=arguments.amount_fen,
            timeout_s=arguments.timeout_s,
            journal=arguments.journal,
        )
    except DeviceError as error:
        return _failed(arguments, error, take.described())
    _print(arguments, result)
    return 0


def _ask(arguments: argparse.Namespace) -> int:
    from drivers.cash.bench_tool import cash_info, cash_status

    ask = cash_status if arguments.action == "status" else cash_info
    try:
        result = ask(_line(arguments))
    except DeviceError as error:
        return _failed(arguments, error, {})
    _print(arguments, result)
    return 0


def _print(arguments: argparse.Namespace, result: dict[str, object]) -> None:
    if arguments.json:
        print(json.dumps(result))
        return
    for name, value in result.items():
        print(f"{name:<20} {value}")


def _failed(arguments: argparse.Namespace, error: DeviceError, taken: dict[str, object]) -> int:
    from kiosk.cli.device import describe_error, report_error

    texts = Texts.load(Language(arguments.lang))
    if arguments.json:
        print(json.dumps({**taken, "error": describe_error(error, texts)}))
        return 1
    if taken:
        _print(arguments, taken)
        sys.stdout.flush()
    return report_error(error, texts, as_json=False)
