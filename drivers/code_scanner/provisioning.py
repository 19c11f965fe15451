"""Setting a scanner up once, in its flash: wait for commands, end codes with CR, long limit, no repeats.

For the bench only: flash wears out, so the terminal itself never writes it.

Source: code scanner sheet, sections 1 and 3 to 6. That bits 0 and 1 of register 0000 are the mode and 01 is "wait for
commands" is general knowledge of the "7E 00" engines, not in the sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from drivers.code_scanner.codec import (
    CODECS,
    MODE_REGISTER,
    READ_REGISTER,
    SAVE,
    WRITE_REGISTER,
    Family,
    Purpose,
    Reply,
    Request,
    Verdict,
    honeywell_menu,
    newland,
    newland_setup,
    seven_e_frame,
)
from drivers.code_scanner.errors import CommandRefusedError, ScannerGarbledError
from drivers.code_scanner.exchange import Exchange
from drivers.timebase import Timebase
from drivers.transport.serial_link import Link

READ_LIMIT_MS = 60_000
SAME_CODE_MS = 1_000
_MODE_MASK, _WAIT_FOR_COMMANDS = 0b11, 0b01


@dataclass(frozen=True, slots=True)
class Step:
    """One command of the set-up and what the scanner said; ``sent`` where it says nothing."""

    name: str
    result: str


def fixed_steps(family: Family) -> tuple[Request, ...]:
    """The commands of a family's set-up; none for the family whose mode is part of a register."""
    match family:
        case Family.HONEYWELL:
            menu = ("TRGMOD0", "VSUFCR", f"TRGSTO{READ_LIMIT_MS}")
            return tuple(honeywell_menu(name, permanent=True) for name in menu)
        case Family.NEWLAND:
            commands = ("SCNMOD0", "TSUENA1", "TSUSET0D", f"ORTSET{READ_LIMIT_MS}", f"RRDDUR{SAME_CODE_MS}")
            return tuple(newland(name, permanent=True) for name in commands)
        case Family.NEWLAND_OLD:
            codes = ("NLS0006010", "NLS0302000", f"NLS0313000={READ_LIMIT_MS}", f"NLS0313010={SAME_CODE_MS}")
            return (*(newland_setup(name) for name in codes), newland_setup("NLS0006000", answered=False))
        case Family.SEVEN_E:
            return ()
        case _:
            assert_never(family)


def provision(link: Link, family: Family, timebase: Timebase, *, gap_s: float) -> list[Step]:
    """Set the scanner on an open link up.

    Raises:
        CommandRefusedError: it does not take a command; what came before is set.
        ScannerGarbledError: a command arrived damaged, twice.
        LinkError: it does not answer, or the port failed.
    """
    exchange = Exchange(link, CODECS[family], timebase, gap_s=gap_s)
    steps = list(_set_mode_register(exchange)) if family is Family.SEVEN_E else []
    for request in fixed_steps(family):
        if request.answered:
            _done(exchange, request)
            steps.append(Step(request.name, Verdict.DONE))
        else:
            exchange.tell(request)
            steps.append(Step(request.name, "sent"))
    return steps


def _set_mode_register(exchange: Exchange) -> Iterator[Step]:
    """Read the register, change the two bits, write it, save: the others (lamp, sound) stay as they are."""
    # Two registers, though the second is not needed: the answer to a read of one looks like a late "done".
    told = _done(exchange, _register("read mode", READ_REGISTER, b"\x02"))
    yield Step("read mode", Verdict.DONE)
    mode = bytes([told.data[0] & ~_MODE_MASK | _WAIT_FOR_COMMANDS])
    for name, kind, data in (("write mode", WRITE_REGISTER, mode), ("save", SAVE, b"\x00")):
        _done(exchange, _register(name, kind, data))
        yield Step(name, Verdict.DONE)


def _register(name: str, kind: int, data: bytes) -> Request:
    return Request(seven_e_frame(kind, MODE_REGISTER, data), Purpose.SETTING, name)


def _done(exchange: Exchange, request: Request) -> Reply:
    """The answer to a command that was taken."""
    answer = exchange.ask(request)
    if answer.verdict is Verdict.DAMAGED:
        answer = exchange.ask(request)
    match answer.verdict:
        case Verdict.DONE:
            return answer
        case Verdict.DAMAGED:
            raise ScannerGarbledError(request.name)
        case Verdict.UNKNOWN | Verdict.REFUSED:
            raise CommandRefusedError(request.name)
        case _:
            assert_never(answer.verdict)
