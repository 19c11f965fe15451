"""The plugin behind ``make prove``: property tests and state machines run many times as many examples, no deadline.

Loaded with ``pytest -p tests.proving``; ``KIOSK_PROVE`` is the factor. A test may read it for its own rounds too.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

SETTINGS = "_hypothesis_internal_use_settings"
"""Where Hypothesis keeps the settings of a test function; its own pytest plugin reads them there too."""


def prolonged(known: settings, factor: int) -> settings:
    """Give the same settings with so many times the examples."""
    return settings(
        known, max_examples=known.max_examples * factor, deadline=None, suppress_health_check=list(HealthCheck)
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Prolong each property test and each state machine once."""
    factor = int(os.environ.get("KIOSK_PROVE", "1"))
    done: set[int] = set()
    for item in items:
        test: Any = getattr(item, "obj", None)
        test = getattr(test, "__func__", test)
        home: Any = getattr(item, "cls", None)
        if isinstance(getattr(test, SETTINGS, None), settings) and id(test) not in done:
            done.add(id(test))
            setattr(test, SETTINGS, prolonged(getattr(test, SETTINGS), factor))
        if isinstance(getattr(home, "settings", None), settings) and id(home) not in done:
            done.add(id(home))
            home.settings = prolonged(home.settings, factor)
