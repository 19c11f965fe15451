"""Driver and bench tool against a printer that our simulator knows nothing of."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.commands import LiveContext
from drivers.printer.errors import CoverOpenBeforeError, PaperOutDuringError
from drivers.printer.jobs import PrintJobId
from drivers.printer.limits import Limits
from drivers.printer.outcome import Confirmed, PrintOutcome, PrintSlip
from drivers.printer.printer import ReceiptPrinter
from drivers.printer.printer_link import printer_link
from drivers.printer.profile import PAPER_58MM, PROFILES, PrinterProfile, ProofMethod
from drivers.printer.raster import render_slip
from drivers.printer.slip_image import SlipImage
from drivers.printer.status import CoverOpen, PaperOut, Ready
from drivers.printer.typeface import DEBIAN_FONTS
from drivers.timebase import SystemTime
from kiosk.cli.main import main
from tests.drivers.printer.sample_slips import FEES, striped
from tests.drivers.printer.stranger import Stranger

QUICK = Limits(automatic_status_s=1.0, ask_again_s=0.3, grace_s=0.3)


def driver_of(stranger: Stranger, profile: PrinterProfile = PAPER_58MM) -> ReceiptPrinter:
    driver = ReceiptPrinter(
        printer_link(str(stranger.port), profile.baud, profile.flow), profile, digest_key=b"k" * 32, limits=QUICK
    )
    driver.open()
    return driver


def print_with(driver: ReceiptPrinter, image: SlipImage, job: str = "job-1") -> PrintOutcome:
    outcome = driver.run(PrintSlip(image, PrintJobId(job)), LiveContext(timebase=SystemTime(), timeout_s=60))
    assert isinstance(outcome, PrintOutcome)
    return outcome


def test_a_slow_printer_that_tells_unasked_is_understood(tmp_path: Path) -> None:
    with Stranger(tmp_path, late_s=0.25) as stranger:
        driver = driver_of(stranger)
        seen = [driver.poll()]
        stranger.change(cover_open=True)
        seen.append(driver.poll())
        stranger.change(cover_open=False, paper=False)
        seen.append(driver.poll())
        stranger.change(paper=True)
        seen.append(driver.poll())
        driver.close()

    assert seen == [Ready(), CoverOpen(), PaperOut(), Ready(refilled=True)]


@pytest.mark.parametrize(("proof", "late_s"), [(ProofMethod.BUFFERED_STATUS, 0.25), (ProofMethod.PROCESS_ID, 0.01)])
def test_every_dot_arrives_and_is_proved(tmp_path: Path, proof: ProofMethod, late_s: float) -> None:
    image = striped(rows=300, width=384)
    with Stranger(tmp_path, late_s=late_s) as stranger:
        driver = driver_of(stranger, replace(PAPER_58MM, proof=proof))
        outcome = print_with(driver, image)
        driver.close()

    assert outcome == Confirmed(ProofMethod.BUFFERED_STATUS, cut=None, status=Ready())
    assert b"".join(stranger.rows)[: len(image.rows)] == image.rows
    assert stranger.unknown == []


def test_text_lines_and_pictures_arrive_in_one_slip(tmp_path: Path) -> None:
    profile = PROFILES["58mm-gb2312"]
    image = render_slip(FEES, DEBIAN_FONTS, profile.width_dots)
    with Stranger(tmp_path, late_s=0.0) as stranger:
        driver = driver_of(stranger, profile)
        outcome = print_with(driver, image)
        driver.close()

    assert isinstance(outcome, Confirmed)
    assert "证照工本费1￥10.00\n" in stranger.text
    assert "𠮷" not in stranger.text
    assert any(any(row) for row in stranger.rows)
    assert stranger.unknown == []


def test_paper_that_ends_inside_is_named_and_the_next_slip_is_whole(tmp_path: Path) -> None:
    image = striped(rows=600, width=384)
    with Stranger(tmp_path, late_s=0.05) as stranger:
        driver = driver_of(stranger)
        assert driver.poll() == Ready()
        context = LiveContext(
            timebase=SystemTime(), timeout_s=60, on_progress=lambda _value: stranger.change(paper=False)
        )
        with pytest.raises(PaperOutDuringError):
            _print_after_start(driver, image, context)
        stranger.change(paper=True)
        stranger.rows.clear()
        outcome = print_with(driver, striped(rows=90, width=384), "job-2")
        driver.close()

    assert isinstance(outcome, Confirmed)
    assert striped(rows=90, width=384).rows in b"".join(stranger.rows)


def _print_after_start(driver: ReceiptPrinter, image: SlipImage, context: LiveContext) -> None:
    """Print; the paper goes at the first progress after the start."""
    calls: list[object] = []
    pull = context._on_progress
    assert pull is not None

    def later(value: object) -> None:
        calls.append(value)
        if len(calls) == 2:
            pull(value)

    context._on_progress = later
    driver.run(PrintSlip(image, PrintJobId("job-1")), context)


def test_the_bench_tool_prints_and_asks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--port", str(tmp_path / "stranger"), "--profile", "58mm", "--json"]
    with Stranger(tmp_path, late_s=0.01) as stranger:
        code = main(["device", "printer", "print", "--test", *words])
        printed = json.loads(capsys.readouterr().out)
        stranger.change(cover_open=True)
        asked_code = main(["device", "printer", "status", *words])
        asked = json.loads(capsys.readouterr().out)
        refused_code = main(["device", "printer", "print", "--test", *words])
        refused = json.loads(capsys.readouterr().out)

    assert (code, printed["outcome"], printed["proof"], printed["cut"]) == (0, "confirmed", "buffered_status", None)
    assert (asked_code, asked["status"], asked["usable"]) == (0, "cover_open", False)
    assert (refused_code, refused["error"]["code"]) == (1, CoverOpenBeforeError().code)


def test_a_model_that_nobody_knows_is_a_typed_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["device", "printer", "status", "--port", str(tmp_path / "none"), "--profile", "no-such-model", "--json"]

    code = main(words)

    assert (code, json.loads(capsys.readouterr().out)["error"]["code"]) == (1, "printer_profile_unusable")
