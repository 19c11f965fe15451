"""What the last page says: take your card and your slip (domain guide 2.4)."""

from __future__ import annotations

from config.texts import Texts
from kiosk.present.paging import present_paging
from screens.components.state_card import StateCardSpec, StateKind
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
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
    urgent = None
    if card_lying:
        urgent = StateCardSpec(StateKind.ERROR, texts("goodbye.card"), texts("goodbye.card.sub"), icon=Icon.ID_CARD)
    if slip_printed:
        things.append(GoodbyeThing(Icon.PRINTER, texts("goodbye.slip"), texts("goodbye.slip.sub")))
    return GoodbyeState(
        head=StepHeaderSpec(texts("goodbye.title" if things or card_lying else "goodbye.title_nothing")),
        picture=texts("goodbye.picture_slip"),
        urgent=urgent,
        things=tuple(things),
        number_name=texts("goodbye.number"),
        number=receipt_number,
        wiped=texts("goodbye.wiped"),
        wiped_reason=texts("goodbye.wiped.reason"),
        seconds=texts("goodbye.seconds", seconds=seconds),
        done=texts("goodbye.done"),
        paging=present_paging(texts),
    )
