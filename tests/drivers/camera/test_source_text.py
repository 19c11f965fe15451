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
        ("v4l2:by-id:usb-A_B-video-index0?format=YUYV&swap=yes&exposure=auto&focus=120&power_line=50", V4l2Source),
        ("v4l2:usb:1bcf:2b8a:SN?white_balance=4600&gain=3&brightness=-2&contrast=1&sharpness=0", V4l2Source),
        ("v4l2:by-path:pci-0000:00:14.0-usb-0:2:1.0-video-index0", V4l2Source),
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
        "v4l2:video0", "v4l2:usb:1bcf", "v4l2:0?format=H264", "v4l2:0?swap=maybe", "v4l2:0?exposure=bright",
        "v4l2:0?gain=auto", "v4l2:0?power_line=55", "v4l2:0?focus=9999999999",
    ],
)  # fmt: skip
def test_wrong_settings(leaping: LeapingTime, text: str) -> None:
    """A typed cause of the class configuration."""
    with pytest.raises(SourceTextError):
        source_from_text(text, leaping)
