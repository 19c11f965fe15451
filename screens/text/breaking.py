"""Where a line may break and where space is added or taken. Pure functions on strings.

Rules (look sheet, "Type"; GB/T 15834 for the punctuation): no line starts with a closing mark or ends with an opening
one; Latin words and numbers stay whole; a thin space stands between Han and letters or digits; of two adjacent marks
the first loses half an em.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

NOT_AT_START = frozenset("，。、；：？！”’）》】〉」』…—·%％℃,.;:?!)]}'\"／/")
NOT_AT_END = frozenset("“‘（《【〈「『([{")
CLOSING = frozenset("，。、；：！？”’）》】〉」』")
OPENING = frozenset("“‘（《【〈「『")
LEFT_INK = frozenset("，。、；：”’）》】〉」』")
"""Full-width marks whose ink is at the left, so that half an em is free behind them."""


def is_han(char: str) -> bool:
    """Whether that is a Chinese character (all extensions), which may stand alone on a line."""
    code = ord(char)
    return 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x3FFFF


def is_wide(char: str) -> bool:
    """Whether a line may break at that character: Han, kana, full-width marks and shapes."""
    code = ord(char)
    return is_han(char) or 0x3000 <= code <= 0x30FF or 0xFF00 <= code <= 0xFFEF or char in "“”‘’…—·"


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def spacing_em(text: str, position: int, *, halt: bool) -> float:
    """The extra space, in em, between the character at ``position`` and the next one.

    0.2 between Han and letters or digits; -0.5 behind the first of two adjacent full-width marks, unless the font
    itself sets them half as wide (``halt``).
    """
    if position + 1 >= len(text):
        return 0.0
    char, after = text[position], text[position + 1]
    if (is_han(char) and _is_latin(after)) or (_is_latin(char) and is_han(after)):
        return 0.2
    if not halt and char in LEFT_INK and (after in CLOSING or after in OPENING):
        return -0.5
    return 0.0


def may_break(text: str, position: int) -> bool:
    """Whether a line may end behind the character at ``position``."""
    if position + 1 >= len(text):
        return True
    char, after = text[position], text[position + 1]
    if after in NOT_AT_START or char in NOT_AT_END or after == " ":
        return False
    return char in " -" or is_wide(char) or is_wide(after)


def break_lines(text: str, width: float, measure: Callable[[str], Sequence[float]]) -> list[str]:
    """The lines of ``text`` for that width.

    Args:
        text: may hold line feeds, which always end a line.
        width: what a line may take, in the unit of ``measure``.
        measure: gives the position of each character's left side and, last, of the end: ``len(text) + 1`` numbers.

    Returns:
        The lines without the spaces at which they were broken. A word wider than the line is cut where it must be.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines.extend(_break_paragraph(paragraph, width, measure(paragraph)))
    return lines


def balance_lines(text: str, lines: list[str], width: float, measure: Callable[[str], Sequence[float]]) -> list[str]:
    """The same number of lines (two or three) with more even lengths, for titles and labels.

    Two lines are parted behind a mark where both parts then fit; else the lines get as even as the rules allow, so
    that no single character stands alone on the last one.
    """
    if not 2 <= len(lines) <= 3 or "\n" in text:
        return lines
    edges = measure(text)
    if len(lines) == 2:
        cuts = [
            i + 1
            for i, char in enumerate(text[:-1])
            if char in "，。；：！？、 " and may_break(text, i) and max(edges[i + 1], edges[-1] - edges[i + 1]) <= width
        ]
        if cuts:
            cut = min(cuts, key=lambda i: abs(2 * edges[i] - edges[-1]))
            if min(edges[cut], edges[-1] - edges[cut]) > 0.2 * edges[-1]:
                return [text[:cut].rstrip(" "), text[cut:].lstrip(" ")]
    low, high = edges[-1] / len(lines), width
    best = lines
    for _ in range(6):
        middle = (low + high) / 2
        tried = _break_paragraph(text, middle, edges)
        if len(tried) == len(lines):
            best, high = tried, middle
        else:
            low = middle
    return best


def _break_paragraph(text: str, width: float, edges: Sequence[float]) -> list[str]:
    lines: list[str] = []
    start = 0
    while start < len(text):
        end = _line_end(text, start, width, edges)
        lines.append(text[start:end].rstrip(" "))
        start = end
    return lines or [""]


def _line_end(text: str, start: int, width: float, edges: Sequence[float]) -> int:
    """The index behind the last character of the line that begins at ``start``."""
    limit = edges[start] + width + 0.5
    fit = start
    while fit < len(text) and (text[fit] == " " or edges[fit + 1] <= limit + _free_em(text, fit, edges)):
        fit += 1
    if fit >= len(text):
        return len(text)
    end = fit
    while end > start and not may_break(text, end - 1):
        end -= 1
    return end if end > start else max(fit, start + 1)


def _free_em(text: str, position: int, edges: Sequence[float]) -> float:
    """A mark with its ink at the left may hang half over the end of the line."""
    if text[position] in "，。、；：":
        return (edges[position + 1] - edges[position]) / 2
    return 0.0
