"""What is taken of what a camera can give: pure, so every rule has its example."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.camera.errors import NoModeError
from drivers.camera.v4l2.modes import Mode
from drivers.camera.v4l2.negotiation import FORMAT_ORDER, MIN_HEIGHT, MIN_WIDTH, Asked, plan_modes

ASKED = Asked(1280, 960, 15.0)


def mode(text: str) -> Mode:
    """``MJPG 1280x960@30``, or without a rate."""
    fourcc, rest = text.split()
    size, _, rate = rest.partition("@")
    width, height = size.split("x")
    return Mode(fourcc, int(width), int(height), float(rate) if rate else None)


@pytest.mark.parametrize(
    ("modes", "capture", "preview"),
    [
        # the smallest that covers what is asked
        (["MJPG 640x480@30", "MJPG 1280x960@30", "MJPG 2592x1944@15"], "MJPG 1280x960@30", "MJPG 1280x960@30"),
        (["MJPG 1280x720@30", "MJPG 1920x1080@30"], "MJPG 1920x1080@30", "MJPG 1920x1080@30"),
        # the largest where nothing covers it
        (["MJPG 640x480@30", "MJPG 800x600@30"], "MJPG 800x600@30", "MJPG 800x600@30"),
        # quick before slow, compressed before raw, quicker before quick
        (["YUYV 1280x960@5", "MJPG 1280x960@30"], "MJPG 1280x960@30", "MJPG 1280x960@30"),
        (["MJPG 1280x960@5", "YUYV 1280x960@30"], "YUYV 1280x960@30", "YUYV 1280x960@30"),
        (["YUYV 1280x960@30", "MJPG 1280x960@30"], "MJPG 1280x960@30", "MJPG 1280x960@30"),
        (["NV12 1280x960@20", "NV12 1280x960@60"], "NV12 1280x960@60", "NV12 1280x960@60"),
        # a rate that is not told is believed to be enough
        (["MJPG 1280x960"], "MJPG 1280x960", "MJPG 1280x960"),
        # too slow for a preview: another mode for it, in the same proportions where there is one
        (["YUYV 1280x960@3", "YUYV 640x480@30"], "YUYV 1280x960@3", "YUYV 640x480@30"),
        (["YUYV 1280x960@3", "YUYV 1024x576@30", "YUYV 640x480@30"], "YUYV 1280x960@3", "YUYV 640x480@30"),
        (["YUYV 1280x960@3", "YUYV 1024x576@30"], "YUYV 1280x960@3", "YUYV 1024x576@30"),
        # never a preview in which nothing can be found; then rather a slow one
        (["YUYV 1280x960@3", "YUYV 320x240@30"], "YUYV 1280x960@3", "YUYV 1280x960@3"),
        # colour before size
        (["GREY 1280x960@30", "YUYV 640x480@30"], "YUYV 640x480@30", "YUYV 640x480@30"),
        (["GREY 1280x960@30"], "GREY 1280x960@30", "GREY 1280x960@30"),
        # what cannot be decoded is not seen
        (["H264 1920x1080@30", "MJPG 640x480@30"], "MJPG 640x480@30", "MJPG 640x480@30"),
    ],
)
def test_rules(modes: list[str], capture: str, preview: str) -> None:
    """Each rule as it is drawn in the module's docstring."""
    plan = plan_modes([mode(one) for one in modes], ASKED)

    assert (str(plan.capture), str(plan.preview)) == (capture, preview)
    assert plan.switches == (capture != preview)


def test_a_format_that_is_named_is_the_only_one() -> None:
    """Even where another one would be better."""
    modes = [mode("MJPG 1280x960@30"), mode("YUYV 640x480@30")]

    assert plan_modes(modes, Asked(1280, 960, 15.0, "YUYV")).capture == modes[1]


@pytest.mark.parametrize(
    ("modes", "asked", "detail"),
    [
        ([], ASKED, "pixel_format"),
        (["H264 1280x960@30"], ASKED, "pixel_format"),
        (["MJPG 1280x960@30"], Asked(1280, 960, 15.0, "YUYV"), "pixel_format"),
        (["MJPG 160x120@30", "YUYV 320x200@30"], ASKED, "too_small"),
    ],
)
def test_nothing_fits(modes: list[str], asked: Asked, detail: str) -> None:
    """A typed error that says whether the format or the size is at fault."""
    with pytest.raises(NoModeError, match=detail):
        plan_modes([mode(one) for one in modes], asked)


MODES = st.builds(
    Mode,
    fourcc=st.sampled_from([*FORMAT_ORDER, "H264"]),
    width=st.integers(16, 5000),
    height=st.integers(16, 5000),
    fps=st.none() | st.floats(0.5, 120.0),
)


@given(st.lists(MODES, max_size=12), st.integers(320, 4000), st.integers(240, 4000), st.floats(1, 60))
def test_any_list_gives_a_usable_plan_or_a_typed_error(modes: list[Mode], width: int, height: int, fps: float) -> None:
    """What is taken was listed, can be decoded and read, and the preview is never larger than the capture."""
    try:
        plan = plan_modes(modes, Asked(width, height, fps))
    except NoModeError:
        assert not any(
            one.fourcc in FORMAT_ORDER and one.width >= MIN_WIDTH and one.height >= MIN_HEIGHT for one in modes
        )
        return
    for one in (plan.capture, plan.preview):
        assert one in modes
        assert one.fourcc in FORMAT_ORDER
    assert plan.preview.area <= plan.capture.area
