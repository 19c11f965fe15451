"""How letters split into syllables: every reading of a spelling, as edges between positions.

A spelling is lower-case letters (``v`` for the u-umlaut) and ``'`` where the resident wants a split. An edge is a
whole syllable, a lone initial (``l``, ``zh``) where no syllable begins, or the unfinished syllable before a split
or the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

SPLIT = "'"
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
LONGEST_SYLLABLE = 6

# What it costs, in natural logarithms, to read letters as less than a whole syllable or as a similar sound.
INITIAL_COST = 3.0
UNFINISHED_COST = 1.5
SIMILAR_COST = 6.0

# The finals that follow each initial; the first row stands without one.
FINALS = {
    "": "a ai an ang ao e ei en eng er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng iao o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e ei eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan ue uo v",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan ue un uo v",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
SYLLABLES = frozenset(initial + final for initial, finals in FINALS.items() for final in finals.split())
# Two spellings of the same sound.
ALIASES = {"lve": "lue", "nve": "nue"}
INITIALS = frozenset(FINALS) - {""}
UNFINISHED = frozenset(s[:cut] for s in SYLLABLES | set(ALIASES) for cut in range(1, len(s)))


@dataclass(frozen=True, slots=True)
class Segment:
    """Some letters read as one syllable; ``whole`` when nothing is missing, ``cost`` of the reading."""

    letters: str
    whole: bool
    cost: float


def similar_sounds(syllable: str) -> tuple[str, ...]:
    """Other syllables that many speakers do not tell apart from this one: z/zh, c/ch, s/sh, an/ang, en/eng, in/ing."""
    heads = {syllable}
    if syllable[:2] in {"zh", "ch", "sh"}:
        heads.add(syllable[0] + syllable[2:])
    elif syllable[0] in "zcs":
        heads.add(syllable[0] + "h" + syllable[1:])
    sounds = set(heads)
    for head in heads:
        if head.endswith(("ang", "eng", "ing")):
            sounds.add(head[:-1])
        elif head.endswith(("an", "en", "in")):
            sounds.add(head + "g")
    return tuple(sorted((sounds & SYLLABLES) - {syllable}))


def skip_splits(spelling: str, position: int) -> int:
    """The first position at or after this one that is not a split mark."""
    while position < len(spelling) and spelling[position] == SPLIT:
        position += 1
    return position


@cache
def _readings(letters: str) -> tuple[Segment, ...]:
    """The readings of exactly these letters as the start of a chunk that goes on."""
    if letters in ALIASES:
        return (Segment(ALIASES[letters], whole=True, cost=0.0),)
    if letters in SYLLABLES:
        return (Segment(letters, whole=True, cost=0.0),)
    return ()


def edges(spelling: str, start: int) -> list[tuple[int, Segment]]:
    """Every reading of the letters that begin at ``start``: the position after it (splits skipped) and the segment."""
    stop = spelling.find(SPLIT, start)
    chunk_end = len(spelling) if stop < 0 else stop
    found: list[tuple[int, Segment]] = []
    for end in range(min(chunk_end, start + LONGEST_SYLLABLE), start, -1):
        found.extend((skip_splits(spelling, end), segment) for segment in _readings(spelling[start:end]))
    tail = spelling[start:chunk_end]
    if tail in UNFINISHED and tail not in INITIALS:
        found.append((skip_splits(spelling, chunk_end), Segment(tail, whole=False, cost=UNFINISHED_COST)))
    starts_a_syllable = bool(found)
    for length in (2, 1):
        letters = spelling[start : min(start + length, chunk_end)]
        if len(letters) == length and letters in INITIALS and not starts_a_syllable:
            after = skip_splits(spelling, start + length)
            found.append((after, Segment(letters, whole=False, cost=INITIAL_COST)))
    return found
