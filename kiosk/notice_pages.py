"""The one-time notice sheet as A4 pages: a PDF with embedded faces, page numbers, the guide's date and the station.

The words are those of the slip (``kiosk/slips.py``); paper of this size also has room for a box to tick beside each
material. Runs on a worker: laying out and embedding takes longer than a frame. Needs the faces that the screens have
loaded. Source: domain guide, section 7.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

from PySide6.QtCore import QBuffer, QByteArray, QEventLoop, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen, QTextDocument

from config.texts import Texts
from kiosk.slips import SLIP_TIME, NoticeFacts
from screens.look import SANS, SERIF

DOTS_PER_INCH = 300
MARGINS_MM = QMarginsF(20, 15, 20, 13)
HEAD_MM, FOOT_MM = 11.0, 13.0
"""Above and below the text: the line that says what this is, and the line that says from where and which page."""
SMALL_PT = 8.5
INK, RULE = "#000000", "#8a8a8a"

STYLE = f"""
body {{ font-family: '{SANS}'; font-size: 10pt; color: {INK}; }}
p {{ margin-top: 2px; margin-bottom: 2px; line-height: 125%; }}
p.head {{ font-size: 12pt; font-weight: bold; margin-top: 16px; margin-bottom: 5px; }}
td, th {{ padding: 4px 8px 4px 8px; vertical-align: middle; }}
th {{ text-align: left; font-weight: bold; background-color: #efefef; }}
"""
TITLE_STYLE = f"font-family:&quot;{SERIF}&quot;; font-size:22pt; font-weight:bold"
BOX = "□"
MM_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Pages:
    """A document ready for paper. It holds what is published, nothing about anybody."""

    pdf: bytes = field(repr=False)
    count: int


def notice_pages(texts: Texts, facts: NoticeFacts, *, station: str, terminal_no: int, printed_at: datetime) -> Pages:
    """The notice sheet as PDF, in the language of ``texts``; the guide's prose stays Chinese."""
    title = texts("slip.notice.title")
    as_of = texts("slip.notice.as_of", date=facts.as_of.isoformat())
    head = (f"{title} · {facts.common_name}", as_of)
    html = _html(texts, facts)
    return sheet_of(texts, html, head=head, station=station, terminal_no=terminal_no, printed_at=printed_at)


def sheet_of(
    texts: Texts, html: str, *, head: tuple[str, str], station: str, terminal_no: int, printed_at: datetime
) -> Pages:
    """A document as PDF: ``head`` stands above the text, left from the second page on, right on each."""
    loop = QEventLoop()  # the layout sets a timer, for which a plain worker thread has no dispatcher before this
    device = QBuffer()
    device.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(device)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageOrientation(QPageLayout.Orientation.Portrait)
    writer.setPageMargins(MARGINS_MM, QPageLayout.Unit.Millimeter)
    writer.setResolution(DOTS_PER_INCH)
    writer.setTitle(head[0])
    writer.setCreator(station)
    foot = texts("sheet.foot", station=station, terminal=terminal_no, time=printed_at.strftime(SLIP_TIME))
    count = _Sheet(writer, texts, head=head, foot=foot).draw(html)
    data: QByteArray = device.data()
    device.close()
    del loop
    return Pages(bytes(data.data()), count)


class _Sheet:
    """Lays one document out on pages and draws head and foot on each."""

    def __init__(self, writer: QPdfWriter, texts: Texts, *, head: tuple[str, str], foot: str) -> None:
        self._writer = writer
        self._texts = texts
        self._head = head
        self._foot = foot
        self._width, self._height = float(writer.width()), float(writer.height())
        self._top = _dots(HEAD_MM)
        self._body = self._height - self._top - _dots(FOOT_MM)

    def draw(self, html: str) -> int:
        """Draw all pages; how many they are."""
        document = QTextDocument()
        document.documentLayout().setPaintDevice(self._writer)
        document.setDefaultFont(QFont(SANS, 10))
        document.setDefaultStyleSheet(STYLE)
        document.setDocumentMargin(0)
        document.setHtml(html)
        document.setPageSize(QSizeF(self._width, self._body))
        count = document.pageCount()
        painter = QPainter(self._writer)
        try:
            for page in range(count):
                if page:
                    self._writer.newPage()
                painter.save()
                painter.translate(0, self._top - page * self._body)
                document.drawContents(painter, QRectF(0, page * self._body, self._width, self._body))
                painter.restore()
                self._draw_edges(painter, page, count)
        finally:
            painter.end()
        return count

    def _draw_edges(self, painter: QPainter, page: int, count: int) -> None:
        painter.setFont(QFont(SANS, round(SMALL_PT)))
        line = _dots(5.5)
        thin = QPen(QColor(RULE), _dots(0.15))
        top, foot = QRectF(0, 0, self._width, line), QRectF(0, self._height - line, self._width, line)
        painter.setPen(QColor(INK))
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(top, left | middle, self._head[0] if page else "")
        painter.drawText(top, right | middle, self._head[1])
        painter.drawText(foot, left | middle, self._foot)
        painter.drawText(foot, right | middle, self._texts("sheet.page", page=page + 1, count=count))
        painter.setPen(thin)
        for y in (top.bottom() + _dots(0.8), foot.top() - _dots(0.8)):
            painter.drawLine(0, round(y), round(self._width), round(y))


def _dots(millimetres: float) -> float:
    return millimetres * DOTS_PER_INCH / MM_PER_INCH


# ---- content ---------------------------------------------------------------------------------------------------------


def _html(texts: Texts, facts: NoticeFacts) -> str:
    parts = [
        f"<p align='center' style='{TITLE_STYLE}'>{escape(texts('slip.notice.title'))}</p>",
        f"<p align='center' style='font-size:15pt; font-weight:bold'>{escape(facts.common_name)}</p>",
        f"<p align='center'>{escape(texts('sheet.official', name=facts.item_name))}</p>",
        _facts_table(texts, facts),
        *_numbered(texts("slip.notice.situation"), (f"{asked} {answer}" for asked, answer in facts.situation)),
        *_numbered(texts("slip.notice.eligibility"), facts.eligibility),
        *_materials(texts, facts),
        _heading(texts("slip.notice.guide")),
        *(_paragraph(line) for line in facts.guide.strip().splitlines()),
        *_numbered(texts("slip.notice.basis"), facts.legal_basis),
    ]
    if facts.sample:
        parts.append(f"<p style='margin-top:16px; font-weight:bold'>{escape(texts('slip.notice.sample'))}</p>")
    return f"<body>{''.join(parts)}</body>"


def _facts_table(texts: Texts, facts: NoticeFacts) -> str:
    limits = [
        texts(key, text=text)
        for key, text in (
            ("slip.notice.limit_promised", facts.promised_limit),
            ("slip.notice.limit_statutory", facts.statutory_limit),
        )
        if text
    ]
    visits = [texts("slip.notice.visits.value", count=facts.onsite_count), facts.onsite_reason]
    rows = {
        "authority": facts.authority,
        "limit": "\n".join(limits),
        "fee": facts.fee,
        "visits": "\n".join(filter(None, visits)),
        "place": facts.place,
        "hours": facts.hours,
        "consult": facts.consult,
        "supervise": facts.supervise,
    }
    cells = [
        f"<tr><td width='18%' bgcolor='#efefef'><b>{escape(texts(f'slip.notice.{name}'))}</b></td>"
        f"<td width='82%'>{_lines(value)}</td></tr>"
        for name, value in rows.items()
        if value
    ]
    return _table(cells, "margin-top:10px")


def _materials(texts: Texts, facts: NoticeFacts) -> list[str]:
    """A row for each material, with a box to tick; the first row comes again on each page."""
    if not facts.materials:
        return []
    names = ("sheet.ready", "sheet.material", "sheet.required")
    widths = (11, 45, 44)
    heads = "".join(
        f"<th width='{width}%'>{escape(texts(name))}</th>" for name, width in zip(names, widths, strict=True)
    )
    rows = [
        f"<tr><td align='center' style='font-size:14pt'>{BOX}</td><td><b>{number}. {escape(name)}</b></td>"
        f"<td>{_lines(how)}</td></tr>"
        for number, (name, how) in enumerate(facts.materials, 1)
    ]
    return [_heading(texts("slip.notice.materials")), _table([f"<thead><tr>{heads}</tr></thead>", *rows])]


def _table(rows: Iterable[str], style: str = "") -> str:
    return (
        f"<table width='100%' border='1' cellspacing='0' cellpadding='0' style='border-collapse:collapse;"
        f" border-style:solid; border-color:{RULE}; {style}'>{''.join(rows)}</table>"
    )


def _numbered(heading: str, lines: Iterable[str]) -> list[str]:
    numbered = [_paragraph(f"{number}. {line}") for number, line in enumerate(lines, 1)]
    return [_heading(heading), *numbered] if numbered else []


def _heading(text: str) -> str:
    return f"<p class='head'>{escape(text)}</p>"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text.strip())}</p>" if text.strip() else ""


def _lines(text: str) -> str:
    return "<br/>".join(escape(line) for line in text.splitlines())
