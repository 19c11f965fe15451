"""The whole way through real system calls: a child process whose C library answers as a USB camera does.

OpenCV's own capture reads the same camera, so what stands in for the kernel is accepted by a program that we did not
write. Skipped where there is no C compiler.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.drivers.camera.preloaded import PreloadedCamera, can_compile, live_desk

pytestmark = pytest.mark.skipif(not can_compile(), reason="no C compiler, or no kernel header")
OPENCV = """
import sys, cv2
capture = cv2.VideoCapture(sys.argv[1], cv2.CAP_V4L2)
for _ in range(3):
    good, image = capture.read()
cv2.imwrite(sys.argv[2], image)
"""
OURS = """
import os, sys, cv2
from drivers.camera.source_text import source_from_text
from drivers.timebase import SystemTime
source = source_from_text(f"v4l2:{sys.argv[1]}?width=1280&height=960&fps=30", SystemTime())
for _ in range(3):
    source.open()
    image = source.read().image
    source.close()
with open("/proc/self/maps") as maps:
    assert "video42" not in maps.read()
cv2.imwrite(sys.argv[2], image)
print(len(os.listdir("/proc/self/fd")))
"""


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> PreloadedCamera:
    """A desk with a paper."""
    made = PreloadedCamera(tmp_path_factory.mktemp("preloaded"))
    made.show(live_desk(4))
    return made


def _child(camera: PreloadedCamera, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words],
        env=camera.environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=Path(__file__).parents[3],
    )
    return done.stdout


def test_frames_are_those_that_opencv_reads(camera: PreloadedCamera, tmp_path: Path) -> None:
    """The same pictures to within the noise of the sensor, by another reader of the same interface."""
    _child(camera, "-c", OPENCV, str(camera.node), str(tmp_path / "theirs.png"))
    descriptors = _child(camera, "-c", OURS, str(camera.node), str(tmp_path / "ours.png"))

    theirs, ours = (cv2.imread(str(tmp_path / f"{name}.png")) for name in ("theirs", "ours"))
    assert theirs is not None
    assert ours is not None
    assert theirs.shape == ours.shape == (960, 1280, 3)
    assert float(np.abs(theirs.astype(np.int16) - ours).mean()) < 4
    assert int(descriptors) <= 4


def test_the_command_line_tells_what_was_negotiated(camera: PreloadedCamera) -> None:
    """One JSON object."""
    told = json.loads(_child(camera, "-m", "kiosk", "device", "camera", "status", "--source", camera.source, "--json"))

    assert told["status"] == "Ready"
    assert told["negotiated"]["camera"] == "Preloaded Camera"
    assert told["negotiated"]["streaming"] == "MJPG 1280x960"


def test_a_page_is_taken_from_it(camera: PreloadedCamera, tmp_path: Path) -> None:
    """Found, straightened and written where the command line says."""
    out = tmp_path / "page.jpg"
    words = ("--source", f"{camera.source}?width=1280&height=960", "--out", str(out), "--json")

    told = json.loads(_child(camera, "-m", "kiosk", "device", "camera", "page", *words))

    assert told["complete"] is True
    assert cv2.imread(str(out)) is not None
