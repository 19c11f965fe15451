"""Samples of an answer: with a guide, without, and a long one."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.catalogue.faq import QuestionId, load_faq
from config.texts import Texts
from kiosk.present.help import present_answer
from screens.pages.answer import AnswerPage
from tests.screens.sample_index import sample_index
from tests.screens.samples import Sample


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """As the book of questions has them."""
    book = load_faq(sample_index())
    return {
        name: (AnswerPage, present_answer(texts, catalogue, book, book.entries[QuestionId(question)]))
        for name, question in (
            ("usual", "promise"),
            ("without-guide", "offline"),
            ("long", "refused"),
        )
    }
