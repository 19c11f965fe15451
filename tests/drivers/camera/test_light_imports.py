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
