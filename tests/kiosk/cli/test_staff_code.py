"""``kiosk staff-code``: what it writes, what it refuses, what it leaves alone."""

from __future__ import annotations

import io
import sys
import tomllib
from pathlib import Path

import pytest

from config.settings import load_settings
from kiosk.cli.main import main
from kiosk.cli.staff_code import with_code_hash
from kiosk.staff_code import fits

CODE = "408215"
FILE = """\
data_dir = "/var/lib/kiosk"  # stays

[devices.printer]
enabled = true
port = "/dev/kiosk-printer"
"""


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    answers = iter(lines)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(answers))


def test_the_code_is_asked_for_twice_and_its_hash_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The settings read it, the file's other lines stay, the code itself is nowhere."""
    path = tmp_path / "terminal.toml"
    path.write_text(FILE, encoding="utf-8")
    path.chmod(0o640)
    typed(monkeypatch, CODE, CODE)
    assert main(["staff-code", "set", "--terminal", str(path)]) == 0
    text = path.read_text(encoding="utf-8")
    assert text.startswith(FILE)
    assert path.stat().st_mode & 0o777 == 0o640
    assert CODE not in text
    assert CODE not in capsys.readouterr().out
    assert fits(CODE, load_settings(site=None, terminal=path, environ={}).staff.code_hash)
    assert main(["staff-code", "clear", "--terminal", str(path)]) == 0
    assert load_settings(site=None, terminal=path, environ={}).staff.code_hash == ""


def test_a_new_file_is_its_owner_s_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "etc" / "terminal.toml"
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{CODE}\n"))
    assert main(["staff-code", "set", "--stdin", "--terminal", str(path)]) == 0
    assert path.stat().st_mode & 0o777 == 0o600
    assert fits(CODE, tomllib.loads(path.read_text())["staff"]["code_hash"])


@pytest.mark.parametrize("lines", [("12345", "12345"), ("111111", "111111"), ("408215", "408216")])
def test_a_bad_code_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: tuple[str, str]) -> None:
    path = tmp_path / "terminal.toml"
    typed(monkeypatch, *lines)
    assert main(["staff-code", "set", "--terminal", str(path), "--lang", "en"]) == 2
    assert not path.exists()


def test_a_file_that_is_no_toml_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "terminal.toml"
    path.write_text("[[[", encoding="utf-8")
    typed(monkeypatch, CODE, CODE)
    assert main(["staff-code", "set", "--terminal", str(path)]) == 2
    assert path.read_text(encoding="utf-8") == "[[["


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[staff]\ncode_hash = "H"\n'),
        ("a = 1\n", 'a = 1\n\n[staff]\ncode_hash = "H"\n'),
        ('[staff]\ncode_hash = "old"  # x\n[b]\n', '[staff]\ncode_hash = "H"\n[b]\n'),
        ("[staff]\n[b]\n", '[staff]\ncode_hash = "H"\n[b]\n'),
        ("[staff]  # ours\n", '[staff]  # ours\ncode_hash = "H"\n'),
    ],
)
def test_only_the_one_line_changes(before: str, after: str) -> None:
    assert with_code_hash(before, "H") == after


@pytest.mark.parametrize("toml", ['staff = { code_hash = "old" }\n', '[staff]\n"code_hash" = "old"\n'])
def test_a_form_that_is_not_understood_is_refused(toml: str) -> None:
    """Better no change than a broken file."""
    with pytest.raises(tomllib.TOMLDecodeError):
        with_code_hash(toml, "H")
