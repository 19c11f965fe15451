"""Name and number typed by hand, where no card can be read: a form of two fields."""

from __future__ import annotations

from screens.pages.form import FormPage

NAME_KEY = "name"
NUMBER_KEY = "number"


class ManualIdPage(FormPage):
    """The form page for ``NAME_KEY`` and ``NUMBER_KEY``; its state and signals are those of ``FormPage``."""
