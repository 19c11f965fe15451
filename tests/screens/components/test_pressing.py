"""The feeling of a key: down at once, held for a moment, and the intent when the finger leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from screens.components import (
    Button,
    ButtonKind,
    ButtonSpec,
    Chip,
    ChipSpec,
    Choice,
    ChoiceSpec,
    Field,
    FieldSpec,
    Pressable,
    Row,
    RowSpec,
    SearchBar,
    SearchBarSpec,
    Tile,
    TileShape,
    TileSpec,
)
from screens.icons import Icon

Show = Callable[..., Any]


def key(kind: ButtonKind = ButtonKind.PRIMARY, **options: Any) -> Button:
    """A button that says 下一步."""
    button = Button(kind)
    button.show_spec(ButtonSpec("下一步", **options))
    return button


def test_the_face_drops_by_the_edge_at_once_and_stays_for_120_ms(show: Show, qtbot: QtBot) -> None:
    """A quick tap is still seen, however short it was."""
    button = show(key(), 300, 116)
    up = button.face()
    QTest.mousePress(button, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert button.face() == up.translated(0, 4)
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert button.pressed_down
    qtbot.waitUntil(lambda: not button.pressed_down)
    assert button.face() == up


def test_a_tap_is_one_intent(show: Show, qtbot: QtBot) -> None:
    """Emitted when the finger leaves the key."""
    button = show(key(), 300, 116)
    with qtbot.waitSignal(button.clicked):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_finger_that_slides_off_changes_its_mind(show: Show, qtbot: QtBot) -> None:
    """No intent when it leaves the screen elsewhere."""
    button = show(key(), 300, 116)
    with qtbot.assertNotEmitted(button.clicked):
        QTest.mousePress(button, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
        QTest.mouseRelease(button, Qt.MouseButton.LeftButton, pos=QPoint(900, 20))
    qtbot.waitUntil(lambda: not button.pressed_down)


def test_a_touch_presses_like_a_finger(show: Show, qtbot: QtBot) -> None:
    """Real touch events reach the button."""
    button = show(key(), 300, 116)
    device = QTest.createTouchDevice()
    window = button.windowHandle()
    with qtbot.waitSignal(button.clicked):
        QTest.touchEvent(window, device).press(1, QPoint(50, 50), window).commit()
        QTest.touchEvent(window, device).release(1, QPoint(50, 50), window).commit()


def test_a_disabled_button_says_why_and_does_nothing(show: Show, qtbot: QtBot) -> None:
    """The reason is read aloud, too."""
    button = show(key(enabled=False, reason="还差手机号码"), 300, 116)
    assert button.accessibleDescription() == "还差手机号码"
    assert button.edge == 0
    with qtbot.assertNotEmitted(button.clicked):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    button.grab()
    assert button.clipped == []


@pytest.mark.parametrize("kind", ButtonKind)
@pytest.mark.parametrize("mode", ["portrait", "portrait-senior-hc", "portrait-yellow"])
def test_every_kind_of_button_draws_its_words_whole(show: Show, kind: ButtonKind, mode: str) -> None:
    """In every theme, usable or not."""
    for enabled in (True, False):
        button = show(key(kind, icon=Icon.CHECK, icon_after=Icon.FORWARD, enabled=enabled), 420, 132, mode)
        picture = button.grab().toImage()
        assert button.clipped == []
        assert len({picture.pixel(x, 60) for x in range(picture.width())}) > 3


def test_a_long_label_takes_two_lines(show: Show) -> None:
    """It is set smaller rather than cut."""
    button = Button(ButtonKind.SECONDARY)
    button.show_spec(ButtonSpec("打印一次性告知单和材料清单", Icon.PRINTER, Icon.FORWARD))
    show(button, 300, 116)
    button.grab()
    assert button.clipped == []


def test_a_label_that_cannot_fit_is_reported(show: Show) -> None:
    """The machine checks rest on that."""
    button = Button(ButtonKind.SECONDARY)
    button.show_spec(ButtonSpec("打印一次性告知单和材料清单"))
    show(button, 90, 60)
    button.grab()
    assert button.clipped


SPECS: list[tuple[Callable[[], Any], Any]] = [
    (Row, RowSpec("高龄补贴", Icon.ELDER, trailing="民政")),
    (Row, RowSpec("高龄补贴", Icon.ELDER, sub="高龄老人补贴申领", selected=True)),
    (Row, RowSpec("高龄补贴", enabled=False)),
    (Chip, ChipSpec("全部 4", selected=True)),
    (Chip, ChipSpec("民政 3")),
    (Choice, ChoiceSpec("与子女同住", "同一户口", selected=True, icon=Icon.PEOPLE)),
    (Choice, ChoiceSpec("独居", many=True, enabled=False)),
    (Field, FieldSpec("手机号码", "必填", "138****5678", good=True)),
    (Field, FieldSpec("联系地址", "必填", placeholder="写到门牌号", editing=True)),
    (Field, FieldSpec("联系地址", "必填", "临潼区", composing="骊山", editing=True, cursor=2)),
    (Field, FieldSpec("证件号码", "必填", "6101", error="还差14位", enabled=False)),
    (SearchBar, SearchBarSpec("搜一搜", trailing="手写", trailing_icon=Icon.HANDWRITING)),
    (SearchBar, SearchBarSpec("搜一搜", "老人", "bu", editing=True)),
    (lambda: Tile(TileShape.LARGE), TileSpec(Icon.APPLY, "我要办事", "填表、交材料", filled=True)),
    (lambda: Tile(TileShape.SMALL), TileSpec(Icon.CARD, "扫码缴费", "联网后可用", enabled=False)),
    (lambda: Tile(TileShape.WIDE), TileSpec(Icon.PIN, "服务地图", "附近办事点")),
    (lambda: Tile(TileShape.LINE), TileSpec(Icon.BOOK, "办事指南")),
]


@pytest.mark.parametrize("mode", ["portrait", "portrait-max", "portrait-hc"])
@pytest.mark.parametrize(
    ("make", "spec"), SPECS, ids=[type(spec).__name__ + str(i) for i, (_, spec) in enumerate(SPECS)]
)
def test_everything_to_press_has_a_name_and_draws_its_words_whole(
    show: Show, make: Callable[[], Any], spec: Any, mode: str
) -> None:
    """At a usual size, in the largest text, in high contrast."""
    part = make()
    part.show_spec(spec)
    part.show_spec(spec)
    assert isinstance(part, Pressable)
    height = 300 if isinstance(part, Field) else 232
    show(part, 560, height, mode)
    part.grab()
    assert part.accessibleName()
    assert part.clipped == []


def test_selection_comes_from_outside(show: Show, qtbot: QtBot) -> None:
    """A tap on a chip or a choice is an intent: it does not select itself."""
    for part, spec in ((Chip(), ChipSpec("民政 3")), (Choice(), ChoiceSpec("独居"))):
        part.show_spec(spec)  # type: ignore[arg-type]
        show(part, 300, 100)
        QTest.mouseClick(part, Qt.MouseButton.LeftButton)
        assert not part.isChecked()


def test_selected_things_have_no_edge(show: Show) -> None:
    """What has a bottom edge can be pressed; what is chosen has a thick border instead."""
    choice = Choice()
    choice.show_spec(ChoiceSpec("独居", selected=True))
    show(choice, 300, 100)
    assert choice.edge == 0
    choice.show_spec(ChoiceSpec("独居"))
    assert choice.edge == 4


def test_a_field_does_not_print_what_was_typed() -> None:
    """Its spec may be logged by mistake one day."""
    assert "610198194503120016" not in repr(FieldSpec("证件号码", text="610198194503120016"))
