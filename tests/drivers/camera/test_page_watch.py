"""``WatchPage`` from the first preview to the page, on a stage whose papers change at chosen frames."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from drivers.camera.commands import CapturedPage, PreviewFrame, Verdict, VerdictChanged, WatchPage
from drivers.camera.driver import CameraDriver
from drivers.camera.errors import FrameDarkError, FrameFrozenError, NoPageError
from drivers.camera.slot import LatestSlot
from drivers.camera.source import Pixels
from drivers.camera.stage_source import Prop, StageSource, set_stage
from drivers.commands import CommandStoppedError, LiveContext, TimeLimitError
from drivers.paper import PaperKind
from drivers.vision import find_page
from tests.drivers.camera.leaping_time import LeapingTime

Act = Callable[[], None]


class ActingSlot(LatestSlot[PreviewFrame]):
    """A slot that keeps every frame and does something at chosen ones."""

    __slots__ = ("acts", "frames")

    def __init__(self, acts: dict[int, Act]) -> None:
        super().__init__()
        self.acts = acts
        self.frames: list[PreviewFrame] = []

    def put(self, value: PreviewFrame) -> None:
        """Count, act, store."""
        super().put(value)
        self.frames.append(value)
        self.acts.get(len(self.frames), lambda: None)()


class Watch:
    """One ``WatchPage`` on the test's own thread."""

    def __init__(self, stage: Path, leaping: LeapingTime, *, auto: bool = True, timeout_s: float = 30.0) -> None:
        self.acts: dict[int, Act] = {}
        self.slot = ActingSlot(self.acts)
        self.command = WatchPage(self.slot, PaperKind.A4, auto_capture=auto)
        self.verdicts: list[Verdict] = []
        self.context = LiveContext(timebase=leaping, timeout_s=timeout_s, on_progress=self._on_progress)
        self.driver = CameraDriver(StageSource(stage, leaping), leaping)

    def _on_progress(self, value: object) -> None:
        assert isinstance(value, VerdictChanged)
        self.verdicts.append(value.verdict)

    def run(self) -> CapturedPage:
        """Open, run, close."""
        self.driver.open()
        try:
            return self.driver.run(self.command, self.context)
        finally:
            self.driver.close()


@pytest.fixture
def watch(stage: Path, leaping: LeapingTime) -> Watch:
    """With automatic capture."""
    return Watch(stage, leaping)


@pytest.fixture
def by_hand(stage: Path, leaping: LeapingTime) -> Watch:
    """Without automatic capture."""
    return Watch(stage, leaping, auto=False)


def test_a_page_that_lies_still_is_taken_by_itself(watch: Watch, stage: Path, pictures: Path) -> None:
    """Empty desk, a paper, a moment, the page."""
    watch.acts[2] = lambda: set_stage(stage, pictures / "paper.png")

    page = watch.run()

    assert watch.verdicts == [Verdict.NO_PAGE, Verdict.HOLD_STILL]
    assert page.verdicts == ()
    assert page.width / page.height == pytest.approx(210 / 297, rel=0.01)
    decoded = cv2.imdecode(np.frombuffer(page.jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    assert decoded.shape == (page.height, page.width, 3)
    assert float(decoded.mean()) > 180
    assert page.quad is not None
    assert all(0 <= share <= 1 for corner in page.quad for share in corner)


def test_previews_are_small_and_complete(watch: Watch, stage: Path, pictures: Path) -> None:
    """RGB without padding, the quad as shares, the checks beside it."""
    set_stage(stage, pictures / "paper.png")

    watch.run()

    frame = watch.slot.frames[-1]
    assert (frame.width, frame.height, len(frame.rgb)) == (640, 480, 640 * 480 * 3)
    assert frame.quad is not None
    assert frame.checks is not None
    assert (frame.checks.complete, frame.checks.sharp, frame.checks.free_of_glare) == (True, True, True)
    red, _, blue = np.frombuffer(frame.rgb, np.uint8).reshape(480, 640, 3)[20, 20]
    assert blue > red


def test_nothing_of_the_paper_stays_in_the_slot(watch: Watch, stage: Path, pictures: Path) -> None:
    """The slot is empty when the command has ended."""
    set_stage(stage, pictures / "paper.png")

    watch.run()

    assert watch.slot.take() is None


def test_the_picture_is_in_no_repr(watch: Watch, stage: Path, pictures: Path) -> None:
    """A log that prints a result or a preview shows no paper."""
    set_stage(stage, pictures / "paper.png")

    page = watch.run()

    assert "xff" not in repr(page)
    assert "rgb" not in repr(watch.slot.frames[0])
    assert "slot" not in repr(watch.command)


def test_a_page_that_moves_is_not_taken_until_it_lies_still(watch: Watch, stage: Path, pictures: Path) -> None:
    """Moving is said, and the time begins anew."""
    set_stage(stage, pictures / "paper.png")
    watch.acts[4] = lambda: set_stage(stage, pictures / "elsewhere.png")

    watch.run()

    assert watch.verdicts == [Verdict.HOLD_STILL, Verdict.MOVING, Verdict.HOLD_STILL]


@pytest.mark.parametrize(
    ("picture", "verdict"),
    [("blurred", Verdict.TOO_BLURRED), ("shining", Verdict.GLARE), ("small", Verdict.TOO_SMALL)],
)
def test_blurred_page_glare_and_small_page(
    watch: Watch, stage: Path, pictures: Path, picture: str, verdict: Verdict
) -> None:
    """A page that cannot be read is not taken by itself; asked for by hand it is taken with its fault noted."""
    set_stage(stage, pictures / f"{picture}.png")
    watch.acts[12] = watch.command.request_capture

    page = watch.run()

    assert watch.verdicts == [verdict]
    assert len(watch.slot.frames) == 12
    assert verdict in page.verdicts


def test_taken_by_hand(by_hand: Watch, stage: Path, pictures: Path) -> None:
    """Without automatic capture a good page waits for the button."""
    set_stage(stage, pictures / "paper.png")
    by_hand.acts[12] = by_hand.command.request_capture

    page = by_hand.run()

    assert by_hand.verdicts == [Verdict.PAGE_FOUND]
    assert len(by_hand.slot.frames) == 12
    assert page.verdicts == ()


def test_no_page(by_hand: Watch) -> None:
    """Asked to take a page from an empty desk: a typed error of the class user."""
    by_hand.acts[3] = by_hand.command.request_capture

    with pytest.raises(NoPageError) as caught:
        by_hand.run()

    assert caught.value.code == "no_page"


def test_the_whole_frame_on_request(by_hand: Watch) -> None:
    """Where no page can be found the frame is taken as it is, and the result says so."""
    by_hand.acts[3] = lambda: by_hand.command.request_capture(whole_frame=True)

    page = by_hand.run()

    assert page.quad is None
    assert (page.width, page.height) == (1280, 960)
    assert Verdict.NO_PAGE in page.verdicts


def test_cancelled(watch: Watch) -> None:
    """The resident leaves."""
    watch.acts[2] = watch.context.cancel

    with pytest.raises(CommandStoppedError):
        watch.run()


def test_time_limit(stage: Path, leaping: LeapingTime) -> None:
    """Nobody lays a paper."""
    watch = Watch(stage, leaping, timeout_s=0.5)

    with pytest.raises(TimeLimitError):
        watch.run()


def test_frozen_frames(watch: Watch, stage: Path, pictures: Path) -> None:
    """A picture of the past is never taken, however still it lies."""
    set_stage(stage, pictures / "paper.png")
    watch.acts[2] = lambda: set_stage(stage, Prop.FREEZE)

    with pytest.raises(FrameFrozenError):
        watch.run()


def test_black_frames(watch: Watch, stage: Path) -> None:
    """Black for seconds is a fault of the camera, not an empty desk."""
    watch.acts[2] = lambda: set_stage(stage, Prop.BLACK)

    with pytest.raises(FrameDarkError):
        watch.run()


def test_frames_between_two_looks_are_only_shown(
    by_hand: Watch, stage: Path, pictures: Path, leaping: LeapingTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where looking for a page takes long, half of the time is left to others; the button makes it look at once."""
    set_stage(stage, pictures / "paper.png")
    looks: list[int] = []

    def slow_look(small: Pixels) -> npt.NDArray[np.float32] | None:
        looks.append(len(by_hand.slot.frames))
        leaping.pass_by(0.6)
        return find_page(small)

    monkeypatch.setattr("drivers.camera.watch.find_page", slow_look)
    by_hand.acts[15] = by_hand.command.request_capture

    page = by_hand.run()

    assert looks[:2] == [0, 5]
    assert looks[-1] == 15
    assert len(looks) < 5
    assert {frame.quad for frame in by_hand.slot.frames[1:5]} == {by_hand.slot.frames[0].quad}
    assert page.quad is not None


def test_a_page_that_lies_still_is_taken_where_every_look_takes_long(
    watch: Watch, stage: Path, pictures: Path, leaping: LeapingTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a busy machine a look may take two seconds; the rest after it must not tear the looks apart."""
    set_stage(stage, pictures / "paper.png")

    def slow_look(small: Pixels) -> npt.NDArray[np.float32] | None:
        leaping.pass_by(2.0)
        return find_page(small)

    monkeypatch.setattr("drivers.camera.watch.find_page", slow_look)

    assert watch.run().quad is not None


def test_looks_follow_each_other_while_a_page_waits_to_be_taken(
    watch: Watch, stage: Path, pictures: Path, leaping: LeapingTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a look takes longer than a quarter of a second, no frame is only shown between two of them."""
    set_stage(stage, pictures / "paper.png")
    looks: list[int] = []

    def slow_look(small: Pixels) -> npt.NDArray[np.float32] | None:
        looks.append(len(watch.slot.frames))
        leaping.pass_by(0.3)
        return find_page(small)

    monkeypatch.setattr("drivers.camera.watch.find_page", slow_look)

    watch.run()

    assert looks == list(range(len(looks)))
    assert len(looks) >= 3


def test_another_command_is_refused(watch: Watch) -> None:
    """A mistake of the programmer, not of the camera."""
    with pytest.raises(TypeError):
        watch.driver.run("watch", watch.context)
