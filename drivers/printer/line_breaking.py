"""Where a line of Chinese and Latin text may be broken.

Closing marks never start a line and opening marks never end one (GB/T 15834-2011, section 5.1); words,
numbers and receipt numbers stay whole; a run that is wider than the line is broken where it must be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

NEVER_FIRST = frozenset("，。、；：？！）》〉」』】〕〗”’…—～·％‰℃°々〻ー,.;:?!)]}%'\"")
NEVER_LAST = frozenset("（《〈「『【〔〖“‘￥＄([{¥$#№□■")


def break_lines(text: str, width: float, advance: Callable[[str], float]) -> list[str]:
    """The lines of ``text``, each at most ``width`` dots wide by ``advance`` (the width of one character).

    A line feed always ends a line; an empty text is one empty line. Spaces at a break are dropped.
    """
    return [line for part in text.split("\n") for line in _fill(part, width, advance)]


def _fill(text: str, width: float, advance: Callable[[str], float]) -> Iterator[str]:
    """The lines of a text without line ends, filled from the left."""
    line, used, broken = "", 0.0, False
    for piece in _pieces(text):
        if piece == " " and broken and not line:
            continue
        piece_width = sum(map(advance, piece))
        if used + piece_width <= width:
            line, used = line + piece, used + piece_width
            continue
        broken = True
        if piece == " ":
            yield line.rstrip(" ")
            line, used = "", 0.0
            continue
        if line.rstrip(" "):
            yield line.rstrip(" ")
        line, used = "", 0.0
        for character in piece:
            if line and used + advance(character) > width:
                yield line
                line, used = "", 0.0
            line, used = line + character, used + advance(character)
    yield line.rstrip(" ")


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that are not broken inside."""
    piece = ""
    for character in text:
        if piece and _may_break(piece[-1], character):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def _may_break(left: str, right: str) -> bool:
    """Whether a line may end after ``left`` and start with ``right``."""
    if left == " " or right == " ":
        return True
    if right in NEVER_FIRST or left in NEVER_LAST:
        return False
    return not (_is_narrow(left) and _is_narrow(right))


def _is_narrow(character: str) -> bool:
    """Whether the character belongs to a word or number rather than to Chinese text."""
    return ord(character) < 0x2E80
