"""What the command line calls."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

from drivers.camera.bench_tool import find_page_in, read_codes_in
from drivers.camera.errors import NoPageError, SourceMissingError
from drivers.camera.stage_source import Prop, set_stage
from drivers.paper import PaperKind
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
