"""The ballast never stands in the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from offline_queue.ballast import Ballast
from tests.offline_queue.build import FaultyFs


def test_it_is_given_up_once_and_made_again(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path, FaultyFs(), 4096)
    assert not ballast.release()
    ballast.restore()
    assert (tmp_path / "ballast").stat().st_size == 4096
    assert ballast.release()
    assert not (tmp_path / "ballast").exists()


@pytest.mark.parametrize("step", [0, 1])
def test_a_disk_that_fails_is_no_error(tmp_path: Path, step: int) -> None:
    fs = FaultyFs()
    fs.fail_at(step)
    Ballast(tmp_path, fs, 4096).restore()
    assert fs.has_failed


def test_a_ballast_that_cannot_be_removed_is_none(tmp_path: Path) -> None:
    (tmp_path / "ballast").mkdir()
    assert not Ballast(tmp_path, FaultyFs(), 4096).release()
