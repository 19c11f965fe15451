"""From what a resident wrote to the draft that is sealed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from config.domain.identifiers import FieldKey
from config.texts import Language, Texts
from kiosk.forms import FormModel
from kiosk.opinion import TEXT, TITLE, opinion_form, opinion_of, speaks_of_danger
from offline_queue.wire.documents import ComplaintCategory, ComplaintDraft

NOW = datetime(2026, 11, 24, 4, 20, tzinfo=UTC)


def written(**answers: str) -> FormModel:
    form = FormModel(opinion_form(Texts.load(Language.ZH)), date(2026, 11, 24))
    for key, text in {TITLE: "窗口没人", TEXT: "中午十二点没有人", **answers}.items():
        form.set(FieldKey(key), text)
    return form


def draft_of(form: FormModel) -> ComplaintDraft:
    return opinion_of(form, ComplaintCategory.SUGGESTION, language=Language.ZH, now=NOW)


def test_two_lines_are_enough() -> None:
    """Everything else may be left out; then it is anonymous."""
    form = written()
    assert form.complete
    draft = draft_of(form)
    assert (draft.title, draft.text) == ("窗口没人", "中午十二点没有人")
    assert draft.category is ComplaintCategory.SUGGESTION
    assert draft.anonymous
    assert (draft.about, draft.about_receipt_number, draft.name, draft.mobile) == (None, None, None, None)


def test_nothing_written_is_not_complete() -> None:
    """A title alone says too little."""
    assert not written(text=" ").complete
    assert not written(title="").complete


@pytest.mark.parametrize("given", [{"name": "张桂兰"}, {"mobile": "13800005678"}])
def test_a_name_or_a_number_ends_anonymity(given: dict[str, str]) -> None:
    """Either is enough to be called back."""
    draft = draft_of(written(**given))
    assert not draft.anonymous
    assert {draft.name, draft.mobile} == {None, *given.values()}


def test_a_receipt_number_is_attached_as_it_is_meant() -> None:
    """Typed as people type it."""
    draft = draft_of(written(receipt="ls01 261124 10011 6"))
    assert draft.about_receipt_number == "LS01-261124-10011-6"
    assert draft.text == "中午十二点没有人"


def test_a_number_that_is_none_is_not_lost() -> None:
    """It goes into the text."""
    draft = draft_of(written(receipt="上次那张"))
    assert draft.about_receipt_number is None
    assert draft.text.endswith("\n上次那张")


@pytest.mark.parametrize(
    ("words", "danger"),
    [
        ("楼道起火了", True),
        ("他被打了", True),
        ("I will KILL", True),
        ("窗口中午没人", False),
        ("打印机打不出来", False),
    ],
)
def test_words_of_danger(words: str, danger: bool) -> None:
    """Whoever writes of danger is asked first whether help is needed now."""
    assert speaks_of_danger(written(text=words)) is danger
