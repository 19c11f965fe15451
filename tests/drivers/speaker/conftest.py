"""What every test of the speaker gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drivers.speaker.desk import SpeakerDesk


@pytest.fixture
def desk(tmp_path: Path) -> SpeakerDesk:
    """A player that keeps what it plays."""
    return SpeakerDesk(tmp_path / "played")
