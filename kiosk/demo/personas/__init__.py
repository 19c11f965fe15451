"""Scripted residents who need the terminal to be otherwise: ``kiosk demo --persona NAME``.

Each module of this folder holds one class ``Persona``, a resident whose ``play`` goes through a whole case with real
touch and key events in the modes that the person needs, and checks them on the way. Nothing else has to be registered.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.demo.resident import Resident


def persona_names() -> list[str]:
    """Who there is."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def persona_named(name: str) -> type[Resident]:
    """The class of that persona."""
    found: type[Resident] = importlib.import_module(f"{__name__}.{name}").Persona
    return found
