"""A message gateway: takes messages, delivers each id once."""

from __future__ import annotations

import threading
from typing import Any


class MessageGateway:
    """Keeps what it was given, in the order of arrival."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._delivered: dict[str, dict[str, Any]] = {}
        self.attempts = 0

    @property
    def delivered(self) -> list[dict[str, Any]]:
        """Each message once."""
        with self._lock:
            return list(self._delivered.values())

    def take(self, message: dict[str, Any]) -> bool:
        """Take a message; False when its id was delivered before."""
        with self._lock:
            self.attempts += 1
            if message["message_id"] in self._delivered:
                return False
            self._delivered[message["message_id"]] = message
            return True
