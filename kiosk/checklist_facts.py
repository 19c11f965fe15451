"""From an item, its answers and the papers that are there to the facts of the checklist's slip. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from config.catalogue import Catalogue, NeededMaterial
from config.catalogue.schema import Item
from config.catalogue.situations import chosen_options
from config.settings import Settings
from config.texts import Texts
from kiosk.checklist import checklist_of
from kiosk.finding_slips import ChecklistFacts, ListedPaper
from kiosk.notice_sheet import notice_facts
from kiosk.present.checklist import original_words, where_to_get


def checklist_facts(
    texts: Texts,
    catalogue: Catalogue,
    item: Item,
    settings: Settings,
    answers: Mapping[str, str],
    have: Collection[str],
) -> ChecklistFacts:
    """Everything that the slip says; place, hours and telephone are those of the notice sheet."""
    language = texts.language
    sorted_ = checklist_of(catalogue, item, answers, have)
    notice = notice_facts(texts, catalogue, item, settings, answers)

    def listed(papers: Iterable[NeededMaterial], *, where: bool) -> tuple[ListedPaper, ...]:
        return tuple(
            ListedPaper(
                catalogue.text(one.material.name, language),
                (where_to_get(texts, catalogue, one) if where else "", original_words(texts, one)),
            )
            for one in papers
        )

    return ChecklistFacts(
        item_name=notice.item_name,
        common_name=notice.common_name,
        situation=tuple(
            (catalogue.text(situation.question, language), catalogue.text(option.label, language))
            for situation, option in chosen_options(item, answers)
        ),
        missing=listed(sorted_.missing, where=True),
        later=listed(sorted_.later, where=True),
        ready=listed(sorted_.ready, where=False),
        nothing_to_bring=listed(sorted_.nothing_to_bring, where=False),
        place=notice.place,
        hours=notice.hours,
        consult=notice.consult,
        as_of=notice.as_of,
        sample=notice.sample,
    )
