"""Every typed error of the queue has its sentence and its cure in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from config.texts import Language, Texts
from kiosk.cli.queue_output import FILE_UNREADABLE, describe_error
from offline_queue import errors
from offline_queue.errors import (
    ChannelError,
    ChannelFault,
    DraftFault,
    DraftRefusedError,
    EnrolmentFault,
    EnrolmentRefusedError,
    NotEnrolledError,
    QueueError,
)


def classes(root: type[QueueError]) -> Iterator[type[QueueError]]:
    yield root
    for below in root.__subclasses__():
        yield from classes(below)


CODES = sorted({one.code for one in classes(QueueError) if one.__module__ == errors.__name__} - {"queue"})


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("code", [*CODES, FILE_UNREADABLE])
def test_each_code_has_both_texts(code: str, language: Language) -> None:
    """A sentence and a cure."""
    texts = Texts.load(language)
    assert texts.has(f"queue.error.{code}")
    assert texts.has(f"queue.cure.{code}")


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    "error",
    [
        *map(ChannelError, ChannelFault),
        *map(NotEnrolledError, EnrolmentFault),
        *(DraftRefusedError(fault, ("form.0",)) for fault in DraftFault),
        EnrolmentRefusedError("code-locked"),
        EnrolmentRefusedError("busy"),
    ],
    ids=str,
)
def test_each_fault_can_be_described(error: QueueError, language: Language) -> None:
    """The precise sentence where there is one, else that of the code."""
    described = describe_error(error, Texts.load(language))
    assert described["message"]
    assert described["action"]
