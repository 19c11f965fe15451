"""What the questions of an item say, in the guide and in the checklist: heading, effect on the list, options."""

from __future__ import annotations

from collections.abc import Mapping

from config.catalogue import Catalogue
from config.catalogue.schema import Item
from config.catalogue.situations import shortening
from config.texts import Texts
from screens.pages.guide import GuideOption, GuideSituation


def present_situations_heading(texts: Texts, catalogue: Catalogue, item: Item) -> str:
    """Promises a shorter list only where there is one."""
    short = shortening(catalogue, item, {})
    return texts("guide.situations" if short.least < short.before else "guide.situations.plain")


def present_shortening(texts: Texts, catalogue: Catalogue, item: Item, answers: Mapping[str, str]) -> str:
    """How many questions there are and what answering them does to the list; empty where nothing is asked."""
    short = shortening(catalogue, item, answers)
    if not short.questions:
        return ""
    if not short.answered:
        key = "guide.situations.shorter" if short.least < short.before else "guide.situations.asked"
        return texts(key, questions=short.questions, before=short.before, least=short.least)
    key = "guide.situations.shortened" if short.now < short.before else "guide.situations.answered"
    return texts(key, answered=short.answered, questions=short.questions, before=short.before, now=short.now)


def present_situations(
    texts: Texts, catalogue: Catalogue, item: Item, answers: Mapping[str, str]
) -> tuple[GuideSituation, ...]:
    """The questions with their options and the answers given."""
    return tuple(
        GuideSituation(
            situation.id,
            catalogue.text(situation.question, texts.language),
            tuple(
                GuideOption(
                    option.id, catalogue.text(option.label, texts.language), answers.get(situation.id) == option.id
                )
                for option in situation.options
            ),
        )
        for situation in item.situations
    )
