"""``kiosk device page-printer``: prints and asks, with one JSON object and an exit code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.page_printer.simulator import PagePrinterSimulator
from drivers.page_printer.simulator.engine import PageFaults
from kiosk.cli.main import main


@pytest.fixture
def printer() -> Iterator[PagePrinterSimulator]:
    made = PagePrinterSimulator()
    made.start()
    yield made
    made.stop()
    assert made.engine.refused == []


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, object]]:
    code = main(["device", "page-printer", *words, "--json"])
    said = json.loads(capsys.readouterr().out)
    assert isinstance(said, dict)
    return code, said


def test_the_test_sheet_is_one_whole_pdf(printer: PagePrinterSimulator, capsys: pytest.CaptureFixture[str]) -> None:
    """Every object lies where its table says, and the sheet names the printer in harmless characters."""
    code, said = call(capsys, "print", "--test", "--printer", printer.address.uri)
    assert (code, said["outcome"], said["sheets"]) == (0, "confirmed", 1)
    (job,) = printer.engine.jobs
    start = int(job.pdf.split(b"startxref\n")[1].split(b"\n")[0])
    assert job.pdf[start:].startswith(b"xref\n0 6\n")
    places = [int(line.split()[0]) for line in job.pdf[start:].split(b"\n")[3:8]]
    assert [job.pdf[place : place + 7] for place in places] == [b"%d 0 obj" % n for n in range(1, 6)]
    assert b"ipp:??127.0.0.1" in job.pdf


def test_a_file_is_printed_and_a_fault_is_typed(
    printer: PagePrinterSimulator, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(b"%PDF-1.4 <</Type /Page>>")
    assert call(capsys, "print", str(path), "--printer", printer.address.uri)[0] == 0
    assert printer.engine.jobs[0].pdf == path.read_bytes()
    printer.engine.faults = PageFaults(stopped=True)
    assert call(capsys, "status", "--printer", printer.address.uri) == (0, {"status": "stopped", "usable": False})
    code, said = call(capsys, "print", "--test", "--printer", printer.address.uri)
    error = said["error"]
    assert isinstance(error, dict)
    assert (code, error["code"], error["class"]) == (1, "page_printer_stopped", "hardware")


@pytest.mark.parametrize("words", [("print", "--printer", "sheets"), ("status", "--printer", "two words")])
def test_a_wrong_call_says_what_is_missing(words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit, match="page-printer"):
        main(["device", "page-printer", *words])
