"""Issuing systems and sources of shared data: invented people, and papers that say that they are samples."""

from __future__ import annotations

import hashlib
from typing import Any

PEOPLE: dict[str, dict[str, dict[str, str]]] = {
    "610198194503120016": {
        "household": {"household_head": "张桂兰", "household_address": "示例街道示例社区1号", "ethnicity": "汉"},
        "education": {"degree": "小学"},
        "credit": {"credit_record": "none"},
    },
    "61019819520908002X": {"household": {"household_head": "李建国", "household_address": "示例街道示例社区2号"}},
}
"""What the sources hold, by number and source; test numbers that belong to nobody."""
_FONTS = b"/Resources << /Font << /F1 5 0 R >> >>"
BUSINESSES: dict[str, dict[str, str]] = {
    "92610198MA00000017": {"name": "示例小吃店", "representative_number": "610198194503120016", "address": "示例路1号"},
}
"""By credit code."""


def look_up(source: str, asked: dict[str, Any]) -> dict[str, str] | None:
    """Return what a source holds; the business source answers its organisation's representative only."""
    if source == "business":
        found = BUSINESSES.get(asked["credit_code"])
        return found if found is not None and found["representative_number"] == asked["number"] else None
    return PEOPLE.get(asked["number"], {}).get(source)


def papers_of(asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the list of one person's papers for an item."""
    if asked["number"] not in PEOPLE:
        return []
    content = paper(asked)
    return [
        {
            "certificate_id": certificate_id_of(asked),
            "title": "参保证明（示例）",
            "issuer": "示例发证系统",
            "issued_on": "2026-11-01",
            "media_type": "application/pdf",
            "size_bytes": len(content),
            "content_sha256": hashlib.sha256(content).hexdigest(),
        }
    ]


def certificate_id_of(asked: dict[str, Any]) -> str:
    """Return the issuer's name for a paper; says nothing about whose it is."""
    return "P" + hashlib.sha256(f"{asked['item_id']} {asked['number']}".encode()).hexdigest()[:12]


def paper(asked: dict[str, Any]) -> bytes:
    """Return a paper of one A4 page, always the same for the same person and item."""
    lines = ["SAMPLE - NOT A DOCUMENT OF ANY AUTHORITY", f"Item {asked['item_id']}", f"No. {certificate_id_of(asked)}"]
    drawn = " ".join(f"1 0 0 1 72 {760 - 40 * row} Tm ({line}) Tj" for row, line in enumerate(lines))
    return _pdf(f"BT /F1 18 Tf {drawn} ET".encode("ascii"))


def _pdf(page: bytes) -> bytes:
    """Return a whole PDF file of one A4 page with this content."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s >>" % _FONTS,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
