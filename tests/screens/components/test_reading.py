"""Things to be read: banners, cards, time lines, pictures, rings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from screens.components import (
    Banner,
    BannerKind,
    BannerSpec,
    Button,
    Illustration,
    IllustrationSpec,
    KeyValue,
    KeyValues,
    KeyValuesSpec,
    Label,
    LabelSpec,
    Moment,
    Panel,
    PanelSpec,
    QrCode,
    QrCodeSpec,
    ReadOnly,
    Scroller,
    ScrollerSpec,
    SlipPreview,
    SlipPreviewSpec,
    StateCard,
    StateCardSpec,
    StateKind,
    StepHeader,
    StepHeaderSpec,
    Timeline,
    TimelineEntry,
    TimelineSpec,
    Viewfinder,
    ViewfinderSpec,
    WaitRing,
    WaitStrip,
    WaitStripSpec,
)
from screens.components.slip_preview import image_from_rows
from screens.icons import Icon
from screens.illustrations.acts import FRAMES, Act
from screens.look import Look, Role
from tests.screens.stage import mode_named

Show = Callable[..., Any]
MODES = ["portrait", "portrait-max", "portrait-hc", "portrait-yellow"]

TIMELINE = TimelineSpec(
    (
        TimelineEntry(Moment.DONE, "材料封存在本机", "1号终端", "11月24日 10:31"),
        TimelineEntry(Moment.NOW, "审核", "承诺15个工作日", "正在办"),
        TimelineEntry(Moment.LATER, "办结", "", "还没到"),
    )
)
SIZED: list[tuple[Callable[[], Any], Any]] = [
    *((Banner, BannerSpec(kind, "还没传到部门", "联网后自动传送。")) for kind in BannerKind),
    (Banner, BannerSpec(BannerKind.GOOD, "部门已收件", icon=Icon.DOC)),
    (Label, LabelSpec("只读取姓名、证件号码和有效期，用来填这份申请。", icon=Icon.LOCK)),
    (Label, LabelSpec("谁可以办", Role.SECTION, color="warn", icon=Icon.WARNING)),
    (Timeline, TIMELINE),
    (Timeline, TimelineSpec((TimelineEntry(Moment.DONE, "封存", "", "10:31"), TimelineEntry(Moment.LATER, "传送")))),
    (KeyValues, KeyValuesSpec((KeyValue("申请人", "张*"), KeyValue("联系地址", "临潼区骊山街道某某路某某号院")))),
    *(
        (StateCard, StateCardSpec(kind, "没能保存这一页", "纸还在台上吗？再拍一次就行。", "再拍一次", "出错"))
        for kind in StateKind
    ),
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("make", "spec"), SIZED, ids=[type(s).__name__ + str(i) for i, (_, s) in enumerate(SIZED)])
def test_the_height_that_is_asked_for_is_enough(show: Show, make: Callable[[], Any], spec: Any, mode: str) -> None:
    """In the size that a part itself wants, nothing is cut; its words are its accessible name."""
    part = make()
    part.set_look(mode_named(mode).look)
    part.show_spec(spec)
    show(part, 620, part.height_for(620), mode)
    part.grab()
    assert isinstance(part, ReadOnly)
    assert part.clipped == []
    assert part.accessibleName()


@pytest.mark.parametrize("mode", MODES)
def test_step_header_strip_and_panel_draw_their_words_whole(show: Show, mode: str) -> None:
    """In the places that the frame gives them."""
    header = StepHeader()
    header.show_spec(
        StepHeaderSpec(
            "请把身份证平放在读卡区", "高龄补贴申领 · 第3步，共7步", next_step="下一步 填写信息", step=3, of=7
        )
    )
    strip = WaitStrip()
    strip.show_spec(WaitStripSpec("正在等身份证", "放好别动，听到“嘀”一声再拿起"))
    panel = Panel()
    panel.show_spec(PanelSpec("申请人和代办人"))
    for part, height in ((header, 124), (strip, 116), (panel, 300)):
        show(part, 960, height, mode)
        part.grab()
        assert part.clipped == []
    header.show_spec(StepHeaderSpec("高龄老人补贴申领"))
    header.grab()
    assert header.clipped == []


def test_a_text_below_the_edge_of_its_widget_is_reported(show: Show) -> None:
    """Too low a widget cuts its last line: the checks have to see it."""
    values = KeyValues()
    values.show_spec(KeyValuesSpec((KeyValue("申请人", "张*"), KeyValue("手机号码", "138****5678"))))
    show(values, 600, 70)
    values.grab()
    assert values.clipped


def test_the_code_on_the_screen_is_read_back(show: Show) -> None:
    """The very pixels hold the receipt number, in a dark theme, too."""
    code = QrCode()
    code.show_spec(QrCodeSpec("LS01-261124-10037-X", "回执号的二维码"))
    show(code, 300, 300, "portrait-hc")
    picture = code.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.frombuffer(picture.constBits(), np.uint8).reshape(300, picture.bytesPerLine())[:, :300]
    assert cv2.QRCodeDetector().detectAndDecode(np.ascontiguousarray(pixels))[0] == "LS01-261124-10037-X"
    assert "LS01" not in repr(code.spec)
    code.forget_text()
    code.grab()
    assert code.spec.content == ""


def test_the_slip_is_shown_as_it_was_printed(show: Show) -> None:
    """Rows of dots become a picture; what is dark on paper is dark on the screen."""
    image = image_from_rows([b"\xff\x00", b"\xff\x00"] * 40, 16)
    assert image.pixelColor(0, 0).name() == "#000000"
    assert image.pixelColor(15, 0).name() == "#ffffff"
    slip = SlipPreview()
    slip.show_spec(SlipPreviewSpec("材料暂存回执", image, version=1))
    assert slip.height_for(200) > 800
    show(slip, 200, 400)
    picture = slip.grab().toImage()
    assert picture.pixelColor(60, 100).lightness() < 40
    assert picture.pixelColor(150, 100).lightness() > 220
    slip.forget_text()
    assert slip.spec.image is None
    assert slip.grab().toImage().pixelColor(60, 100).lightness() > 220


def test_the_viewfinder_shows_the_latest_picture_and_veils_what_is_round_the_page(show: Show) -> None:
    """Inside the page the picture is clear, outside darker."""
    frame = QImage(400, 300, QImage.Format.Format_RGB32)
    frame.fill(QColor(200, 200, 200))
    finder = Viewfinder()
    finder.show_spec(ViewfinderSpec("取景", waiting="请稍等"))
    show(finder, 400, 300)
    finder.grab()
    assert finder.clipped == []
    finder.show_spec(ViewfinderSpec("取景", found="找到纸张了"))
    finder.show_frame(frame, ((0.3, 0.2), (0.7, 0.2), (0.7, 0.8), (0.3, 0.8)))
    picture = finder.grab().toImage()
    assert picture.pixelColor(200, 150).red() == 200
    assert picture.pixelColor(350, 270).red() < 120
    finder.forget_text()
    assert finder.grab().toImage().pixelColor(200, 150).red() < 60


def test_the_waiting_ring_turns_only_while_it_is_seen(show: Show, qtbot: QtBot) -> None:
    """And not at all with reduced motion."""
    ring = show(WaitRing(), 64, 64)
    first = ring.grab().toImage()
    qtbot.waitUntil(lambda: ring.grab().toImage() != first)
    ring.hide()
    assert not ring.turning
    ring.show()
    assert ring.turning
    ring.set_look(Look(reduced_motion=True))
    assert not ring.turning
    ring.set_look(Look())
    ring.set_running(running=False)
    assert not ring.turning


def test_a_strip_that_waits_for_nothing_has_no_ring(show: Show) -> None:
    """The words stand at the left then."""
    strip = WaitStrip()
    strip.show_spec(WaitStripSpec("已读取", running=False))
    show(strip, 600, 96)
    strip.grab()
    assert strip.ring.isHidden()


def moves(part: Illustration) -> bool:
    """Whether it steps now."""
    return part.moving


@pytest.mark.parametrize("act", Act)
def test_every_act_moves_in_still_steps(show: Show, act: Act, qtbot: QtBot) -> None:
    """All steps differ; reduced motion shows the one that explains alone."""
    part = Illustration()
    part.show_spec(IllustrationSpec(act, "放身份证", "身份证读卡区"))
    show(part, 560, 420)
    pictures = []
    for frame in range(FRAMES):
        part.frame = frame
        pictures.append(part.grab().toImage())
    assert all(a != b for i, a in enumerate(pictures) for b in pictures[i + 1 :])
    assert moves(part)
    part.set_look(Look(reduced_motion=True))
    assert not moves(part)
    assert part.frame == 0
    part.set_look(mode_named("portrait-hc").look)
    part.grab()
    assert part.clipped == []
    before = part.frame
    qtbot.waitUntil(lambda: part.frame != before)
    part.hide()
    assert not moves(part)


def test_paging_goes_by_taps_and_ends_at_the_ends(show: Show, qtbot: QtBot) -> None:
    """The button that leads nowhere is disabled; one page needs no bar."""
    scroller = Scroller()
    scroller.show_spec(ScrollerSpec(0, 2, "上一页", "下一页", "第1页，共2页"))
    show(scroller, 600, 80)
    scroller.grab()
    previous, following = scroller.findChildren(Button)
    assert not previous.isEnabled()
    with qtbot.waitSignal(scroller.page_turned) as turned:
        QTest.mouseClick(following, Qt.MouseButton.LeftButton)
    assert turned.args == [1]
    scroller.show_spec(ScrollerSpec(1, 2, "上一页", "下一页", "第2页，共2页"))
    with qtbot.waitSignal(scroller.page_turned) as turned:
        QTest.mouseClick(previous, Qt.MouseButton.LeftButton)
    assert turned.args == [0]
    assert scroller.height_needed() == 80
    scroller.show_spec(ScrollerSpec(0, 1, "上一页", "下一页", ""))
    assert scroller.height_needed() == 0
    assert scroller.isHidden()


def test_the_one_way_out_of_a_state_is_a_signal(show: Show, qtbot: QtBot) -> None:
    """Primary when it tries again, secondary otherwise."""
    card = StateCard()
    card.show_spec(StateCardSpec(StateKind.ERROR, "没能保存", "再拍一次就行", "再拍一次", retry=True))
    show(card, 468, 460)
    button = next(b for b in card.findChildren(Button) if b.isVisible())
    with qtbot.waitSignal(card.act_pressed):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_values_are_not_printed_and_can_be_forgotten() -> None:
    """They are masked, and still nobody's business."""
    line = KeyValue("申请人", "张桂兰")
    assert "张桂兰" not in repr(line)
    values = KeyValues()
    values.show_spec(KeyValuesSpec((line,)))
    values.forget_text()
    assert values.spec.lines == ()
    assert values.accessibleName() == ""
    values.deleteLater()
