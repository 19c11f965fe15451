"""Filling in a form, whatever it is for: the field in hand, what was typed, what is shown in clear for a moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from config.domain.identifiers import FieldKey
from kiosk.form_walk import FormWalk
from kiosk.stage import PageName

if TYPE_CHECKING:
    from kiosk.flows.step import IntentTable
    from kiosk.flows.surroundings import Surroundings
    from kiosk.forms import FormModel

REVEAL_S = 5.0


class FormDesk:
    """Handles the form page for a flow. The answers belong to the flow; nothing of them is kept here after ``close``.

    Attributes:
        intents: what the form page tells, for the flow's own table.
    """

    def __init__(
        self,
        around: Surroundings,
        show: Callable[[FormWalk, FieldKey | None], None],
        on_complete: Callable[[], None],
    ) -> None:
        """Prepare it.

        Args:
            around: the flow's surroundings.
            show: shows the form; gets the walk and the locked field that is shown in clear.
            on_complete: the resident is done, and nothing is wrong or missing.
        """
        self._around = around
        self._show = show
        self._on_complete = on_complete
        self._walk: FormWalk | None = None
        self._revealed: FieldKey | None = None
        self._revealed_until = 0.0
        self.intents: IntentTable = {
            (PageName.FORM, "field_focused"): self._on_focused,
            (PageName.FORM, "text_edited"): self._on_edited,
            (PageName.FORM, "option_chosen"): self._on_option,
            (PageName.FORM, "reveal_pressed"): self._on_reveal,
            (PageName.FORM, "next_pressed"): self._on_next,
            (PageName.FORM, "previous_pressed"): self._on_previous,
            (PageName.FORM, "keyboard_hidden"): self._on_hidden,
            (PageName.FORM, "done_pressed"): self._on_done,
        }

    def begin(self, model: FormModel) -> None:
        """Go to the first field that needs an answer; a complete form is looked over."""
        self._walk = FormWalk(model)
        if not model.complete:
            self._walk.begin()
        self.render()

    def render(self) -> None:
        """The form as it stands."""
        if self._walk is not None:
            self._show(self._walk, self._revealed)

    def on_tick(self) -> None:
        """Hide again what was shown for five seconds."""
        if self._revealed is not None and self._around.monotonic() >= self._revealed_until:
            self._revealed = None
            self.render()

    def go_back(self) -> bool:
        """From a field to the whole form; False when that is what is seen."""
        if self._walk is not None and self._walk.focused is not None:
            self._walk.look_over()
            self.render()
            return True
        return False

    def close(self) -> None:
        """Nothing stays revealed."""
        self._walk, self._revealed = None, None

    def _on_focused(self, key: str) -> None:
        if self._walk is not None:
            self._walk.focus(FieldKey(key))
            self.render()

    def _on_edited(self, key: str, text: str) -> None:
        if self._walk is not None:
            self._walk.model.set(FieldKey(key), text)
            self.render()

    def _on_option(self, key: str, option: str) -> None:
        if self._walk is not None:
            self._walk.model.choose(FieldKey(key), option)
            self.render()

    def _on_reveal(self, key: str) -> None:
        self._revealed = FieldKey(key)
        self._revealed_until = self._around.monotonic() + REVEAL_S
        self.render()

    def _on_next(self) -> None:
        if self._walk is not None:
            self._walk.next()
            self.render()

    def _on_previous(self) -> None:
        if self._walk is not None:
            self._walk.previous()
            self.render()

    def _on_hidden(self) -> None:
        if self._walk is not None:
            self._walk.look_over()
            self.render()

    def _on_done(self) -> None:
        if self._walk is None:
            return
        if self._walk.model.complete:
            self._on_complete()
            return
        self._walk.next()
        self.render()
