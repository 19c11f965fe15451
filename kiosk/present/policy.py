"""What the page says that stands before an item or in its place. Source: domain guide 6.3, 6.4, 8."""

from __future__ import annotations

from collections.abc import Mapping

from config.catalogue import Catalogue
from config.catalogue.schema import Item
from config.texts import Language, Texts
from kiosk.policies import STARTABLE, UNFIT, Policy
from kiosk.present.guide import present_needed, present_places
from kiosk.present.paging import present_paging
from kiosk.present.step_view import StepView, present_step
from screens.components.banner import BannerKind, BannerSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.pages.policy import PolicyButton, PolicyState, PolicyWay

_OFFLINE = frozenset({Policy.OFFLINE, Policy.PRECHECK_OFFLINE})


def present_policy(
    texts: Texts,
    catalogue: Catalogue,
    item: Item,
    policy: Policy,
    *,
    language: Language,
    answers: Mapping[str, str],
    printer_ok: bool,
    can_pay: bool = False,
    step: StepView | None = None,
) -> PolicyState:
    """The page for one item and one reason.

    Args:
        texts: in the language of the visit.
        catalogue: the service catalogue.
        item: what is asked about.
        policy: why.
        language: for the names that the catalogue has in both languages.
        answers: option id by situation id; they shorten the list of papers.
        printer_ok: whether the notice sheet can be printed.
        can_pay: whether this terminal takes payments.
        step: where the resident is, inside an application.
    """
    key = f"policy.{policy.value}"
    title = texts(f"{key}.title")
    alternatives = [catalogue.text(one, language) for one in item.alternatives] if policy not in UNFIT else []
    steps = texts(f"{key}.steps").split("\n")
    if alternatives:
        steps.append(texts("policy.alternatives", ways=texts("words.list_separator").join(alternatives)))
    office = catalogue.text(catalogue.department_of(item).display, language)
    name = catalogue.item_common_name(item, language)
    caption = texts("policy.caption", item=name, office=office)
    primary, others = _ways(texts, policy, printer_ok=printer_ok, can_pay=can_pay)
    return PolicyState(
        head=StepHeaderSpec(title, caption, caption_short=name) if step is None else present_step(texts, step, title),
        banner=_banner(texts, catalogue, item, policy, language),
        steps_heading=texts("policy.steps"),
        steps=tuple(steps),
        places_heading=texts("guide.place"),
        places=tuple(place for place in present_places(texts, catalogue, item, language) if place[1]),
        papers_heading=texts("policy.papers"),
        papers=tuple(
            present_needed(texts, catalogue, needed, language)
            for needed in catalogue.materials_of(item, answers)
            if policy not in UNFIT
        ),
        others=others,
        primary=primary,
        secondary=PolicyButton(PolicyWay.STAFF, texts("notice.staff")),
        paging=present_paging(texts),
    )


def _banner(texts: Texts, catalogue: Catalogue, item: Item, policy: Policy, language: Language) -> BannerSpec:
    """The reason in plain words; below it the catalogue's own."""
    if policy in UNFIT:
        return BannerSpec(BannerKind.WARN, texts(f"policy.{policy.value}.why"), "", Icon.PEOPLE)
    own = texts("policy.reason", reason=catalogue.text(item.kiosk.reason, language))
    icon = Icon.OFFLINE if policy in _OFFLINE else Icon.INFO
    kind = BannerKind.GOOD if policy in STARTABLE else BannerKind.WARN
    return BannerSpec(kind, texts(f"policy.{policy.value}.why"), own, icon)


def _ways(
    texts: Texts, policy: Policy, *, printer_ok: bool, can_pay: bool
) -> tuple[PolicyButton, tuple[PolicyButton, ...]]:
    """The way on, and what stands in the column."""
    if policy in UNFIT:
        again = PolicyButton(PolicyWay.BACK, texts("policy.again"))
        return PolicyButton(PolicyWay.WHO, texts("policy.change_who")), (again,)
    sheet = PolicyButton(PolicyWay.PRINT, texts("policy.print"), "" if printer_ok else texts("guide.print.no_printer"))
    if policy in STARTABLE:
        return PolicyButton(PolicyWay.START, texts("guide.start.precheck")), (sheet,)
    if policy is Policy.PAY and can_pay:
        return PolicyButton(PolicyWay.PAY, texts("policy.pay.go")), (sheet,)
    if printer_ok:
        return sheet, ()
    return PolicyButton(PolicyWay.BACK, texts("notice.understood")), (sheet,)
