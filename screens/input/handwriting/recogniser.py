"""Which characters a small picture of strokes may be: the recognition model of PP-OCRv6, run by onnxruntime.

The model reads lines of print; one character in a square is a short line to it. It answers with a likelihood for each
of its 18,708 characters at some places along the line; a character counts with its best place. The order of the
strokes and whether they are joined do not matter, because only the picture counts. Source: platform sheet, section 5.

Nothing here is imported before somebody writes: numpy and onnxruntime bring 53 MB. ``tools/setup-handwriting`` installs
both the runtime and the model.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from screens.input.handwriting.installed import MODEL_FILE
from screens.input.handwriting.strokes import SIZE_PX, Strokes, ink_picture

MOST = 10
"""So many candidates are given."""
_PICTURES_FROM = 0x1F000
"""Emoji and playing cards begin here; nobody's name has one."""


class Recogniser(Protocol):
    """Knows characters by their strokes."""

    def candidates(self, strokes: Strokes) -> tuple[str, ...]:
        """What the strokes may be, likeliest first; ``MOST`` at most. Takes 10 to 50 ms: not for the GUI thread."""


class ModelRecogniser:
    """The recogniser over the model in a folder; read at the first question. Called from one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / MODEL_FILE
        self._session: Any = None
        self._alphabet: tuple[str, ...] = ()

    def candidates(self, strokes: Strokes) -> tuple[str, ...]:
        """See ``Recogniser``.

        Raises:
            ImportError, OSError, RuntimeError: the runtime or the model is missing or damaged.
        """
        if not strokes:
            return ()
        np: Any = import_module("numpy")
        if self._session is None:
            self._load()
        grey = np.frombuffer(ink_picture(strokes), np.uint8).reshape(SIZE_PX, SIZE_PX)
        plane = grey.astype(np.float32) / 127.5 - 1
        name = self._session.get_inputs()[0].name
        (answer,) = self._session.run(None, {name: np.repeat(plane[None, None], 3, axis=1)})
        best = answer[0].max(axis=0)
        order = np.argsort(-best)[: 4 * MOST]
        found = (self._alphabet[index] for index in order)
        return tuple(character for character in found if character)[:MOST]

    def _load(self) -> None:
        if not self._file.is_file():
            raise FileNotFoundError(self._file)
        runtime: Any = import_module("onnxruntime")
        options = runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        session = runtime.InferenceSession(str(self._file), options, providers=["CPUExecutionProvider"])
        known = session.get_modelmeta().custom_metadata_map["character"].split("\n")
        # The first place stands for "no character", the last for the blank between words.
        self._alphabet = ("", *(_written(character) for character in known), "")
        self._session = session


def _written(character: str) -> str:
    """The character where a person writes it by hand, else nothing."""
    if len(character) != 1 or ord(character) >= _PICTURES_FROM:
        return ""
    return character if unicodedata.category(character)[0] in "LNP" else ""


@lru_cache(maxsize=1)
def shared_recogniser(folder: Path) -> Recogniser:
    """The one recogniser over that folder; its memory stays in use once somebody has written."""
    return ModelRecogniser(folder)
