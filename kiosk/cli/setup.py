"""``kiosk setup``: finds the devices, asks a few questions, and proposes the terminal's settings file.

Exit code 0 when the file is in its place, 1 when it is not: nobody wanted it, or there is another one.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from config.texts import Language, Texts
from kiosk.cli.settings_files import add_settings_arguments, chosen_files, explain, read_settings

if TYPE_CHECKING:
    from config.settings import Settings
    from kiosk.setup.proposal import Proposal
    from kiosk.setup.wizard import Wizard


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_settings_arguments(parser)
    parser.add_argument("--out", type=Path, default=Path("terminal.toml"), metavar="FILE", help="the file to propose")
    parser.add_argument("--yes", action="store_true", help="ask nothing: take what is found and the defaults")
    parser.add_argument("--no-probe", action="store_true", help="do not ask serial ports what hangs on them")
    parser.add_argument("--lang", default=Language.ZH.value, choices=[one.value for one in Language])
    parser.add_argument("--sys", type=Path, default=Path("/sys"), help=argparse.SUPPRESS)
    parser.add_argument("--dev", type=Path, default=Path("/dev"), help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Find, ask, propose, check, write, tell what comes next."""
    from kiosk.cli.device_list import probe_quietly
    from kiosk.device_list import list_devices
    from kiosk.setup.wizard import DefaultsConsole, GaveUpError, PersonConsole, Wizard

    texts = Texts.load(Language(arguments.lang))
    settings = _present_settings(arguments)
    console = DefaultsConsole(print) if arguments.yes else PersonConsole(input, print)
    wizard = Wizard(console, texts, settings)
    try:
        probe = not arguments.no_probe and wizard.yes(texts("setup.ask.probe"), "y")
        if probe:
            print(texts("device.list.probing"), flush=True)
        found = list_devices(
            None, sys_root=arguments.sys, dev_root=arguments.dev, probe=probe_quietly if probe else None
        ).found
        return finish(arguments, wizard, wizard.run(found))
    except GaveUpError:
        print(texts("setup.gave_up"), file=sys.stderr)
        return 1


def _present_settings(arguments: argparse.Namespace) -> Settings:
    """What is set now gives the answers that are proposed; where that is broken, the defaults do."""
    from config.settings import SettingsError, load_settings

    try:
        return read_settings(arguments)
    except SettingsError as error:
        print(explain(error), file=sys.stderr)
        return load_settings(site=None, terminal=None, environ={})


def finish(arguments: argparse.Namespace, wizard: Wizard, proposal: Proposal) -> int:
    """Show the file, check it, and put it in its place when that is wanted."""
    from config.settings import SettingsError
    from kiosk.setup.proposal import terminal_toml
    from kiosk.setup.writing import check_text, put_in_place

    texts, out = wizard.texts, arguments.out
    text = terminal_toml(proposal, texts)
    print(f"\n{text}")
    try:
        settings = check_text(text, site=chosen_files(arguments, os.environ).site, environ={})
    except SettingsError as error:
        print(explain(error), file=sys.stderr)
        return 1
    if out.exists():
        if arguments.yes:
            print(texts("setup.exists", file=out), file=sys.stderr)
            return 1
        if not wizard.yes(texts("setup.ask.replace", file=out), "n"):
            print(texts("setup.gave_up"), file=sys.stderr)
            return 1
    elif not wizard.yes(texts("setup.ask.write", file=out), "y"):
        print(texts("setup.gave_up"), file=sys.stderr)
        return 1
    try:
        old = put_in_place(out, text)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    if old is not None:
        print(texts("setup.kept_old", file=old))
    print(texts("setup.next", file=out, hall=settings.hall.url, queue=settings.data_dir / "queue"))
    return 0
