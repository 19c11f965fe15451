"""The answers of a pure function of pictures, each worked out once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np


class Remembered:
    """Gives what the function gives; for the same pictures and words it is not asked again. From any thread."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self._answers: dict[str, Any] = {}

    def __call__(self, *pictures: Any, **words: Any) -> Any:
        """Answer, with an array of the caller's own."""
        digest = hashlib.sha1(repr(sorted(words.items())).encode())
        for picture in pictures:
            digest.update(f"{picture.shape} {picture.dtype}".encode())
            digest.update(np.ascontiguousarray(picture).data)
        key = digest.hexdigest()
        if key not in self._answers:
            self._answers[key] = self._function(*pictures, **words)
        answer = self._answers[key]
        return answer.copy() if isinstance(answer, np.ndarray) else answer
