"""The kernel's structures and numbers are those of the C header, as the machine's compiler sees it."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from pathlib import Path

import pytest

from drivers.camera.v4l2 import layout
from drivers.camera.v4l2.layout import Call, ControlId
from tests.drivers.camera import fake_kernel

HEADER = Path("/usr/include/linux/videodev2.h")
STRUCTURES: dict[str, type[ctypes.Structure]] = {
    "v4l2_capability": layout.Capability,
    "v4l2_fmtdesc": layout.FmtDesc,
    "v4l2_frmsizeenum": layout.FrmSizeEnum,
    "v4l2_frmivalenum": layout.FrmIvalEnum,
    "v4l2_pix_format": layout.PixFormat,
    "v4l2_format": layout.Format,
    "v4l2_streamparm": layout.StreamParm,
    "v4l2_requestbuffers": layout.RequestBuffers,
    "v4l2_buffer": layout.Buffer,
    "v4l2_queryctrl": layout.QueryCtrl,
    "v4l2_querymenu": layout.QueryMenu,
    "v4l2_control": layout.Control,
}
SIZES = {
    "v4l2_capability": 104,
    "v4l2_fmtdesc": 64,
    "v4l2_frmsizeenum": 44,
    "v4l2_frmivalenum": 52,
    "v4l2_pix_format": 48,
    "v4l2_format": 208,
    "v4l2_streamparm": 204,
    "v4l2_requestbuffers": 20,
    "v4l2_buffer": 88,
    "v4l2_queryctrl": 68,
    "v4l2_querymenu": 44,
    "v4l2_control": 8,
}
"""Bytes on 64-bit machines; what the compiler says is compared besides, where there is one."""
HEADER_FIELDS = {
    ("v4l2_frmsizeenum", "size"): "discrete",
    ("v4l2_frmivalenum", "interval"): "discrete",
    ("v4l2_streamparm", "capability"): "parm.capture.capability",
    ("v4l2_streamparm", "capturemode"): "parm.capture.capturemode",
    ("v4l2_streamparm", "numerator"): "parm.capture.timeperframe.numerator",
    ("v4l2_streamparm", "denominator"): "parm.capture.timeperframe.denominator",
    ("v4l2_streamparm", "extendedmode"): "parm.capture.extendedmode",
    ("v4l2_streamparm", "readbuffers"): "parm.capture.readbuffers",
    ("v4l2_streamparm", "rest"): "parm.capture.reserved",
}
CONSTANTS = {
    "V4L2_BUF_TYPE_VIDEO_CAPTURE": layout.BUF_TYPE_VIDEO_CAPTURE,
    "V4L2_MEMORY_MMAP": layout.MEMORY_MMAP,
    "V4L2_FIELD_NONE": layout.FIELD_NONE,
    "V4L2_CTRL_FLAG_NEXT_CTRL": layout.CTRL_FLAG_NEXT_CTRL,
    "V4L2_CAP_VIDEO_CAPTURE": layout.Cap.VIDEO_CAPTURE,
    "V4L2_CAP_STREAMING": layout.Cap.STREAMING,
    "V4L2_CAP_DEVICE_CAPS": layout.Cap.DEVICE_CAPS,
    "V4L2_CAP_TIMEPERFRAME": layout.TIMEPERFRAME,
    "V4L2_BUF_FLAG_ERROR": layout.BufferFlag.ERROR,
    "V4L2_BUF_FLAG_TIMESTAMP_MASK": layout.BufferFlag.TIMESTAMP_MASK,
    "V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC": layout.BufferFlag.TIMESTAMP_MONOTONIC,
    "V4L2_CTRL_FLAG_DISABLED": layout.ControlFlag.DISABLED,
    "V4L2_CTRL_FLAG_READ_ONLY": layout.ControlFlag.READ_ONLY,
    "V4L2_CTRL_FLAG_INACTIVE": layout.ControlFlag.INACTIVE,
    "V4L2_CTRL_TYPE_INTEGER": layout.ControlType.INTEGER,
    "V4L2_CTRL_TYPE_BOOLEAN": layout.ControlType.BOOLEAN,
    "V4L2_CTRL_TYPE_MENU": layout.ControlType.MENU,
    "V4L2_FRMSIZE_TYPE_DISCRETE": layout.SizeKind.DISCRETE,
    "V4L2_FRMSIZE_TYPE_CONTINUOUS": layout.SizeKind.CONTINUOUS,
    "V4L2_FRMSIZE_TYPE_STEPWISE": layout.SizeKind.STEPWISE,
    "V4L2_EXPOSURE_APERTURE_PRIORITY": 3,
    "V4L2_EXPOSURE_MANUAL": 1,
    "V4L2_CID_POWER_LINE_FREQUENCY_50HZ": 1,
    **{f"V4L2_PIX_FMT_{name}": layout.fourcc_number(text) for name, text in (
        ("MJPEG", "MJPG"), ("JPEG", "JPEG"), ("YUYV", "YUYV"), ("UYVY", "UYVY"), ("NV12", "NV12"),
        ("YUV420", "YU12"), ("BGR24", "BGR3"), ("RGB24", "RGB3"), ("GREY", "GREY"),
    )},
    **{f"V4L2_CID_{one.name}": one.value for one in ControlId},
    **{f"VIDIOC_{one.name}": one.value for one in Call},
}  # fmt: skip


def questions() -> dict[str, int]:
    """C expressions, and what they must give."""
    asked: dict[str, int] = dict(CONSTANTS)
    for name, structure in STRUCTURES.items():
        asked[f"sizeof(struct {name})"] = ctypes.sizeof(structure)
        for field in structure._fields_:
            theirs = HEADER_FIELDS.get((name, field[0]), field[0])
            asked[f"offsetof(struct {name}, {theirs})"] = getattr(structure, field[0]).offset
    asked["offsetof(struct v4l2_format, fmt.pix.width)"] = layout.Format.fmt.offset
    return asked


def test_the_c_header_says_the_same(tmp_path: Path) -> None:
    """Every size, place, number and flag that is used here."""
    compiler = shutil.which("gcc")
    if compiler is None or not HEADER.exists():
        pytest.skip("no C compiler, or no kernel header")
    asked = questions()
    lines = "".join(f'printf("%llu\\n", (unsigned long long)({one}));' for one in asked)
    source = tmp_path / "ask.c"
    source.write_text(
        "#include <stdio.h>\n#include <stddef.h>\n#include <sys/time.h>\n#include <linux/videodev2.h>\n"
        f"int main(void) {{ {lines} return 0; }}\n",
        encoding="ascii",
    )
    subprocess.run([compiler, "-o", str(tmp_path / "ask"), str(source)], check=True, timeout=60)
    said = subprocess.run([str(tmp_path / "ask")], capture_output=True, text=True, check=True, timeout=60)
    assert dict(zip(asked, map(int, said.stdout.split()), strict=True)) == asked


def test_sizes_are_those_of_a_64_bit_machine() -> None:
    """Also where there is no compiler."""
    assert {name: ctypes.sizeof(structure) for name, structure in STRUCTURES.items()} == SIZES


def test_the_fake_kernel_knows_the_calls_by_their_numbers() -> None:
    """Its numbers were written down from the header, not taken from the product."""
    theirs = {name: value for name, value in vars(fake_kernel).items() if name in Call.__members__}
    theirs |= {"ENUM_FRAMESIZES": fake_kernel.FRAMESIZES, "ENUM_FRAMEINTERVALS": fake_kernel.FRAMEINTERVALS}
    assert theirs == {name: Call[name].value for name in theirs}
    assert len(theirs) == len(Call) - 1
    assert fake_kernel.BUFFER.size == 88
    assert fake_kernel.FORMAT.size == 208


def test_texts_and_pixel_formats() -> None:
    """Up to the first zero byte; a format is its four characters."""
    field = (ctypes.c_uint8 * 8)(*b"abc\0xyz\0")
    assert layout.text_of(field) == "abc"
    assert layout.fourcc_of(layout.fourcc_number("MJPG")) == "MJPG"
    with pytest.raises(ValueError, match="four"):
        layout.fourcc_number("MJPEG")
