"""A page that was taken, shown whole on the dark ground of the camera."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainterPath
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly


@dataclass(frozen=True, slots=True)
class PagePictureSpec:
    """The picture and its name in words."""

    name: str
    image: QImage | None = field(default=None, compare=False, repr=False)


class PagePicture(ReadOnly):
    """The picture as large as it fits, never cut."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = PagePictureSpec("")
        self._scaled: QImage | None = None

    def show_spec(self, spec: PagePictureSpec) -> None:
        """Show that."""
        if spec == self.spec and spec.image is self.spec.image:
            return
        self.spec = spec
        self._scaled = None
        self.setAccessibleName(spec.name)
        self.update()

    def forget_text(self) -> None:
        """Let go of the picture, too: it shows personal data."""
        super().forget_text()
        self.show_spec(PagePictureSpec(""))

    def paint(self, canvas: Canvas) -> None:
        """Ground, picture, rim."""
        rect, look = self.rect(), canvas.look
        radius = look.radius("stage")
        path = QPainterPath()
        path.addRoundedRect(QRectF(rect), radius, radius)
        canvas.painter.fillPath(path, canvas.color("plinth"))
        picture = self._picture()
        if picture is not None:
            x = (rect.width() - picture.width()) // 2
            y = (rect.height() - picture.height()) // 2
            canvas.painter.drawImage(x, y, picture)
            canvas.outline(QRect(x, y, picture.width(), picture.height()), "onPlinth", look.hairline)
        canvas.outline(rect, "edge", look.hairline, radius)

    def _picture(self) -> QImage | None:
        image = self.spec.image
        if image is None or image.isNull():
            return None
        pad = 2 * self.look.px(24)
        width, height = self.width() - pad, self.height() - pad
        scale = min(width / image.width(), height / image.height())
        size = (max(1, round(image.width() * scale)), max(1, round(image.height() * scale)))
        if self._scaled is None or (self._scaled.width(), self._scaled.height()) != size:
            self._scaled = image.scaled(
                size[0], size[1], Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        return self._scaled
