"""How ``kiosk queue`` and ``kiosk enrol`` print: a result, or a typed error with its sentence and its cure."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from config.texts import Language, Texts
from kiosk.queue_care import care_words
from offline_queue.commands import error_of
from offline_queue.errors import QueueError

Json = dict[str, object]
Tool = Callable[[argparse.Namespace], tuple[Json, int]]
"""Does what the arguments say; gives what to print and the exit code."""

FILE_UNREADABLE = "file_unreadable"


def answer(arguments: argparse.Namespace, tool: Tool) -> int:
    """Run a tool and print its result, or its error as ``{"error": {code, message, action}}``; give the exit code."""
    texts = Texts.load(Language(arguments.lang))
    try:
        result, code = tool(arguments)
    except QueueError as error:
        return _refuse(describe_error(error, texts), as_json=arguments.json)
    except OSError as error:
        return _refuse(_describe_unreadable(error, texts), as_json=arguments.json)
    if arguments.json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        for name, value in result.items():
            print(f"{name:<18} {_plain(value)}")
    return code


def describe_error(error: QueueError, texts: Texts) -> Json:
    """Put an error into one object: its code, what makes it precise, a sentence for people, what staff can do."""
    known = error_of(error)
    code = str(known["code"])
    precise = f"queue.error.{code}.{known.get('fault')}"
    key = precise if texts.has(precise) else f"queue.error.{code}"
    places = known.get("fields")
    fields = "、".join(map(str, places)) if isinstance(places, list) else ""
    return {**known, "message": texts(key, fields=fields), "action": texts(f"queue.cure.{code}")}


def described_care(told: Json, texts: Texts) -> Json:
    """The same with a sentence and a cure for each entry."""
    entries = told["entries"]
    assert isinstance(entries, list)
    return {**told, "entries": [{**entry, **care_words(texts, entry["care"], entry["cause"])} for entry in entries]}


def _describe_unreadable(error: OSError, texts: Texts) -> Json:
    # The name only: a folder may be named after somebody.
    name = Path(str(error.filename or "")).name
    message = texts(f"queue.error.{FILE_UNREADABLE}", file=name)
    return {"code": FILE_UNREADABLE, "message": message, "action": texts(f"queue.cure.{FILE_UNREADABLE}")}


def _refuse(described: Json, *, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"error": described}, ensure_ascii=False))
    else:
        print(f"{described['message']}\n{described['action']}\n({described['code']})", file=sys.stderr)
    return 1


def _plain(value: object) -> str:
    match value:
        case None:
            return "-"
        case list():
            return "".join(f"\n  {_plain(one)}" for one in value) or "-"
        case dict():
            return "  ".join(f"{name}={_plain(one)}" for name, one in value.items())
        case _:
            return str(value)
