"""A camera for child processes: a library that answers as the kernel does, compiled when it is needed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import cv2
import numpy as np

from drivers.camera.sample_desk import draw_desk
from drivers.camera.source import Pixels
from tests.drivers.camera.papers import FONTS, PAPER

SOURCE = Path(__file__).with_name("camera.c")
HEADER = Path("/usr/include/linux/videodev2.h")


def can_compile() -> bool:
    """Whether the machine has a C compiler and the kernel's header."""
    return shutil.which("gcc") is not None and HEADER.exists()


class PreloadedCamera:
    """A camera under a folder; ``environment`` gives it to a child process, which opens ``source``."""

    def __init__(self, folder: Path) -> None:
        """Compile the library and make the camera's file."""
        self._library = folder / "camera.so"
        self._frames = folder / "frames"
        self._frames.mkdir()
        self.node = folder / "video42"
        self.node.touch()
        words = ["gcc", "-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o", str(self._library), str(SOURCE)]
        subprocess.run([*words, "-ldl"], check=True, timeout=120)

    @property
    def source(self) -> str:
        """Its name for ``source_from_text``."""
        return f"v4l2:{self.node}"

    def show(self, images: list[Pixels]) -> None:
        """Show these pictures in turn."""
        for number, image in enumerate(images):
            assert cv2.imwrite(str(self._frames / f"{number}.jpg"), image, [cv2.IMWRITE_JPEG_QUALITY, 85])

    def environment(self, *, width: int = 1280, height: int = 960, fps: int = 30) -> dict[str, str]:
        """What a child process needs to see the camera."""
        return {
            **os.environ,
            "LD_PRELOAD": str(self._library),
            "FAKE_CAMERA_NODE": str(self.node),
            "FAKE_CAMERA_FRAMES": str(self._frames),
            "FAKE_CAMERA_WIDTH": str(width),
            "FAKE_CAMERA_HEIGHT": str(height),
            "FAKE_CAMERA_FPS": str(fps),
        }


def live_desk(count: int = 8, *, width: int = 1280, height: int = 960) -> list[Pixels]:
    """A paper on a desk as a sensor sees it: no two frames are equal."""
    desk = cv2.resize(draw_desk(PAPER, FONTS, seed=3), (width, height), interpolation=cv2.INTER_CUBIC)
    rng = np.random.default_rng(1)
    return [
        np.asarray(np.clip(desk + rng.normal(0, 2, desk.shape), 0, 255), np.uint8)  # seen anew in each frame
        for _ in range(count)
    ]
