"""Which settings files are read, and what is said when one is wrong."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from kiosk.cli.settings_files import (
    SettingsFiles,
    add_settings_arguments,
    chosen_files,
    settings_from,
)


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_settings_arguments(parser)
    return parser.parse_args(words)


def test_command_line_wins_over_environment_and_usual_place(tmp_path: Path) -> None:
    """What somebody types now counts most."""
    (tmp_path / "site.toml").touch()
    environ = {"KIOSK_SITE_FILE": "/from/environment.toml"}
    assert chosen_files(parsed("--site", "typed.toml"), environ, tmp_path).site == Path("typed.toml")
    assert chosen_files(parsed(), environ, tmp_path).site == Path("/from/environment.toml")
    assert chosen_files(parsed(), {}, tmp_path) == SettingsFiles(tmp_path / "site.toml", None)


def test_no_files_at_all(tmp_path: Path) -> None:
    """Without any file the defaults and the environment hold."""
    assert chosen_files(parsed(), {}, tmp_path) == SettingsFiles(None, None)


def test_settings_are_read_from_the_named_file(tmp_path: Path) -> None:
    """A terminal file overrides the defaults."""
    terminal = tmp_path / "terminal.toml"
    terminal.write_text("[station]\nterminal_no = 7\n", encoding="utf-8")
    assert settings_from(parsed("--terminal", str(terminal))).station.terminal_no == 7


def test_wrong_setting_is_named_in_plain_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """File, key and cure in both languages, exit code 2, no traceback."""
    terminal = tmp_path / "terminal.toml"
    terminal.write_text("[station]\nterminal_number = 7\n", encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        settings_from(parsed("--terminal", str(terminal)))
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert "station.terminal_number in terminal.toml is not a setting." in said
    assert "Check the spelling, or remove it." in said
    assert "Traceback" not in said


def test_named_file_must_exist(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that was asked for and is missing is an error, never silently left out."""
    with pytest.raises(SystemExit):
        settings_from(parsed("--site", str(tmp_path / "absent.toml")))
    assert "absent.toml" in capsys.readouterr().err
