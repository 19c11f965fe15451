"""A flow can build commands and read results without loading the image libraries."""

from __future__ import annotations

import subprocess
import sys

LIGHT = ("drivers.camera", "drivers.camera.commands", "drivers.camera.status", "drivers.camera.errors", "drivers.paper")


def test_commands_load_no_image_library() -> None:
    """cv2 and numpy cost a hundred milliseconds and forty megabytes: after the first picture only."""
    code = (
        f"import sys, {', '.join(LIGHT)}; print([m for m in ('cv2', 'numpy', 'PIL', 'zxingcpp') if m in sys.modules])"
    )

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)

    assert loaded.stdout.strip() == "[]"


def test_the_screen_decodes_no_preview() -> None:
    """A preview comes as pixels; whoever shows it needs no image library, so none of its time goes there."""
    code = (
        "import sys\n"
        "from drivers.camera.commands import PreviewFrame, Verdict\n"
        "from kiosk.pictures import image_of_preview\n"
        "frame = PreviewFrame(bytes(range(12)), 2, 2, None, Verdict.NO_PAGE, None)\n"
        "image = image_of_preview(frame)\n"
        "print([m for m in ('cv2', 'numpy', 'PIL') if m in sys.modules], image.pixelColor(1, 1).blue())"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)

    assert said.stdout.strip() == "[] 11"


def test_discovery_loads_no_image_library() -> None:
    """Listing cameras is cheap: no pixels, no device is opened."""
    code = (
        "import sys; from drivers.camera.discovery import discover_cameras; discover_cameras()\n"
        "print([m for m in ('cv2', 'numpy', 'ctypes', 'PIL') if m in sys.modules])"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)

    assert said.stdout.strip() == "[]"
