"""The way through a form: which field is being filled in, which ones were left and may be judged. Pure.

Nobody is told of a mistake while still typing: a field is judged once it has been left.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from config.domain.identifiers import FieldKey
from kiosk.forms import FormModel


@dataclass(slots=True)
class FormWalk:
    """Where the resident is in a form.

    Attributes:
        model: the answers.
        focused: the field being filled in; None while the form is looked over.
        left: fields that were left, so that their faults are shown.
    """

    model: FormModel
    focused: FieldKey | None = None
    left: set[FieldKey] = field(default_factory=set)

    def begin(self) -> None:
        """Go to the first field that needs an answer; look the form over when none does."""
        self.focused = next(iter(self.model.errors()), None)

    def focus(self, key: FieldKey) -> None:
        """Go to that field; a locked one cannot be filled in, so the form is looked over. ``KeyError`` if unknown."""
        self.model.field(key)
        self._leave()
        self.focused = None if self.model.locked(key) else key

    def look_over(self) -> None:
        """Leave the field; the form is looked over."""
        self._leave()
        self.focused = None

    def next(self) -> None:
        """Go to the field below; behind the last one, to the first with a fault, else look the form over."""
        self._leave()
        open_keys = self._open_keys()
        behind = open_keys[open_keys.index(self.focused) + 1 :] if self.focused in open_keys else []
        if behind and not (self.model.complete and self._seen(behind)):
            self.focused = behind[0]
            return
        faults = list(self.model.errors())
        self.left.update(faults)
        self.focused = next((key for key in faults if key != self.focused), faults[0] if faults else None)

    def previous(self) -> None:
        """Go to the field above; before the first one, look the form over."""
        self._leave()
        open_keys = self._open_keys()
        place = open_keys.index(self.focused) if self.focused in open_keys else 0
        self.focused = open_keys[place - 1] if place else None

    @property
    def first(self) -> bool:
        """Whether there is no field above."""
        open_keys = self._open_keys()
        return self.focused is None or self.focused == open_keys[0]

    def _open_keys(self) -> list[FieldKey]:
        return [key for key in self.model.keys if not self.model.locked(key)]

    def _seen(self, keys: list[FieldKey]) -> bool:
        return all(key in self.left for key in keys)

    def _leave(self) -> None:
        if self.focused is not None:
            self.left.add(self.focused)
