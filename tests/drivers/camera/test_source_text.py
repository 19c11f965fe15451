"""Sources by name."""

from __future__ import annotations

import pytest

from drivers.camera.errors import SourceTextError
from drivers.camera.source_text import source_from_text
from drivers.camera.stage_source import StageSource
from drivers.camera.still_source import FileSource, SequenceSource
from drivers.camera.v4l2_source import V4l2Source
from tests.drivers.camera.leaping_time import LeapingTime


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("v4l2:/dev/video0", V4l2Source),
        ("v4l2:0?width=2592&height=1944&fps=8", V4l2Source),
        ("file:/x.jpg", FileSource),
        ("dir:/x?loop=no&fps=5", SequenceSource),
        ("stage:/x", StageSource),
    ],
)
def test_known_kinds(leaping: LeapingTime, text: str, kind: type) -> None:
    """Each kind gives its source; nothing is opened."""
    assert isinstance(source_from_text(text, leaping), kind)


@pytest.mark.parametrize(
    "text",
    [
        "", "x.jpg", "usb:0", "file:", "file:?fps=3", "file:/x?width=3", "dir:/x?loop=maybe",
        "v4l2:0?fps=0", "v4l2:0?fps=nan", "v4l2:0?width=-5", "v4l2:0?height=big", "stage:/x?fps=1e9",
    ],
)  # fmt: skip
def test_wrong_settings(leaping: LeapingTime, text: str) -> None:
    """A typed cause of the class configuration."""
    with pytest.raises(SourceTextError):
        source_from_text(text, leaping)
