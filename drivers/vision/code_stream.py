"""Codes in the frames of a preview: quick looks, thorough ones in between, zbar when nothing was found for a while.

A bar code of a few digits can be misread where half of it is hidden, and its check digit lets one misreading in ten
pass. So a bar code counts when two frames in a row say the same; a QR code corrects itself and counts at once.
For one thread; pure but for the readers.

Source: vision sheet, "Codes".
"""

from __future__ import annotations

from collections.abc import Callable

from drivers.vision.codes import ALL_SYMBOLOGIES, Effort, FoundCode, Symbology, find_codes
from drivers.vision.pages.geometry import Pixels

Finder = Callable[..., list[FoundCode]]

THOROUGH_EVERY = 2
"""Of the frames without a code, each second one is looked at thoroughly."""
SECOND_OPINION_EVERY = 8
"""Of the frames without a code, each eighth one goes to zbar as a whole."""
FORGET_AFTER = 3
"""Frames without a bar code after which it must be read twice again."""


class CodeStream:
    """Takes the frames of one preview in their order."""

    def __init__(self, symbologies: frozenset[Symbology] = ALL_SYMBOLOGIES, *, find: Finder = find_codes) -> None:
        """Prepare.

        Args:
            symbologies: what the prompt expects.
            find: the reader of one frame.
        """
        self._symbologies = symbologies
        self._find = find
        self._empty_frames = 0
        self._bars_seen: dict[str, int] = {}

    def seen(self, image: Pixels) -> list[str]:
        """Take a frame and give the texts that can be believed now, without repeats.

        Raises:
            ImageShapeError: the array is no picture.
        """
        codes = self._find(image, symbologies=self._symbologies, effort=self._effort())
        self._empty_frames = 0 if codes else self._empty_frames + 1
        self._bars_seen = {text: age + 1 for text, age in self._bars_seen.items() if age < FORGET_AFTER}
        believed = [code.text for code in codes if code.symbology is Symbology.QR or code.text in self._bars_seen]
        self._bars_seen |= {code.text: 0 for code in codes if code.symbology is not Symbology.QR}
        return list(dict.fromkeys(believed))

    def _effort(self) -> Effort:
        count = self._empty_frames
        if count and count % SECOND_OPINION_EVERY == 0:
            return Effort.SECOND_OPINION
        return Effort.THOROUGH if count % THOROUGH_EVERY else Effort.QUICK
