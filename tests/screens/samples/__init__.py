"""Sample states of every page, for the gallery and the machine checks.

One module for each page: ``samples(texts, catalogue) -> dict[name, (PageClass, state)]``, states made by the page's own
presenter. Nothing else has to be registered.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from config.catalogue import Catalogue
from config.texts import Texts
from screens.page import Page

Sample = tuple[type[Page], Any]


def sample_modules() -> list[str]:
    """The names of the pages that have samples."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def samples_of(page: str, texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """The samples of one page, by name; the first is its usual state."""
    module = importlib.import_module(f"{__name__}.{page}")
    found: dict[str, Sample] = module.samples(texts, catalogue)
    return found
