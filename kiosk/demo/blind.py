"""Somebody who cannot see, at a terminal with keys and a speaker: chooses by what was spoken, and by nothing else.

The player of the simulated speaker keeps the words of every sound that it has played to its end
(``drivers.speaker.simulator``); ``Ears`` reads them. No page, widget or flow is looked at.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from config.texts import Texts
from kiosk.demo.hand import LOOK_EVERY_MS, TooSlowError

MOST_STEPS = 90
"""Farther than any page is long."""
MOST_FIELDS = 30
HEAR_LIMIT_S = 40.0
RECORD = "played.jsonl"
ANSWERS = {"手机": "13800005678", "人数": "2", "住房": "租房", "收入": "36000", "保障方式": "租赁补贴"}
"""What the visitor knows of his household, by words of the labels."""
CONTROLS = ("speech.role.button", "speech.role.choice", "speech.role.field")


class NotHeardError(Exception):
    """What was listened for was not said; the message holds what was."""


class Ears:
    """Hears what a simulated player has played to the end, in order, each once."""

    def __init__(self, folder: Path) -> None:
        self._record = folder / RECORD
        self._heard = 0

    def listen(self) -> list[str]:
        """What was said since the last time."""
        if not self._record.exists():
            return []
        lines = self._record.read_text(encoding="utf-8").splitlines()
        fresh, self._heard = lines[self._heard :], len(lines)
        return [said["text"] for said in map(json.loads, fresh) if said["whole"]]


class BlindVisitor:
    """Drives one window by keys."""

    def __init__(
        self,
        window: QWidget,
        ears: Ears,
        texts: Texts,
        world: Callable[[str, str], None],
        *,
        between: Callable[[], None] = lambda: None,
    ) -> None:
        """Prepare.

        Args:
            window: takes the keys.
            ears: hear what is said.
            texts: the language in which the terminal speaks.
            world: does what hands do beside the screen: ``place_card``, ``remove_card``, ``lay_paper`` with its name.
            between: called while listening, for a terminal whose seconds do not go by themselves.
        """
        self._window = window
        self._ears = ears
        self._texts = texts
        self._world = world
        self._between = between
        self.heard: list[str] = []
        """Everything that was heard in this visit."""
        self.keys = 0
        """How many keys were pressed."""
        self.at_slip: Callable[[], object] = lambda: None
        """Called when the slip is out, for whoever keeps the numbers of the case."""

    # ---- a whole case --------------------------------------------------------------------------------------------

    def hand_in(self, item: str, letters: str, answers: Mapping[str, str], papers: Sequence[str]) -> None:
        """From the idle picture to the slip, and away.

        Args:
            item: its common name.
            letters: what to type to find it.
            answers: by a word of the field's label: what to type, or the option to take. A field that has none of the
                words is left as it is.
            papers: what to lay below the camera, one after the other, as the world knows them.
        """
        self._find(item, letters)
        self._begin(item)
        self._show_card()
        self._fill_in(answers)
        self._lay(papers)
        self._finish()

    def _find(self, item: str, letters: str) -> None:
        self._press(Qt.Key.Key_Down)
        self.hears("home.title")
        self.hears("speech.hint.keyboard", already=True)
        self._choose(self._texts("home.search"))
        self.hears("search.title")
        for letter in letters:
            self._type(letter)
        self._choose(item)
        self._hears_words(item)

    def _begin(self, item: str) -> None:
        self._choose(self._texts("guide.start"), backwards=True)
        self.hears("privacy.title")
        self._choose(self._texts("privacy.accept"), backwards=True)
        self.hears("id_card.place")
        self._said_of(item)

    def _show_card(self) -> None:
        self._world("place_card", "")
        self.hears("id_check.take_card")
        self._world("remove_card", "")
        self.hears("id_check.card_taken")
        self._choose(self._texts("id_check.confirm"), backwards=True)

    def _fill_in(self, answers: Mapping[str, str]) -> None:
        """Field after field, as they are asked for."""
        label = self._field_asked()
        for _ in range(MOST_FIELDS):
            answer = next((text for word, text in answers.items() if word in label), "")
            if answer.isascii():
                for character in answer:
                    self._type(character)
            else:
                self._choose(answer)
            self._choose(self._texts("form.next"), backwards=True)
            label = self._field_asked()
            if not label:
                break
        self._choose(self._texts("form.done"), backwards=True)

    def _field_asked(self) -> str:
        """The label of the field that is asked for next; empty when all are filled in."""
        editing, complete = self._texts("speech.editing"), self._texts("form.hint.complete")
        said = self._wait(lambda lines: editing in lines[:-1] or complete in lines)
        return said[said.index(editing) + 1] if editing in said else ""

    def _lay(self, papers: Sequence[str]) -> None:
        following, enough = self._texts("materials.next"), self._texts("materials.go_on")
        asked, reviewed = self._texts("materials.title", name=""), self._texts("review.title")
        for paper in papers:
            self._hears_words(asked)
            self._world("lay_paper", paper)
            self.hears("materials.note_taken")
            self._world("lay_paper", "")
            self._choose(following, enough, backwards=True)
        while True:
            said = self._wait(lambda lines: any(asked in line or reviewed in line for line in lines))
            if any(reviewed in line for line in said):
                return
            self._choose(self._texts("materials.skip"), backwards=True)

    def _finish(self) -> None:
        self._choose(self._texts("review.confirm"), backwards=True)
        self.hears("sealed.slip.printed")
        self.at_slip()
        self._choose(self._texts("sealed.done"), backwards=True)
        self.hears("goodbye.title")
        self._choose(self._texts("goodbye.done"), backwards=True)

    # ---- ears and keys -------------------------------------------------------------------------------------------

    def hears(self, key: str, *, already: bool = False) -> list[str]:
        """Wait until the text of that key is said; ``already``: what was said before in this visit counts, too."""
        return self._hears_words(self._texts(key), already=already)

    def _hears_words(self, words: str, *, already: bool = False) -> list[str]:
        if already and any(words in said for said in self.heard):
            return []
        return self._wait(lambda lines: any(words in line for line in lines))

    def _said_of(self, words: str) -> None:
        if not any(words in said for said in self.heard):
            raise NotHeardError(f"{words!r} was never said")

    def _wait(self, enough: Callable[[list[str]], bool]) -> list[str]:
        """Listen until the lines that were said are enough; gives them."""
        deadline = time.monotonic() + HEAR_LIMIT_S
        lines: list[str] = []
        while not lines or not enough(lines):
            if time.monotonic() > deadline:
                raise TooSlowError(f"listened in vain; last heard: {self.heard[-3:]}")
            QTest.qWait(LOOK_EVERY_MS)
            self._between()
            for said in self._ears.listen():
                self.heard.append(said)
                lines += said.split("\n")
        return lines

    def _choose(self, *names: str, backwards: bool = False) -> None:
        """Go from control to control until one says that it is one of those, and press it.

        Raises:
            NotHeardError: none does.
        """
        said: list[str] = []
        keys = [Qt.Key.Key_End, *[Qt.Key.Key_Up] * MOST_STEPS] if backwards else [Qt.Key.Key_Down] * MOST_STEPS
        for key in keys:
            self._press(key)
            said = self._wait(bool)
            if any(self._is_control(said, name) for name in names):
                self._press(Qt.Key.Key_Return)
                return
        raise NotHeardError(f"no control says one of {names}; the last one said {said}")

    def _is_control(self, said: Sequence[str], name: str) -> bool:
        """Whether what was said is a control of that name: the name and then what it is, or a key's name alone."""
        if not said[0].startswith(name):
            return False
        return len(said) == 1 or any(self._texts(role) in said for role in CONTROLS)

    def _type(self, character: str) -> None:
        self.keys += 1
        QTest.keyClick(self._window, Qt.Key(ord(character.upper())))

    def _press(self, key: Qt.Key) -> None:
        self.heard += self._ears.listen()
        self.keys += 1
        QTest.keyClick(self._window, key)
