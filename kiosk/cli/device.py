"""``kiosk device KIND ACTION``: bench tools for one device on a given port, without a terminal around it.

Exit code 0 with the result, 1 with a typed error. ``--json`` prints exactly one object.
``kiosk device list`` tells what is plugged in.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from config.texts import Language, Texts
from drivers.vocabulary import DeviceError
from kiosk.cli import card_terminal, cash, device_list, speaker

if TYPE_CHECKING:
    from drivers.page_printer.operations import Address
    from drivers.printer.profile import PrinterProfile

Tool = Callable[[argparse.Namespace], dict[str, object]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the kinds of device and what can be asked of each."""
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="KIND")
    device_list.add_arguments(kinds.add_parser("list", help="what is configured, what is plugged in, what to write"))
    _id_card(kinds.add_parser("id-card", help="ID card reader (SDT protocol)"))
    _printer(kinds.add_parser("printer", help="receipt printer (ESC/POS)"))
    _page_printer(kinds.add_parser("page-printer", help="A4 printer (IPP, such as a CUPS queue)"))
    _camera(kinds.add_parser("camera", help="document camera"))
    cash.add_arguments(kinds.add_parser("cash", help="bill validator, coin acceptor (ccTalk, ICT)"))
    card_terminal.add_arguments(kinds.add_parser("card-terminal", help="bank card terminal (ZVT, serial or TCP)"))
    speaker.add_arguments(kinds.add_parser("speaker", help="reading aloud (recorded prompts, espeak-ng)"))
    _scanner(kinds.add_parser("scanner", help="code scanner (four families)"))


def run(arguments: argparse.Namespace) -> int:
    """Run the tool and print its result or its typed error."""
    if "handler" in arguments:
        return int(arguments.handler(arguments))
    tool: Tool = arguments.tool
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a card may hold half a surrogate pair
    texts = Texts.load(Language(arguments.lang))
    try:
        result = tool(arguments)
    except DeviceError as error:
        return report_error(error, texts, as_json=arguments.json)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    if arguments.json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name:<20} {value}")
    return 0


def describe_error(error: DeviceError, texts: Texts) -> dict[str, str]:
    """An error as one object: code, class, a sentence for people, the first thing that staff should do."""
    key = f"device.error.{error.code}"
    return {
        "code": error.code,
        "class": error.error_class.value,
        "message": texts(key) if texts.has(key) else error.code,
        "action": texts(f"device.action.{error.action.value}"),
    }


def report_error(error: DeviceError, texts: Texts, *, as_json: bool) -> int:
    """Print a typed error; gives the exit code."""
    described = describe_error(error, texts)
    if as_json:
        print(json.dumps({"error": described}))
    else:
        print(
            f"{described['message']}\n{described['action']}\n({described['code']}, {described['class']})",
            file=sys.stderr,
        )
    return 1


def _common(parser: argparse.ArgumentParser, tool: Tool) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--lang", default=Language.ZH.value, choices=[one.value for one in Language])
    parser.set_defaults(tool=tool)


def _port(parser: argparse.ArgumentParser, timeout_s: float) -> None:
    parser.add_argument("--port", required=True, help="a device path or a pyserial URL")
    parser.add_argument("--timeout-s", type=float, default=timeout_s, help="for everything, in seconds")


def _id_card(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    tools = {
        "read": (_read_card, 30.0, "wait for a card and read it"),
        "status": (_card_reader_status, 10.0, "how the security module is, and its number"),
        "reset": (_reset_card_reader, 20.0, "reset the security module, then its status"),
    }
    for action, (tool, timeout_s, words) in tools.items():
        one = actions.add_parser(action, help=words)
        _port(one, timeout_s)
        one.add_argument("--baud", type=int, default=115200)
        if action == "read":
            one.add_argument("--fingerprint", action="store_true", help="also read the fingerprints; shows their size")
            one.add_argument(
                "--photo-decoder", type=_command_line, default="", metavar="COMMAND", help="try a decoder on the photo"
            )
        _common(one, tool)


def _read_card(arguments: argparse.Namespace) -> dict[str, object]:
    from drivers.id_card.bench_tool import read_card

    return dict(
        read_card(
            arguments.port,
            arguments.baud,
            arguments.timeout_s,
            with_fingerprint=arguments.fingerprint,
            photo_decoder=arguments.photo_decoder,
        )
    )


def _command_line(text: str) -> str:
    """A command line whose quotation marks are closed; argparse tells the ``ValueError``."""
    shlex.split(text)
    return text


def _card_reader_status(arguments: argparse.Namespace) -> dict[str, object]:
    from drivers.id_card.bench_tool import reader_status

    return dict(reader_status(arguments.port, arguments.baud, arguments.timeout_s))


def _reset_card_reader(arguments: argparse.Namespace) -> dict[str, object]:
    from drivers.id_card.bench_tool import reset_reader

    return dict(reset_reader(arguments.port, arguments.baud, arguments.timeout_s))


def _printer(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for action, timeout_s in (("print", 60.0), ("status", 5.0)):
        one = actions.add_parser(action, help=f"{action} on the port")
        _port(one, timeout_s)
        one.add_argument("--baud", type=int, default=None, help="by default the profile's")
        one.add_argument("--profile", default="80mm", help="a model, such as 58mm, 80mm-gb18030, 80mm-process-id")
        one.add_argument("--profiles-file", type=Path, default=None, help="a TOML file with more models")
        one.add_argument("--flow", default="auto", choices=["auto", "none", "xon_xoff", "rts_cts", "dtr_dsr"])
        if action == "print":
            one.add_argument("file", nargs="?", type=Path, help="a UTF-8 text file or a picture")
            one.add_argument("--test", action="store_true", help="print a page that shows what the printer can do")
            one.add_argument("--text", default="auto", choices=["auto", "bitmap", "native"])
        _common(one, _print if action == "print" else _printer_status)


def _receipt_profile(arguments: argparse.Namespace) -> PrinterProfile:
    from drivers.printer.profile import adapted, find_profile

    wishes = {"flow": arguments.flow, "text": getattr(arguments, "text", "auto")}
    return adapted(find_profile(arguments.profile, arguments.profiles_file), wishes)


def _print(arguments: argparse.Namespace) -> dict[str, object]:
    from drivers.printer.bench_tool import page_for_test, print_file
    from drivers.printer.typeface import DEBIAN_FONTS

    texts = Texts.load(Language(arguments.lang))
    profile = _receipt_profile(arguments)
    if arguments.file is None and not arguments.test:
        raise SystemExit("kiosk device printer print: name a FILE or say --test")
    source = arguments.file
    if source is None:
        source = page_for_test(profile, title=texts("slip.test.title"), note=texts("slip.qr_caption"))
    return print_file(
        arguments.port,
        source,
        profile=profile,
        fonts=DEBIAN_FONTS,
        baud=arguments.baud,
        timeout_s=arguments.timeout_s,
    )


def _printer_status(arguments: argparse.Namespace) -> dict[str, object]:
    from drivers.printer.bench_tool import printer_status

    return printer_status(
        arguments.port, profile=_receipt_profile(arguments), baud=arguments.baud, timeout_s=arguments.timeout_s
    )


def _page_printer(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for action, timeout_s in (("print", 180.0), ("status", 10.0)):
        one = actions.add_parser(action, help=f"{action} on the printer")
        one.add_argument("--printer", required=True, help="a CUPS queue by its name, or ipp://host:port/path")
        one.add_argument("--timeout-s", type=float, default=timeout_s, help="for everything, in seconds")
        if action == "print":
            one.add_argument("file", nargs="?", type=Path, help="a PDF file, without anything personal")
            one.add_argument("--test", action="store_true", help="print a sheet with a frame and a scale")
        _common(one, _print_pages if action == "print" else _page_printer_status)


def _print_pages(arguments: argparse.Namespace) -> dict[str, object]:
    from drivers.page_printer.bench_tool import print_pdf, read_pdf
    from drivers.page_printer.sample_sheet import sample_sheet

    if arguments.file is None and not arguments.test:
        raise SystemExit("kiosk device page-printer print: name a FILE or say --test")
    pdf = sample_sheet(arguments.printer) if arguments.file is None else read_pdf(arguments.file)
    return print_pdf(_address(arguments), pdf, timeout_s=arguments.timeout_s)


def _page_printer_status(arguments: argparse.Namespace) -> dict[str, object]:
    from drivers.page_printer.bench_tool import printer_status

    return printer_status(_address(arguments), timeout_s=arguments.timeout_s)


def _address(arguments: argparse.Namespace) -> Address:
    from drivers.page_printer.operations import address_of

    try:
        return address_of(arguments.printer)
    except ValueError as error:
        raise SystemExit(f"kiosk device page-printer --printer: {error}") from None


def _camera(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    source_help = "v4l2:by-id:NAME, v4l2:/dev/video0, file:PICTURE or dir:FOLDER"

    def with_source(name: str, help_text: str) -> argparse.ArgumentParser:
        one = actions.add_parser(name, help=help_text)
        one.add_argument("--source", required=True, help=source_help)
        return one

    def find(arguments: argparse.Namespace) -> dict[str, object]:
        from drivers.camera.bench_tool import find_page_in

        return find_page_in(arguments.source, arguments.out)

    def read(arguments: argparse.Namespace) -> dict[str, object]:
        from drivers.camera.bench_tool import read_codes_in

        return read_codes_in(arguments.source)

    def status(arguments: argparse.Namespace) -> dict[str, object]:
        from drivers.camera.bench_tool import camera_status

        return camera_status(arguments.source)

    def listed(_arguments: argparse.Namespace) -> dict[str, object]:
        from drivers.camera.bench_tool import list_cameras

        return list_cameras()

    page = with_source("page", "find the page in a frame and rectify it")
    page.add_argument("--out", required=True, type=Path, help="where the rectified page goes")
    _common(page, find)
    _common(with_source("codes", "read the codes in a frame"), read)
    _common(with_source("status", "watch for a moment: frame size, rate, brightness, what was negotiated"), status)
    _common(actions.add_parser("list", help="the cameras that are plugged in: names, modes, controls"), listed)


def _scanner(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    helps = {
        "read": "switch the beam on and read one code",
        "status": "ask how it is",
        "provision": "set it up for this terminal, once: this writes its flash",
    }
    for action, words in helps.items():
        one = actions.add_parser(action, help=words)
        one.add_argument("--port", required=True, help="a device path or a pyserial URL")
        one.add_argument("--family", required=True, choices=["honeywell", "newland", "newland_old", "7e00"])
        one.add_argument("--baud", type=int, default=9600, help="has no effect on a USB port of its own")
        one.add_argument("--timeout-s", type=float, default=30.0, help="how long to wait for a code, in seconds")
        _common(one, _scan if action == "read" else _scanner_status if action == "status" else _provision)


def _scan(arguments: argparse.Namespace) -> dict[str, object]:
    from drivers.code_scanner.bench_tool import read_code

    return read_code(arguments.port, arguments.family, arguments.baud, arguments.timeout_s)


def _scanner_status(arguments: argparse.Namespace) -> dict[str, object]:
    from drivers.code_scanner.bench_tool import scanner_status

    return scanner_status(arguments.port, arguments.family, arguments.baud)


def _provision(arguments: argparse.Namespace) -> dict[str, object]:
    from drivers.code_scanner.bench_tool import provision_scanner

    return provision_scanner(arguments.port, arguments.family, arguments.baud)
