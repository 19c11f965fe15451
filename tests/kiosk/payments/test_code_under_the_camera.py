"""The payer's code under the document camera, where no scanner can be used: real frames, the real reading of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

from drivers.camera.sample_desk import draw_empty_desk
from drivers.camera.source import Pixels
from drivers.vocabulary import DeviceKind
from hall.simulators.payments.world import Scheme
from kiosk.present.payment.result import ResultView
from kiosk.stage import PageName
from tests.drivers.camera.slips import draw_slip_desk
from tests.kiosk.payments.test_paying_by_touch import view
from tests.kiosk.payments.town import AMOUNT_FEN, Town

MODULE_PX = 5
CASE, GLASS = 25, 235
RIM_PX, EDGE_PX = 24, 60


def draw_phone(code: str) -> Pixels:
    """A telephone on the desk, its glass bright, with a payment code on it as wallets draw it; BGR."""
    desk = draw_empty_desk()
    dots = np.asarray(zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.QRCode).to_image(scale=1), np.uint8)
    drawn = np.where(np.kron(dots, np.ones((MODULE_PX, MODULE_PX))) > 0, GLASS, CASE)
    height, width = drawn.shape
    top, left = desk.shape[0] // 2 - height // 2, desk.shape[1] // 2 - width // 2
    glass = np.s_[top - EDGE_PX : top + height + EDGE_PX, left - RIM_PX : left + width + RIM_PX]
    desk[top - 2 * EDGE_PX : top + height + 2 * EDGE_PX, left - 2 * RIM_PX : left + width + 2 * RIM_PX] = CASE
    desk[glass] = GLASS
    desk[top : top + height, left : left + width] = drawn[:, :, np.newaxis]
    return desk


@pytest.fixture
def without_scanner(there: Town) -> Iterator[Town]:
    """The scanner does not answer; it does again afterwards."""
    scanner, devices = there.rig.scanner, there.rig.around.devices
    assert scanner is not None
    for silent in (True, False):
        scanner.line.silent = silent
        there.rig.leave()
        there.rig.arrive()
        there.rig.until(lambda: devices.usable(DeviceKind.CODE_SCANNER) is not silent, "the scanner")  # noqa: B023
        there.rig.leave()
        if silent:
            yield there


def lay(there: Town, picture: Pixels, folder: Path) -> None:
    path = folder / f"desk-{len(list(folder.iterdir()))}.png"
    assert cv2.imwrite(str(path), picture)
    there.rig.lay(path)


def to_the_camera(there: Town) -> None:
    """By touch to where the code is awaited; the camera looks at the desk."""
    there.to_check(there.notice(), "payment_code")
    there.rig.press("pay.check.primary.payment_code")
    there.seen(PageName.PAY_SCAN)
    there.until(lambda: there.flow._steps[there.flow.state]._codes.camera_waits, "the camera")  # type: ignore[attr-defined]


def test_a_payment_code_under_the_camera_is_charged_once(without_scanner: Town, tmp_path: Path) -> None:
    """Another code is said to be the wrong one; the payer's is charged, and stands nowhere afterwards."""
    there = without_scanner
    to_the_camera(there)
    lay(there, draw_slip_desk(), tmp_path)
    there.until(lambda: there.flow._steps[there.flow.state]._trouble is not None, "the refusal")  # type: ignore[attr-defined]
    code = there.sandbox.world.issue_code(Scheme.WECHAT)
    orders = len(there.orders())
    lay(there, draw_phone(code), tmp_path)
    there.seen(PageName.PAY_RESULT)
    there.until(lambda: view(there) is ResultView.PAID, "paid")

    assert there.orders()[orders:] == [("wechat", "served", AMOUNT_FEN)]
    kept = [path for path in there.rig.data.rglob("*") if path.is_file() and code.encode() in path.read_bytes()]
    assert kept == []
