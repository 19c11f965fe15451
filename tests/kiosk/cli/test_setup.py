"""``kiosk setup``: what it proposes, what it asks again, and that it never overwrites a file unasked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.settings import Settings, load_settings
from drivers.id_card.simulator import IdCardReaderSimulator
from tests.drivers.discovery.machine import Machine
from tests.kiosk.cli.commands import Kiosk, Told


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "machine")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "etc" / "terminal.toml"


@pytest.fixture
def kiosk(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Kiosk:
    monkeypatch.setattr("builtins.input", lambda _question: (_ for _ in ()).throw(EOFError))
    return Kiosk(capsys)


@pytest.fixture
def reader(machine: Machine, tmp_path: Path) -> Iterator[IdCardReaderSimulator]:
    simulator = IdCardReaderSimulator(link=tmp_path / "reader", baud=None)
    simulator.start()
    node = machine.adapter("ttyUSB0", "1a86", "7523")
    node.unlink()
    node.symlink_to(simulator.port)
    yield simulator
    simulator.stop()


def set_up(kiosk: Kiosk, machine: Machine, out: Path, *words: object) -> Told:
    return kiosk("setup", "--sys", machine.sys, "--dev", machine.dev, "--out", out, *words)


def answering(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Somebody types these lines and then leaves; gives the questions that were asked."""
    asked: list[str] = []
    left = iter(answers)

    def answer(question: str) -> str:
        asked.append(question)
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", answer)
    return asked


def loaded(path: Path) -> Settings:
    return load_settings(site=None, terminal=path, environ={})


@pytest.mark.usefixtures("reader")
def test_everything_by_itself(kiosk: Kiosk, machine: Machine, out: Path) -> None:
    """With ``--yes`` the reader is found by its answer, the camera by its class, and the file is ready to use."""
    machine.camera()
    told = set_up(kiosk, machine, out, "--yes")
    assert told.code == 0
    devices = loaded(out).devices
    assert (devices.id_card.enabled, devices.id_card.baud, devices.printer.enabled) == (True, 115_200, False)
    assert Path(devices.id_card.port).name.startswith("pci-0-usb-0:1-1")
    assert devices.camera.source == "v4l2:usb:046d:082d:C1"
    for word in ("kiosk enrol", "kiosk doctor", str(out)):
        assert word in told.out


def test_nothing_is_plugged_in(kiosk: Kiosk, machine: Machine, out: Path) -> None:
    """The file is still of use, and the words say what to check."""
    told = set_up(kiosk, machine, out, "--yes", "--lang", "en")
    assert told.code == 0
    assert "Check power and cables" in told.out
    assert not loaded(out).devices.id_card.enabled


def test_another_file_is_left_alone(kiosk: Kiosk, machine: Machine, out: Path) -> None:
    """Nobody can be asked, so nothing is written."""
    out.parent.mkdir()
    out.write_text("# mine\n", encoding="utf-8")
    told = set_up(kiosk, machine, out, "--yes")
    assert (told.code, out.read_text(encoding="utf-8")) == (1, "# mine\n")
    assert "没有改动" in told.err


@pytest.mark.parametrize(("answer", "replaced"), [("y", True), ("", False)])
def test_a_person_decides_about_another_file(
    kiosk: Kiosk, machine: Machine, out: Path, monkeypatch: pytest.MonkeyPatch, answer: str, *, replaced: bool
) -> None:
    """By default it stays; when it is replaced, the earlier one is kept beside it."""
    out.parent.mkdir()
    out.write_text("# mine\n", encoding="utf-8")
    answering(monkeypatch, "n", "", "", "", "", answer)
    told = set_up(kiosk, machine, out)
    assert told.code == (0 if replaced else 1)
    old = out.with_name("terminal.toml.old")
    assert old.exists() is replaced
    assert (old if replaced else out).read_text(encoding="utf-8") == "# mine\n"


def test_answers_that_cannot_be_used_are_asked_for_again(
    kiosk: Kiosk, machine: Machine, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The settings' own rules judge, and say why."""
    asked = answering(monkeypatch, "n", "lower", "XA", "100", "4", "", "http://far.example", "https://far.example", "y")
    told = set_up(kiosk, machine, out, "--lang", "en")
    assert told.code == 0
    assert (loaded(out).station.terminal_id, loaded(out).hall.url) == ("XA04", "https://far.example")
    assert sum("Station code" in question for question in asked) == 2
    assert "https" in told.out


def test_a_person_says_what_hangs_behind_an_adapter(
    kiosk: Kiosk, machine: Machine, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two unknown ports: the second question offers no kind that is taken."""
    machine.adapter("ttyUSB0", "1a86", "7523")
    machine.adapter("ttyUSB1", "1a86", "7523")
    asked = answering(monkeypatch, "n", "", "", "", "", "9", "1", "1", "y")
    assert set_up(kiosk, machine, out, "--lang", "en").code == 0
    devices = loaded(out).devices
    assert (devices.id_card.enabled, devices.printer.enabled) == (True, True)
    assert devices.id_card.port != devices.printer.port
    assert "ID card reader" in asked[6]
    assert "ID card reader" not in asked[7]


def test_a_camera_that_is_not_wanted(
    kiosk: Kiosk, machine: Machine, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No is no; a camera can be nothing else."""
    machine.camera()
    answering(monkeypatch, "n", "", "", "", "", "n", "y")
    assert set_up(kiosk, machine, out).code == 0
    assert not loaded(out).devices.camera.enabled


def test_what_cannot_be_used_is_told_and_not_written(kiosk: Kiosk, machine: Machine, out: Path) -> None:
    """A USB-native reader, a scanner that types."""
    machine.usb("0400", "c35a")
    machine.usb("0c2e", "0b61", classes=(0x03,), name="Xenon")
    told = set_up(kiosk, machine, out, "--yes", "--lang", "en")
    assert "no serial port" in told.out
    assert "Xenon" in told.out
    assert not loaded(out).devices.id_card.enabled


@pytest.mark.parametrize(
    "answers", [(), ("n", *["bad"] * 20), ("n", "", "", "", "", "n")], ids=["eof", "stubborn", "no"]
)
def test_who_gives_up_leaves_nothing_behind(
    kiosk: Kiosk, machine: Machine, out: Path, monkeypatch: pytest.MonkeyPatch, answers: tuple[str, ...]
) -> None:
    """No file, and it is said."""
    answering(monkeypatch, *answers)
    told = set_up(kiosk, machine, out)
    assert (told.code, out.exists()) == (1, False)
    assert "没有写入任何文件" in told.err


def test_a_folder_that_cannot_be_written(kiosk: Kiosk, machine: Machine, tmp_path: Path) -> None:
    """A file lies where the folder should be."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    told = set_up(kiosk, machine, tmp_path / "file" / "terminal.toml", "--yes")
    assert told.code == 1
    assert "file" in told.err


def test_broken_present_settings_do_not_stop_it(kiosk: Kiosk, machine: Machine, out: Path, tmp_path: Path) -> None:
    """It is the way out of them: the defaults are proposed."""
    broken = tmp_path / "broken.toml"
    broken.write_text("[[[", encoding="utf-8")
    told = set_up(kiosk, machine, out, "--yes", "--terminal", broken)
    assert (told.code, loaded(out).station.code) == (0, "LS")
    assert "broken.toml" in told.err
