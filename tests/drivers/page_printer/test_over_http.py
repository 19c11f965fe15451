"""The driver, its link and the bench tool against the simulated printer on a real port, under a real supervisor."""

from __future__ import annotations

import io
import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from drivers.page_printer.bench_tool import page_printer, print_pdf, printer_status, read_pdf
from drivers.page_printer.errors import IppAnswerError, PagesFileUnreadableError, QueueMissingError, ServiceSilentError
from drivers.page_printer.ipp_link import HttpIppLink
from drivers.page_printer.operations import Address, address_of
from drivers.page_printer.outcome import Confirmed, PrintPages
from drivers.page_printer.simulator import PagePrinterSimulator
from drivers.page_printer.simulator.__main__ import FAULTS, main, obey
from drivers.page_printer.simulator.engine import PageFaults
from drivers.page_printer.status import Offline, OfflineReason, PaperOut, Ready
from drivers.supervisor import DeviceSupervisor
from drivers.vocabulary import CommandDone, CommandFailed, StatusChanged
from tests.drivers.manual_time import Events
from tests.drivers.page_printer.bench import TWO_PAGES


@pytest.fixture
def printer() -> Iterator[PagePrinterSimulator]:
    made = PagePrinterSimulator()
    made.start()
    yield made
    made.stop()
    assert made.engine.refused == []


def test_the_bench_prints_and_asks(printer: PagePrinterSimulator, tmp_path: Path) -> None:
    """A file comes out as it is."""
    path = tmp_path / "sheet.pdf"
    path.write_bytes(TWO_PAGES)
    result = print_pdf(printer.address, read_pdf(path), timeout_s=30)
    assert (result["outcome"], result["sheets"], result["size_bytes"]) == ("confirmed", 2, len(TWO_PAGES))
    assert [job.pdf for job in printer.engine.jobs] == [TWO_PAGES]
    assert printer_status(printer.address, timeout_s=5) == {"status": "ready", "usable": True}
    printer.engine.faults = PageFaults(reasons=("media-empty",))
    assert printer_status(printer.address, timeout_s=5) == {"status": "paper_out", "usable": False}


@pytest.mark.parametrize("content", [b"hello", None])
def test_a_file_that_is_no_pdf_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "sheet.pdf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PagesFileUnreadableError):
        read_pdf(path)


def test_an_address_without_a_printer(printer: PagePrinterSimulator) -> None:
    """Another path is a missing queue, a closed port a silent service."""
    nobody = printer.address._replace(path="/printers/none")
    with pytest.raises(QueueMissingError):
        HttpIppLink(nobody).exchange(b"")
    assert printer_status(nobody, timeout_s=5)["reason"] == "no_queue"
    printer.go_away()
    with pytest.raises(ServiceSilentError):
        HttpIppLink(printer.address).exchange(b"")
    printer.come_back()
    assert printer_status(printer.address, timeout_s=5)["usable"]


class Stranger(BaseHTTPRequestHandler):
    """Speaks HTTP and knows no POST."""

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""


def test_a_server_that_is_no_printer() -> None:
    """Its answer is taken for what it is."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Stranger) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        with pytest.raises(IppAnswerError, match="http 501"):
            HttpIppLink(Address("127.0.0.1", server.server_port, "/ipp/print")).exchange(b"")
        server.shutdown()
        thread.join()


def test_the_printer_goes_away_and_comes_back(printer: PagePrinterSimulator) -> None:
    """The supervisor notices both without a restart; between two documents nothing stays open."""
    events = Events()
    supervisor = DeviceSupervisor(page_printer(printer.address), events, poll_interval_s=0.02)
    supervisor.start()
    try:
        events.until(StatusChanged, lambda event: event.status == Ready())
        printer.go_away()
        events.until(StatusChanged, lambda event: event.status == Offline(OfflineReason.SERVICE))
        failed = supervisor.submit(PrintPages(TWO_PAGES, 2), timeout_s=10)
        assert events.until(CommandFailed, lambda event: event.command == failed).error.code == "print_service_silent"
        events.seen.clear()
        printer.come_back()
        events.until(StatusChanged, lambda event: event.status == Ready())
        printer.engine.faults = PageFaults(reasons=("media-empty",))
        events.until(StatusChanged, lambda event: event.status == PaperOut())
        printer.engine.refill()
        done = supervisor.submit(PrintPages(TWO_PAGES, 2), timeout_s=30)
        assert events.until(CommandDone, lambda event: event.command == done).result == Confirmed(2)
    finally:
        assert supervisor.stop(10.0)


def test_the_simulator_as_a_process_obeys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each command of its description is known; others are told."""
    lines = [*FAULTS, "refill", "gone", "back", "", "dance", "quit"]
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines)))
    assert main(["--out", str(tmp_path)]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert told[0]["printer"].startswith("ipp://127.0.0.1:")
    assert told[1:] == [{"unknown": "dance"}]


def test_the_simulator_keeps_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    class Typing(io.StringIO):
        """Prints a document between two lines."""

        def __iter__(self) -> Iterator[str]:  # type: ignore[override]  # lines as they come
            uri = json.loads(capsys.readouterr().out)["printer"]
            print_pdf(address_of(uri), TWO_PAGES, timeout_s=30)
            return iter(())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", Typing())
        assert main(["--out", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out) == {"document": "pages-01.pdf", "pages": 2}
    assert (tmp_path / "pages-01.pdf").read_bytes() == TWO_PAGES
    assert not obey(PagePrinterSimulator(), "")
