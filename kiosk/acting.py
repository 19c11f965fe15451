"""Who stands at the terminal, for whom, and whether that fits. Pure.

Source: domain guide 8 (agents, minors), 5 (credit codes); 民法典 19, 20, 23, 161, 165; 个人信息保护法 28, 31. What an
item allows is in the catalogue (``identity.agent``, ``identity.own_from_age``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from config.domain.code_sets import WHO, WHO_AGENT, WHO_GUARDIAN, WHO_SELF, AgentRule, SubjectKind
from kiosk.policies import Policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from config.catalogue.schema import Item
    from kiosk.identity import Identity

CHILD_AGE = 14
"""Below it everything about a person is sensitive, and only a guardian acts."""
ADULT_AGE = 18


class Role(StrEnum):
    """Whose card is read."""

    APPLICANT = "applicant"
    HELPER = "helper"
    """Who acts for the applicant: guardian or agent."""


class Acting(StrEnum):
    """Who stands here and for whom; the value is part of the text keys."""

    SELF = "self"
    GUARDIAN = "guardian"
    """For one's child or ward."""
    AGENT = "agent"
    """For another grown-up, entrusted in writing."""
    OWNER = "owner"
    """For one's own business, as a sole trader."""
    LEGAL_REP = "legal_rep"
    """For a company or another body, as its legal representative."""
    ORG_AGENT = "org_agent"
    """For a business or a body, entrusted in writing."""


FOR_ANOTHER = frozenset({Acting.GUARDIAN, Acting.AGENT, Acting.ORG_AGENT})
"""Somebody else is the applicant, so two persons are taken down."""
_ANSWERS = {
    Acting.SELF: WHO_SELF,
    Acting.OWNER: WHO_SELF,
    Acting.LEGAL_REP: WHO_SELF,
    Acting.GUARDIAN: WHO_GUARDIAN,
    Acting.AGENT: WHO_AGENT,
    Acting.ORG_AGENT: WHO_AGENT,
}


@dataclass(frozen=True, slots=True)
class ActingWay:
    """One way to act; ``refusal`` names why the item does not take it, and is empty where it does."""

    acting: Acting
    refusal: str = ""


def acting_ways(item: Item, subject: SubjectKind) -> tuple[ActingWay, ...]:
    """Every way for that kind of applicant, with why some are not taken."""
    rule = item.identity.agent
    agent = {AgentRule.NOT_ALLOWED: "in_person", AgentRule.GUARDIAN: "only_guardian"}.get(rule, "")
    if subject is not SubjectKind.PERSONAL:
        return (ActingWay(Acting.OWNER), ActingWay(Acting.LEGAL_REP), ActingWay(Acting.ORG_AGENT, agent))
    rule_of_age = item.eligibility_rule
    least = rule_of_age.min_age if rule_of_age is not None else None
    guardian = "in_person" if rule is AgentRule.NOT_ALLOWED else ""
    if least is not None and least >= ADULT_AGE:
        guardian = "adults_only"
    if rule_of_age is not None and rule_of_age.child_min_age is not None:
        guardian = "in_form"
    return (ActingWay(Acting.SELF), ActingWay(Acting.GUARDIAN, guardian), ActingWay(Acting.AGENT, agent))


def acting_from(item: Item, subject: SubjectKind, answers: Mapping[str, str]) -> Acting:
    """Who acts, as far as the guide's questions have told; else the applicant in person."""
    personal = subject is SubjectKind.PERSONAL
    told = {
        WHO_AGENT: Acting.AGENT if personal else Acting.ORG_AGENT,
        WHO_GUARDIAN: Acting.GUARDIAN if personal else Acting.ORG_AGENT,
    }.get(answers.get(WHO, ""), Acting.SELF if personal else Acting.LEGAL_REP)
    taken = {way.acting for way in acting_ways(item, subject) if not way.refusal}
    return told if told in taken else Acting.SELF if personal else Acting.LEGAL_REP


def who_answer(acting: Acting) -> str:
    """The same as an answer to the question who comes, which decides about materials."""
    return _ANSWERS[acting]


def unfit(
    acting: Acting, item: Item, *, applicant: Identity | None, helper: Identity | None, today: date
) -> Policy | None:
    """Why this person cannot act this way; None: it fits, as far as can be told.

    Args:
        acting: who acts for whom.
        item: what is applied for.
        applicant: the person whom the case is about; None while not known.
        helper: who acts for that person; None where nobody does.
        today: for the ages.
    """
    if helper is not None:
        if applicant is not None and applicant.number == helper.number:
            return Policy.SAME_PERSON
        if _younger(helper, ADULT_AGE, today):
            return Policy.HELPER_MINOR
    if applicant is None:
        return None
    match acting:
        case Acting.SELF:
            own_from = item.identity.own_from_age
            return Policy.MINOR_ALONE if _younger(applicant, own_from, today) else None
        case Acting.AGENT:
            return Policy.MINOR_AGENT if _younger(applicant, item.identity.own_from_age, today) else None
        case Acting.GUARDIAN:
            age = applicant.age(today)
            adult = age is not None and age >= ADULT_AGE
            return Policy.ADULT_WARD if adult and not _takes_wards(item) else None
        case Acting.OWNER | Acting.LEGAL_REP:
            return Policy.MINOR_ALONE if _younger(applicant, ADULT_AGE, today) else None
        case Acting.ORG_AGENT:
            return None
        case _ as unknown:
            assert_never(unknown)


def is_child(person: Identity, today: date) -> bool:
    """Whether the person is younger than fourteen."""
    return _younger(person, CHILD_AGE, today)


def _younger(person: Identity, years: int, today: date) -> bool:
    age = person.age(today)
    return age is not None and age < years


def _takes_wards(item: Item) -> bool:
    """Whether the item itself knows guardians of grown-ups: its question who comes has that answer."""
    return any(
        option.id == WHO_GUARDIAN
        for situation in item.situations
        if situation.id == WHO
        for option in situation.options
    )
