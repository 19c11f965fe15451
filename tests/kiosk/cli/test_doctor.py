"""``kiosk doctor`` as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.health.findings import Check
from tests.kiosk.cli.commands import Kiosk


@pytest.fixture
def kiosk(capsys: pytest.CaptureFixture[str]) -> Kiosk:
    """The command line."""
    return Kiosk(capsys)


@pytest.fixture
def terminal(tmp_path: Path) -> Path:
    """A terminal that has never run, with no devices and no hall."""
    path = tmp_path / "terminal.toml"
    path.write_text(
        f'data_dir = "{tmp_path / "data"}"\n[hall]\nurl = "http://127.0.0.1:1"\n[queue]\nreserve_bytes = 0\n',
        encoding="utf-8",
    )
    return path


def test_json_has_every_check_once(kiosk: Kiosk, terminal: Path) -> None:
    """One object; a terminal that is not enrolled is not ready; nothing is made on the disk."""
    told = kiosk("doctor", "--terminal", terminal, "--json", "--lang", "en")
    assert (told.code, told.json["ready"]) == (1, False)
    checks = {one["check"]: one for one in told.json["checks"]}
    assert set(checks) == set(Check)
    assert len(told.json["checks"]) == len(Check)
    assert checks["queue"]["message"] == "This terminal is not enrolled, so it stores nothing."
    assert checks["printer"]["state"] == "not_configured"
    assert not (terminal.parent / "data").exists()


def test_plain_words(kiosk: Kiosk, terminal: Path) -> None:
    """A line for each check, a cure under what needs one."""
    told = kiosk("doctor", "--terminal", terminal)
    assert told.code == 1
    assert "✗ 离线队列  本终端尚未登记，不能保存办件。" in told.out
    assert "→ 请向大厅取一个登记码，运行 kiosk enrol。" in told.out


def test_broken_settings_end_the_report_early(kiosk: Kiosk, terminal: Path) -> None:
    """What needs no settings is still said."""
    terminal.write_text("[nonsense]\n", encoding="utf-8")
    told = kiosk("doctor", "--terminal", terminal, "--json")
    assert told.code == 1
    assert [one["check"] for one in told.json["checks"]] == ["texts", "settings"]
