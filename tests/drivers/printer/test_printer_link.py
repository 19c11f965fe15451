"""The printer's line over what the platform offers: a network printer's socket, and a port without a descriptor."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from drivers.printer.printer import ReceiptPrinter
from drivers.printer.printer_link import SerialPrinterLink
from drivers.printer.profile import PAPER_80MM
from drivers.printer.simulator import ReceiptPrinterSimulator
from drivers.printer.status import Ready
from drivers.timebase import SystemTime
from drivers.transport.errors import UnpluggedError


class FinePrinter(socketserver.BaseRequestHandler):
    """Answers every status question with "fine"."""

    def handle(self) -> None:
        while question := self.request.recv(3):
            if question.startswith(b"\x10\x04"):
                self.request.sendall(b"\x12")


@contextmanager
def network_printer() -> Iterator[str]:
    """A printer on a socket, as on port 9100."""
    with socketserver.TCPServer(("127.0.0.1", 0), FinePrinter) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"socket://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_a_network_printer_answers_over_a_socket() -> None:
    with network_printer() as port:
        printer = ReceiptPrinter(SerialPrinterLink(port, 115200), PAPER_80MM, digest_key=b"k" * 32)
        printer.open()

        assert printer.poll() == Ready()

        printer.close()


def test_a_line_without_room_takes_nothing(tmp_path: Path) -> None:
    simulator = ReceiptPrinterSimulator(link=tmp_path / "printer", baud=300)
    simulator.start()
    link = SerialPrinterLink(simulator.port, 115200)
    link.open()

    taken = [link.write_some(bytes(4096), 0.0) for _ in range(100)]

    link.close()
    simulator.stop()
    assert taken[0] > 0
    assert taken[-1] == 0


def test_a_port_without_a_descriptor_writes_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    link = SerialPrinterLink("loop://", 115200)
    link.open()
    monkeypatch.setattr(link._opened(), "_write_timeout", None)

    assert link.write_some(b"abc", 0.0) == 3
    assert link.read(3, SystemTime().now() + 5) == b"abc"
    link.close()


def test_a_port_that_has_gone_is_a_typed_cause(tmp_path: Path) -> None:
    simulator = ReceiptPrinterSimulator(link=tmp_path / "printer", baud=None)
    simulator.start()
    link = SerialPrinterLink(simulator.port, 115200)
    link.open()

    simulator.stop()

    with pytest.raises(UnpluggedError):
        link.write_some(b"abc", 0.0)
    link.close()
    with pytest.raises(UnpluggedError):
        link.write_some(b"abc", 0.0)
