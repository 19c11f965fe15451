"""A migrant who reads English: the language is switched in the middle of everything, and nothing entered is lost."""

from __future__ import annotations

from config.domain.identifiers import FieldKey
from config.texts import Language, Texts
from kiosk.demo.hand import wait_until
from kiosk.demo.resident import NotAsPromisedError, Resident
from kiosk.stage import PageName

MOBILE_FIELD = FieldKey("applicant_mobile")
SWITCHED_ON = frozenset({"form-mobile", "form-done", "papers-taken", "review"})


class Persona(Resident):
    """Goes through a whole case in English, and looks at the Chinese in between."""

    search_letters = "rental"

    def play(self) -> dict[str, object]:
        """From the idle picture to the goodbye; afterwards the terminal speaks Chinese."""
        numbers = self.hand_in(online=True)
        self.leave()
        if self._around.words.language is not Language.ZH:
            raise NotAsPromisedError("the next resident finds English")
        return numbers

    def leave(self) -> None:
        """In English to the end."""
        self._press("sealed.done")
        self._seen(PageName.GOODBYE)
        self._picture("goodbye")
        self._press("goodbye.done")
        self._texts = Texts.load(Language.ZH)
        self._seen(PageName.IDLE)
        self._picture("idle-again")

    def _arrive(self, *, online: bool) -> None:
        self._picture("idle")
        self._press("idle.language")
        self._texts = Texts.load(Language.EN)
        self._seen(PageName.HOME)
        around = self._around
        wait_until(lambda: around.online() is online, "the state of the line", 20)
        self._picture("home-english")

    def _picture(self, name: str) -> str:
        """Where something has been entered, switch to Chinese and back first: it is all still there."""
        if name in SWITCHED_ON:
            self._there_and_back(name)
        return super()._picture(name)

    def _there_and_back(self, name: str) -> None:
        before = self._entered()
        typing = self._can("keyboard.hide")
        if typing:
            self._press("keyboard.hide")
        self._switch(Language.ZH)
        super()._picture(f"{name}-chinese")
        self._switch(Language.EN)
        if typing:
            label = self._label(MOBILE_FIELD)
            self._touch(label)
        if not any(before) or self._entered() != before:
            raise NotAsPromisedError(f"the switch of the language on {name} has lost something")

    def _switch(self, language: Language) -> None:
        self._press("shell.aid.language")
        self._texts = Texts.load(language)
        wait_until(lambda: self._around.words.language is language, "the other language")

    def _entered(self) -> tuple[object, ...]:
        """What the visit holds: every answer, and how many pages were taken."""
        visit = self._around.visit
        form = visit.form
        answers = tuple(form.text(key) for key in form.keys) if form is not None else ()
        return (*answers, visit.papers.count)

    def _label(self, key: FieldKey) -> str:
        form = self._around.visit.form
        assert form is not None
        return self._around.catalogue.text(form.field(key).label, Language.EN)
