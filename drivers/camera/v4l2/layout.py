"""The kernel's structures and numbers for video capture. Source: ``linux/videodev2.h``; names are the header's.

The numbers of the calls are those of x86, ARM and RISC-V (``asm-generic/ioctl.h``).
"""

from __future__ import annotations

import ctypes
from enum import IntEnum, IntFlag

U8, U32, S32 = ctypes.c_uint8, ctypes.c_uint32, ctypes.c_int32
BUF_TYPE_VIDEO_CAPTURE = 1
MEMORY_MMAP = 1
FIELD_NONE = 1
CTRL_FLAG_NEXT_CTRL = 0x8000_0000
FMTDESC_DESCRIPTION_BYTES = 32


class Cap(IntFlag):
    """What a node can do (``device_caps``)."""

    VIDEO_CAPTURE = 0x1
    STREAMING = 0x0400_0000
    DEVICE_CAPS = 0x8000_0000
    """Only in ``capabilities``: the field ``device_caps`` is filled in."""


class SizeKind(IntEnum):
    """How sizes or intervals are told."""

    DISCRETE = 1
    CONTINUOUS = 2
    STEPWISE = 3


class BufferFlag(IntFlag):
    """What the kernel says of a buffer."""

    ERROR = 0x40
    TIMESTAMP_MASK = 0xE000
    TIMESTAMP_MONOTONIC = 0x2000


class ControlFlag(IntFlag):
    """What the kernel says of a control."""

    DISABLED = 0x1
    READ_ONLY = 0x4
    INACTIVE = 0x10


class ControlType(IntEnum):
    """The kinds of control that are used here."""

    INTEGER = 1
    BOOLEAN = 2
    MENU = 3


TIMEPERFRAME = 0x1000
"""Bit of ``v4l2_captureparm.capability``: the frame rate can be set."""


class Capability(ctypes.Structure):
    """``struct v4l2_capability``."""

    _fields_ = (
        ("driver", U8 * 16),
        ("card", U8 * 32),
        ("bus_info", U8 * 32),
        ("version", U32),
        ("capabilities", U32),
        ("device_caps", U32),
        ("reserved", U32 * 3),
    )


class FmtDesc(ctypes.Structure):
    """``struct v4l2_fmtdesc``."""

    _fields_ = (
        ("index", U32),
        ("type", U32),
        ("flags", U32),
        ("description", U8 * FMTDESC_DESCRIPTION_BYTES),
        ("pixelformat", U32),
        ("mbus_code", U32),
        ("reserved", U32 * 3),
    )


class FrmSizeEnum(ctypes.Structure):
    """``struct v4l2_frmsizeenum``: a discrete size uses the first two words of ``size``."""

    _fields_ = (
        ("index", U32),
        ("pixel_format", U32),
        ("type", U32),
        ("size", U32 * 6),
        ("reserved", U32 * 2),
    )


class FrmIvalEnum(ctypes.Structure):
    """``struct v4l2_frmivalenum``: ``interval`` is one fraction, or min, max and step."""

    _fields_ = (
        ("index", U32),
        ("pixel_format", U32),
        ("width", U32),
        ("height", U32),
        ("type", U32),
        ("interval", U32 * 6),
        ("reserved", U32 * 2),
    )


class PixFormat(ctypes.Structure):
    """``struct v4l2_pix_format``."""

    _fields_ = tuple(
        (name, U32)
        for name in (
            "width",
            "height",
            "pixelformat",
            "field",
            "bytesperline",
            "sizeimage",
            "colorspace",
            "priv",
            "flags",
            "ycbcr_enc",
            "quantization",
            "xfer_func",
        )
    )


class _FormatUnion(ctypes.Union):
    # The header's union holds structures with pointers, which decide its alignment.
    _fields_ = (("pix", PixFormat), ("raw_data", U8 * 200), ("_alignment", ctypes.c_void_p))


class Format(ctypes.Structure):
    """``struct v4l2_format``."""

    _fields_ = (("type", U32), ("fmt", _FormatUnion))


class StreamParm(ctypes.Structure):
    """``struct v4l2_streamparm`` with ``v4l2_captureparm`` at its head."""

    _fields_ = (
        ("type", U32),
        ("capability", U32),
        ("capturemode", U32),
        ("numerator", U32),
        ("denominator", U32),
        ("extendedmode", U32),
        ("readbuffers", U32),
        ("rest", U8 * 176),
    )


class RequestBuffers(ctypes.Structure):
    """``struct v4l2_requestbuffers``."""

    _fields_ = (
        ("count", U32),
        ("type", U32),
        ("memory", U32),
        ("capabilities", U32),
        ("flags", U8),
        ("reserved", U8 * 3),
    )


class TimeVal(ctypes.Structure):
    """``struct timeval``."""

    _fields_ = (("tv_sec", ctypes.c_long), ("tv_usec", ctypes.c_long))


class _BufferMemory(ctypes.Union):
    _fields_ = (("offset", U32), ("userptr", ctypes.c_ulong), ("planes", ctypes.c_void_p), ("fd", S32))


class Buffer(ctypes.Structure):
    """``struct v4l2_buffer``."""

    _fields_ = (
        ("index", U32),
        ("type", U32),
        ("bytesused", U32),
        ("flags", U32),
        ("field", U32),
        ("timestamp", TimeVal),
        ("timecode", U32 * 4),
        ("sequence", U32),
        ("memory", U32),
        ("m", _BufferMemory),
        ("length", U32),
        ("reserved2", U32),
        ("request_fd", S32),
    )


class QueryCtrl(ctypes.Structure):
    """``struct v4l2_queryctrl``."""

    _fields_ = (
        ("id", U32),
        ("type", U32),
        ("name", U8 * 32),
        ("minimum", S32),
        ("maximum", S32),
        ("step", S32),
        ("default_value", S32),
        ("flags", U32),
        ("reserved", U32 * 2),
    )


class QueryMenu(ctypes.Structure):
    """``struct v4l2_querymenu``."""

    _pack_ = 1
    _fields_ = (("id", U32), ("index", U32), ("name", U8 * 32), ("reserved", U32))


class Control(ctypes.Structure):
    """``struct v4l2_control``."""

    _fields_ = (("id", U32), ("value", S32))


_READ, _WRITE = 2, 1


def _call(direction: int, number: int, argument: type[ctypes.Structure | ctypes.c_int]) -> int:
    return direction << 30 | ctypes.sizeof(argument) << 16 | ord("V") << 8 | number


class Call(IntEnum):
    """The numbers of the calls (``VIDIOC_...``)."""

    QUERYCAP = _call(_READ, 0, Capability)
    ENUM_FMT = _call(_READ | _WRITE, 2, FmtDesc)
    G_FMT = _call(_READ | _WRITE, 4, Format)
    S_FMT = _call(_READ | _WRITE, 5, Format)
    REQBUFS = _call(_READ | _WRITE, 8, RequestBuffers)
    QUERYBUF = _call(_READ | _WRITE, 9, Buffer)
    QBUF = _call(_READ | _WRITE, 15, Buffer)
    DQBUF = _call(_READ | _WRITE, 17, Buffer)
    STREAMON = _call(_WRITE, 18, ctypes.c_int)
    STREAMOFF = _call(_WRITE, 19, ctypes.c_int)
    G_PARM = _call(_READ | _WRITE, 21, StreamParm)
    S_PARM = _call(_READ | _WRITE, 22, StreamParm)
    G_CTRL = _call(_READ | _WRITE, 27, Control)
    S_CTRL = _call(_READ | _WRITE, 28, Control)
    QUERYCTRL = _call(_READ | _WRITE, 36, QueryCtrl)
    QUERYMENU = _call(_READ | _WRITE, 37, QueryMenu)
    ENUM_FRAMESIZES = _call(_READ | _WRITE, 74, FrmSizeEnum)
    ENUM_FRAMEINTERVALS = _call(_READ | _WRITE, 75, FrmIvalEnum)


class ControlId(IntEnum):
    """The controls that settings can name (``V4L2_CID_...``)."""

    BRIGHTNESS = 0x0098_0900
    CONTRAST = 0x0098_0901
    AUTO_WHITE_BALANCE = 0x0098_090C
    GAIN = 0x0098_0913
    POWER_LINE_FREQUENCY = 0x0098_0918
    WHITE_BALANCE_TEMPERATURE = 0x0098_091A
    SHARPNESS = 0x0098_091B
    EXPOSURE_AUTO = 0x009A_0901
    EXPOSURE_ABSOLUTE = 0x009A_0902
    FOCUS_ABSOLUTE = 0x009A_090A
    FOCUS_AUTO = 0x009A_090C


def text_of(field: ctypes.Array[ctypes.c_uint8]) -> str:
    """The text in a fixed field, up to its first zero byte; what is no UTF-8 is shown as such."""
    return bytes(field).split(b"\0", 1)[0].decode("utf-8", "replace").strip()


def fourcc_of(number: int) -> str:
    """A pixel format's number as its four characters."""
    return (number & 0x7FFF_FFFF).to_bytes(4, "little").decode("latin-1")


def fourcc_number(text: str) -> int:
    """Four characters as a pixel format's number. Raises ``ValueError`` for another length."""
    if len(text) != 4:
        raise ValueError("a pixel format has four characters")
    return int.from_bytes(text.encode("latin-1"), "little")
