"""The loop behind ``WatchPage``: look at a frame, show it, say what is wrong with it, take the page when it is good."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

import cv2
import numpy as np

from drivers.camera.commands import (
    PAGE_BUDGET_BYTES,
    CapturedPage,
    CaptureRequest,
    PageChecks,
    PreviewFrame,
    Quad,
    Verdict,
    VerdictChanged,
    WatchPage,
)
from drivers.camera.errors import FrameDarkError, FrameFrozenError, FrameTooSmallError, NoPageError
from drivers.camera.source import Frame, FrameSource, Pixels
from drivers.camera.v4l2.negotiation import MIN_HEIGHT, MIN_WIDTH
from drivers.camera.watchdog import FrameHealth, Watchdog
from drivers.commands import CommandContext
from drivers.paper import PaperKind
from drivers.timebase import Timebase
from drivers.vision import find_page, glare, rectify, sharpness
from drivers.vision.colour import even_light
from drivers.vision.encode import encode_page
from drivers.vision.pages.geometry import Floats
from drivers.vision.pages.picture import shrink
from drivers.vision.quality import GLARE_TOO_MUCH, SHARP_ENOUGH, SHARPNESS_LONG_SIDE, too_dark
from drivers.vision.steady import Steadiness, SteadyTracker

PREVIEW_LONG_SIDE = 640
"""Pixels of the preview and of the picture in which the page is looked for."""
MIN_LONG_SIDE = {PaperKind.CARD: 240.0, PaperKind.A4: 560.0}
"""Pixels of the page's long side in the frame that small print needs: about 70 dots per inch of a card, 48 of A4."""
MIN_LONG_SIDE_OTHER = 320.0
LOOKING_SHARE = 0.5
"""Of the time, for looking for a page; frames between two looks are only shown. The screen needs the processor too."""
LONGEST_REST_S = 0.5
"""Between two looks: a look that took long because others had the processor must not tear the looks so far apart that a
page which lies still never counts as steady (``drivers.vision.steady.MAX_GAP_S``)."""
DECISION_PERIOD_S = 0.25
"""From look to look while a page waits to be taken by itself, as far as the machine can: the frames between two looks
are dropped first. A resident who holds still sees that something happens."""
FRAME_MARGIN = 2.0
"""Pixels of the frame; a corner closer to the border may lie outside."""


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """What was seen in one frame."""

    frame: Frame
    small: Pixels
    quad: Floats | None
    checks: PageChecks | None
    large_enough: bool
    steadiness: Steadiness


class PageWatch:
    """Runs one ``WatchPage``."""

    def __init__(self, source: FrameSource, watchdog: Watchdog, timebase: Timebase) -> None:
        """Prepare. The source is open."""
        self._source = source
        self._watchdog = watchdog
        self._timebase = timebase
        self._tracker: SteadyTracker | None = None
        self._verdict: Verdict | None = None
        self._last_look: _Look | None = None
        self._look_again_s = 0.0

    def run(self, command: WatchPage, context: CommandContext) -> CapturedPage:
        """Watch until a page is taken.

        Raises:
            NoPageError: a picture was asked for, and there was no page.
            CameraError: the camera went away, froze or went dark.
            CommandStoppedError, TimeLimitError: as ``context.check`` says.
        """
        while True:
            context.check()
            frame, health = watched_read(self._source, self._watchdog, self._timebase)
            self._check_health(health)
            request = command.take_request()
            if request is None and self._shown_between(frame, command):
                continue
            look = self._look_at(frame, command.expected_kind, auto=command.auto_capture)
            verdict = verdict_of(look.checks, look.steadiness, look.large_enough, auto=command.auto_capture)
            command.slot.put(_preview(look, verdict))
            if verdict is not self._verdict:
                self._verdict = verdict
                context.progress(VerdictChanged(verdict))
            if request is None:
                request = command.take_request()
            if request is not None:
                return self._take(look, command, request)
            if command.auto_capture and look.steadiness.steady and look.quad is not None:
                return self._take(look, command, CaptureRequest.PAGE)

    def _shown_between(self, frame: Frame, command: WatchPage) -> bool:
        """Show a frame with what was seen in the one before, when looking for the page would take too much time."""
        look, verdict = self._last_look, self._verdict
        if look is None or verdict is None or self._timebase.now() >= self._look_again_s:
            return False
        small, _ = shrink(frame.image, PREVIEW_LONG_SIDE)
        command.slot.put(_preview(replace(look, frame=frame, small=small), verdict))
        return True

    def _take(self, look: _Look, command: WatchPage, request: CaptureRequest) -> CapturedPage:
        """Take the page from the full picture: of the same moment, or from a new one in which it is found anew."""
        full, quad = self._source.full(look.frame), look.quad
        if full.sequence != look.frame.sequence:
            small, scale = shrink(full.image, PREVIEW_LONG_SIDE)
            found = find_page(small)
            quad = None if found is None else found / np.float32(scale)
        elif quad is not None:
            quad = quad * np.float32(full.image.shape[1] / look.frame.image.shape[1])
        return take_page(full, quad, command.expected_kind, request, budget_bytes=command.budget_bytes)

    @staticmethod
    def _check_health(health: FrameHealth) -> None:
        match health:
            case FrameHealth.FROZEN:
                raise FrameFrozenError
            case FrameHealth.DARK:
                raise FrameDarkError
            case FrameHealth.GOOD | FrameHealth.SLOW:
                return
            case _:
                assert_never(health)

    def _look_at(self, frame: Frame, kind: PaperKind, *, auto: bool) -> _Look:
        """Look for the page; the time that it takes decides when the next look is due."""
        begun = self._timebase.now()
        look = self._last_look = self._looked_at(frame, kind)
        now = self._timebase.now()
        rest_s = min((now - begun) * (1 / LOOKING_SHARE - 1), LONGEST_REST_S)
        if auto and look.quad is not None:
            rest_s = min(rest_s, max(0.0, DECISION_PERIOD_S - (now - begun)))
        self._look_again_s = now + rest_s
        return look

    def _looked_at(self, frame: Frame, kind: PaperKind) -> _Look:
        small, scale = shrink(frame.image, PREVIEW_LONG_SIDE)
        found = find_page(small)
        quad = None if found is None else found / np.float32(scale)
        before = self._tracker
        if before is None:
            before = SteadyTracker(diagonal=float(np.hypot(*frame.image.shape[:2])))
        large_enough = quad is not None and is_large_enough(quad * np.float32(frame.full_scale), kind)
        checks = None
        if quad is not None:
            checks = check_page(frame.image, quad, large_enough=large_enough, kind=kind)
        good = checks is not None and checks.complete and checks.sharp and checks.free_of_glare and checks.bright_enough
        self._tracker, steadiness = before.seen(quad, frame.stamp, good=good)
        return _Look(frame, small, quad, checks, large_enough, steadiness)


def watched_read(source: FrameSource, watchdog: Watchdog, timebase: Timebase) -> tuple[Frame, FrameHealth]:
    """Read a frame and let the watchdog judge it.

    Raises:
        FrameTooSmallError: nothing can be read in a frame of its size.
        CameraError: the source gives none.
    """
    begun = timebase.now()
    frame = source.read()
    now = timebase.now()
    height, width = frame.image.shape[:2]
    if max(width, height) < MIN_WIDTH or min(width, height) < MIN_HEIGHT:
        raise FrameTooSmallError(f"{width}x{height}")
    return frame, watchdog.seen(frame, now, now - begun)


def verdict_of(checks: PageChecks | None, steadiness: Steadiness, large_enough: bool, *, auto: bool) -> Verdict:
    """The one thing to say: first what hinders most.

    Args:
        checks: None when there is no page.
        steadiness: what the tracker knows.
        large_enough: whether the page has enough pixels.
        auto: whether a good page is taken by itself.
    """
    if checks is None:
        return Verdict.NO_PAGE
    if steadiness.moving:
        return Verdict.MOVING
    if not checks.inside:
        return Verdict.CUT_OFF
    if not large_enough:
        return Verdict.TOO_SMALL
    if not checks.bright_enough:
        return Verdict.TOO_DARK
    if not checks.sharp:
        return Verdict.TOO_BLURRED
    if not checks.free_of_glare:
        return Verdict.GLARE
    return Verdict.HOLD_STILL if auto else Verdict.PAGE_FOUND


def check_page(image: Pixels, quad: Floats, *, large_enough: bool, kind: PaperKind) -> PageChecks:
    """Judge a found page at the size at which sharpness is measured."""
    page, _ = shrink(rectify(image, quad, kind), SHARPNESS_LONG_SIDE)
    inside = is_inside(quad, image)
    return PageChecks(
        complete=inside and large_enough,
        sharp=sharpness(page) >= SHARP_ENOUGH,
        free_of_glare=glare(page) <= GLARE_TOO_MUCH,
        bright_enough=not too_dark(page),
        inside=inside,
    )


def is_inside(quad: Floats, image: Pixels) -> bool:
    """Whether no corner lies so near the frame's border that a part of the page may be outside."""
    limit = np.array([image.shape[1], image.shape[0]], np.float32) - FRAME_MARGIN
    return bool((quad >= FRAME_MARGIN).all() and (quad <= limit).all())


def is_large_enough(quad: Floats, kind: PaperKind) -> bool:
    """Whether the page's long side has the pixels that its small print needs."""
    longest = float(np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1).max())
    return longest >= MIN_LONG_SIDE.get(kind, MIN_LONG_SIDE_OTHER)


def take_page(
    frame: Frame,
    quad: Floats | None,
    kind: PaperKind,
    request: CaptureRequest,
    *,
    budget_bytes: int = PAGE_BUDGET_BYTES,
) -> CapturedPage:
    """The page of a frame as a JPEG in memory.

    Raises:
        NoPageError: there is no page, and the whole frame was not asked for.
    """
    if quad is None and request is not CaptureRequest.WHOLE_FRAME:
        raise NoPageError
    page = frame.image if quad is None else rectify(frame.image, quad, kind)
    sharp, shine = sharpness(page), glare(page)
    encoded = encode_page(page if quad is None else even_light(page), budget_bytes)
    found_faults = (
        (Verdict.NO_PAGE, quad is None),
        (Verdict.TOO_SMALL, quad is not None and not is_large_enough(quad, kind)),
        (Verdict.CUT_OFF, quad is not None and not is_inside(quad, frame.image)),
        (Verdict.TOO_DARK, too_dark(page)),
        (Verdict.TOO_BLURRED, sharp < SHARP_ENOUGH),
        (Verdict.GLARE, shine > GLARE_TOO_MUCH),
    )
    return CapturedPage(
        jpeg=encoded.jpeg,
        width=encoded.width,
        height=encoded.height,
        quad=None if quad is None else share_of_frame(quad, frame.image),
        sharpness=sharp,
        glare=shine,
        verdicts=tuple(verdict for verdict, is_so in found_faults if is_so),
    )


def share_of_frame(quad: Floats, image: Pixels) -> Quad:
    """Corners in pixels as shares of the frame, 0 to 1."""
    height, width = image.shape[:2]
    x = np.clip(quad[:, 0] / width, 0.0, 1.0)
    y = np.clip(quad[:, 1] / height, 0.0, 1.0)
    first, second, third, fourth = ((float(x[i]), float(y[i])) for i in range(4))
    return (first, second, third, fourth)


def _preview(look: _Look, verdict: Verdict) -> PreviewFrame:
    rgb = cv2.cvtColor(look.small, cv2.COLOR_BGR2RGB)
    return PreviewFrame(
        rgb=rgb.tobytes(),
        width=look.small.shape[1],
        height=look.small.shape[0],
        quad=None if look.quad is None else share_of_frame(look.quad, look.frame.image),
        verdict=verdict,
        checks=look.checks,
    )
