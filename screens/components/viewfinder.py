"""The viewfinder: the latest picture of the camera, the page found in it, a flat veil around that, heavy corners."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.icons import Icon
from screens.look import Role
from screens.text.block import Align

Quad = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]
"""Four corners in order round the page, each coordinate 0 … 1 of the picture."""


@dataclass(frozen=True, slots=True)
class ViewfinderSpec:
    """What the viewfinder says; pictures come through ``show_frame``."""

    name: str
    found: str = ""
    """What the pill at the left upper corner says, for example 找到纸张了; empty: no pill."""
    waiting: str = ""
    """What stands in the middle while there is no picture."""


class Viewfinder(ReadOnly):
    """4 : 3. ``show_frame`` takes picture and quad; only the latest is kept."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = ViewfinderSpec("")
        self._frame: QImage | None = None
        self._quad: Quad | None = None

    @property
    def has_page(self) -> bool:
        """Whether a page is drawn into the picture now."""
        return self._quad is not None

    def show_spec(self, spec: ViewfinderSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setAccessibleName(f"{spec.name} {spec.found or spec.waiting}".strip())
        self.update()

    @property
    def holds_picture(self) -> bool:
        """Whether a picture is held."""
        return self._frame is not None

    def show_frame(self, frame: QImage | None, quad: Quad | None) -> None:
        """Show this picture, with this page found in it. The picture must not be changed afterwards."""
        self._frame = frame
        self._quad = quad
        self.update()

    def forget_text(self) -> None:
        """Let go of the picture, too."""
        super().forget_text()
        self.show_frame(None, None)

    def paint(self, canvas: Canvas) -> None:
        """Picture, veil, outline, corners, pill."""
        rect, look = self.rect(), canvas.look
        radius = look.radius("stage")
        path = QPainterPath()
        path.addRoundedRect(QRectF(rect), radius, radius)
        canvas.painter.save()
        canvas.painter.setClipPath(path)
        canvas.painter.fillRect(rect, canvas.color("plinth"))
        if self._frame is not None and not self._frame.isNull():
            place = self._picture_rect(self._frame)
            canvas.painter.setRenderHint(canvas.painter.RenderHint.SmoothPixmapTransform)
            canvas.painter.drawImage(place, self._frame)
            if self._quad is not None:
                self._paint_quad(canvas, path, self._place_quad(place, self._quad))
        elif self.spec.waiting:
            box = rect.adjusted(canvas.px(40), 0, -canvas.px(40), 0)
            canvas.paragraph(self.spec.waiting, Role.STRONG, box, "onPlinth", align=Align.CENTER, middle=True)
        canvas.painter.restore()
        canvas.outline(rect, "edge", look.hairline, radius)
        if self.spec.found:
            self._paint_pill(canvas)

    def _picture_rect(self, frame: QImage) -> QRectF:
        """The picture fills the viewfinder; what sticks out at two sides is cut."""
        scale = max(self.width() / frame.width(), self.height() / frame.height())
        width, height = frame.width() * scale, frame.height() * scale
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    @staticmethod
    def _place_quad(place: QRectF, quad: Quad) -> QPolygonF:
        return QPolygonF([QPointF(place.x() + x * place.width(), place.y() + y * place.height()) for x, y in quad])

    def _paint_quad(self, canvas: Canvas, whole: QPainterPath, quad: QPolygonF) -> None:
        page = QPainterPath()
        page.addPolygon(quad)
        page.closeSubpath()
        veil = QColor(Qt.GlobalColor.black) if canvas.look.contrast else QColor(canvas.color("plinth"))
        veil.setAlpha(150)
        canvas.painter.fillPath(whole.subtracted(page), veil)
        lines = ((canvas.px(10), "card"), (canvas.px(6), "prim"))
        for width, name in lines:
            pen = QPen(Qt.GlobalColor.white if name == "card" else canvas.color(name), width)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            canvas.painter.strokePath(page, pen)
        for width, name in ((canvas.px(22), "card"), (canvas.px(16), "prim")):
            pen = QPen(Qt.GlobalColor.white if name == "card" else canvas.color(name), width)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            for corner in self._corners(canvas, quad):
                canvas.painter.strokePath(corner, pen)

    @staticmethod
    def _corners(canvas: Canvas, quad: QPolygonF) -> list[QPainterPath]:
        points = [quad.at(index) for index in range(4)]
        arm = canvas.px(46)
        corners = []
        for index, corner in enumerate(points):
            path = QPainterPath()
            for other in (points[index - 1], points[(index + 1) % 4]):
                way = other - corner
                length = max(1.0, (way.x() ** 2 + way.y() ** 2) ** 0.5)
                end = corner + way * min(0.4, arm / length)
                if other == points[index - 1]:
                    path.moveTo(end)
                    path.lineTo(corner)
                else:
                    path.lineTo(end)
            corners.append(path)
        return corners

    def _paint_pill(self, canvas: Canvas) -> None:
        height = round(canvas.look.font_px(Role.LABEL) * 2.2)
        pad, size = canvas.px(26), round(canvas.look.font_px(Role.LABEL))
        width = round(canvas.text_width(self.spec.found, Role.LABEL)) + size + canvas.px(14) + 2 * pad
        rect = QRect(canvas.px(24), canvas.px(24), width, height)
        canvas.fill(rect, "prim", height // 2)
        center = rect.center().y() + 1
        canvas.icon(Icon.CHECK, rect.x() + pad, center - size / 2, size, "onPrim", tint=None)
        canvas.line(self.spec.found, Role.LABEL, rect.x() + pad + size + canvas.px(14), center, "onPrim")
