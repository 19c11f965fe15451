"""Samples of the page on which everything is checked once more."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.review import ReviewSection, present_review
from screens.pages.review import ReviewPage
from tests.screens.sample_case import sample_step
from tests.screens.samples import Sample


def sample_sections(texts: Texts, catalogue: Catalogue) -> tuple[ReviewSection, ...]:
    """A person, what was filled in, two papers."""

    def name(chinese: str) -> str:
        return catalogue.text(chinese, texts.language)

    person = ((texts("review.name"), "张*"), (texts("review.number"), "610***********0016"))
    form = (
        (name("手机号码"), "138****5678"),
        (name("联系地址"), "临潼区骊山街道"),
        (name("现居住情况"), name("与子女同住")),
        (name("收款账号"), "****6021"),
    )
    papers = (
        (name("社会保障卡或本人银行账户"), texts("review.pages", count=1)),
        (name("授权委托书"), texts("review.later")),
    )
    return (
        ReviewSection("person", texts("review.section.person"), person),
        ReviewSection("form", texts("review.section.form"), form),
        ReviewSection("materials", texts("review.section.materials", count=2), papers),
    )


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """With a line, without, shown clear, and not to be sealed."""
    step = sample_step(texts, catalogue, 6, "step.seal")
    sections = sample_sections(texts, catalogue)
    rows = ((texts("review.way"), texts("review.way.ordinary")),)
    way = ReviewSection("commitment", texts("review.section.commitment"), rows)

    def state(
        *, online: bool, may_queue: bool, revealed: bool = False, order: bool = False, asked: bool | None = None
    ) -> Sample:
        return ReviewPage, present_review(
            texts,
            step,
            sections=sections if asked is None else (*sections[:2], way, sections[2]),
            online=online,
            may_queue=may_queue,
            revealed=revealed,
            order_matters=order,
            deferrable=() if asked is None else (catalogue.text("社会保障卡或本人银行账户", texts.language),),
            deferral_asked=bool(asked),
        )

    return {
        "usual-offline": state(online=False, may_queue=True),
        "online": state(online=True, may_queue=True, revealed=True),
        "blocked-offline": state(online=False, may_queue=False),
        "order-offline": state(online=False, may_queue=True, order=True),
        "deferrable": state(online=True, may_queue=True, asked=False),
        "deferral-asked-offline": state(online=False, may_queue=True, asked=True),
    }
