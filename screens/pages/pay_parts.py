"""What the pages of payment show alike: a bill with its kind, its amount and whom it goes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from screens.components.amount import AmountSpec
from screens.components.banner import BannerKind, BannerSpec
from screens.components.column import Piece
from screens.components.fact import FactSpec
from screens.icons import Icon


class FeeKind(StrEnum):
    """Whose money it is; the three are kept apart wherever they are shown (domain guide, section 12)."""

    SERVICE_FEE = "service_fee"
    SOCIAL_INSURANCE = "social_insurance"
    THIRD_PARTY = "third_party"


KIND_ICONS = {FeeKind.SERVICE_FEE: Icon.DOC, FeeKind.SOCIAL_INSURANCE: Icon.PEOPLE, FeeKind.THIRD_PARTY: Icon.SHOP}
"""One sign for each kind, the same on every page."""


@dataclass(frozen=True, slots=True)
class BillView:
    """One bill, ready to read.

    Attributes:
        kind_name, kind_sub: which of the three kinds it is, and what that means.
        amount_name: what the number is, such as what is to be paid.
        amount, unit: the number with two decimals, and its currency.
        facts: names and values: payee, item, payer (masked), basis.
        reduction: that it was reduced or waived, from what; empty: it was not.
        reduction_rule: by which ground and rule.
    """

    kind: FeeKind
    kind_name: str
    kind_sub: str
    amount_name: str
    amount: str
    unit: str
    facts: tuple[tuple[str, str], ...] = field(repr=False)
    reduction: str = ""
    reduction_rule: str = ""


def bill_pieces(bill: BillView, *, facts: int = 9, reduction: bool = True, brief: bool = False) -> list[Piece]:
    """The card of a bill: the amount with its kind, then so many facts; below it by which rule it was reduced.

    ``brief`` leaves out what the kind means, where large text has too little room beside a stage.
    """
    sub = "" if brief else bill.kind_sub
    amount = AmountSpec(bill.amount_name, bill.amount, bill.unit, bill.kind_name, sub, KIND_ICONS[bill.kind])
    pieces = [Piece(amount, card="bill")]
    pieces += [Piece(FactSpec(name, value), card="bill") for name, value in bill.facts[:facts]]
    if bill.reduction and reduction:
        pieces.append(Piece(BannerSpec(BannerKind.GOOD, bill.reduction, bill.reduction_rule, Icon.CHECK_CIRCLE)))
    return pieces
