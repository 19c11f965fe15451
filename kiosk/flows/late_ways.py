"""The ways out that flows use, before the terminal that has them exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config.domain.identifiers import ItemId
    from kiosk.corrections import Correcting
    from kiosk.terminal import Terminal


class LateWays:
    """The ways out that flows use; the terminal that has them is made after the flows' surroundings."""

    def __init__(self, box: list[Terminal]) -> None:
        self._box = box

    def go_home(self) -> None:
        """See ``Terminal``."""
        self._box[0].go_home()

    def end_visit(self) -> None:
        """See ``Terminal``."""
        self._box[0].end_visit()

    def open_guide(self, item_id: ItemId) -> None:
        """See ``Terminal``."""
        self._box[0].open_guide(item_id)

    def open_help(self) -> None:
        """See ``Terminal``."""
        self._box[0].open_help()

    def open_checklist(self, item_id: ItemId) -> None:
        """See ``Terminal``."""
        self._box[0].open_checklist(item_id)

    def begin_case(self, item_id: ItemId) -> None:
        """See ``Terminal``."""
        self._box[0].begin_case(item_id)

    def begin_correction(self, correction: Correcting) -> None:
        """See ``Terminal``."""
        self._box[0].begin_correction(correction)

    def open_progress(self) -> None:
        """See ``Terminal``."""
        self._box[0].open_progress()

    def open_opinion(self) -> None:
        """See ``Terminal``."""
        self._box[0].open_opinion()

    def open_hotlines(self) -> None:
        """See ``Terminal``."""
        self._box[0].open_hotlines()

    def open_certificates(self) -> None:
        """See ``Terminal``."""
        self._box[0].open_certificates()

    def open_booking(self) -> None:
        """See ``Terminal``."""
        self._box[0].open_booking()

    def open_payment(self) -> None:
        """See ``Terminal``."""
        self._box[0].open_payment()

    def call_staff(self) -> None:
        """See ``Terminal``."""
        self._box[0].call_staff()
