"""Reads pages, prompts and controls aloud while a resident wants it. Lives on the GUI thread; nothing here blocks.

A page that comes is read from its title; what changes on it is read after that; a control that the focus comes to is
read at once. Another page, another control, a touch or a key ends what is being said. Source: domain guide, section
11; VotingWorks as the model: every screen, again, louder, softer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from config.texts import Language
from drivers.speaker.model import Phrase, Say
from drivers.vocabulary import CommandFailed, CommandId, CommandProgressed, DeviceEvent, DeviceKind, StatusChanged
from kiosk.background import Lane
from kiosk.speech.narrator import Narrator
from kiosk.speech.texts import PublicTexts, words_in
from kiosk.stage import PageName
from screens.components.base import Pressable
from screens.spoken import Control, Part, control_of, parts_of

if TYPE_CHECKING:
    from kiosk.flows.surroundings import Surroundings
    from screens.shell import Shell

_log = logging.getLogger(__name__)

SAY_LIMIT_S = 180.0
VOLUMES = (0.3, 0.6, 1.0)
"""Shares of full amplitude: 6 dB or somewhat less between two."""
MIDDLE = 1

OPEN_PAGES = frozenset(
    {
        *(PageName.IDLE, PageName.HOME, PageName.SEARCH, PageName.MENU, PageName.BROWSE, PageName.GUIDE),
        *(PageName.SERVICE_MAP, PageName.SERVICE_POINT, PageName.PRIVACY, PageName.RATING, PageName.GOODBYE),
        *(PageName.POLICY, PageName.WHO, PageName.COMMITMENT),
        *(PageName.TIME_WARNING, PageName.LEAVE, PageName.STAFF_CALL),
    }
)
"""Nothing on them is about the resident. On every other page what stands behind a name is private."""
TICKING_PAGES = frozenset({PageName.TIME_WARNING, PageName.STAFF_CALL, PageName.PAY_CODE, PageName.GOODBYE})
"""Seconds run on them; a figure that has changed is no news."""


class Reader:
    """Begins when it is made and ends with ``end``."""

    def __init__(self, around: Surroundings, shell: Shell, hint: str) -> None:
        """Start the speaker and read what is in front as soon as it can.

        Args:
            around: the devices, the texts, the stage.
            shell: what is in front.
            hint: the text that tells how to go on without touch, said once behind the first page; empty: none.
        """
        self._around = around
        self._shell = shell
        self._hint = hint
        self._volume = MIDDLE
        self._narrators: dict[Language, Narrator] = {}
        self._making = False
        self._page: PageName | None = None
        self._parts: tuple[Part, ...] = ()
        self._focus_said: Control | None = None
        self._running: list[CommandId] = []
        self._ended = False
        around.devices.start(DeviceKind.SPEAKER)
        self.look()

    @property
    def speaking(self) -> bool:
        """Whether something is being said."""
        return bool(self._running)

    # ---- what is said --------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Read what is new: another page as a whole, or what has changed on this one."""
        name, narrator = self._around.stage.seen, self._narrator()
        if narrator is None or name is None or self._ended:
            return
        before, self._parts = self._parts, parts_of(self._around.stage.page(name))
        open_page = name in OPEN_PAGES
        filled_in = any(part.editing for part in before) and not any(part.editing for part in self._parts)
        if name is not self._page or filled_in:
            self._page, self._focus_said = name, None
            self._say_now((*narrator.page(self._parts, open_page=open_page), *self._first_hint(narrator)))
        elif before != self._parts:
            news = narrator.news(before, self._parts, open_page=open_page, ticking=name in TICKING_PAGES)
            self._say(news)

    def say_control(self, widget: Pressable) -> None:
        """A key has brought the focus there."""
        narrator, name = self._narrator(), self._page
        if narrator is not None and name is not None:
            self._focus_said = control_of(widget)
            open_page = name in OPEN_PAGES or self._is_frame(widget)
            self._say_now(narrator.control(self._focus_said, open_page=open_page))

    def again(self) -> None:
        """Say the whole page again, and the control that has the focus."""
        narrator = self._narrator()
        if narrator is not None:
            self._say_now(self._whole(narrator))

    def change_volume(self, by: int | None) -> None:
        """Louder (1), softer (-1), or round (None); says how loud it is now.

        Going round is the way of touch, which has no key for saying it again: the page follows.
        """
        steps = len(VOLUMES)
        self._volume = (self._volume + 1) % steps if by is None else max(0, min(steps - 1, self._volume + by))
        narrator = self._narrator()
        if narrator is not None:
            following = self._whole(narrator) if by is None else ()
            self._say_now((narrator.text(f"speech.volume.{self._volume}"), *following))

    def _whole(self, narrator: Narrator) -> tuple[Phrase, ...]:
        """The page in front, and the control that has the focus."""
        if self._page is None:
            return ()
        open_page = self._page in OPEN_PAGES
        phrases = narrator.page(self._parts, open_page=open_page)
        return (
            phrases
            if self._focus_said is None
            else (*phrases, *narrator.control(self._focus_said, open_page=open_page))
        )

    def quiet(self) -> None:
        """Say nothing more of what was begun."""
        running, self._running = self._running, []
        for command in running:
            self._around.devices.cancel(command)

    def end(self, *, last_word: bool = False) -> None:
        """Stop; with ``last_word`` the speaker says so. The end of the visit lets go of the speaker itself."""
        narrator = self._narrator()
        self.quiet()
        if last_word and narrator is not None:
            self._say_now((narrator.text("speech.off"),))
        self._ended = True
        self._parts, self._focus_said = (), None

    def take(self, event: DeviceEvent) -> None:
        """What the speaker tells."""
        if isinstance(event, StatusChanged | CommandProgressed):
            return
        if event.command in self._running:
            self._running.remove(event.command)
        if isinstance(event, CommandFailed):
            _log.info("speech_failed code=%s", event.error.code)

    def _first_hint(self, narrator: Narrator) -> tuple[Phrase, ...]:
        hint, self._hint = self._hint, ""
        return (narrator.text(hint),) if hint else ()

    def _is_frame(self, widget: QWidget) -> bool:
        page = self._shell.page
        return page is None or not page.isAncestorOf(widget)

    def _say_now(self, phrases: tuple[Phrase, ...]) -> None:
        self.quiet()
        self._say(phrases)

    def _say(self, phrases: tuple[Phrase, ...]) -> None:
        devices = self._around.devices
        if not phrases or self._ended or devices.status(DeviceKind.SPEAKER) is None:
            return
        say = Say(phrases, self._around.words.language, VOLUMES[self._volume])
        self._running.append(devices.submit(DeviceKind.SPEAKER, say, SAY_LIMIT_S))

    # ---- who may hear what ---------------------------------------------------------------------------------------

    def _narrator(self) -> Narrator | None:
        """For the language of the visit; None while it is being made, which takes a moment and is done elsewhere."""
        language = self._around.words.language
        narrator = self._narrators.get(language)
        if narrator is None and not self._making and not self._ended:
            self._making = True
            self._around.background.run_service(Lane.PAPER, self._make(language), self._made, self._not_made)
        return narrator

    def _make(self, language: Language) -> Callable[[], tuple[Language, Narrator]]:
        around, texts = self._around, self._around.texts

        def work() -> tuple[Language, Narrator]:
            words = words_in([around.catalogue, around.settings.station, around.settings.privacy])
            return language, Narrator(texts, PublicTexts(texts.templates(), words))

        return work

    def _made(self, made: tuple[Language, Narrator]) -> None:
        self._making = False
        if not self._ended:
            self._narrators[made[0]] = made[1]
            self._page = None
            self.look()

    def _not_made(self, error: Exception) -> None:
        self._making = False
        _log.error("speech_not_prepared error=%s", type(error).__name__)
