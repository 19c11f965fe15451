"""The loop behind ``WatchCode``: look at each frame until a code is there that the screen asked for.

A slip on the desk fills a small part of the picture, and the preview is decoded smaller: so the full picture is looked
at too, as often as its cost allows. A camera that changes its mode for it does so every few seconds.
"""

from __future__ import annotations

import logging
from typing import assert_never

from drivers.camera.commands import WatchCode
from drivers.camera.errors import CameraError, FrameDarkError, FrameFrozenError
from drivers.camera.source import Frame, FrameSource, Pixels
from drivers.camera.watch import watched_read
from drivers.camera.watchdog import FrameHealth, Watchdog
from drivers.code_scanner.classify import Code, CodeKind, classify_payload
from drivers.code_scanner.model import CodeRejected, CodeScanned, WaitingForCode
from drivers.commands import CommandContext
from drivers.timebase import Timebase
from drivers.vision.code_stream import CodeStream
from drivers.vision.codes import ALL_SYMBOLOGIES, Symbology

_log = logging.getLogger(__name__)

FULL_SHARE = 0.25
"""Of the time, for full pictures; the screen needs the processor too."""
SAME_PRESENTATION_S = 2.0
"""The same code again within this time has not been shown again."""
_ONLY_QR = frozenset({CodeKind.RECEIPT_NUMBER, CodeKind.E_CERTIFICATE, CodeKind.WEB_ADDRESS})
"""Kinds that are printed or shown as QR codes only."""


class CodeWatch:
    """Runs one ``WatchCode``."""

    def __init__(self, source: FrameSource, watchdog: Watchdog, timebase: Timebase) -> None:
        """Prepare. The source is open."""
        self._source = source
        self._watchdog = watchdog
        self._timebase = timebase
        self._full_again_s = timebase.now()
        self._rejected: tuple[str, float] | None = None

    def run(self, command: WatchCode, context: CommandContext) -> CodeScanned:
        """Watch until a code of an expected kind is seen.

        Raises:
            CameraError: the camera went away, froze or went dark.
            CommandStoppedError, TimeLimitError: as ``context.check`` says.
        """
        stream = CodeStream(symbologies_for(command.expected))
        context.progress(WaitingForCode())
        while True:
            context.check()
            frame, health = watched_read(self._source, self._watchdog, self._timebase)
            _check_health(health)
            for code in self._codes(stream, frame, command):
                if code.expected:
                    _log.info("code_scanned kind=%s length=%d", code.kind, code.length)
                    return CodeScanned(code)
                self._reject(code, context)

    def _codes(self, stream: CodeStream, frame: Frame, command: WatchCode) -> list[Code]:
        """What a frame shows; in its full picture, where there is a larger one and its turn has come."""
        begun = self._timebase.now()
        full = self._full(frame) if frame.full_scale > 1 and begun >= self._full_again_s else None
        texts = stream.seen(frame.image if full is None else full)
        if full is not None:
            now = self._timebase.now()
            self._full_again_s = now + (now - begun) * (1 / FULL_SHARE - 1)
        return [classify_payload(text, command.expected) for text in texts]

    def _full(self, frame: Frame) -> Pixels | None:
        try:
            return self._source.full(frame).image
        except CameraError:
            return None  # what is wrong with the camera is told by its next frame

    def _reject(self, code: Code, context: CommandContext) -> None:
        """Say what is shown instead, once for each presentation."""
        now = self._timebase.now()
        before, self._rejected = self._rejected, (code.text, now)
        if before is None or before[0] != code.text or now - before[1] > SAME_PRESENTATION_S:
            _log.info("code_not_asked_for kind=%s length=%d", code.kind, code.length)
            context.progress(CodeRejected(code.kind))


def symbologies_for(expected: frozenset[CodeKind]) -> frozenset[Symbology]:
    """The symbologies in which these kinds come; fewer cost less."""
    return frozenset({Symbology.QR}) if expected <= _ONLY_QR else ALL_SYMBOLOGIES


def _check_health(health: FrameHealth) -> None:
    """A frozen picture may show the slip of somebody who has left."""
    match health:
        case FrameHealth.FROZEN:
            raise FrameFrozenError
        case FrameHealth.DARK:
            raise FrameDarkError
        case FrameHealth.GOOD | FrameHealth.SLOW:
            return
        case _:
            assert_never(health)
