"""Papers, desks and time for the camera's tests."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from drivers.camera.sample_desk import draw_desk
from drivers.camera.source import Pixels
from drivers.camera.stage_source import Prop, set_stage
from tests.drivers.camera.fake_kernel import FakeCamera, FakeKernel
from tests.drivers.camera.leaping_time import LeapingTime
from tests.drivers.camera.papers import FONTS, PAPER


@pytest.fixture
def leaping() -> LeapingTime:
    """A clock that leaps."""
    return LeapingTime()


@pytest.fixture(scope="session")
def desk() -> Pixels:
    """A frame of a desk with a sharp paper on it."""
    return draw_desk(PAPER, FONTS, seed=3)


@pytest.fixture(scope="session")
def pictures(desk: Pixels, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with frames: ``paper.png``, ``elsewhere.png``, ``blurred.png``, ``shining.png``, ``small.png``."""
    folder = tmp_path_factory.mktemp("pictures")
    shining = desk.copy()
    cv2.circle(shining, (640, 520), 70, (255, 255, 255), -1)
    small = np.full_like(desk, 60)
    small[300:660, 400:880] = cv2.resize(desk, (480, 360), interpolation=cv2.INTER_AREA)
    frames = {
        "paper": desk,
        "elsewhere": draw_desk(PAPER, FONTS, seed=5),
        "blurred": cv2.GaussianBlur(desk, (0, 0), 3.0),
        "shining": shining,
        "small": small,
    }
    for name, frame in frames.items():
        assert cv2.imwrite(str(folder / f"{name}.png"), frame)
    return folder


@pytest.fixture
def stage(tmp_path: Path) -> Path:
    """A stage with an empty desk."""
    path = tmp_path / "stage.txt"
    set_stage(path, Prop.EMPTY)
    return path


@pytest.fixture
def camera() -> FakeCamera:
    """A USB document camera: motion JPEG in two sizes."""
    return FakeCamera()


@pytest.fixture
def kernel(leaping: LeapingTime, camera: FakeCamera) -> FakeKernel:
    """A machine with the camera at ``/dev/video0``."""
    made = FakeKernel(leaping)
    made.nodes["/dev/video0"] = camera
    return made
