"""What ``kiosk device camera`` does, without the command line around it.

Each function returns plain values for JSON and raises ``CameraError``.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from pathlib import Path

from drivers.camera.discovery import DEV_ROOT, SYS_ROOT, FoundCamera, discover_cameras
from drivers.camera.errors import CameraError, NoPageError
from drivers.camera.source import Frame, TellsItself
from drivers.camera.source_text import source_from_text
from drivers.camera.v4l2.controls import list_controls
from drivers.camera.v4l2.device import VideoDevice
from drivers.camera.v4l2.kernel import Kernel, LinuxKernel
from drivers.camera.v4l2.modes import list_modes
from drivers.camera.watch import FRAME_MARGIN, watched_read
from drivers.camera.watchdog import FrameHealth, Watchdog
from drivers.paper import PaperKind
from drivers.timebase import SystemTime, Timebase
from drivers.vision import find_page, glare, read_codes, rectify, sharpness
from drivers.vision.encode import encode_page

FIND_TRIES = 5
"""Frames that are looked at before a page or a code is given up: a live camera needs a moment for its exposure."""

STATUS_FRAMES = 20
"""Frames that are watched before a camera's status is told."""
_STATUS_OF = {
    FrameHealth.GOOD: "Ready",
    FrameHealth.SLOW: "Slow",
    FrameHealth.DARK: "Dark",
    FrameHealth.FROZEN: "Frozen",
}


def find_page_in(
    source: str,
    out_path: Path,
    *,
    kind: PaperKind = PaperKind.ANY,
    timebase: Timebase | None = None,
) -> dict[str, object]:
    """Find the page under a camera, write it as a JPEG, and tell where and how good it is.

    Args:
        source: as ``source_from_text`` takes it.
        out_path: where the rectified page goes; the folder exists.
        kind: the paper that is expected.
        timebase: the machine's clock by default.

    Returns:
        ``corners`` (four pairs of pixels, TL, TR, BR, BL), ``frame`` and ``page`` (width, height), ``sharpness``,
        ``glare``, ``complete``, ``out``.

    Raises:
        CameraError: no such source, or no page (``NoPageError``).
        OSError: the page cannot be written.
    """
    with closing(_frames(source, timebase)) as frames:
        found = next(((frame, quad) for frame in frames if (quad := find_page(frame.image)) is not None), None)
    if found is None:
        raise NoPageError
    frame, quad = found
    page = rectify(frame.image, quad, kind)
    encoded = encode_page(page)
    out_path.write_bytes(encoded.jpeg)
    height, width = frame.image.shape[:2]
    inside = (quad >= FRAME_MARGIN).all() and (quad <= (width - FRAME_MARGIN, height - FRAME_MARGIN)).all()
    return {
        "corners": [[round(float(x), 2), round(float(y), 2)] for x, y in quad],
        "frame": [width, height],
        "page": [encoded.width, encoded.height],
        "sharpness": round(sharpness(page), 4),
        "glare": round(glare(page), 4),
        "complete": bool(inside),
        "out": str(out_path),
    }


def read_codes_in(source: str, *, timebase: Timebase | None = None) -> dict[str, object]:
    """Read the codes under a camera.

    Returns:
        ``codes``: the texts; empty when there are none.

    Raises:
        CameraError: no such source.
    """
    with closing(_frames(source, timebase)) as frames:
        found = next((codes for frame in frames if (codes := read_codes(frame.image))), [])
    return {"codes": found}


def list_cameras(
    *, kernel: Kernel | None = None, sys_root: Path = SYS_ROOT, dev_root: Path = DEV_ROOT
) -> dict[str, object]:
    """List the cameras that are plugged in, with everything that they can do.

    Args:
        kernel: the system calls; the machine's by default.
        sys_root: where the kernel's device tree is.
        dev_root: where the device nodes are.

    Returns:
        ``cameras``: one object each: names, ``source`` (what to write in the settings), ``modes``, ``controls``; a
        camera that cannot be asked has ``error`` instead, with the error's code.
    """
    calls = kernel if kernel is not None else LinuxKernel()
    found = discover_cameras(sys_root=sys_root, dev_root=dev_root)
    return {"cameras": [{**_names_of(one), **_abilities(calls, one.node)} for one in found]}


def camera_status(source: str, *, timebase: Timebase | None = None, frames: int = STATUS_FRAMES) -> dict[str, object]:
    """Watch a camera for a moment and tell how it is.

    Args:
        source: as ``source_from_text`` takes it.
        timebase: the machine's clock by default.
        frames: how many are looked at.

    Returns:
        ``status`` (``Ready``, ``Slow``, ``Dark``, ``Frozen``), ``frame`` (width, height), ``fps`` (measured; None for
        one frame), ``brightness`` (mean of 255), and what was asked and negotiated where the source is a camera.

    Raises:
        CameraError: it is offline, with the cause.
    """
    time = timebase if timebase is not None else SystemTime()
    opened = source_from_text(source, time)
    watchdog = Watchdog(live=opened.live)
    opened.open()
    try:
        health = FrameHealth.GOOD
        stamps = []
        for _ in range(frames):
            frame, health = watched_read(opened, watchdog, time)
            stamps.append(frame.stamp)
        full = opened.full(frame)
        told = opened.describe() if isinstance(opened, TellsItself) else {}
    finally:
        opened.close()
    span_s = stamps[-1] - stamps[0]
    return {
        "status": _STATUS_OF[health],
        "frame": [full.image.shape[1], full.image.shape[0]],
        "preview": [frame.image.shape[1], frame.image.shape[0]],
        "fps": round((len(stamps) - 1) / span_s, 2) if span_s > 0 else None,
        "brightness": round(float(frame.image[::16, ::16].mean()), 1),
        **({"negotiated": told} if told else {}),
    }


def _names_of(camera: FoundCamera) -> dict[str, object]:
    usb = f"{camera.vendor_id}:{camera.product_id}" if camera.vendor_id else ""
    return {"source": camera.source, "node": camera.node, "name": camera.name, "usb": usb, "serial": camera.serial}


def _abilities(kernel: Kernel, node: str) -> dict[str, object]:
    """What one camera can do, or why it could not be asked."""
    try:
        with closing(VideoDevice(kernel, node)) as device:
            return {
                "modes": [str(mode) for mode in list_modes(device)],
                "controls": [
                    {
                        "name": one.name,
                        "value": one.value,
                        "from": one.minimum,
                        "to": one.maximum,
                        "default": one.default,
                        "active": one.active,
                    }
                    for one in list_controls(device)
                ],
            }
    except CameraError as error:
        return {"error": error.code}


def _frames(source: str, timebase: Timebase | None) -> Generator[Frame, None, None]:
    """A few frames of a source, which is closed when no more are asked for."""
    opened = source_from_text(source, timebase if timebase is not None else SystemTime())
    opened.open()
    try:
        for _ in range(FIND_TRIES):
            yield opened.full(opened.read())
    finally:
        opened.close()
