"""Makes the packed pinyin dictionary out of Debian's rime-data-pinyin-simp and our own local words.

    python tools/make_pinyin_dictionary.py [--source FILE] [--local FILE] [--out FILE]

The result is gzip of UTF-8 text, one line a group of words whose syllables begin with the same letters:

    letters TAB word,spelling,weight TAB word,spelling,weight ...

A spelling joins its syllables with a dot. Groups of names begin with ``S:`` (surnames) or ``G:`` (characters of
given names). The same input always gives the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import io
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
SOURCE = Path("/usr/share/rime-data/pinyin_simp.dict.yaml")
LOCAL = HERE / "pinyin_local.tsv"
OUT = HERE.parent / "screens" / "input" / "pinyin.tsv.gz"
GROUP_PREFIX = {"word": "", "surname": "S:", "given": "G:"}
# Sounds that nobody spells to write a word; their letters would hide the syllable that begins with them.
NOT_SYLLABLES = {"m", "n", "ng", "hm"}


class Entry(NamedTuple):
    """One word: what it is for, its text, its syllables and how common it is."""

    kind: str
    text: str
    syllables: tuple[str, ...]
    weight: int


def read_rime(path: Path) -> Iterator[Entry]:
    """The entries of a Rime dictionary: text, spelling and weight, tab separated, after the header."""
    for line in path.read_text(encoding="utf-8").splitlines():
        columns = line.split("\t")
        if len(columns) != 3 or line.startswith("#"):
            continue
        syllables = tuple(columns[1].split())
        if len(syllables) == len(columns[0]) and not NOT_SYLLABLES.intersection(syllables):
            yield Entry("word", columns[0], syllables, int(float(columns[2])))


def read_local(path: Path) -> Iterator[Entry]:
    """The entries of our own list: kind, text, spelling and weight, tab separated."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, text, spelling, weight = line.split("\t")
            yield Entry(kind, text, tuple(spelling.split()), int(weight))


def pack(entries: list[Entry]) -> str:
    """One line a group, the commonest word first; of two equal words the heavier one stays."""
    groups: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for entry in entries:
        letters = GROUP_PREFIX[entry.kind] + "".join(s[0] for s in entry.syllables)
        key = (entry.text, ".".join(entry.syllables))
        groups[letters][key] = max(entry.weight, groups[letters].get(key, 0))
    lines = []
    for letters in sorted(groups):
        words = sorted(groups[letters].items(), key=lambda item: (-item[1], item[0]))
        lines.append("\t".join([letters, *(f"{text},{spelling},{w}" for (text, spelling), w in words)]))
    return "\n".join(lines) + "\n"


def main() -> None:
    """Read both lists, write the packed one and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--source", type=Path, default=SOURCE)
    parser.add_argument("--local", type=Path, default=LOCAL)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    entries = [*read_rime(args.source), *read_local(args.local)]
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=buffer, mode="wb", compresslevel=9, mtime=0) as packed:
        packed.write(pack(entries).encode("utf-8"))
    args.out.write_bytes(buffer.getvalue())
    print(f"{args.out.name}: {len(entries)} entries, {len(buffer.getvalue())} bytes")


if __name__ == "__main__":
    main()
