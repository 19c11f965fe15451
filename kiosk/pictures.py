"""Pictures from devices as Qt images: copies, so that nothing keeps a device's buffer alive."""

from __future__ import annotations

from PySide6.QtGui import QImage

from drivers.camera.commands import PreviewFrame
from drivers.printer.slip_image import SlipImage


def image_of_preview(frame: PreviewFrame) -> QImage:
    """A preview frame."""
    view = QImage(frame.rgb, frame.width, frame.height, frame.width * 3, QImage.Format.Format_RGB888)
    return view.copy()


def image_of_jpeg(jpeg: bytes) -> QImage:
    """A captured page; a null image when the bytes are no JPEG."""
    return QImage.fromData(jpeg, "JPEG")  # type: ignore[arg-type]  # the stub wants a C string, PySide takes str


def image_of_slip(slip: SlipImage) -> QImage:
    """A slip, one bit per dot: black on white."""
    image = QImage(slip.rows, slip.width, slip.height, slip.row_bytes, QImage.Format.Format_Mono)
    image.setColorTable([0xFFFFFFFF, 0xFF000000])
    return image.copy()
