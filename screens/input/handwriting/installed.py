"""Where the recogniser's model lies on this terminal, if it was installed."""

from __future__ import annotations

import sys
from pathlib import Path

MODEL_FILE = "PP-OCRv6_rec_small.onnx"
STANDARD_FOLDER = Path(sys.prefix) / "share" / "kiosk" / "handwriting"
"""Beside the installed packages: there ``tools/setup-handwriting`` lays it."""

_folders: list[Path] = []


def use_model(folder: Path | None) -> bool:
    """Offer handwriting with the model in that folder from now on.

    Args:
        folder: None for the standard one.

    Returns:
        Whether the model is there; where it is not, handwriting is not offered.
    """
    folder = folder or STANDARD_FOLDER
    _folders.clear()
    if (folder / MODEL_FILE).is_file():
        _folders.append(folder)
    return bool(_folders)


def model_folder() -> Path | None:
    """The folder; None where handwriting is not offered."""
    return _folders[0] if _folders else None
