"""The driver against a printer that others wrote: ``ippeveprinter`` of Debian's cups-ipp-utils."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.page_printer.bench_tool import print_pdf, printer_status
from drivers.page_printer.errors import ServiceSilentError
from drivers.page_printer.operations import Address
from tests.drivers.page_printer.bench import TWO_PAGES

PROGRAM = shutil.which("ippeveprinter")
LIMIT_S = 15.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[Address]:
    """The stranger on a free port, once it answers."""
    if PROGRAM is None:
        pytest.skip("ippeveprinter is not installed (package cups-ipp-utils)")
    address = Address("localhost", free_port(), "/ipp/print")
    command = [PROGRAM, "-p", str(address.port), "-d", str(tmp_path), "-k", "-f", "application/pdf", "stranger"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + LIMIT_S
        while not _answers(address):
            if process.poll() is not None:
                pytest.skip("ippeveprinter does not start here (it needs avahi-daemon and D-Bus)")
            assert time.monotonic() < deadline, "ippeveprinter does not answer"
        yield address
    finally:
        process.kill()
        process.wait()


def _answers(address: Address) -> bool:
    try:
        return bool(printer_status(address, timeout_s=5)["usable"])
    except ServiceSilentError:
        return False


@pytest.mark.slow
def test_a_stranger_prints_what_was_sent(stranger: Address, tmp_path: Path) -> None:
    """It takes the document, ends the job, and keeps exactly the bytes; it counts nothing, so nothing is confirmed."""
    result = print_pdf(stranger, TWO_PAGES, timeout_s=60)

    assert result["outcome"] == "probable"
    (kept,) = tmp_path.glob("*.pdf")
    assert kept.read_bytes() == TWO_PAGES
