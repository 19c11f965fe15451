"""Frames from a camera under Linux, through our own reader of the kernel's buffers.

* The name in the settings is looked up at every opening, so a replugged camera is found under its new node.
* Formats and sizes are negotiated: what the camera has against what the settings ask (``v4l2.negotiation``).
* The preview decodes motion JPEG at a half or a quarter of its size, the captured page all of the very same frame.
  Only a camera that is too slow at full size switches its mode for a capture.
* Nothing waits longer than a time limit: a camera that stops giving frames is a typed error.
* What is shown is now: the newest waiting frame is taken, and after a pause none of those that waited.

Source: platform sheet, section 7, "Camera"; ADR 008.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from drivers.camera.decoding import decode, reduction_for
from drivers.camera.discovery import find_node
from drivers.camera.errors import CameraError, CameraGoneError, FramesDamagedError, NoFramesError
from drivers.camera.source import DEFAULT_FPS, Frame, Pacer, Pixels
from drivers.camera.v4l2.controls import Applied, Wishes, apply_wishes
from drivers.camera.v4l2.device import VideoDevice
from drivers.camera.v4l2.kernel import Kernel, LinuxKernel
from drivers.camera.v4l2.modes import list_modes
from drivers.camera.v4l2.negotiation import Asked, Plan, plan_modes
from drivers.camera.v4l2.stream import MmapStream, RawFrame
from drivers.timebase import Timebase

DEFAULT_WIDTH = 1920
DEFAULT_HEIGHT = 1440
FIRST_FRAME_S = 2.5
"""Seconds that a camera may take from its start to its first good frame."""
NEXT_FRAME_S = 2.0
STALE_AFTER_S = 0.25
"""Seconds without a read after which the frames that wait are of the past: of the resident before, perhaps."""
FRAMES_TO_SETTLE = 2
"""Frames that are dropped after a change of mode, in which exposure is not yet right."""


@dataclass(frozen=True, slots=True)
class CameraWish:
    """What the settings ask of a camera."""

    width: int = DEFAULT_WIDTH
    """Pixels of a captured page's frame."""
    height: int = DEFAULT_HEIGHT
    fps: float = DEFAULT_FPS
    fourcc: str | None = None
    """Only this pixel format: for cameras whose better one is broken."""
    swap_colours: bool = False
    """Exchange red and blue: for cameras that name their pixel format wrongly."""
    controls: Wishes = dataclasses.field(default_factory=Wishes)

    @property
    def asked(self) -> Asked:
        """What is asked of the negotiation."""
        return Asked(self.width, self.height, self.fps, self.fourcc)


@dataclass(slots=True)
class _Opened:
    """Everything of one opening."""

    device: VideoDevice
    plan: Plan
    controls: tuple[Applied, ...]
    stream: MmapStream
    held: RawFrame | None = None
    """The buffer of the last frame, kept so that the full picture can be decoded from it."""
    last_read_s: float | None = None


class V4l2Source:
    """A camera by its name, as ``discovery.find_node`` takes it."""

    live = True

    def __init__(
        self,
        place: str,
        timebase: Timebase,
        wish: CameraWish | None = None,
        *,
        kernel: Kernel | None = None,
        find: Callable[[str], str] = find_node,
    ) -> None:
        """Prepare; nothing is opened.

        Args:
            place: the camera's name.
            timebase: clock and waiting; its clock is the one of the kernel's frame stamps.
            wish: what is asked of the camera.
            kernel: the system calls; the machine's by default.
            find: looks up the node that a name means now.
        """
        self._place = place
        self._timebase = timebase
        self._wish = wish if wish is not None else CameraWish()
        self._kernel = kernel if kernel is not None else LinuxKernel()
        self._find = find
        self._pacer = Pacer(timebase, self._wish.fps)
        self._opened: _Opened | None = None
        self._sequence = 0
        self._damaged = 0

    def open(self) -> None:
        """Find the camera, negotiate, set its controls, start it.

        Raises:
            SourceMissingError, SourceAmbiguousError, SourceTextError: the name means no one camera now.
            NotACameraError, CameraBusyError, CameraDeniedError, NoModeError, NoBandwidthError: as they say.
            CameraError: another fault.
        """
        self.close()
        device = VideoDevice(self._kernel, self._find(self._place))
        try:
            asked = self._wish.asked
            plan = plan_modes(list_modes(device, (asked.width, asked.height)), asked)
            stream = MmapStream(device, plan.preview, asked.fps)
            controls = apply_wishes(device, self._wish.controls)
        except BaseException:
            device.close()
            raise
        self._opened = _Opened(device, plan, controls, stream)

    def close(self) -> None:
        """Stop the camera and let go of it."""
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.held = None
            opened.stream.stop()
            opened.device.close()

    def read(self) -> Frame:
        """The newest frame when it is due.

        Raises:
            CameraGoneError: the camera has gone away.
            NoFramesError: no frame came in time.
            FramesDamagedError: frames came in time, and none was whole.
        """
        opened = self._running()
        self._let_go(opened)
        asked_at = self._pacer.wait_turn()
        last = opened.last_read_s
        if last is not None and asked_at - last > STALE_AFTER_S:
            opened.stream.discard_waiting()
        reduction = reduction_for(opened.stream.layout)
        raw, image = self._next_whole(opened, FIRST_FRAME_S if last is None else NEXT_FRAME_S, reduction)
        opened.held = raw
        opened.last_read_s = self._timebase.now()
        self._sequence += 1
        scale = opened.plan.capture.width / image.shape[1] if opened.plan.switches else float(reduction)
        return Frame(image, self._stamp(raw), self._sequence, full_scale=scale)

    def full(self, frame: Frame) -> Frame:
        """The full picture: the same frame decoded whole, or a new one in the camera's capture mode.

        Raises:
            CameraError: as ``read``; or the camera does not change its mode.
        """
        opened = self._running()
        if opened.plan.switches:
            return self._switched(opened)
        held = opened.held
        if reduction_for(opened.stream.layout) == 1:
            return frame
        if held is None or frame.sequence != self._sequence:
            raise NoFramesError("frame_released")
        image = self._decoded(opened, held, 1)
        return dataclasses.replace(frame, image=image, full_scale=1.0)

    def describe(self) -> dict[str, object]:
        """What was asked of the camera and what came of it; only what it was asked while it is closed."""
        wish, opened = self._wish, self._opened
        told: dict[str, object] = {"asked": f"{wish.fourcc or 'any'} {wish.width}x{wish.height}@{wish.fps:g}"}
        if opened is not None:
            layout = opened.stream.layout
            told |= {
                "camera": opened.device.name.card,
                "driver": opened.device.name.driver,
                "capture": str(opened.plan.capture),
                "preview": str(opened.plan.preview),
                "streaming": f"{layout.fourcc} {layout.width}x{layout.height}",
                "controls": [
                    {"name": one.name, "asked": one.wished, "outcome": one.outcome.value, "value": one.value}
                    for one in opened.controls
                ],
                "damaged_frames": self._damaged,
            }
        return told

    def _running(self) -> _Opened:
        if self._opened is None:
            raise CameraGoneError("closed")
        return self._opened

    @staticmethod
    def _let_go(opened: _Opened) -> None:
        held, opened.held = opened.held, None
        if held is not None:
            opened.stream.give_back(held)

    def _next_whole(self, opened: _Opened, limit_s: float, reduction: int) -> tuple[RawFrame, Pixels]:
        """Wait for a frame that can be used; damaged ones are given back and counted."""
        end = self._timebase.now() + limit_s
        fault: CameraError = NoFramesError("no_frame_in_time")
        while (left_s := end - self._timebase.now()) > 0:
            raw = opened.stream.newest(left_s)
            if raw is None:
                continue
            try:
                return raw, self._decoded(opened, raw, reduction)
            except FramesDamagedError as error:
                fault = FramesDamagedError(error.detail)
                self._damaged += 1
            opened.stream.give_back(raw)
        raise fault

    def _decoded(self, opened: _Opened, raw: RawFrame, reduction: int) -> Pixels:
        if raw.damaged:
            raise FramesDamagedError("kernel")
        image = decode(raw.data, opened.stream.layout, reduction)
        return np.ascontiguousarray(image[:, :, ::-1]) if self._wish.swap_colours else image

    def _stamp(self, raw: RawFrame) -> float:
        """When a frame was taken; now, where the kernel's stamp is not of this clock."""
        now = self._timebase.now()
        plausible = raw.stamp_s is not None and 0 <= now - raw.stamp_s <= FIRST_FRAME_S
        return raw.stamp_s if plausible and raw.stamp_s is not None else now

    def _switched(self, opened: _Opened) -> Frame:
        """Take one frame in the capture mode, and go back to the preview's."""
        self._let_go(opened)
        self._restart(opened, capture=True)
        try:
            for _ in range(FRAMES_TO_SETTLE):
                raw, _ = self._next_whole(opened, FIRST_FRAME_S, 1)
                opened.stream.give_back(raw)
            raw, image = self._next_whole(opened, FIRST_FRAME_S, 1)
            opened.stream.give_back(raw)
        finally:
            self._restart(opened, capture=False)
        self._sequence += 1
        return Frame(image, self._stamp(raw), self._sequence)

    def _restart(self, opened: _Opened, *, capture: bool) -> None:
        mode = opened.plan.capture if capture else opened.plan.preview
        opened.stream.stop()
        opened.stream = MmapStream(opened.device, mode, self._wish.fps)
        opened.last_read_s = None
