"""What an item asks of a person's age. A hint for the resident: the authority decides."""

from __future__ import annotations

from datetime import date

from config.catalogue.schema import Item
from config.texts import Texts
from kiosk.identity import Identity
from kiosk.present.id_check import CheckView


def age_checks(texts: Texts, item: Item, person: Identity, today: date) -> tuple[CheckView, ...]:
    """The item's age rule against this person; nothing when there is no rule or no birth date."""
    rule = item.eligibility_rule
    age = person.age(today)
    if rule is None or rule.min_age is None or age is None:
        return ()
    fits = age >= rule.min_age
    key = "id_check.age_fits" if fits else "id_check.age_short"
    return (CheckView(texts("id_check.age", years=rule.min_age), texts(key), fits),)
