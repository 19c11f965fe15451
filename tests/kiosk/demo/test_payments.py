"""The demo's phone and what it makes of the hall's report."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from kiosk.demo.payments import Phone, PhoneError, booked

REPORT = """section,fee_class,method,order,state,amount_fen,detail
total,third_party,cash,1,paid,1200,
paid,third_party,cash,K26112500533586EB93190A85,served,1200,
for-person,service,wechat,K26112500533586EB93190A86,manual,3500,
"""


def test_only_what_is_booked_as_paid_counts() -> None:
    """Totals and what waits for a person are no payments."""
    rows = booked(REPORT)
    assert list(rows) == ["K26112500533586EB93190A85"]
    assert rows["K26112500533586EB93190A85"]["amount_fen"] == "1200"


def test_a_picture_without_a_code_is_not_paid(qapp: QApplication, tmp_path: Path) -> None:
    """Nobody is asked for anything."""
    picture = tmp_path / "page.png"
    image = QImage(400, 400, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    assert image.save(str(picture))
    with pytest.raises(PhoneError, match=r"page\.png shows 0 codes"):
        Phone("http://127.0.0.1:9").pay_what_it_sees(picture)
    with pytest.raises(PhoneError, match="0 codes"):
        Phone("http://127.0.0.1:9").pay_what_it_sees(tmp_path / "missing.png")
