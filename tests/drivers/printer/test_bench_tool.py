"""Printing a file and asking the status from the bench."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from drivers.printer.bench_tool import (
    TEXT_LIMIT_BYTES,
    describe_outcome,
    describe_status,
    page_for_test,
    print_file,
    printer_status,
    read_slip_text,
)
from drivers.printer.document import BigNumber, Paragraph, QrCode, Rule, Space, Title
from drivers.printer.errors import PaperOutBeforeError, PrintFileUnreadableError
from drivers.printer.outcome import Probable, UnknownOutcome, UnknownReason
from drivers.printer.profile import PAPER_58MM, PAPER_80MM
from drivers.printer.status import CoverOpen, Offline, OfflineReason, Ready
from drivers.printer.typeface import DEBIAN_FONTS
from drivers.transport.errors import PortMissingError
from tests.drivers.printer.conftest import Bench


def test_a_text_file_prints_one_block_per_line(make_bench: Callable[..., Bench], tmp_path: Path) -> None:
    bench = make_bench()
    bench.driver.close()
    path = tmp_path / "slip.txt"
    path.write_text("# 测试\n---\n一段文字\nQR https://hall.example/q\n", encoding="utf-8")

    result = print_file(bench.simulator.port, path, profile=PAPER_80MM, fonts=DEBIAN_FONTS, timeout_s=60)

    assert {key: result[key] for key in ("outcome", "proof", "cut", "status")} == {
        "outcome": "confirmed",
        "proof": "buffered_status",
        "cut": True,
        "status": "ready",
    }
    assert bench.simulator.slips[0].text == "[QR https://hall.example/q]\n"


def test_a_picture_prints(make_bench: Callable[..., Bench], tmp_path: Path) -> None:
    bench = make_bench(PAPER_58MM)
    bench.driver.close()
    path = tmp_path / "picture.png"
    Image.new("1", (384, 40), 0).save(path)

    result = print_file(bench.simulator.port, path, profile=PAPER_58MM, fonts=DEBIAN_FONTS, baud=9600, timeout_s=60)

    assert (result["outcome"], result["rows"]) == ("confirmed", 40)
    assert bench.simulator.slips[0].image.rows[: 48 * 40] == b"\xff" * (48 * 40)


def test_the_test_page_prints_on_both_papers(make_bench: Callable[..., Bench]) -> None:
    for profile in (PAPER_80MM, PAPER_58MM):
        bench = make_bench(profile)
        bench.driver.close()
        page = page_for_test(profile, title="打印机测试页", note="扫码")

        print_file(bench.simulator.port, page, profile=profile, fonts=DEBIAN_FONTS, timeout_s=60)

        assert bench.simulator.slips[0].text == f"[QR printer-test {profile.name}]\n"


def test_the_status_by_name(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench()
    bench.driver.close()
    bench.simulator.paper_low()

    assert printer_status(bench.simulator.port, profile=PAPER_80MM, timeout_s=10) == {
        "status": "paper_low",
        "usable": True,
        "model_id": 0x20,
        "chinese": True,
        "firmware_id": 1,
        "firmware": "1.00",
        "maker": "SIMULATOR",
        "model": "RECEIPT",
        "serial": "0001",
        "characters": "CHINA.GB18030",
    }


def test_faults_are_typed_causes(make_bench: Callable[..., Bench], tmp_path: Path) -> None:
    bench = make_bench()
    bench.driver.close()
    bench.simulator.paper_out()
    page = page_for_test(PAPER_80MM, title="测试", note="")

    with pytest.raises(PaperOutBeforeError):
        print_file(bench.simulator.port, page, profile=PAPER_80MM, fonts=DEBIAN_FONTS, timeout_s=10)
    with pytest.raises(PortMissingError):
        printer_status(str(tmp_path / "none"), profile=PAPER_80MM, timeout_s=10)


def test_each_kind_of_line_in_a_text_file(tmp_path: Path) -> None:
    path = tmp_path / "slip.txt"
    path.write_text("# 标题\n\n---\n= 740231\nQR x\n一段 文字\n#无空格\n", encoding="utf-8")

    assert read_slip_text(path).blocks == (
        Title("标题"),
        Space(),
        Rule(),
        BigNumber("740231"),
        QrCode("x"),
        Paragraph("一段 文字"),
        Paragraph("#无空格"),
    )


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a" * (TEXT_LIMIT_BYTES + 1), None])
def test_a_file_that_is_no_text_is_a_typed_cause(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "slip.txt"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(PrintFileUnreadableError):
        read_slip_text(path)


def test_outcomes_and_statuses_by_name() -> None:
    offline = Offline(OfflineReason.NO_REPLY)

    assert describe_outcome(Probable(Ready())) == {"outcome": "probable", "status": "ready"}
    assert describe_outcome(UnknownOutcome(UnknownReason.NO_REPLY, offline)) == {
        "outcome": "unknown",
        "reason": "no_reply",
        "status": "offline",
    }
    assert describe_status(offline) == {"status": "offline", "usable": False, "reason": "no_reply"}
    assert describe_status(CoverOpen()) == {"status": "cover_open", "usable": False}
