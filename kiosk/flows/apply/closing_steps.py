"""The last pages: a voluntary rating, and goodbye with the card and the slip in hand."""

from __future__ import annotations

import logging

from kiosk.flows.apply.case import CaseFlow
from kiosk.flows.step import Step
from kiosk.idle_clock import IdleKind
from kiosk.present.goodbye import present_goodbye
from kiosk.present.rating import present_rating
from kiosk.stage import PageName
from offline_queue.wire.documents import RatingDraft, RatingLevel, RatingScope

_log = logging.getLogger(__name__)

NEGATIVE = frozenset({RatingLevel.DISSATISFIED, RatingLevel.VERY_DISSATISFIED})
GOODBYE_S = 20


class RatingStep(Step):
    """Five levels, nothing preselected, skipping as easy as sending (domain guide 9)."""

    idle_kind = IdleKind.MENU

    def __init__(self, flow: CaseFlow) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self._level: RatingLevel | None = None
        self._reasons: frozenset[str] = frozenset()
        self._named = False
        self.intents = {
            (PageName.RATING, "level_chosen"): self._on_level,
            (PageName.RATING, "reason_toggled"): self._on_reason,
            (PageName.RATING, "named_chosen"): self._on_named,
            (PageName.RATING, "submit_pressed"): self._on_submit,
            (PageName.RATING, "skip_pressed"): flow.finish,
        }

    def render(self) -> None:
        """The choice so far."""
        self.around.stage.show(
            PageName.RATING,
            present_rating(
                self.around.texts,
                level=None if self._level is None else self._level.value,
                reasons=self._reasons,
                named=self._named,
                online=self.around.online(),
            ),
        )

    def _on_level(self, level: str) -> None:
        self._level = RatingLevel(level)
        if self._level not in NEGATIVE:
            self._reasons = frozenset()
        self.render()

    def _on_reason(self, reason: str) -> None:
        self._reasons ^= {reason}
        self.render()

    def _on_named(self, named: bool) -> None:
        self._named = named
        self.render()

    def _on_submit(self) -> None:
        if self._level is None or (self._level in NEGATIVE and not self._reasons):
            return
        receipt = self._flow.case.receipt
        draft = RatingDraft(
            scope=RatingScope.PER_CASE,
            level=self._level,
            reasons=tuple(sorted(self._reasons)),
            anonymous=not self._named,
            item_id=self._flow.item.id,
            receipt_number=None if receipt is None else str(receipt.receipt_number),
            captured_at=self.around.now(),
        )
        self.around.outbox.enqueue_rating(draft, self._on_failed)
        self._flow.finish()

    def _on_failed(self, error: Exception) -> None:
        _log.warning("rating_not_stored error=%s", type(error).__name__)


class GoodbyeStep(Step):
    """Take your card and your slip. Ends by itself."""

    idle_kind = IdleKind.PAUSED

    def __init__(self, flow: CaseFlow) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self._until = 0.0
        self.intents = {(PageName.GOODBYE, "done_pressed"): self.around.ways.end_visit}

    def enter(self) -> None:
        """Count down from now."""
        self._until = self.around.monotonic() + GOODBYE_S
        self.render()

    def render(self) -> None:
        """What lies on the machine and must not be forgotten."""
        receipt = self._flow.case.receipt
        left = max(0, round(self._until - self.around.monotonic()))
        self.around.stage.show(
            PageName.GOODBYE,
            present_goodbye(
                self.around.texts,
                card_lying=self._flow.case.card_lying,
                slip_printed=self._flow.slip_printed,
                receipt_number="" if receipt is None else str(receipt.receipt_number),
                seconds=left,
            ),
        )

    def on_tick(self) -> None:
        """Home to the idle picture when the time is over."""
        if self.around.monotonic() >= self._until:
            self.around.ways.end_visit()
        else:
            self.render()
