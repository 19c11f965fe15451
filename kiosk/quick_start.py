"""What makes the process start sooner without changing what it does (docs/adr/003)."""

from __future__ import annotations

import gc
import os
import sys


def skip_feature_scan() -> None:
    """Keep PySide6 from reading the source of every module that is imported after it.

    It looks for the word PySide6 there, to know which modules may switch its optional features (``from __feature__
    import snake_case``). Nothing here switches them, and the search takes a third of a millisecond for each module:
    25 ms before the first picture, 50 ms more before the home page. Call right after the first import of PySide6.
    A PySide6 that works otherwise is left alone.
    """
    feature = sys.modules.get("shibokensupport.feature")
    if feature is not None and hasattr(feature, "_mod_uses_pyside"):
        setattr(feature, "_mod_uses_pyside", _uses_no_feature)  # noqa: B010 - the module is untyped


def _uses_no_feature(_module: object) -> bool:
    return False


def forbid_validation_plugins() -> None:
    """Keep pydantic from looking through every installed package for plugins of its own: 6 ms, and none is wanted."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def hold_collector() -> None:
    """Hold the garbage collector: while everything is being built there is nothing to collect."""
    gc.disable()


def release_collector() -> None:
    """Let it work again, now that the home page is ready."""
    gc.enable()


def settle_collector() -> None:
    """Collect what building has left, then look no more through what stays for ever: once, when nobody waits."""
    gc.collect()
    gc.freeze()
