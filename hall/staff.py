"""Who of the staff says something on the command line."""

from __future__ import annotations

import re

from hall.errors import HallError

_STAFF_ID = re.compile(r"[0-9A-Za-z_.@-]{1,64}")


def check_staff_id(name: str) -> str:
    """Return how the office numbers one of its staff. Raises `HallError` when it is no such number."""
    if not _STAFF_ID.fullmatch(name):
        raise HallError("--by is 1 to 64 letters, digits, and _ . @ -")
    return name
