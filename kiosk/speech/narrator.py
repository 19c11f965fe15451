"""From the words of a page to phrases for the speaker: what everybody may hear, and what stays private. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from config.texts import Texts
from drivers.speaker.model import Phrase
from kiosk.speech.texts import PublicTexts
from screens.spoken import Control, ControlRole, Part, Saying

TEXT_OF_ROLE = {
    ControlRole.BUTTON: "speech.role.button",
    ControlRole.CHOICE: "speech.role.choice",
    ControlRole.FIELD: "speech.role.field",
}
"""A key of the keyboard says its letter only."""


class Narrator:
    """Speaks one language. ``open_page`` in its calls: nothing on that page is about the resident."""

    def __init__(self, texts: Texts, public: PublicTexts) -> None:
        self._texts = texts
        self._public = public

    def page(self, parts: Sequence[Part], *, open_page: bool) -> tuple[Phrase, ...]:
        """A whole page."""
        return tuple(phrase for part in parts for phrase in self._part(part, open_page=open_page))

    def news(
        self, before: Sequence[Part], now: Sequence[Part], *, open_page: bool, ticking: bool
    ) -> tuple[Phrase, ...]:
        """What a page says that it did not say before.

        Args:
            before: what it said.
            now: what it says.
            open_page: nothing on it is about the resident.
            ticking: figures on it change by themselves; another figure alone is no news.
        """
        known = {_shape(saying, ticking=ticking) for part in before for saying in part.sayings}
        phrases: list[Phrase] = []
        for part in now:
            fresh = tuple(saying for saying in part.sayings if _shape(saying, ticking=ticking) not in known)
            if not fresh:
                continue
            names = any(not saying.value for saying in fresh)
            phrases += self._part(Part(fresh, part.editing and names, part.blocked and names), open_page=open_page)
        return tuple(phrases)

    def control(self, control: Control, *, open_page: bool) -> tuple[Phrase, ...]:
        """A control that the focus has come to: its words, what it is, how it is."""
        phrases = [self._said(saying, open_page=open_page) for saying in control.sayings]
        role = TEXT_OF_ROLE.get(control.role)
        if role is not None:
            phrases.append(self.text(role))
        if control.selected is not None:
            phrases.append(self.text("speech.state.selected" if control.selected else "speech.state.open"))
        return tuple(phrases)

    def text(self, key: str, **values: object) -> Phrase:
        """A text of the catalogue."""
        filled = tuple((name, str(value)) for name, value in values.items())
        return Phrase(self._texts(key, **values), key, filled)

    def _part(self, part: Part, *, open_page: bool) -> Iterable[Phrase]:
        if part.editing:
            yield self.text("speech.editing")
        for saying in part.sayings:
            yield self._said(saying, open_page=open_page)
        if part.blocked:
            yield self.text("speech.blocked")

    def _said(self, saying: Saying, *, open_page: bool) -> Phrase:
        """One saying; private unless it is known that everybody may hear it."""
        text = saying.text.strip()
        hidden = saying.value and not open_page
        if hidden or not self._public.is_public(text):
            instead = self.text("speech.typed", count=len(text)) if saying.typed else self.text("speech.private")
            return Phrase(text, private=True, instead=instead)
        source = self._public.source_of(text)
        return Phrase(text) if source is None else Phrase(text, source.key, source.values)


def _shape(saying: Saying, *, ticking: bool) -> tuple[str, bool]:
    text = "".join("0" if character.isdigit() else character for character in saying.text) if ticking else saying.text
    return text, saying.value
