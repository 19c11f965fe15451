"""What the command line calls."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

from drivers.camera.bench_tool import camera_status, find_page_in, list_cameras, read_codes_in
from drivers.camera.errors import NoPageError, SourceMissingError
from drivers.camera.stage_source import Fault, Prop, set_faults, set_stage
from drivers.camera.v4l2.layout import ControlId
from drivers.paper import PaperKind
from tests.drivers.camera.fake_kernel import FakeCamera, FakeControl, FakeKernel
from tests.drivers.camera.leaping_time import LeapingTime


def test_page_is_found_and_written(pictures: Path, tmp_path: Path, leaping: LeapingTime) -> None:
    """One JSON object; the page beside it."""
    out = tmp_path / "page.jpg"

    told = find_page_in(f"file:{pictures / 'paper.png'}", out, kind=PaperKind.A4, timebase=leaping)

    page = cv2.imread(str(out))
    assert page is not None
    assert told["page"] == [page.shape[1], page.shape[0]]
    assert told["frame"] == [1280, 960]
    assert told["complete"] is True
    assert np.array(told["corners"]).shape == (4, 2)
    assert json.loads(json.dumps(told)) == told


def test_no_page(stage: Path, tmp_path: Path, leaping: LeapingTime) -> None:
    """Nothing is written."""
    out = tmp_path / "page.jpg"

    with pytest.raises(NoPageError):
        find_page_in(f"stage:{stage}", out, timebase=leaping)

    assert not out.exists()


def test_source_missing(stage: Path, tmp_path: Path, leaping: LeapingTime) -> None:
    """No camera."""
    set_stage(stage, Prop.UNPLUG)

    with pytest.raises(SourceMissingError):
        find_page_in(f"stage:{stage}", tmp_path / "page.jpg", timebase=leaping)


def test_codes_are_read(tmp_path: Path, leaping: LeapingTime) -> None:
    """A code on a picture, and none on an empty one."""
    code = zxingcpp.create_barcode("KIOSK-1", zxingcpp.BarcodeFormat.QRCode).to_image(scale=6)
    picture = np.pad(np.asarray(code, np.uint8), 60, constant_values=255)
    assert cv2.imwrite(str(tmp_path / "code.png"), picture)
    assert cv2.imwrite(str(tmp_path / "none.png"), np.full((200, 200), 255, np.uint8))

    assert read_codes_in(f"file:{tmp_path / 'code.png'}", timebase=leaping) == {"codes": ["KIOSK-1"]}
    assert read_codes_in(f"file:{tmp_path / 'none.png'}", timebase=leaping) == {"codes": []}


def test_status_of_a_stage(stage: Path, leaping: LeapingTime) -> None:
    """Size, rate and brightness as measured; a stage has nothing to negotiate."""
    told = camera_status(f"stage:{stage}?fps=10", timebase=leaping)

    assert (told["status"], told["frame"], told["fps"]) == ("Ready", [1280, 960], 10.0)
    assert isinstance(told["brightness"], float)
    assert "negotiated" not in told
    assert camera_status(f"stage:{stage}", timebase=leaping, frames=1)["fps"] is None


@pytest.mark.parametrize(
    ("fault", "status"), [(Fault.BLACK, "Dark"), (Fault.SLOW, "Slow"), (Fault.FREEZE, "Frozen"), (Fault.BLUR, "Ready")]
)
def test_status_of_a_broken_stage(stage: Path, leaping: LeapingTime, fault: Fault, status: str) -> None:
    """What can be seen from frames alone: a blurred page is the page's matter."""
    set_faults(stage, {fault})

    assert camera_status(f"stage:{stage}?fps=4", timebase=leaping)["status"] == status


def test_status_of_no_camera(stage: Path, leaping: LeapingTime) -> None:
    """The typed cause."""
    set_faults(stage, {Fault.UNPLUG})
    with pytest.raises(SourceMissingError):
        camera_status(f"stage:{stage}", timebase=leaping)


def test_cameras_are_listed_with_what_they_can_do(tmp_path: Path, kernel: FakeKernel, camera: FakeCamera) -> None:
    """One that cannot be opened is listed with the reason."""
    listed = tmp_path / "sys" / "class" / "video4linux"
    for node in ("video0", "video2"):
        (listed / node).mkdir(parents=True)
        (listed / node / "name").write_text("Document Camera")
    kernel.nodes = {str(tmp_path / "dev" / "video0"): camera}
    camera.controls = {ControlId.BRIGHTNESS: FakeControl("Brightness", -64, 64, 5)}

    told = list_cameras(kernel=kernel, sys_root=tmp_path / "sys", dev_root=tmp_path / "dev")

    first, second = json.loads(json.dumps(told))["cameras"]
    assert first["modes"] == ["MJPG 640x480@30", "MJPG 1280x960@30"]
    assert first["controls"][0] == {
        "name": "Brightness",
        "value": 5,
        "from": -64,
        "to": 64,
        "default": -64,
        "active": True,
    }
    assert second["error"] == "source_missing"
    assert kernel.open_files == {}
