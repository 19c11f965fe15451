"""Why an item, or this resident's way of it, is not simply handed in here. Pure; the words are in the text catalogues.

Source: domain guide 6.3 (what may wait without a line), 8 (who may act for whom), 10.5 (never a face alone).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from config.domain.code_sets import IdentityLevel, KioskMode, OfflinePolicy

if TYPE_CHECKING:
    from config.catalogue.schema import Item


class Policy(StrEnum):
    """What is said; the value is part of the text keys."""

    PRECHECK = "precheck"
    """Papers are looked at beforehand; the resident still goes to a window."""
    PRECHECK_OFFLINE = "precheck_offline"
    WINDOW = "window"
    BOOKING = "booking"
    QUERY = "query"
    PAY = "pay"
    VERIFIED = "verified"
    """A person has to compare the face and the card."""
    OFFLINE = "offline"
    DEADLINE = "deadline"
    MINOR_ALONE = "minor_alone"
    """Too young to act alone: a guardian has to come along."""
    MINOR_AGENT = "minor_agent"
    """For a minor only a guardian acts."""
    ADULT_WARD = "adult_ward"
    """A grown-up acts in person or entrusts somebody."""
    HELPER_MINOR = "helper_minor"
    SAME_PERSON = "same_person"
    """The same card was read for both."""


UNFIT = frozenset({Policy.MINOR_ALONE, Policy.MINOR_AGENT, Policy.ADULT_WARD, Policy.HELPER_MINOR, Policy.SAME_PERSON})
"""What is wrong with who acts, not with the item (``kiosk.acting``)."""
STARTABLE = frozenset({Policy.PRECHECK})
"""Policies that only tell what follows; the case can begin."""


def policy_of(item: Item, *, online: bool, may_queue: bool) -> Policy | None:
    """What has to be said before a case of the item begins, or instead of it; None: nothing.

    Args:
        item: what is asked about; an urgent one goes to a person at once and has no page.
        online: whether the hall can be reached.
        may_queue: whether its papers may wait here today.
    """
    match item.kiosk.mode:
        case KioskMode.GUIDE:
            return Policy.WINDOW
        case KioskMode.BOOKING:
            return Policy.BOOKING
        case KioskMode.QUERY:
            return Policy.QUERY
        case KioskMode.PAY:
            return Policy.PAY
        case KioskMode.SUBMIT | KioskMode.PRECHECK:
            return _handing_in(item, can_store=online or may_queue)
        case _ as unknown:
            assert_never(unknown)


def _handing_in(item: Item, *, can_store: bool) -> Policy | None:
    if item.identity.level is IdentityLevel.VERIFIED:
        return Policy.VERIFIED
    precheck = item.kiosk.mode is KioskMode.PRECHECK
    if can_store:
        return Policy.PRECHECK if precheck else None
    if item.kiosk.offline is OfflinePolicy.QUEUE:
        return Policy.DEADLINE
    return Policy.PRECHECK_OFFLINE if precheck else Policy.OFFLINE
