"""``kiosk device speaker ACTION``: say something, ask what can speak, check or begin a pack of recorded prompts.

Exit code 0 with the result, 1 with a typed error, 3 where a pack is not complete.
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
    from collections.abc import Mapping

    from drivers.speaker.build import SpeakerLine
    from drivers.speaker.pack import PackReport

NOT_COMPLETE = 3
MOST_NAMED = 20
LISTS = ("missing", "outdated", "damaged", "unknown")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    say = _line_arguments(actions.add_parser("say", help="say a text, or the text of a key"))
    say.add_argument("text", help="what to say, or with --key the key of a text")
    say.add_argument("--key", action="store_true", help="the text is a key, such as id_card.place")
    say.add_argument("--volume", type=float, default=1.0, help="share of full amplitude, up to 1")
    say.add_argument("--timeout-s", type=float, default=60.0, help="for everything, in seconds")
    say.set_defaults(handler=_say)
    _line_arguments(actions.add_parser("status", help="what can speak; makes no sound")).set_defaults(handler=_status)
    pack = _output(actions.add_parser("pack", help="whether a pack of recorded prompts has every text of the screens"))
    pack.add_argument("folder", type=Path, help="the pack (docs/speech.md)")
    pack.add_argument("--begin", action="store_true", help="write what is to be read aloud into a new folder")
    pack.set_defaults(handler=_pack)


def _output(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--lang", default=Language.ZH.value, choices=[one.value for one in Language])
    return parser


def _line_arguments(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--player", default="aplay -q", help="the program that plays a WAV file, its last word")
    parser.add_argument("--pack", type=Path, default=None, help="a folder of recorded prompts")
    parser.add_argument("--voice", default="espeak-ng", help="the program that speaks what is not recorded")
    parser.add_argument("--rate-wpm", type=int, default=140, help="how fast it speaks")
    return _output(parser)


def _line(arguments: argparse.Namespace) -> SpeakerLine:
    from drivers.speaker.build import SpeakerLine

    return SpeakerLine(arguments.player, arguments.pack, arguments.voice, arguments.rate_wpm)


def _say(arguments: argparse.Namespace) -> int:
    from drivers.speaker.bench_tool import say
    from drivers.speaker.model import Phrase

    language = Language(arguments.lang)
    texts = Texts.load(language).templates()
    if arguments.key and arguments.text not in texts:
        print(f"kiosk device speaker say: there is no text {arguments.text!r}", file=sys.stderr)
        return 2
    phrase = Phrase(texts[arguments.text], arguments.text) if arguments.key else Phrase(arguments.text)
    try:
        line = _line(arguments)
        return _print(arguments, say(line, phrase, language, volume=arguments.volume, timeout_s=arguments.timeout_s), 0)
    except DeviceError as error:
        return _failed(arguments, error)


def _status(arguments: argparse.Namespace) -> int:
    from drivers.speaker.bench_tool import status

    try:
        return _print(arguments, status(_line(arguments)), 0)
    except DeviceError as error:
        return _failed(arguments, error)


def _pack(arguments: argparse.Namespace) -> int:
    from drivers.speaker.bench_tool import check_pack, write_scripts
    from kiosk.speech.texts import spoken_templates

    texts = {language: spoken_templates(Texts.load(language).templates()) for language in Language}
    if arguments.begin:
        if arguments.folder.exists():
            print(f"kiosk device speaker pack --begin: {arguments.folder} is there already", file=sys.stderr)
            return 2
        return _print(arguments, write_scripts(arguments.folder, texts), 0)
    try:
        reports = check_pack(arguments.folder, texts)
    except DeviceError as error:
        return _failed(arguments, error)
    result = {language.value: _described(report, len(texts[language])) for language, report in reports.items()}
    return _print(arguments, result, 0 if all(report.sound for report in reports.values()) else NOT_COMPLETE)


def _described(report: PackReport, wanted: int) -> dict[str, object]:
    found: dict[str, object] = {"texts": wanted, "complete": report.complete}
    for name in LISTS:
        names = getattr(report, name)
        found[name] = len(names)
        found[f"{name}_names"] = list(names[:MOST_NAMED])
    return found


def _print(arguments: argparse.Namespace, result: Mapping[str, object], code: int) -> int:
    if arguments.json:
        print(json.dumps(result, ensure_ascii=False))
        return code
    for name, value in result.items():
        if isinstance(value, dict):
            print(name)
            _print_indented(value)
        else:
            print(f"{name:<20} {value}")
    return code


def _print_indented(values: dict[str, object]) -> None:
    for name, value in values.items():
        if not isinstance(value, list):
            print(f"    {name:<16} {value}")
        for one in value if isinstance(value, list) else ():
            print(f"        {one}")


def _failed(arguments: argparse.Namespace, error: DeviceError) -> int:
    from kiosk.cli.device import report_error

    return report_error(error, Texts.load(Language(arguments.lang)), as_json=arguments.json)
