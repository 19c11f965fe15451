"""One scanner for a person at the bench: the core of ``kiosk device scanner read|status|provision``.

What ``read_code`` returns holds a code's text on purpose. It is for the caller's standard output, never for a log or a
file.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from drivers.code_scanner.classify import ANYTHING
from drivers.code_scanner.codec import Family
from drivers.code_scanner.model import Ready, Scan
from drivers.code_scanner.provisioning import provision
from drivers.code_scanner.scanner import CodeScanner
from drivers.code_scanner.stream import idle_gap_s
from drivers.commands import LiveContext
from drivers.timebase import SystemTime, Timebase
from drivers.transport.serial_link import LineSettings, SerialLink

DEFAULT_BAUD = 9600


def read_code(
    port: str,
    family: str,
    baud: int = DEFAULT_BAUD,
    timeout_s: float = 30.0,
    *,
    timebase: Timebase | None = None,
) -> dict[str, object]:
    """Switch the beam on, wait for any code, switch it off.

    Args:
        port: a device path or a URL of pyserial.
        family: a value of ``Family``.
        baud: the line's speed.
        timeout_s: how long to wait for the code, in seconds.
        timebase: clock and waiting; the machine's by default.

    Returns:
        ``kind``, ``scheme`` of a payment code or None, ``text``, ``length``.

    Raises:
        DeviceError: with its typed cause.
    """
    time = timebase if timebase is not None else SystemTime()
    with _opened(port, family, baud, time) as scanner:
        code = scanner.run(Scan(ANYTHING), LiveContext(timebase=time, timeout_s=timeout_s)).code
    return {"kind": code.kind.value, "scheme": code.scheme, "text": code.text, "length": code.length}


def scanner_status(
    port: str, family: str, baud: int = DEFAULT_BAUD, *, timebase: Timebase | None = None
) -> dict[str, object]:
    """Ask the scanner how it is. Raises ``DeviceError`` when it does not answer."""
    time = timebase if timebase is not None else SystemTime()
    with _opened(port, family, baud, time) as scanner:
        status = scanner.poll()
    assert isinstance(status, Ready)  # anything else is raised
    return {"status": "ready", "family": status.family.value}


def provision_scanner(
    port: str, family: str, baud: int = DEFAULT_BAUD, *, timebase: Timebase | None = None
) -> dict[str, object]:
    """Write the set-up that this driver expects into the scanner's flash.

    Returns:
        ``family`` and ``steps``: the commands with what the scanner said.

    Raises:
        DeviceError: with its typed cause.
    """
    time = timebase if timebase is not None else SystemTime()
    link = SerialLink(port, LineSettings(baud=baud), timebase=time)
    link.open()
    try:
        steps = provision(link, Family(family), time, gap_s=idle_gap_s(baud))
    finally:
        link.close()
    return {"family": family, "steps": [f"{step.name}: {step.result}" for step in steps]}


@contextmanager
def _opened(port: str, family: str, baud: int, time: Timebase) -> Iterator[CodeScanner]:
    link = SerialLink(port, LineSettings(baud=baud), timebase=time)
    scanner = CodeScanner(link, Family(family), baud=baud, timebase=time)
    scanner.open()
    try:
        yield scanner
    finally:
        scanner.close()
