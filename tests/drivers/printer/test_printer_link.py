"""The printer's line over what the platform offers: a network printer's socket, and a port without a descriptor."""

from __future__ import annotations

import errno
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from drivers.commands import LiveContext
from drivers.printer.jobs import PrintJobId
from drivers.printer.outcome import Confirmed, PrintSlip
from drivers.printer.printer import ReceiptPrinter
from drivers.printer.printer_link import SerialPrinterLink, UsbPrinterLink, printer_link
from drivers.printer.profile import PAPER_80MM, FlowControl
from drivers.printer.simulator import ReceiptPrinterSimulator
from drivers.printer.status import Ready
from drivers.timebase import SystemTime
from drivers.transport.errors import NoReplyError, PortBusyError, PortDeniedError, PortMissingError, UnpluggedError
from drivers.vocabulary import DeviceError
from tests.drivers.printer.sample_slips import striped


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


def test_a_usb_printer_device_is_a_port_too(tmp_path: Path) -> None:
    simulator = ReceiptPrinterSimulator(link=tmp_path / "printer", baud=None)
    simulator.start()
    link = UsbPrinterLink(Path(simulator.port))
    printer = ReceiptPrinter(link, PAPER_80MM, digest_key=b"k" * 32)
    printer.open()
    printer.open()

    context = LiveContext(timebase=SystemTime(), timeout_s=30)
    assert printer.poll() == Ready()
    assert isinstance(printer.run(PrintSlip(striped(rows=200), PrintJobId("job-1")), context), Confirmed)
    assert (link.unsent(), link.read_waiting()) == (0, b"")
    with pytest.raises(NoReplyError):
        link.read(1, SystemTime().now() + 0.01)

    simulator.stop()
    with pytest.raises(UnpluggedError):
        printer.poll()
    printer.close()
    printer.close()
    with pytest.raises(UnpluggedError):
        link.read_waiting()
    with pytest.raises(PortMissingError):
        printer.open()


@pytest.mark.parametrize(
    ("number", "error"),
    [(errno.EACCES, PortDeniedError), (errno.EBUSY, PortBusyError), (errno.ENODEV, PortMissingError)],
)
def test_why_a_usb_printer_device_does_not_open(
    monkeypatch: pytest.MonkeyPatch, number: int, error: type[DeviceError]
) -> None:
    def refuse(*_arguments: object) -> int:
        raise OSError(number, "no")

    monkeypatch.setattr("os.open", refuse)

    with pytest.raises(error):
        UsbPrinterLink(Path("/dev/usb/lp0")).open()


def test_the_port_decides_the_link() -> None:
    assert isinstance(printer_link("/dev/usb/lp0", 115200, FlowControl.NONE), UsbPrinterLink)
    assert isinstance(printer_link("/dev/ttyUSB0", 115200, FlowControl.RTS_CTS), SerialPrinterLink)
    assert isinstance(printer_link("socket://127.0.0.1:9100", 115200, FlowControl.NONE), SerialPrinterLink)


@pytest.mark.parametrize("flow", [FlowControl.NONE, FlowControl.XON_XOFF, FlowControl.RTS_CTS])
def test_flow_control_is_set_on_the_port(tmp_path: Path, flow: FlowControl) -> None:
    simulator = ReceiptPrinterSimulator(link=tmp_path / "printer", baud=None)
    simulator.start()
    link = SerialPrinterLink(simulator.port, 115200, flow=flow)
    link.open()

    port = link._opened()
    set_up = (port.xonxoff, port.rtscts)
    link.close()
    simulator.stop()
    assert set_up == (flow is FlowControl.XON_XOFF, flow is FlowControl.RTS_CTS)


def test_a_port_without_the_line_that_is_asked_for_is_denied(tmp_path: Path) -> None:
    simulator = ReceiptPrinterSimulator(link=tmp_path / "printer", baud=None)
    simulator.start()
    link = SerialPrinterLink(simulator.port, 115200, flow=FlowControl.DTR_DSR)

    with pytest.raises(PortDeniedError, match="dtr_dsr"):
        link.open()
    simulator.stop()
    assert not link.is_open
    assert link.unsent() == 0


def test_nothing_goes_out_while_the_printer_lowers_its_line() -> None:
    link = SerialPrinterLink("loop://", 115200, flow=FlowControl.DTR_DSR)
    link.open()
    port = link._opened()
    port.dtr = False
    taken = [link.write_some(b"abc", 0.0)]
    port.dtr = True
    port.write_timeout = None
    taken.append(link.write_some(b"abc", 0.0))
    link.close()

    assert taken == [0, 3]
