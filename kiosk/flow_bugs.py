"""What is noted of a bug in a flow: where it was, and nothing of what it said, which may be personal."""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.flows.surroundings import Flow

_log = logging.getLogger(__name__)


def log_bug(error: Exception) -> None:
    """Note the type of the error and the place where it was raised."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    _log.error("flow_bug error=%s place=%s:%d", type(error).__name__, frame.name, frame.lineno or 0)


def leave_or_log(flow: Flow) -> None:
    """End a flow; a bug in its end must not keep anything from being wiped."""
    try:
        flow.leave()
    except Exception as error:  # noqa: BLE001 - whatever it is, the wiping goes on
        log_bug(error)
