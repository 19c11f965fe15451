"""Calls into Qt that return nothing must not eat references to None (PySide6 6.12.0 on Python 3.11 did)."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QLabel


def test_a_thousand_void_calls_keep_the_references_to_none() -> None:
    """A terminal runs for months: one reference lost with each call would end in an abort."""
    label = QLabel()
    before = sys.getrefcount(None)
    for number in range(1000):
        label.setText(str(number))
        label.setEnabled(bool(number % 2))
    after = sys.getrefcount(None)
    label.deleteLater()
    assert abs(before - after) < 50
