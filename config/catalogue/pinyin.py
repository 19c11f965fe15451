"""Turns phrases into pinyin, in a process of its own: ``python -m config.catalogue.pinyin``.

The dictionary of pypinyin takes 55 MB and 180 ms. It is needed when an index is built, never afterwards, so it is
loaded by a child process that ends. Standard input: a JSON list of phrases. Standard output: a JSON list with one list
of syllables for each phrase, one syllable for each character, empty for characters that have none.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys

TIME_LIMIT_S = 60.0

_HAN_RANGES = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HAN = re.compile(f"[{_HAN_RANGES}]")
"""Matches a Han character."""
_RUNS = re.compile(f"[{_HAN_RANGES}]+|[^{_HAN_RANGES}]+")


class PinyinError(Exception):
    """The child process failed or gave something else than syllables."""


def syllables_of(phrases: list[str]) -> list[list[str]]:
    """Give the syllables of phrases, without tones, ``v`` for ``ü``. Loads the dictionary into this process."""
    from pypinyin import lazy_pinyin

    def spoken(run: str) -> list[str]:
        if not HAN.match(run):
            return [""] * len(run)
        syllables = lazy_pinyin(run)
        if len(syllables) != len(run):  # a character without a reading comes back as itself, glued to its neighbours
            syllables = [lazy_pinyin(character)[0] for character in run]
        return [syllable if syllable.isascii() else "" for syllable in syllables]

    return [[syllable for run in _RUNS.findall(phrase) for syllable in spoken(run)] for phrase in phrases]


def syllables_by_child(phrases: list[str]) -> list[list[str]]:
    """Give the same as :func:`syllables_of` without loading the dictionary into this process.

    Raises:
        PinyinError: the child did not end well within a minute.
    """
    command = [sys.executable, "-m", __spec__.name]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(phrases).encode(),
            capture_output=True,
            timeout=TIME_LIMIT_S,
            check=True,
        )
        result: list[list[str]] = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise PinyinError(f"pinyin by a child process: {type(error).__name__}") from error
    if [len(syllables) for syllables in result] != [len(phrase) for phrase in phrases]:
        raise PinyinError("pinyin by a child process: other phrases than asked for")
    return result


def main() -> None:
    """Answer one request."""
    json.dump(syllables_of(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
