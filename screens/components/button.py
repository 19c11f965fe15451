"""Buttons: primary, secondary, danger, quiet, help, and those of the plinth."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, assert_never

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import Pressable
from screens.icons import Icon
from screens.look import Role
from screens.text.block import Align


class ButtonKind(StrEnum):
    """What a button is for; there is one PRIMARY on a page, and HELP is 呼叫工作人员 alone."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    DANGER = "danger"
    QUIET = "quiet"
    """Leaves or cancels: an outline without an edge."""
    SMALL = "small"
    """A secondary with label-sized green text, for "全部 24 项" and "修改"."""
    HELP = "help"
    PLINTH = "plinth"


class ButtonSpec(NamedTuple):
    """What a button shows. ``reason`` says why it is disabled and replaces nothing: it stands below the label."""

    label: str
    icon: Icon | None = None
    icon_after: Icon | None = None
    enabled: bool = True
    reason: str = ""
    accessible_name: str = ""
    """What is read aloud; the label when empty."""


class _Colors(NamedTuple):
    fill: str
    text: str
    rim: str | None
    edge: str
    tint: str | None


class Button(Pressable):
    """A push button. Role and name for assistive technology follow from the spec."""

    def __init__(self, kind: ButtonKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.spec = ButtonSpec("")

    def show_spec(self, spec: ButtonSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setText(spec.label)
        self.setAccessibleName(spec.accessible_name or spec.label)
        self.setAccessibleDescription(spec.reason)
        self.setEnabled(spec.enabled)
        self.update()

    @property
    def edge(self) -> int:
        """Quiet and disabled buttons are flat."""
        return self.look.edge if self.isEnabled() and self.kind is not ButtonKind.QUIET else 0

    def paint(self, canvas: Canvas, face: QRect) -> None:
        """Face, icon, words."""
        if self.kind is ButtonKind.PLINTH and not self.isEnabled():
            self._paint_outline_only(canvas, face)
            return
        colors = self._colors(canvas)
        wide = canvas.look.select_stroke / 2 if self.kind is ButtonKind.DANGER else None
        self.paint_face(
            canvas,
            face,
            fill=colors.fill,
            rim=colors.rim,
            edge=colors.edge,
            radius=canvas.look.radius("button"),
            rim_width=wide,
        )
        self._paint_words(canvas, face, colors)

    def _paint_outline_only(self, canvas: Canvas, face: QRect) -> None:
        """An unusable button of the plinth stays as an outline, dashed in the contrast themes."""
        dashed = canvas.look.contrast
        line = "onPlinth" if dashed else "plinthBtn"
        width = canvas.px(2)
        canvas.outline(face, line, width, canvas.look.radius("button"), dashed=dashed)
        self._paint_words(canvas, face, _Colors("plinth", "onPlinth2", line, line, None))

    def _colors(self, canvas: Canvas) -> _Colors:
        if not self.isEnabled():
            return _Colors("disabled", "onDisabled", "onDisabled" if canvas.look.contrast else None, "disabled", None)
        contrast = canvas.look.contrast
        match self.kind:
            case ButtonKind.PRIMARY:
                return _Colors("prim", "onPrim", None, "primD", None)
            case ButtonKind.SECONDARY:
                return _Colors("card", "ink", "rim", "edge", None)
            case ButtonKind.SMALL:
                return _Colors("card", "prim", "rim", "edge", None)
            case ButtonKind.DANGER:
                return _Colors("card", "danger", "danger", "dangerLine", None)
            case ButtonKind.QUIET:
                return _Colors("card", "ink", "edge", "edge", None)
            case ButtonKind.HELP:
                return _Colors("help", "onHelp", None, "helpEdge", None)
            case ButtonKind.PLINTH:
                return _Colors("plinthBtn", "onPlinth", "onPlinth" if contrast else None, "plinthEdge", None)
            case _:
                assert_never(self.kind)

    def _role(self) -> tuple[Role, bool]:
        match self.kind:
            case ButtonKind.PRIMARY:
                return Role.ACTION, True
            case ButtonKind.SMALL:
                return Role.BODY, True
            case ButtonKind.QUIET:
                return Role.STRONG, False
            case ButtonKind.SECONDARY | ButtonKind.DANGER:
                return Role.STRONG, True
            case ButtonKind.HELP | ButtonKind.PLINTH:
                return Role.LABEL, True
            case _:
                assert_never(self.kind)

    def _paint_words(self, canvas: Canvas, face: QRect, colors: _Colors) -> None:
        spec = self.spec
        role, bold = self._role()
        one_line = self.kind in {ButtonKind.PLINTH, ButtonKind.HELP}
        size = round(canvas.look.font_px(role) * (1.05 if role is Role.ACTION else 1.2))
        gap = canvas.px(16)
        padding = canvas.px(14)
        if one_line and face.width() < canvas.px(200):
            gap, padding, size = canvas.px(10), canvas.px(8), min(size, canvas.px(42))
        if spec.reason and not self.isEnabled():
            face = self._paint_reason(canvas, face, colors)
            if not one_line:
                spec = spec._replace(icon=None, icon_after=None)
        extra = sum(size + gap for icon in (spec.icon, spec.icon_after) if icon)
        room = face.width() - 2 * padding - extra
        center_y = face.center().y() + 1
        if (
            not one_line
            and canvas.text_width(spec.label, role, bold=bold) > room
            and face.height() - canvas.px(8) >= 2 * round(canvas.look.least_font_px * 1.25)
        ):
            self._paint_wrapped(canvas, face, colors, spec, size=size, gap=gap, room=room)
            return
        width = min(canvas.text_width(spec.label, role, bold=bold, max_width=room), room)
        x = face.x() + (face.width() - width - extra) / 2
        if spec.icon:
            canvas.icon(spec.icon, x, center_y - size / 2, size, colors.text, tint=colors.tint)
            x += size + gap
        canvas.line(spec.label, role, x, center_y, colors.text, bold=bold, max_width=room)
        if spec.icon_after:
            canvas.icon(spec.icon_after, x + width + gap, center_y - size / 2, size, colors.text, tint=None)

    def _paint_reason(self, canvas: Canvas, face: QRect, colors: _Colors) -> QRect:
        """Why it cannot be pressed, at the foot of the face; gives what is left above it."""
        caption = canvas.look.font_px(Role.CAPTION)
        foot = face.bottom() - round(caption * 0.85)
        room = face.width() - 2 * canvas.px(14)
        canvas.line(
            self.spec.reason, Role.CAPTION, face.center().x(), foot, colors.text, align=Align.CENTER, max_width=room
        )
        return face.adjusted(0, 0, 0, -round(caption * 1.3))

    def _paint_wrapped(
        self, canvas: Canvas, face: QRect, colors: _Colors, spec: ButtonSpec, *, size: int, gap: int, room: int
    ) -> None:
        """A label too long for one line is set in two, smaller if it must be."""
        role, bold = self._role()
        x = face.x() + canvas.px(14)
        top = round(face.center().y() + 1 - size / 2)
        if spec.icon:
            canvas.icon(spec.icon, x, top, size, colors.text, tint=colors.tint)
            x += size + gap
        box = QRect(x, face.y() + canvas.px(4), room, face.height() - canvas.px(8))
        canvas.paragraph(spec.label, role, box, colors.text, align=Align.CENTER, bold=bold, middle=True)
        if spec.icon_after:
            canvas.icon(spec.icon_after, x + room + gap, top, size, colors.text, tint=None)
