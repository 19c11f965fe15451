"""The slip as it was printed: the printer's own picture on white paper with a torn, zigzag foot."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QImage, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly


@dataclass(frozen=True, slots=True)
class SlipPreviewSpec:
    """The picture, already rendered elsewhere (1 bit, one pixel a printer dot), and its name in words."""

    name: str
    image: QImage | None = field(default=None, compare=False, repr=False)
    version: int = 0
    """Counts pictures: another number means another picture."""


class SlipPreview(ReadOnly):
    """White paper as high as its place, the picture scaled to its width; what is longer is cut at the foot."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = SlipPreviewSpec("")
        self._scaled: QImage | None = None

    def show_spec(self, spec: SlipPreviewSpec) -> None:
        """Show that."""
        self.spec = spec
        self._scaled = None
        self.setAccessibleName(spec.name)
        self.update()

    def forget_text(self) -> None:
        """Let go of the picture, too: it shows personal data."""
        super().forget_text()
        self.show_spec(SlipPreviewSpec(""))

    def height_for(self, width: int) -> int:
        """The height at which the whole slip is seen in that width, in device pixels."""
        image = self.spec.image
        if image is None or image.isNull():
            return width
        inner = width - 2 * self._pad()
        return round(image.height() * inner / image.width()) + 2 * self._pad() + self._tooth()

    def _pad(self) -> int:
        return self.look.px(20)

    def _tooth(self) -> int:
        return self.look.px(10)

    def paint(self, canvas: Canvas) -> None:
        """Paper, then the picture."""
        paper = self._paper(canvas)
        canvas.painter.setBrush(Qt.GlobalColor.white)
        canvas.painter.setPen(QPen(canvas.color("edge"), canvas.look.hairline))
        canvas.painter.drawPolygon(paper)
        picture = self._picture()
        if picture is not None:
            pad = self._pad()
            room = self.height() - 2 * pad - self._tooth()
            part = QRect(0, 0, picture.width(), min(picture.height(), room))
            canvas.painter.drawImage(pad, pad, picture, part.x(), part.y(), part.width(), part.height())

    def _picture(self) -> QImage | None:
        image = self.spec.image
        if image is None or image.isNull():
            return None
        width = self.width() - 2 * self._pad()
        if self._scaled is None or self._scaled.width() != width:
            grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
            self._scaled = grey.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        return self._scaled

    def _paper(self, canvas: Canvas) -> QPolygonF:
        half = canvas.look.hairline / 2
        left, right = half, self.width() - half
        foot, tooth = self.height() - half - self._tooth(), self._tooth()
        count = max(2, round((right - left) / (2 * tooth)))
        step = (right - left) / count
        points = [QPointF(left, half), QPointF(right, half), QPointF(right, foot)]
        for index in range(count):
            x = right - index * step
            points.append(QPointF(x - step / 2, foot + tooth))
            points.append(QPointF(x - step, foot))
        return QPolygonF(points)


def image_from_rows(rows: list[bytes], width: int) -> QImage:
    """A picture from packed rows, one bit a dot, most significant bit at the left, 1 is black.

    Args:
        rows: each of at least ``(width + 7) // 8`` bytes.
        width: dots in a row.
    """
    image = QImage(width, len(rows), QImage.Format.Format_Mono)
    image.setColorTable([0xFFFFFFFF, 0xFF000000])
    stride = image.bytesPerLine()
    memory = memoryview(image.bits())
    for index, row in enumerate(rows):
        used = row[: (width + 7) // 8]
        memory[index * stride : index * stride + len(used)] = used
    return image
