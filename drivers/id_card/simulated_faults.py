"""Orders that break a simulated reader and mend it again, as words; the console and the fault panel speak them.

============================  =====================================================================================
``silence on|off``            nothing gets through to the host
``garbage HEX|off``           these bytes come instead of every reply
``noise HEX|off``             these bytes come before every reply
``split on|off``              every byte alone
``cut BYTES``                 the cable is pulled after so many further bytes to the host
``bad-checksum N``            so many next replies have a wrong checksum
``torn N``                    so many next replies break off
``late N``                    so many next replies come right before the reply to the request that follows
``request-damaged N``         the module sees so many next requests damaged
``self-test on|off``          the security module failed its self-test
``unauthorised on|off``       the security module has no authorisation
``stuck on|off``              every step with a card ends in an error until the module is reset
``hang on|off``               no card is found until the module is reset
``moved N``                   so many next reads fail because the card moved
``answer STEP SW3 N``         so many next requests of a step are answered with this status (hexadecimal)
``found-again on|off``        a model that finds a card that it has read
``keeps-content on|off``      a model that gives the card before to a read without find and select
``no-fingerprint on|off``     a model without the read with fingerprints
``no-number on|off``          a model without the command for its number
``no-address on|off``         a model without the command for the newest address
``address-always on|off``     a model that answers for the newest address without a card
``mend``                      all of this off
============================  =====================================================================================
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping

from drivers.id_card.codec import Command
from drivers.id_card.simulator import IdCardReaderSimulator, ReaderFaults
from drivers.id_card.status_codes import StatusCode
from drivers.transport.pty import LineFaults

STEPS: Mapping[str, Command] = {
    "status": Command.SAM_STATUS,
    "number": Command.READ_SAM_NUMBER,
    "reset": Command.RESET_SAM,
    "find": Command.FIND_CARD,
    "select": Command.SELECT_CARD,
    "read": Command.READ_TEXT_PHOTO,
    "read-long": Command.READ_TEXT_PHOTO_FINGERPRINT,
    "address": Command.READ_NEWEST_ADDRESS,
}

_SWITCHES = {
    "stuck": "stuck_until_reset",
    "hang": "finds_nothing_until_reset",
    "found-again": "found_again",
    "keeps-content": "keeps_last_content",
    "no-fingerprint": "no_fingerprint_command",
    "no-number": "no_number_command",
    "no-address": "no_address_command",
    "address-always": "address_always",
}
_COUNTS = {
    "bad-checksum": "bad_checksum",
    "torn": "torn",
    "late": "held_back",
    "request-damaged": "reported_bad_checksum",
    "moved": "move_in_read",
}
_SAM_STATUSES = {"self-test": StatusCode.SELF_TEST_FAILED, "unauthorised": StatusCode.NOT_AUTHORISED}


def obey_fault(simulator: IdCardReaderSimulator, order: str, argument: str) -> bool:
    """Carry out one order; False for a word that is none.

    Raises:
        ValueError: its argument does not fit.
    """
    faults, line = simulator.faults, simulator.line
    others: Mapping[str, Callable[[], None]] = {
        "silence": lambda: setattr(line, "silent", _switch(argument)),
        "split": lambda: setattr(line, "split", _switch(argument)),
        "noise": lambda: setattr(line, "noise", _bytes(argument)),
        "garbage": lambda: setattr(faults, "replaced_by", _bytes(argument)),
        "cut": lambda: setattr(line, "cut_after_bytes", int(argument)),
        "answer": lambda: _answer(faults, argument),
        "mend": lambda: _mend(faults, line),
    }
    if order in _SWITCHES:
        setattr(faults, _SWITCHES[order], _switch(argument))
    elif order in _COUNTS:
        setattr(faults, _COUNTS[order], int(argument or "1"))
    elif order in _SAM_STATUSES:
        faults.sam_status = _SAM_STATUSES[order] if _switch(argument) else StatusCode.SUCCESS
    elif order in others:
        others[order]()
    else:
        return False
    return True


def _switch(argument: str) -> bool:
    if argument not in {"on", "off"}:
        raise ValueError("on or off")
    return argument == "on"


def _bytes(argument: str) -> bytes:
    return b"" if argument == "off" else bytes.fromhex(argument)


def _answer(faults: ReaderFaults, argument: str) -> None:
    step, sw3, *count = argument.split()
    if step not in STEPS:
        raise ValueError("no such step")
    faults.status[STEPS[step]] = deque([int(sw3, 16)] * int(count[0] if count else 1))


def _mend(faults: ReaderFaults, line: LineFaults) -> None:
    """Put every field of both back to what a sound reader has."""
    for broken, sound in ((faults, ReaderFaults()), (line, LineFaults())):
        for name in type(sound).__slots__:
            setattr(broken, name, getattr(sound, name))
