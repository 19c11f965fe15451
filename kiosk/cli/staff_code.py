"""``kiosk staff-code``: set or remove the code of the staff page. Only its salted hash is written."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
import tomllib
from pathlib import Path

from config.texts import Language, Texts
from kiosk.cli.settings_files import USUAL_FOLDER, add_settings_arguments, chosen_files
from kiosk.staff_code import DIGITS, hash_code, valid_code

SECTION, KEY = "staff", "code_hash"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for action, help_text in (("set", "ask for a new code twice, without echo"), ("clear", "no staff page any more")):
        one = actions.add_parser(action, help=help_text)
        add_settings_arguments(one)
        one.add_argument("--lang", default=Language.ZH.value, choices=[one.value for one in Language])
        if action == "set":
            one.add_argument("--stdin", action="store_true", help="read the code from standard input, once")


def run(arguments: argparse.Namespace) -> int:
    """Write the hash into the terminal's settings file; 0, or 2 with what was wrong."""
    texts = Texts.load(Language(arguments.lang))
    path = chosen_files(arguments, os.environ).terminal or USUAL_FOLDER / "terminal.toml"
    stored = ""
    if arguments.action == "set":
        code = _code_from(texts, from_stdin=arguments.stdin)
        if code is None:
            return 2
        stored = hash_code(code)
    try:
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        write_private(path, with_code_hash(before, stored))
    except (OSError, tomllib.TOMLDecodeError) as error:
        print(texts("staff_code.cli.not_written", file=path, error=type(error).__name__), file=sys.stderr)
        return 2
    print(texts("staff_code.cli.set" if stored else "staff_code.cli.cleared", file=path))
    return 0


def _code_from(texts: Texts, *, from_stdin: bool) -> str | None:
    """The new code; None when it is no code or the two differ, which is told."""
    if from_stdin:
        code = again = sys.stdin.readline().strip()
    else:
        code = getpass.getpass(texts("staff_code.cli.ask", count=DIGITS))
        again = getpass.getpass(texts("staff_code.cli.again"))
    if not valid_code(code):
        print(texts("staff_code.cli.bad", count=DIGITS), file=sys.stderr)
        return None
    if code != again:
        print(texts("staff_code.cli.differ"), file=sys.stderr)
        return None
    return code


def with_code_hash(toml: str, stored: str) -> str:
    """The settings file with that hash in its section ``staff``; every other line stays as it is.

    Raises:
        TOMLDecodeError: the file is no TOML, before or (for want of a simpler form) afterwards.
    """
    tomllib.loads(toml)
    entry = f'{KEY} = "{stored}"'
    lines, out, inside, written = toml.splitlines(), [], False, False
    for line in lines:
        words = line.split("#")[0].strip()
        if words.startswith("["):
            if inside and not written:
                out.append(entry)
                written = True
            inside = words == f"[{SECTION}]"
        elif inside and words.split("=")[0].strip() == KEY:
            if not written:
                out.append(entry)
                written = True
            continue
        out.append(line)
    if not written:
        out += [entry] if inside else [*([""] if out else []), f"[{SECTION}]", entry]
    text = "\n".join(out) + "\n"
    if tomllib.loads(text).get(SECTION, {}).get(KEY) != stored:
        raise tomllib.TOMLDecodeError(SECTION)
    return text


def write_private(path: Path, text: str) -> None:
    """Replace the file at once, with its mode; a new one is readable by its owner only. Raises OSError."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.touch(mode=mode)
    fresh.chmod(mode)
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
