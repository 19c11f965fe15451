"""Cases by ID card: the card, the question to the hall, and the list that it answers with. Live only."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.flows.card_desk import CardDesk
from kiosk.hall_calls import BusyError, LiveCallError, RefusedError
from kiosk.present.card_cases import present_card_cases
from kiosk.present.id_card import present_card_for
from kiosk.present.notice import NoticeKind, present_notice
from kiosk.stage import PageName
from offline_queue.wire.entries import ProblemKind
from screens.pages.id_card import OtherWay

if TYPE_CHECKING:
    from kiosk.flows.surroundings import Surroundings
    from offline_queue.wire.card_queries import CardAnswer
    from offline_queue.wire.progress import ProgressAnswer


class CardCases:
    """What is known of the person at the reader; the flow says which page is in front.

    Args:
        around: of the flow.
        on_read: the card was read.
        on_told: the hall has answered; ``answer`` is there.
        on_failed: it has not, or there are no cases; ``failure`` says which.
        on_change: the page in front has something else to say.
    """

    def __init__(
        self,
        around: Surroundings,
        on_read: Callable[[], None],
        on_told: Callable[[], None],
        on_failed: Callable[[], None],
        on_change: Callable[[], None],
    ) -> None:
        self._around = around
        self._on_told = on_told
        self._on_failed = on_failed
        self.card = CardDesk(around, on_read, on_change)
        self.answer: CardAnswer | None = None
        self.failure = NoticeKind.LIVE_OFFLINE

    def ask(self) -> None:
        """Ask the hall for all cases of the card."""
        reading = self.card.reading()
        self._around.hall.ask(lambda calls: calls.cases_of_card(reading), self._told, self._failed)

    def forget(self) -> None:
        """Nothing of the person stays."""
        self.card.forget()
        self.answer = None

    def case(self, receipt_number: str) -> ProgressAnswer | None:
        """One of the cases that were told."""
        told = self.answer.cases if self.answer is not None else ()
        return next((case for case in told if case.receipt_number == receipt_number), None)

    def show_card(self) -> None:
        """The page that waits for the card."""
        texts = self._around.texts
        other = OtherWay(texts("card_cases.by_slip"), texts("card_cases.by_slip.sub"))
        caption, note = texts("progress.caption"), texts("card_cases.note")
        state = present_card_for(texts, caption, self.card.phase, other=other, note=note)
        self._around.stage.show(PageName.ID_CARD, state)

    def show_asking(self) -> None:
        """The page while the hall is asked."""
        self._around.stage.show(PageName.NOTICE, present_notice(self._around.texts, NoticeKind.ASKING_HALL))

    def show_failure(self) -> None:
        """The page when it has not answered, or has no cases."""
        self._around.stage.show(PageName.NOTICE, present_notice(self._around.texts, self.failure))

    def show_list(self) -> None:
        """The cases."""
        around, answer, person = self._around, self.answer, self.card.identity
        if answer is None or person is None:
            return
        state = present_card_cases(
            around.texts,
            around.catalogue,
            answer,
            name_masked=person.name_masked,
            now=around.now(),
            card_lying=self.card.lying,
        )
        around.stage.show(PageName.CARD_CASES, state)

    def _told(self, answer: CardAnswer) -> None:
        self.answer = answer
        self._on_told()

    def _failed(self, error: LiveCallError) -> None:
        self.failure = failure_of(error, NoticeKind.CARD_NO_CASES)
        self._on_failed()


def failure_of(error: LiveCallError, not_found: NoticeKind) -> NoticeKind:
    """Which page tells why a live call brought nothing; ``not_found`` is what the hall's 404 means here."""
    if isinstance(error, BusyError):
        return NoticeKind.LIVE_BUSY
    if isinstance(error, RefusedError) and error.kind is ProblemKind.NOT_FOUND:
        return not_found
    if isinstance(error, RefusedError) and error.kind is ProblemKind.NOT_OFFERED:
        return NoticeKind.LIVE_NOT_OFFERED
    return NoticeKind.LIVE_OFFLINE
