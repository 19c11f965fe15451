"""The simulated printer as a process of its own: slips as files, one line of JSON for each, faults by line commands."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from drivers.commands import LiveContext
from drivers.printer.errors import PaperOutBeforeError
from drivers.printer.jobs import PrintJobId
from drivers.printer.outcome import Confirmed, PrintSlip
from drivers.printer.printer import ReceiptPrinter
from drivers.printer.printer_link import SerialPrinterLink
from drivers.printer.profile import PAPER_80MM
from drivers.printer.raster import render_slip
from drivers.printer.simulator import ReceiptPrinterSimulator
from drivers.printer.simulator.__main__ import commands_of, main
from drivers.printer.status import Ready
from drivers.printer.typeface import DEBIAN_FONTS
from drivers.timebase import SystemTime
from tests.drivers.printer.conftest import Bench
from tests.drivers.printer.sample_slips import DEPOSIT_SLIP, RECEIPT, striped


def test_a_slip_becomes_a_picture_a_text_and_a_line(tmp_path: Path) -> None:
    out = tmp_path / "slips"
    link = tmp_path / "printer"
    process = subprocess.Popen(
        [sys.executable, "-m", "drivers.printer.simulator", "--link", str(link), "--out", str(out), "--baud", "0"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        assert json.loads(process.stdout.readline()) == {"ready": str(link)}
        driver = ReceiptPrinter(SerialPrinterLink(str(link), 115200), PAPER_80MM, digest_key=b"k" * 32)
        driver.open()
        image = render_slip(DEPOSIT_SLIP, DEBIAN_FONTS, 576)
        outcome = driver.run(PrintSlip(image, PrintJobId("job-1")), LiveContext(timebase=SystemTime(), timeout_s=60))
        told = json.loads(process.stdout.readline())

        process.stdin.write("paper_out\n\nno_such_thing\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline()) == {"unknown_command": "no_such_thing"}
        with pytest.raises(PaperOutBeforeError):
            driver.run(PrintSlip(striped(), PrintJobId("job-2")), LiveContext(timebase=SystemTime(), timeout_s=60))
        process.stdin.write("refill\nquit\n")
        process.stdin.flush()
        assert process.wait(20) == 0
        driver.close()

    assert isinstance(outcome, Confirmed)
    assert told == {"slip": "slip-01.png", "text": "slip-01.txt", "rows": told["rows"], "cut": True}
    assert told["rows"] >= image.height
    assert (out / "slip-01.txt").read_text(encoding="utf-8") == f"[QR https://hall.example/q?r={RECEIPT}]\n"
    with Image.open(out / "slip-01.png") as picture:
        assert picture.width > 576
        assert picture.height > image.height


def test_the_end_of_the_input_ends_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("paper_out 20\npaper_out x\n"))

    assert main(["--link", str(tmp_path / "printer"), "--out", str(tmp_path / "out"), "--profile", "58mm"]) == 0

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines == [{"ready": str(tmp_path / "printer")}, {"unknown_command": "paper_out"}]
    assert not (tmp_path / "printer").exists()


def test_what_no_host_should_send_fails_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def rude_host() -> Iterator[str]:
        link = SerialPrinterLink(str(tmp_path / "printer"), 115200)
        link.open()
        link.write(b"\x1d\x99" + "测\n".encode("gb18030") + b"\x1d\x56\x00\x1d\x49\x01")
        link.read(1, SystemTime().now() + 10)
        link.close()
        yield "quit\n"

    monkeypatch.setattr("sys.stdin", rude_host())

    assert main(["--link", str(tmp_path / "printer"), "--out", str(tmp_path / "out"), "--baud", "0"]) == 1

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[1:] == [
        {"slip": "slip-01.png", "text": "slip-01.txt", "rows": 30, "cut": True},
        {"fault": "unknown bytes 1d 99"},
    ]


def test_every_line_command_is_obeyed_and_can_be_undone(bench: Bench) -> None:
    commands = commands_of(bench.simulator)
    for name, cure in [
        ("paper_low", "refill"),
        ("cover_open", "cover_close"),
        ("hot", "cool"),
        ("mute", "unmute"),
        ("stop_draining", "drain"),
        ("jam", "unjam"),
    ]:
        commands[name]()
        commands[cure]()

    assert bench.driver.poll() == Ready()
    assert isinstance(bench.print(striped(rows=30)), Confirmed)


def test_native_text_of_another_program_is_kept_as_text(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench()
    link = SerialPrinterLink(bench.simulator.port, 115200)
    bench.driver.close()
    link.open()

    link.write(b"\x1b\x40\x1c\x26" + "缴款凭证\n".encode("gb18030") + b"\x1d\x56\x00")

    assert bench.simulator.wait_for_slips(1, 10)
    link.close()
    assert bench.simulator.slips[0].text == "缴款凭证\n"


def test_a_command_that_no_host_should_send_is_recorded(tmp_path: Path) -> None:
    simulator = ReceiptPrinterSimulator(link=tmp_path / "printer", baud=None)
    simulator.start()
    link = SerialPrinterLink(simulator.port, 115200)
    link.open()

    link.write(b"\x1d\x99\x10\x14\x01\x00\x00")
    link.write(b"\x1d\x76\x30\x00\x50\x00\x01\x00" + bytes(80))

    seen = simulator.wait_until(lambda: len(simulator.faults) == 3, 10)
    link.close()
    simulator.stop()
    assert seen
    assert sorted(simulator.faults) == ["DLE DC4 1", "a picture of 640 dots", "unknown bytes 1d 99"]


def test_the_printer_says_what_it_is(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench()
    bench.driver.close()
    link = SerialPrinterLink(bench.simulator.port, 115200)
    link.open()

    link.write(b"\x1d\x49\x01\x1d\x49\x02\x1d\x49\x03")

    assert link.read(3, SystemTime().now() + 10) == b"\x20\x03\x01"
    link.close()
