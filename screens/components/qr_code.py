"""A QR code, crisp: every module as many whole device pixels, on white with its quiet zone in every theme."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly

QUIET_MODULES = 4
"""ISO/IEC 18004: the white border that a reader needs."""
CORNER = 0.3
"""How far a round corner reaches into its square along the diagonal, of its radius: 1 - sqrt(1/2), rounded up."""


@dataclass(frozen=True, slots=True)
class QrCodeSpec:
    """What the code holds and what it is called. Never shown in a repr: it may hold a receipt number."""

    content: str
    name: str

    def __repr__(self) -> str:
        return "QrCodeSpec(…)"


class QrCode(ReadOnly):
    """A white card with the code in its middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = QrCodeSpec("", "")
        self._modules: QImage | None = None

    def show_spec(self, spec: QrCodeSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setAccessibleName(spec.name)
        self._modules = _modules(spec.content) if spec.content else None
        self.update()

    def forget_text(self) -> None:
        """Let go of the code, too."""
        super().forget_text()
        self.show_spec(QrCodeSpec("", ""))

    def paint(self, canvas: Canvas) -> None:
        """White card, then the modules, not smoothed."""
        rect = self.rect()
        radius = canvas.look.radius("key")
        canvas.painter.setPen(Qt.PenStyle.NoPen)
        canvas.painter.setBrush(Qt.GlobalColor.white)
        canvas.painter.drawRoundedRect(rect, radius, radius)
        canvas.outline(rect, "line", canvas.look.hairline, radius)
        if self._modules is not None:
            canvas.painter.drawImage(self.modules_rect(), self._modules)

    @property
    def module_px(self) -> int:
        """How many device pixels a module has; 0 without a code."""
        if self._modules is None:
            return 0
        look = self.look
        border = round(look.hairline + look.radius("key") * CORNER + 0.5)
        return (min(self.width(), self.height()) - 2 * border) // (self._modules.width() + 2 * QUIET_MODULES)

    def modules_rect(self) -> QRect:
        """Where the modules lie; round them at least the quiet zone is left."""
        side = self.module_px * (self._modules.width() if self._modules is not None else 0)
        center = self.rect().center()
        return QRect(center.x() - side // 2, center.y() - side // 2, side, side)


def _modules(content: str) -> QImage:
    """One pixel for each module, without quiet zone; error correction M."""
    import qrcode

    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=0)
    code.add_data(content)
    code.make(fit=True)
    matrix = code.get_matrix()
    image = QImage(len(matrix), len(matrix), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    for y, line in enumerate(matrix):
        for x, dark in enumerate(line):
            if dark:
                image.setPixel(x, y, 0xFF000000)
    return image
