"""An A4 sheet for the bench: a frame and a scale, to see that it comes out whole and in its true size. Pure."""

from __future__ import annotations

POINTS_PER_MM = 72 / 25.4
WIDTH_MM, HEIGHT_MM = 210, 297
INSET_MM = 10


def sample_sheet(note: str) -> bytes:
    """The sheet as PDF; ``note`` in ASCII stands on it. The printer's own Helvetica is used."""
    words = "".join(c if c.isalnum() or c in " .:-" else "?" for c in note)[:80]
    mm = POINTS_PER_MM
    frame = f"{INSET_MM * mm:.2f} {INSET_MM * mm:.2f} {(WIDTH_MM - 20) * mm:.2f} {(HEIGHT_MM - 20) * mm:.2f} re S"
    scale = " ".join(
        f"{(55 + step) * mm:.2f} {150 * mm:.2f} m {(55 + step) * mm:.2f} {(156 if step % 50 else 160) * mm:.2f} l S"
        for step in range(0, 101, 10)
    )
    text = (
        f"BT /F1 24 Tf {55 * mm:.2f} {200 * mm:.2f} Td (A4 test sheet) Tj "
        f"/F1 11 Tf 0 -24 Td ({words}) Tj 0 -18 Td (The frame is 10 mm from each edge. The scale is 100 mm long.) Tj ET"
    )
    content = f"1 w {frame} {scale} {text}".encode("ascii", "replace")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH_MM * mm:.2f} {HEIGHT_MM * mm:.2f}]"
        "/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>".encode(),
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
