"""Unplugged in the middle of the stream, and plugged in again under another node: found by the name that stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.camera.discovery import find_node
from drivers.camera.errors import CameraGoneError
from drivers.camera.status import Offline, Ready
from drivers.camera.v4l2_source import CameraWish, V4l2Source
from tests.drivers.camera.fake_kernel import FakeCamera, FakeKernel
from tests.drivers.camera.polled import PolledCamera

NAME = "usb-Vendor_Document_Camera_SN1-video-index0"


def test_replugged_as_another_node(kernel: FakeKernel, camera: FakeCamera, tmp_path: Path) -> None:
    """Gone, missing, and ready again within two polls after it is back; nothing of the old one stays open."""
    dev = tmp_path / "dev"
    link = dev / "v4l" / "by-id" / NAME
    link.parent.mkdir(parents=True)
    _plug(kernel, camera, dev / "video0", link)
    wish = CameraWish(width=1280, height=960, fps=10)
    source = V4l2Source(
        f"by-id:{NAME}",
        kernel.time,
        wish,
        kernel=kernel,
        find=lambda place: str(Path(find_node(place, dev_root=dev)).resolve()),
    )
    device = PolledCamera(source, kernel.time)
    assert device.poll() == Ready(1280, 960)

    camera.plugged = False
    link.unlink()
    (dev / "video0").unlink()
    assert device.polls(3) == [Offline("camera_gone"), Offline("source_missing"), Offline("source_missing")]
    assert kernel.open_files == {}
    again = FakeCamera(produced=100)
    _plug(kernel, again, dev / "video4", link)

    assert Ready(1280, 960) in device.polls(2)
    assert again.modes_set == [("MJPG", 1280, 960)]


def test_gone_between_two_frames(kernel: FakeKernel, camera: FakeCamera) -> None:
    """Whatever is called next says so, and closing afterwards does no harm."""
    source = V4l2Source("/dev/video0", kernel.time, kernel=kernel, find=lambda place: place)
    source.open()
    frame = source.read()
    camera.plugged = False

    with pytest.raises(CameraGoneError):
        source.read()
    source.close()
    with pytest.raises(CameraGoneError):
        source.full(frame)
    assert all(memory.closed for memory in kernel.mapped)


def _plug(kernel: FakeKernel, camera: FakeCamera, node: Path, link: Path) -> None:
    node.touch()
    link.symlink_to(node)
    kernel.nodes[str(node)] = camera
