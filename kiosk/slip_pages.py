"""A slip as A4 pages: the same words in the same order, for terminals whose A4 printer is the better paper.

For slips of words: titles, lines, rows, paragraphs, lists. Other blocks are refused, because a code or a cut has its
place on the roll. Runs on a worker, as ``kiosk/notice_pages.py`` does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import assert_never

from config.texts import Texts
from drivers.printer.document import (
    Align,
    BigNumber,
    Block,
    Cut,
    Line,
    NumberedList,
    Paragraph,
    QrCode,
    Rows,
    Rule,
    Slip,
    Space,
    Table,
    TextSize,
    Title,
)
from kiosk.notice_pages import RULE, TITLE_STYLE, Pages, sheet_of

_POINTS = {TextSize.SMALL: 9, TextSize.NORMAL: 11, TextSize.LARGE: 14}


class NotForSheetsError(Exception):
    """The slip has a block that stands on the roll only; the message names its kind."""


def slip_pages(texts: Texts, slip: Slip, *, station: str, terminal_no: int, printed_at: datetime) -> Pages:
    """The slip as PDF.

    Raises:
        NotForSheetsError: the slip has a code, a table or a cut.
    """
    title = next((block for block in slip.blocks if isinstance(block, Title)), Title(""))
    html = f"<body>{''.join(_html(block) for block in slip.blocks)}</body>"
    head = " · ".join(part for part in (title.text, title.subtitle) if part)
    return sheet_of(texts, html, head=(head, ""), station=station, terminal_no=terminal_no, printed_at=printed_at)


def _html(block: Block) -> str:
    match block:
        case Title(text, subtitle):
            below = f"<p align='center' style='font-size:15pt; font-weight:bold'>{_lines(subtitle)}</p>"
            return f"<p align='center' style='{TITLE_STYLE}'>{_lines(text)}</p>{below if subtitle else ''}"
        case Line(text, bold, align, size):
            side = "center" if align is Align.CENTRE else align.value
            return _paragraph(text, f"font-size:{_POINTS[size]}pt", bold=bold, side=side)
        case Paragraph(text, bold, size):
            return _paragraph(text, f"font-size:{_POINTS[size]}pt", bold=bold)
        case Rows(rows):
            return _table([(row.label, row.value) for row in rows])
        case NumberedList(items, first):
            lines = [f"{n}. {item.text} {item.note}".strip() for n, item in enumerate(items, first)]
            return "".join(_paragraph(line, "") for line in lines)
        case Rule():
            return "<hr/>"
        case Space():
            return "<p style='font-size:6pt'>&nbsp;</p>"
        case Table() | BigNumber() | QrCode() | Cut():
            raise NotForSheetsError(type(block).__name__)
        case _:
            assert_never(block)


def _paragraph(text: str, style: str, *, bold: bool = False, side: str = "left") -> str:
    weight = "font-weight:bold" if bold else "font-weight:normal"
    return f"<p align='{side}' style='{style}; {weight}'>{_lines(text)}</p>"


def _table(rows: Sequence[tuple[str, str]]) -> str:
    cells = "".join(
        f"<tr><td width='18%' bgcolor='#efefef'><b>{escape(label)}</b></td><td width='82%'>{_lines(value)}</td></tr>"
        for label, value in rows
    )
    return (
        f"<table width='100%' border='1' cellspacing='0' cellpadding='0' style='border-collapse:collapse;"
        f" border-style:solid; border-color:{RULE}; margin-top:10px'>{cells}</table>"
    )


def _lines(text: str) -> str:
    return "<br/>".join(escape(line) for line in text.split("\n"))
