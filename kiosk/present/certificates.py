"""Papers of issuing systems: what the pages say. Wording: domain guide 2.1, 7: only as the issuer made them."""

from __future__ import annotations

from collections.abc import Sequence

from config.catalogue import Catalogue
from config.catalogue.schema import Item
from config.domain.code_sets import KioskMode
from config.texts import Texts
from kiosk.present.paging import present_paging
from offline_queue.wire.shared_data import CertificateEntry
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.pages.booking import BookingChoice, BookingState

PRINTABLE = "application/pdf"


def query_items(catalogue: Catalogue) -> tuple[Item, ...]:
    """The items whose papers or results are asked for live."""
    return tuple(item for item in catalogue.items.values() if item.kiosk.mode is KioskMode.QUERY)


def present_query_items(texts: Texts, catalogue: Catalogue, *, online: bool) -> BookingState:
    """Which paper is wanted; without a line nothing can be pressed, because this terminal makes none itself."""
    choices = tuple(
        BookingChoice(
            item.id,
            catalogue.item_common_name(item, texts.language),
            catalogue.text(catalogue.department_of(item).display, texts.language),
            Icon.named(item.icon or "doc"),
            usable=online,
        )
        for item in query_items(catalogue)
    )
    return BookingState(
        head=StepHeaderSpec(texts("certificate.title"), texts("home.certificate")),
        groups=(("", choices),),
        paging=present_paging(texts),
        lead="" if online else texts("certificate.offline"),
        lead_why="" if online else texts("certificate.offline.why"),
        note=texts("certificate.note"),
    )


def present_papers(
    texts: Texts,
    papers: Sequence[CertificateEntry],
    *,
    item: str,
    name_masked: str,
    printable: bool,
    card_lying: bool,
) -> BookingState:
    """What the issuer has for the card.

    Args:
        texts: in the language of the visit.
        papers: as the issuer listed them just now.
        item: what the service item is called.
        name_masked: whose card it is.
        printable: whether papers about a person may and can be printed here now.
        card_lying: whether the card is still on the reader.
    """
    choices = tuple(
        BookingChoice(
            one.certificate_id,
            one.title,
            texts("certificate.issued", issuer=one.issuer, date=one.issued_on.isoformat()),
            Icon.PRINTER,
            usable=printable and one.media_type == PRINTABLE,
        )
        for one in papers
    )
    lead = ""
    if not papers:
        lead = "certificate.none"
    elif not printable:
        lead = "certificate.no_printer"
    return BookingState(
        head=StepHeaderSpec(texts("certificate.papers.title", name=name_masked), item),
        groups=((texts("certificate.choose") if choices and printable else "", choices),),
        paging=present_paging(texts),
        lead=texts(lead) if lead else "",
        lead_why=texts(f"{lead}.why") if lead else "",
        note=texts("certificate.take_card") if card_lying else texts("certificate.as_issued"),
    )
