"""A column shows every piece whole, exactly once, in order, on as many pages as it takes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from config.texts import Language
from screens.column_page import ColumnPage
from screens.components.choice import ChoiceSpec
from screens.components.column import PagingWords, Piece
from screens.components.fact import Fact, FactSpec
from screens.components.label import Label, LabelSpec
from screens.components.scroller import Scroller
from screens.components.step_header import StepHeaderSpec
from screens.look import Role
from screens.shell import Shell
from tests.screens.checks import faults_of
from tests.screens.samples import sample_modules, samples_of
from tests.screens.stage import mode_named, picture_of, sample_catalogue, sample_texts

Stage = Callable[..., Shell]
WORDS = PagingWords("上一页", "下一页")


class PlainPage(ColumnPage):
    """Shows the pieces that it is given."""

    def render(self, state: tuple[Piece, ...]) -> None:  # type: ignore[override]
        """Show them."""
        self.show_parts(StepHeaderSpec("题目"), state, WORDS)


def lines(count: int, *, card: str = "") -> tuple[Piece, ...]:
    """So many lines of text, or facts on one card."""
    if card:
        return tuple(Piece(FactSpec(f"名{number}", f"值{number}"), card=card) for number in range(count))
    return tuple(Piece(LabelSpec(f"第{number}行")) for number in range(count))


def pages_of(shell: Shell) -> list[list[str]]:
    """The names of what each page shows, from top to bottom and left to right."""
    page = shell.page
    assert isinstance(page, ColumnPage)
    found = []
    for number in range(page.column.page_count):
        page.column.turn_to(number)
        shown = [w for w in page.findChildren(QWidget) if isinstance(w, (Label, Fact)) and w.isVisible()]
        shown.sort(key=lambda w: (w.x() > shell.width() // 2 and shell.look.landscape, w.y(), w.x()))
        found.append([w.accessibleName() for w in shown])
    return found


@pytest.mark.parametrize("mode", ["portrait", "portrait-max", "portrait-lower", "landscape", "landscape-senior"])
@pytest.mark.parametrize("card", ["", "card"])
def test_every_piece_is_shown_once_and_in_order(stage: Stage, mode: str, card: str) -> None:
    """Forty lines, on whatever number of pages."""
    shell = stage((PlainPage, lines(40, card=card)), mode)
    shown = [name for page in pages_of(shell) for name in page]
    wanted = [f"名{n} 值{n}" if card else f"第{n}行" for n in range(40)]
    assert shown == wanted


def test_what_fits_has_no_buttons(stage: Stage) -> None:
    """One page: nothing to turn."""
    shell = stage((PlainPage, lines(3)))
    scroller = shell.findChild(Scroller)
    assert isinstance(scroller, Scroller)
    assert not scroller.isVisible()
    assert len(pages_of(shell)) == 1


def test_a_heading_stays_with_what_it_heads(stage: Stage) -> None:
    """It is never the last thing of a page."""
    pieces = []
    for number in range(30):
        pieces.append(Piece(LabelSpec(f"标题{number}", Role.SECTION), keep=True))
        pieces.append(Piece(LabelSpec(f"内容{number}")))
    shell = stage((PlainPage, tuple(pieces)), "portrait-senior")
    pages = pages_of(shell)
    assert len(pages) > 1
    assert all(page[-1].startswith("内容") for page in pages)


def test_pressed_pieces_lie_within_reach(stage: Stage) -> None:
    """In lower reach what is pressed goes below, what is read stays above."""
    pieces = (*lines(2), Piece(ChoiceSpec("选项一"), key="one"), Piece(ChoiceSpec("选项二"), key="two"))
    shell = stage((PlainPage, pieces), "portrait-lower")
    picture_of(shell)
    assert faults_of(shell) == []


def test_another_title_begins_at_the_first_page(stage: Stage) -> None:
    """The page of the list before is no page of this list."""
    shell = stage((PlainPage, lines(60)))
    page = shell.page
    assert isinstance(page, PlainPage)
    page.column.turn_to(1)
    page.render(lines(60))
    assert page.column.front == 1
    page.show_parts(StepHeaderSpec("别的题目"), lines(60), WORDS)
    assert page.column.front == 0


def test_a_smaller_text_brings_pages_back(stage: Stage) -> None:
    """The page in front exists in every look."""
    shell = stage((PlainPage, lines(40)), "portrait-max")
    page = shell.page
    assert isinstance(page, PlainPage)
    page.column.turn_to(page.column.page_count - 1)
    shell.apply_look(mode_named("portrait").look)
    assert page.column.front < page.column.page_count


def test_the_values_of_a_card_begin_at_one_line(stage: Stage) -> None:
    """However long their names are."""
    pieces = (Piece(FactSpec("短", "甲"), card="c"), Piece(FactSpec("一个长得多的名称", "乙"), card="c"))
    shell = stage((PlainPage, pieces))
    facts = [w for w in shell.findChildren(Fact) if w.isVisible()]
    assert len({fact.value_x(fact.width()) for fact in facts}) == 1


@pytest.mark.parametrize("mode", ["portrait-max-en", "landscape-max-en"])
def test_later_pages_are_whole_too(stage: Stage, mode: str) -> None:
    """The largest text in the longer language, on every page of every usual sample."""
    faults = {}
    for module in sample_modules():
        name, sample = next(iter(samples_of(module, sample_texts(Language.EN), sample_catalogue()).items()))
        if not issubclass(sample[0], ColumnPage):
            continue
        shell = stage(sample, mode)
        page = shell.page
        assert isinstance(page, ColumnPage)
        for number in range(page.column.page_count):
            page.column.turn_to(number)
            picture_of(shell)
            found = faults_of(shell)
            if found:
                faults[f"{module}-{name}-{number}"] = found
    assert faults == {}
