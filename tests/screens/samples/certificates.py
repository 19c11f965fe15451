"""Samples of the choice of a paper of an issuing system; it is shown by the page of choices."""

from __future__ import annotations

from datetime import date

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.certificates import present_papers, present_query_items
from offline_queue.wire.shared_data import CertificateEntry
from screens.pages.booking import BookingPage
from tests.screens.samples import Sample


def sample_papers(texts: Texts, count: int = 2) -> list[CertificateEntry]:
    """What an issuer lists."""
    title, issuer = texts("home.certificate"), texts("home.certificate.sub")
    return [
        CertificateEntry(
            certificate_id=f"P{number}",
            title=title,
            issuer=issuer,
            issued_on=date(2026, 11, 1 + number),
            media_type="application/pdf",
            size_bytes=1000,
            content_sha256="0" * 64,
        )
        for number in range(count)
    ]


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """Which paper, without a line, the papers of a card, none of them, no printer."""
    item = texts("home.certificate")

    def papers(count: int, *, printable: bool = True, card_lying: bool = False) -> Sample:
        return BookingPage, present_papers(
            texts,
            sample_papers(texts, count),
            item=item,
            name_masked="张*兰",
            printable=printable,
            card_lying=card_lying,
        )

    return {
        "usual": (BookingPage, present_query_items(texts, catalogue, online=True)),
        "offline": (BookingPage, present_query_items(texts, catalogue, online=False)),
        "papers": papers(2, card_lying=True),
        "papers-none": papers(0),
        "papers-no-printer": papers(2, printable=False),
    }
