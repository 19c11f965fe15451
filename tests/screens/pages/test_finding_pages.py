"""Search and browsing: taps become intents, what was typed goes on, nothing stays behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from config.texts import Language
from kiosk.present.browse import BrowseBy, present_browse
from kiosk.present.search import present_search
from screens.components.base import Pressable
from screens.page import Page
from screens.pages.browse import BrowsePage
from screens.pages.search import SearchPage, SearchState
from screens.shell import Shell
from tests.screens.sample_index import sample_index
from tests.screens.stage import sample_catalogue, sample_texts

Stage = Callable[..., Shell]
TODAY = date(2026, 11, 24)


def press(page: Page, name: str) -> None:
    for widget in page.findChildren(Pressable):
        if widget.isVisible() and widget.accessibleName() == name:
            QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
            return
    raise AssertionError(f"no such target: {name}")


def names(page: Page) -> list[str]:
    return [w.accessibleName() for w in page.findChildren(Pressable) if w.isVisible()]


class Searcher:
    """A resident at the search page, with a flow that searches for what was typed."""

    def __init__(self, stage: Stage, query: str = "", mode: str = "portrait", *, typing: bool = True) -> None:
        self.query, self.chosen, self.typing = query, "all", typing
        self.events: list[str] = []
        shell = stage((SearchPage, self.state()), mode)
        page = shell.page
        assert isinstance(page, SearchPage)
        self.page = page
        page.text_edited.connect(self._on_edited)
        page.chip_pressed.connect(self._on_chip)
        page.suggestion_pressed.connect(self._on_edited)
        page.search_focused.connect(lambda: self._type(True))
        page.keyboard_hidden.connect(lambda: self._type(False))
        page.cleared.connect(lambda: self._on_edited(""))
        page.item_pressed.connect(lambda item: self.events.append(f"item {item}"))
        page.departments_pressed.connect(lambda: self.events.append("departments"))
        page.topics_pressed.connect(lambda: self.events.append("topics"))

    def state(self) -> SearchState:
        return present_search(
            sample_texts(Language.ZH),
            sample_catalogue(),
            query=self.query,
            hits=sample_index().search(self.query),
            chosen=self.chosen,
            typing=self.typing,
            today=TODAY,
        )

    def _on_edited(self, query: str) -> None:
        self.query = query
        self.page.render(self.state())

    def _on_chip(self, key: str) -> None:
        self.chosen = key
        self.page.render(self.state())

    def _type(self, typing: bool) -> None:
        self.typing = typing
        self.page.render(self.state())


@pytest.mark.parametrize("mode", ["portrait", "portrait-senior", "landscape"])
def test_initials_find_the_item_while_they_are_typed(stage: Stage, mode: str) -> None:
    searcher = Searcher(stage, mode=mode)
    for letter in "glbt":
        press(searcher.page, letter)
    assert searcher.query == "glbt"
    press(searcher.page, "高龄补贴")
    assert searcher.events == ["item senior_allowance"] or searcher.query == "高龄补贴"


def test_results_can_be_opened(stage: Stage) -> None:
    searcher = Searcher(stage, "高龄补贴", typing=False)
    press(searcher.page, "高龄补贴")
    assert searcher.events == ["item senior_allowance"]


def test_pinyin_becomes_words_in_the_bar(stage: Stage) -> None:
    searcher = Searcher(stage)
    for letter in "dibao":
        press(searcher.page, letter)
    press(searcher.page, "看结果")
    assert searcher.query == "低保"
    assert not searcher.page.keyboard_shown
    assert "申请低保" in names(searcher.page)


def test_a_filter_shortens_the_list(stage: Stage) -> None:
    searcher = Searcher(stage, "证", typing=False)
    before = len(names(searcher.page))
    press(searcher.page, "人社 3")
    assert searcher.chosen == "human_resources"
    assert len(names(searcher.page)) != before


def test_pages_are_turned_by_buttons(stage: Stage) -> None:
    searcher = Searcher(stage, "证", typing=False)
    first = names(searcher.page)
    press(searcher.page, "下一页")
    assert names(searcher.page) != first
    press(searcher.page, "上一页")
    assert names(searcher.page) == first


def test_clearing_begins_anew(stage: Stage) -> None:
    searcher = Searcher(stage, "证", typing=False)
    press(searcher.page, "清空")
    assert searcher.query == ""
    press(searcher.page, "按部门找")
    press(searcher.page, "按人生大事找")
    assert searcher.events == ["departments", "topics"]


def test_a_suggestion_is_searched_for(stage: Stage) -> None:
    searcher = Searcher(stage, typing=False)
    press(searcher.page, "医保")
    assert searcher.query == "医保"


def test_nothing_found_offers_to_search_again(stage: Stage) -> None:
    searcher = Searcher(stage, "太空飞船", typing=False)
    press(searcher.page, "重新搜")
    assert searcher.query == ""


def test_nothing_found_is_never_the_end(stage: Stage) -> None:
    """Departments, topics and what many search for stand below it."""
    searcher = Searcher(stage, "太空飞船", typing=False)
    press(searcher.page, "按部门找")
    press(searcher.page, "按人生大事找")
    assert searcher.events == ["departments", "topics"]
    press(searcher.page, "医保")
    assert searcher.query == "医保"


def test_the_bar_brings_the_keyboard_back(stage: Stage) -> None:
    searcher = Searcher(stage, "证", typing=False)
    press(searcher.page, "打字搜，拼音首字母也行，如 glbt")
    assert searcher.page.keyboard_shown


def test_no_query_is_left_when_the_visit_ends(stage: Stage) -> None:
    searcher = Searcher(stage, "高龄")
    searcher.page.forget_text()
    assert searcher.page._keyboard.editing.text == ""
    assert searcher.page._state is None
    searcher.page._on_chip(0)
    assert searcher.query == "高龄"


def test_departments_lead_to_their_items(stage: Stage) -> None:
    texts, catalogue = sample_texts(Language.ZH), sample_catalogue()
    shell = stage((BrowsePage, present_browse(texts, catalogue, by=BrowseBy.DEPARTMENTS, today=TODAY)))
    page = shell.page
    assert isinstance(page, BrowsePage)
    events: list[str] = []
    page.group_pressed.connect(lambda key: events.append(f"group {key}"))
    page.item_pressed.connect(lambda key: events.append(f"item {key}"))
    page.tab_pressed.connect(lambda key: events.append(f"tab {key}"))
    press(page, "人社")
    press(page, "按人生大事")
    page.render(present_browse(texts, catalogue, by=BrowseBy.DEPARTMENTS, group="human_resources", today=TODAY))
    press(page, "失业登记")
    assert events == ["group human_resources", "tab topics", "item unemployment_registration"]
