"""The printer is switched off, or the cable leads elsewhere: never taken for fine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.printer.errors import PrinterOfflineError
from drivers.printer.printer import ReceiptPrinter
from drivers.printer.printer_link import SerialPrinterLink
from drivers.printer.profile import PAPER_80MM
from drivers.printer.status import Offline, OfflineReason, Ready
from drivers.transport.errors import NoReplyError, PortMissingError
from tests.drivers.printer.conftest import HASTY, Bench
from tests.drivers.printer.sample_slips import striped


def test_a_silent_printer_is_offline(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(limits=HASTY)
    bench.simulator.mute(silent=True)

    with pytest.raises(NoReplyError) as caught:
        bench.driver.poll()

    assert bench.driver.unreached(caught.value) == Offline(OfflineReason.NO_REPLY)


def test_nothing_is_sent_to_a_silent_printer(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(limits=HASTY)
    bench.simulator.mute(silent=True)

    with pytest.raises(PrinterOfflineError):
        bench.print(striped())

    assert bench.simulator.rows_printed == 0


def test_it_is_ready_as_soon_as_it_answers_again(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench()
    bench.simulator.mute(silent=True)
    bench.simulator.mute(silent=False)

    assert bench.driver.poll() == Ready()


def test_a_port_that_is_not_there_is_a_typed_cause(tmp_path: Path) -> None:
    link = SerialPrinterLink(str(tmp_path / "no-such-port"), 115200)
    printer = ReceiptPrinter(link, PAPER_80MM, digest_key=b"k" * 32)

    with pytest.raises(PortMissingError):
        printer.open()
