"""What the last page says: take your card and your slip (domain guide 2.4)."""

from __future__ import annotations

from config.texts import Texts
from kiosk.present.paging import present_paging
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.illustrations.acts import Act
from screens.pages.goodbye import GoodbyeState, GoodbyeThing


def present_goodbye(
    texts: Texts, *, card_lying: bool, slip_printed: bool, receipt_number: str, seconds: int
) -> GoodbyeState:
    """The last page.

    Args:
        texts: in the language of the visit.
        card_lying: whether the ID card still lies on the reader.
        slip_printed: whether a slip came out.
        receipt_number: of the case that was stored; empty when none was.
        seconds: until the idle picture comes.
    """
    things = []
    if card_lying:
        things.append(GoodbyeThing(Icon.ID_CARD, texts("goodbye.card"), texts("goodbye.card.sub")))
    if slip_printed:
        things.append(GoodbyeThing(Icon.PRINTER, texts("goodbye.slip"), texts("goodbye.slip.sub")))
    return GoodbyeState(
        head=StepHeaderSpec(texts("goodbye.title" if things else "goodbye.title_nothing")),
        act=Act.CARD if card_lying else Act.SLIP,
        picture=texts("goodbye.picture_card" if card_lying else "goodbye.picture_slip"),
        on_reader=texts("id_card.on_reader"),
        things=tuple(things),
        number_name=texts("goodbye.number"),
        number=receipt_number,
        wiped=texts("goodbye.wiped"),
        wiped_reason=texts("goodbye.wiped.reason"),
        seconds=texts("goodbye.seconds", seconds=seconds),
        done=texts("goodbye.done"),
        paging=present_paging(texts),
    )
