"""What a document camera can be asked to do, and what it tells meanwhile and at the end.

No image library: a flow can build a command and read a result without loading the image libraries.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from enum import StrEnum

from drivers.camera.slot import LatestSlot
from drivers.code_scanner.classify import CodeKind
from drivers.paper import PaperKind

PAGE_BUDGET_BYTES = 300_000
"""The most that a page's file may have when nothing else is said."""

Quad = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]
"""Corners TL, TR, BR, BL as shares of the frame: x and y from 0 (left, top) to 1 (right, bottom)."""


class Verdict(StrEnum):
    """What the camera thinks of what it sees now. The sentence is ``camera.hint.<value>``."""

    NO_PAGE = "no_page"
    """No page in the frame."""
    TOO_SMALL = "too_small"
    """A page, too few pixels to read small print."""
    CUT_OFF = "cut_off"
    """The page reaches to the frame's border; a part of it may lie outside."""
    TOO_DARK = "too_dark"
    """Too little light on the page to read it."""
    MOVING = "moving"
    """The page moves, or a hand moves it."""
    TOO_BLURRED = "too_blurred"
    """The page lies still and cannot be read: out of focus."""
    GLARE = "glare"
    """A lamp shines back from the page."""
    HOLD_STILL = "hold_still"
    """All is well; a moment more, and it is taken by itself."""
    PAGE_FOUND = "page_found"
    """All is well; it can be taken. Only where nothing is taken by itself."""


@dataclass(frozen=True, slots=True)
class VerdictChanged:
    """Progress of ``WatchPage``: another verdict than before (the first one included)."""

    verdict: Verdict


@dataclass(frozen=True, slots=True)
class PageChecks:
    """The single checks behind a verdict, for the ticks below the viewfinder."""

    complete: bool
    """All four corners lie in the frame, and the page is large enough."""
    sharp: bool
    """Small print can be read."""
    free_of_glare: bool
    """No lamp hides print."""
    bright_enough: bool = True
    """There is light on it."""
    inside: bool = True
    """All four corners lie in the frame."""


@dataclass(frozen=True, slots=True)
class PreviewFrame:
    """One picture for the viewfinder. Personal: it may show a resident's paper, so it is never logged or stored."""

    rgb: bytes = field(repr=False)
    """``height`` rows of ``width`` pixels of three bytes R, G, B; no padding."""
    width: int
    height: int
    quad: Quad | None = field(repr=False)
    """Where the page lies, None when there is none."""
    verdict: Verdict
    checks: PageChecks | None
    """None when there is no page."""


@dataclass(frozen=True, slots=True)
class CapturedPage:
    """The result of ``WatchPage``: one page, upright rectangle, true proportions. Personal: memory only."""

    jpeg: bytes = field(repr=False)
    """A JPEG file of at most as many bytes as was asked for."""
    width: int
    """Pixels of the JPEG."""
    height: int
    quad: Quad | None = field(repr=False)
    """Where the page lay in the frame; None when the whole frame was taken on request."""
    sharpness: float
    """As ``drivers.vision.sharpness``; larger is sharper."""
    glare: float
    """As ``drivers.vision.glare``; larger is more."""
    verdicts: tuple[Verdict, ...]
    """What is wrong with it, empty when nothing is: ``TOO_BLURRED``, ``GLARE``, ``TOO_SMALL``, ``CUT_OFF``,
    ``TOO_DARK``, ``NO_PAGE``."""


class CaptureRequest(StrEnum):
    """What was asked for by hand."""

    PAGE = "page"
    WHOLE_FRAME = "whole_frame"


class WatchPage:
    """Watch the desk until a page is taken. Result: ``CapturedPage``. Progress: ``VerdictChanged``.

    The command object is also the handle for the button that takes the picture. Use it once.

    Ends with ``no_page`` when a picture was asked for and no page could be found; with the link faults of the
    camera when it goes away.
    """

    __slots__ = ("_lock", "_request", "auto_capture", "budget_bytes", "expected_kind", "slot")

    def __init__(
        self,
        slot: LatestSlot[PreviewFrame],
        expected_kind: PaperKind = PaperKind.ANY,
        *,
        auto_capture: bool = True,
        budget_bytes: int = PAGE_BUDGET_BYTES,
    ) -> None:
        """Prepare.

        Args:
            slot: takes the preview frames.
            expected_kind: what should lie there; gives the proportions.
            auto_capture: take the page as soon as it has lain still and sharp for a moment.
            budget_bytes: the most that the page's file may have.
        """
        self.slot = slot
        self.expected_kind = expected_kind
        self.auto_capture = auto_capture
        self.budget_bytes = budget_bytes
        self._lock = threading.Lock()
        self._request: CaptureRequest | None = None

    def request_capture(self, *, whole_frame: bool = False) -> None:
        """Take the next frame, good or not. From any thread.

        Args:
            whole_frame: take the frame as it is when no page can be found, instead of ending with ``no_page``.
        """
        with self._lock:
            self._request = CaptureRequest.WHOLE_FRAME if whole_frame else CaptureRequest.PAGE

    def take_request(self) -> CaptureRequest | None:
        """What was asked for since the last call; for the driver."""
        with self._lock:
            request, self._request = self._request, None
            return request

    def __repr__(self) -> str:
        return f"WatchPage(expected_kind={self.expected_kind.value}, auto_capture={self.auto_capture})"


@dataclass(frozen=True, slots=True)
class WatchCode:
    """Watch the desk until a code of one of these kinds is seen; for a slip laid there or a telephone held above it.

    Progress and result are those of a code scanner's ``Scan``: ``WaitingForCode``, ``CodeRejected``, ``CodeScanned``.
    Ends with the link faults of the camera when it goes away.
    """

    expected: frozenset[CodeKind]
