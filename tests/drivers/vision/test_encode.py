"""JPEG in memory within a budget."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from drivers.vision.encode import PAGE_BUDGET_BYTES, EncodeError, encode_page
from tests.drivers.vision.pages_truth import true_frames


def test_a_page_keeps_its_size() -> None:
    """An everyday page fits at once."""
    image = true_frames()[0].image()

    encoded = encode_page(image)

    assert (encoded.width, encoded.height) == (1280, 960)
    assert len(encoded.jpeg) <= PAGE_BUDGET_BYTES
    decoded = cv2.imdecode(np.frombuffer(encoded.jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    assert float(np.abs(decoded.astype(float) - image).mean()) < 4.0


def test_the_worst_page_still_fits() -> None:
    """Pure noise does not compress; it gets smaller until it fits."""
    noise = np.random.default_rng(1).integers(0, 256, (1200, 900, 3), np.uint8)

    encoded = encode_page(noise)

    assert len(encoded.jpeg) <= PAGE_BUDGET_BYTES
    assert encoded.height < 1200


def test_a_budget_that_nothing_fits() -> None:
    """There is an end to making it smaller."""
    with pytest.raises(EncodeError):
        encode_page(np.zeros((200, 200, 3), np.uint8), budget_bytes=10)


def test_an_encoder_that_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """OpenCV tells it by a flag; it becomes a typed error."""
    monkeypatch.setattr(cv2, "imencode", lambda *_args: (False, np.zeros(0, np.uint8)))

    with pytest.raises(EncodeError):
        encode_page(np.zeros((80, 80), np.uint8))


def test_the_picture_is_not_in_the_repr() -> None:
    """A page is personal: it must not reach a log by accident."""
    assert "jpeg" not in repr(encode_page(np.zeros((80, 80), np.uint8)))


def test_the_budget_is_used() -> None:
    """Between the best and the least quality, what fits best is found, not just any that fits."""
    image = np.asarray(cv2.resize(true_frames()[5].image(), (1700, 1275)), np.uint8)
    _, whole = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 90])
    budget = int(whole.size * 0.6)

    encoded = encode_page(image, budget)

    assert (encoded.width, encoded.height) == (1700, 1275)
    assert 0.8 * budget < len(encoded.jpeg) <= budget
