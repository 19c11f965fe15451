"""Somebody who acts for a neighbour: reads both cards and brings the letter of authority to be scanned."""

from __future__ import annotations

from datetime import timedelta

from kiosk.acting import Acting
from kiosk.demo.hand import wait_until
from kiosk.demo.resident import FAMILY_SIZE, INCOME, MOBILE, NotAsPromisedError, Resident
from kiosk.stage import PageName

LETTER = "agent_authorization"
OWN_CARD, APPLICANTS_CARD = "citizen-man", "citizen"
OWN_MOBILE = "13800001234"
SCOPE_LETTERS = ("gzf", "shenqing")
"""In pinyin, word by word; of each the first candidate is taken."""
VALID = timedelta(days=30)


class Persona(Resident):
    """Goes through a whole case of somebody who is not here."""

    def play(self) -> dict[str, object]:
        """From the idle picture to the goodbye; nobody of both is known any more."""
        numbers = self.hand_in(online=True)
        visit = self._around.visit
        if visit.acting is not Acting.AGENT or visit.helper is None or visit.identity is None:
            raise NotAsPromisedError("the case is not one of two persons")
        self.leave()
        visit = self._around.visit
        if visit.acting is not Acting.SELF or visit.helper is not None or visit.identity is not None:
            raise NotAsPromisedError("the terminal still knows somebody")
        return {**numbers, "papers": 3}

    def _show_who_i_am(self) -> None:
        self._touch(self._texts("privacy.acting", who=self._texts("who.self")))
        self._seen(PageName.WHO)
        self._picture("who")
        self._touch(self._texts("who.agent"))
        self._seen(PageName.PRIVACY)
        self._picture("privacy-agent")
        self._press("privacy.accept")
        self._show_card(OWN_CARD, "agent")
        self._show_card(APPLICANTS_CARD, "applicant")
        self._seen(PageName.FORM)

    def _show_card(self, card: str, whose: str) -> None:
        self._seen(PageName.ID_CARD)
        self._picture(f"id-card-of-{whose}")
        self._do("place_card", card)
        self._seen(PageName.ID_CHECK)
        self._picture(f"id-card-of-{whose}-read")
        self._do("remove_card")
        wait_until(lambda: not self._around.visit.card_lying, "the card to be taken away")
        self._press("id_check.confirm")

    def _fill_in(self) -> None:
        self._type(MOBILE)
        self._press("form.next")
        self._press("form.next")
        self._type(FAMILY_SIZE)
        self._press("form.next")
        self._choose("housing_now", 0)
        self._press("form.next")
        self._type(INCOME)
        self._press("form.next")
        self._choose("guarantee_kind", 1)
        self._press("form.next")
        self._fill_in_myself()
        self._picture("form-done")
        self._press("form.done")
        self._seen(PageName.MATERIALS)

    def _fill_in_myself(self) -> None:
        """Telephone, relation, what the letter says and until when it holds."""
        self._type(OWN_MOBILE)
        self._press("form.next")
        self._choose_of_mine("agent_relation", 1)
        self._picture("form-relation")
        self._press("form.next")
        for letters in SCOPE_LETTERS:
            self._type(letters)
            self._press("keyboard.space_first")
        self._picture("form-scope")
        self._press("form.next")
        self._type((self._around.today + VALID).strftime("%Y%m%d"))
        self._picture("form-valid-until")
        self._press("form.next")

    def _choose_of_mine(self, field: str, option: int) -> None:
        form = self._around.visit.form
        assert form is not None
        entry = next(one for one in form.fields if one.key == field)
        self._touch(self._around.catalogue.text(entry.options[option], self._around.words.language))

    def _lay_papers(self) -> None:
        for paper in ("household_register", "residence_proof"):
            self._lay_paper(paper)
        self._press("materials.skip")
        self._lay_paper(LETTER)
        self._seen(PageName.REVIEW)
