"""What a code's bytes say. Pure.

Usual codes in China hold UTF-8 or GB18030 and do not say which. Encoders put characters that Japanese also has (中国)
into the Kanji mode, whose bytes are Shift-JIS and look like rare GB18030 characters. So: UTF-8 where it is valid, else
whichever of the two reads as everyday Chinese (GB 2312).

Source: vision sheet, "Codes"; ISO/IEC 15424 for the marks of character sets (ECI).
"""

from __future__ import annotations

import re

_ECI_MARK = re.compile(rb"\\(\\|[0-9]{6})")
_WITH_MARKS = frozenset({b"]Q2", b"]Q4", b"]Q6"})
_ECI_ENCODINGS = {
    1: "latin-1",
    3: "latin-1",
    20: "shift_jis",
    25: "utf-16-be",
    26: "utf-8",
    27: "ascii",
    28: "big5",
    29: "gb18030",
    30: "euc_kr",
    31: "gbk",
    32: "gb18030",
}
_UNDEFINED = re.compile("[\ue000-\uf8ff\ufffd]")
_HALF_WIDTH_KATAKANA = re.compile("[\uff61-\uff9f]")

_GUESSED_ENCODINGS = ("shift_jis", "big5", "latin-1")
"""What zbar takes UTF-8 payloads without ECI for, in the order of its own guesses."""


def payload_text(content: bytes) -> str:
    """The text of a payload with marks of character sets, as zxing-cpp writes it in its mode ``HexECI``.

    Args:
        content: the symbology identifier (``]Q1`` and the like), then the bytes; where the identifier says that there
            are marks, each is a backslash with six digits, and a backslash of the content is doubled.
    """
    head, body = content[:3], content[3:]
    if head not in _WITH_MARKS:
        return plain_text(body)
    texts: list[str] = []
    segment, encoding, at = bytearray(), None, 0
    for mark in _ECI_MARK.finditer(body):
        segment += body[at : mark.start()]
        at = mark.end()
        if mark[1] == b"\\":
            segment += b"\\"
            continue
        texts.append(_declared_text(bytes(segment), encoding))
        segment, encoding = bytearray(), _ECI_ENCODINGS.get(int(mark[1]))
    texts.append(_declared_text(bytes(segment + body[at:]), encoding))
    return "".join(texts)


def _declared_text(payload: bytes, encoding: str | None) -> str:
    """UTF-8 is believed before the mark: encoders that say Latin-1 and write UTF-8 are common."""
    if encoding not in {None, "utf-16-be"} and (text := _decoded(payload, "utf-8")) is not None:
        return text
    declared = None if encoding is None else _decoded(payload, encoding)
    return plain_text(payload) if declared is None else declared


def plain_text(payload: bytes) -> str:
    """The text of bytes that do not say what they are: UTF-8, GB18030 or Shift-JIS, else Latin-1."""
    text = _decoded(payload, "utf-8")
    if text is not None:
        return text
    chinese, japanese = _decoded(payload, "gb18030"), _decoded(payload, "shift_jis")
    if japanese is None or _HALF_WIDTH_KATAKANA.search(japanese):
        return payload.decode("latin-1") if chinese is None else chinese
    if chinese is None or _everyday_share(japanese) > _everyday_share(chinese):
        return japanese
    return chinese


def repair_text(data: bytes) -> str | None:
    """The text of a payload as zbar hands it on: always UTF-8, but often of a wrongly guessed character set.

    zbar takes UTF-8 without ECI (usual in China) for Shift-JIS, Big5 or Latin-1. Each guess is undone; what comes
    out is believed when it is valid UTF-8, or when it is everyday Chinese (GB 2312) while the guess is not. None for
    a guess that is certainly wrong and cannot be undone: a text with characters that nobody has defined.
    """
    text = data.decode("utf-8", errors="replace")
    if text.isascii():
        return text
    payloads = [payload for guessed in _GUESSED_ENCODINGS if (payload := _encoded(text, guessed)) is not None]
    for payload in payloads:
        repaired = _decoded(payload, "utf-8")
        if repaired is not None:
            return repaired
    if _encoded(text, "gb2312") is None:
        for payload in payloads:
            repaired = _decoded(payload, "gb2312")
            if repaired is not None:
                return repaired
    return None if _UNDEFINED.search(text) else text


def _everyday_share(text: str) -> float:
    """How many of the characters beyond ASCII are in GB 2312."""
    beyond = [character for character in text if not character.isascii()]
    everyday = sum(_encoded(character, "gb2312") is not None for character in beyond)
    return everyday / max(1, len(beyond))


def _encoded(text: str, encoding: str) -> bytes | None:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return None


def _decoded(payload: bytes, encoding: str) -> str | None:
    try:
        return payload.decode(encoding)
    except UnicodeDecodeError:
        return None
