"""Asking a printer what it is (``GS I``). Source: receipt printer sheet, section 7.5."""

from __future__ import annotations

from drivers.printer.conversation import Conversation
from drivers.printer.outcome import Identity
from drivers.printer.printer_link import PrinterLink
from drivers.timebase import Timebase
from drivers.transport.errors import NoReplyError

_NAMES = ((0x41, "firmware"), (0x42, "maker"), (0x43, "model"), (0x44, "serial"), (0x45, "characters"))
_NAME_LIMIT_BYTES = 80
_NAME_HEADER = b"\x5f"
_DOUBLE_BYTE_BIT = 0x01


def identify(talk: Conversation, link: PrinterLink, timebase: Timebase, limit_s: float) -> Identity:
    """Ask one question after the other; between slips only. Raises ``LinkError``."""
    talk.forget()
    numbers = [_ask(link, timebase, limit_s, n, 1) for n in (1, 2, 3)]
    model, kind, firmware = (reply[0] if reply else None for reply in numbers)
    names = []
    for n, name in _NAMES:
        reply = _ask(link, timebase, limit_s, n, _NAME_LIMIT_BYTES)
        if reply.startswith(_NAME_HEADER) and reply.endswith(b"\0"):
            names.append((name, reply[1:-1].decode("ascii", "replace")))
    talk.forget()
    chinese = None if kind is None else bool(kind & _DOUBLE_BYTE_BIT)
    return Identity(model, chinese, firmware, tuple(names))


def _ask(link: PrinterLink, timebase: Timebase, limit_s: float, n: int, size: int) -> bytes:
    """The bytes up to ``size`` or a zero byte that come within the limit."""
    link.write_some(bytes([0x1D, 0x49, n]), limit_s)
    deadline = timebase.now() + limit_s
    received = b""
    while len(received) < size:
        try:
            received += link.read(1, deadline)
        except NoReplyError:
            break
        if size > 1 and received.endswith(b"\0"):
            break
    return received
