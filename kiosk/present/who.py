"""What the page says that asks who acts. Source: domain guide 8."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.catalogue.schema import Item
from config.texts import Texts
from kiosk.acting import Acting, ActingWay
from kiosk.present.paging import present_paging
from kiosk.present.step_view import StepView, present_step
from screens.icons import Icon
from screens.pages.who import WhoRow, WhoState

_ICONS = {
    Acting.SELF: Icon.PERSON,
    Acting.GUARDIAN: Icon.BABY,
    Acting.AGENT: Icon.PEOPLE,
    Acting.OWNER: Icon.SHOP,
    Acting.LEGAL_REP: Icon.BUILDING,
    Acting.ORG_AGENT: Icon.BRIEFCASE,
}


def present_who(
    texts: Texts, catalogue: Catalogue, item: Item, step: StepView, *, ways: tuple[ActingWay, ...], chosen: Acting
) -> WhoState:
    """The page for one item; ``chosen`` is how it stands now."""
    note = texts("who.note")
    if item.identity.agent_note:
        own = catalogue.text(item.identity.agent_note, texts.language)
        note = texts("words.sentence_separator").join((own, note))
    return WhoState(
        head=present_step(texts, step, texts("who.title")),
        rows=tuple(
            WhoRow(
                way.acting.value,
                texts(f"who.{way.acting.value}"),
                texts(f"who.refusal.{way.refusal}" if way.refusal else f"who.{way.acting.value}.sub"),
                _ICONS[way.acting],
                chosen=way.acting is chosen,
                usable=not way.refusal,
            )
            for way in ways
        ),
        note=note,
        staff=texts("notice.staff"),
        paging=present_paging(texts),
    )
