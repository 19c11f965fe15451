"""The camera's figures: a preview of 15 frames a second against a bare OpenCV loop over the same camera.

The camera is the preloaded one (``preloaded/camera.c``): the same frames, by the kernel's interface, for both. Each
loop runs in a process of its own; its CPU time is what it used from the first frame to the last, in per cent of one
core. Of several runs the least is taken.

By itself: ``python -m tests.drivers.camera.measure``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.bench.child import ROOT, pss_mib
from tests.bench.rows import Row, row

RUNS = 3
FPS = 15
FRAMES = 75
FULL_SIZE = (2592, 1944)
LIMIT_S = 120.0
PREVIEW_LONG_SIDE = 640


def measure_camera(runs: int = RUNS) -> list[Row]:
    """Return the rows."""
    from tests.drivers.camera.preloaded import PreloadedCamera, live_desk

    with tempfile.TemporaryDirectory() as folder:
        usual, large = (Path(folder) / name for name in ("usual", "large"))
        for one in (usual, large):
            one.mkdir()
        camera, large_camera = PreloadedCamera(usual), PreloadedCamera(large)
        camera.show(live_desk())
        large_camera.show(live_desk(4, width=FULL_SIZE[0], height=FULL_SIZE[1]))
        environment = camera.environment(fps=FPS)
        bare, ours, watch = _least(("bare", "preview", "watch"), str(camera.node), environment, runs)
        environment = large_camera.environment(width=FULL_SIZE[0], height=FULL_SIZE[1], fps=FPS)
        bare_large, ours_large = _least(("bare", "preview"), str(large_camera.node), environment, runs)
    return [
        row("preview 1280x960 at 15 fps", ours["cpu"], "% CPU", bare["cpu"], goal=1.25, digits=1),
        row("preview from 2592x1944 at 15 fps", ours_large["cpu"], "% CPU", bare_large["cpu"], goal=0.9, digits=1),
        row("preview with page finding at 15 fps", watch["cpu"], "% CPU", digits=1),
        row("memory of a preview 1280x960", ours["pss"], "MB PSS", bare["pss"], goal=1.3, digits=1),
        row("memory of a preview from 2592x1944", ours_large["pss"], "MB PSS", bare_large["pss"], goal=1.0, digits=1),
        row("full picture of 2592x1944 after a preview", ours_large["full_ms"], "ms CPU", digits=1),
        row("frames seen of 15 a second", ours["fps"], "fps", digits=2),
    ]


def _least(loops: tuple[str, ...], node: str, environment: dict[str, str], runs: int) -> list[dict[str, float]]:
    """Run loops in turns, several times; of each figure the least, of the frame rate the highest."""
    told: dict[str, list[dict[str, float]]] = {loop: [] for loop in loops}
    for _ in range(runs):
        for loop in loops:
            words = [sys.executable, "-m", "tests.drivers.camera.measure", loop, node]
            done = subprocess.run(
                words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=LIMIT_S, check=True
            )
            told[loop].append(json.loads(done.stdout.splitlines()[-1]))
    return [
        {name: (max if name == "fps" else min)(one[name] for one in rounds) for name in rounds[0]}
        for rounds in told.values()
    ]


def _watched(frame: Callable[[], object]) -> dict[str, float]:
    """Take frames and tell what they cost."""
    for _ in range(5):
        frame()
    begun, used = time.monotonic(), time.process_time()
    for _ in range(FRAMES):
        frame()
    took_s, cpu_s = time.monotonic() - begun, time.process_time() - used
    return {"cpu": 100 * cpu_s / took_s, "fps": FRAMES / took_s, "pss": pss_mib(os.getpid()), "full_ms": 0.0}


def _bare(node: str) -> dict[str, float]:
    """What anybody would write with OpenCV."""
    import cv2

    cv2.setNumThreads(1)
    capture = cv2.VideoCapture(node, cv2.CAP_V4L2)

    def frame() -> bytes:
        good, image = capture.read()
        assert good
        height = round(PREVIEW_LONG_SIDE * image.shape[0] / image.shape[1])
        small = cv2.resize(image, (PREVIEW_LONG_SIDE, height), interpolation=cv2.INTER_AREA)
        return bytes(cv2.cvtColor(small, cv2.COLOR_BGR2RGB).tobytes())

    return _watched(frame)


def _preview(node: str) -> dict[str, float]:
    """Our source, its watchdog, and a preview of the same size."""
    import cv2

    from drivers.camera.frame_memory import keep_frame_memory
    from drivers.camera.source_text import source_from_text
    from drivers.camera.watch import watched_read
    from drivers.camera.watchdog import Watchdog
    from drivers.timebase import SystemTime
    from drivers.vision.pages.picture import shrink

    cv2.setNumThreads(1)
    timebase = SystemTime()
    source = source_from_text(f"v4l2:{node}?fps={FPS}&width={FULL_SIZE[0]}&height={FULL_SIZE[1]}", timebase)
    watchdog = Watchdog(live=True)
    source.open()
    keep_frame_memory()  # as the driver does

    def frame() -> bytes:
        seen, _ = watched_read(source, watchdog, timebase)
        small, _ = shrink(seen.image, PREVIEW_LONG_SIDE)
        return bytes(cv2.cvtColor(small, cv2.COLOR_BGR2RGB).tobytes())

    told = _watched(frame)
    used = time.process_time()
    for _ in range(5):
        source.full(source.read())
    told["full_ms"] = (time.process_time() - used) * 200
    source.close()
    return told


def _watch(node: str) -> dict[str, float]:
    """Everything that runs on the materials page except the screen: the loop behind ``WatchPage``."""
    from drivers.camera.commands import PreviewFrame, WatchPage
    from drivers.camera.driver import CameraDriver
    from drivers.camera.slot import LatestSlot
    from drivers.camera.source_text import source_from_text
    from drivers.commands import CommandStoppedError, LiveContext
    from drivers.paper import PaperKind
    from drivers.timebase import SystemTime

    class Counting(LatestSlot[PreviewFrame]):
        """Ends the watch after so many previews."""

        seen = 0
        begun = used = 0.0

        def put(self, value: PreviewFrame) -> None:
            super().put(value)
            self.seen += 1
            if self.seen == 5:
                self.begun, self.used = time.monotonic(), time.process_time()
            if self.seen == 5 + FRAMES:
                context.cancel()

    timebase = SystemTime()
    driver = CameraDriver(source_from_text(f"v4l2:{node}?fps={FPS}", timebase), timebase)
    slot = Counting()
    context = LiveContext(timebase=timebase, timeout_s=LIMIT_S)
    driver.open()
    with suppress(CommandStoppedError):
        driver.run(WatchPage(slot, PaperKind.A4, auto_capture=False), context)
    took_s, cpu_s = time.monotonic() - slot.begun, time.process_time() - slot.used
    driver.close()
    return {"cpu": 100 * cpu_s / took_s, "fps": FRAMES / took_s, "pss": pss_mib(os.getpid())}


if __name__ == "__main__":
    if len(sys.argv) == 3:
        sys.stdout.write(json.dumps({"bare": _bare, "preview": _preview, "watch": _watch}[sys.argv[1]](sys.argv[2])))
    else:
        for one in measure_camera():
            sys.stdout.write(json.dumps(one) + "\n")
